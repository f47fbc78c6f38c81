/** Requests by method and path, with the client's token, rate limits, retries and errors. */

import type { Dispatcher } from "./dispatch.js";
import type { Mode, OptionsOf, QueryValue, ResultOf } from "./options.js";
import type { Meta } from "./values.js";

/** The query and headers of a raw call. */
export interface RawParameters {
  /** The query parameters; a list repeats its parameter. */
  readonly params?: Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>> | undefined;
  /** Additional headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The query, headers and body of a raw call. */
export interface RawBody extends RawParameters {
  /** The body as JSON, by Xero's names. */
  readonly json?: unknown;
}

/** The methods of Xero's APIs. */
export type RawMethod = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A response as Xero sent it. */
export class RawResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The headers, their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** How the response came about. */
  readonly meta: Meta;
  readonly #text: string | null;
  readonly #base64: string | null;

  /** The methods of `client.raw` return raw responses. */
  constructor(data: RawData, meta: Meta) {
    this.status = data.status;
    this.headers = data.headers;
    this.meta = meta;
    this.#text = data.text;
    this.#base64 = data.base64;
  }

  /** The body as text. */
  get text(): string {
    return this.#text ?? Buffer.from(this.#base64 ?? "", "base64").toString();
  }

  /**
   * Parses the body as JSON.
   *
   * @returns The body, with JavaScript numbers.
   */
  json(): unknown {
    return JSON.parse(this.text);
  }

  /** The body as bytes. */
  get bytes(): Uint8Array {
    return this.#base64 === null ? Buffer.from(this.#text ?? "") : Buffer.from(this.#base64, "base64");
  }
}

/** A response as the core sends it. */
interface RawData {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string | null;
  readonly base64: string | null;
}

/** Requests by method and path. Paths are those of the Accounting API, such as `"/Invoices"`. */
export class Raw<M extends Mode> {
  readonly #dispatcher: Dispatcher<M>;

  /** It is the property `raw` of a client. */
  constructor(dispatcher: Dispatcher<M>) {
    this.#dispatcher = dispatcher;
  }

  /**
   * Sends a request.
   *
   * @param method The HTTP method.
   * @param path A path of the Accounting API, such as `"/Invoices"`, or one that names its API, such as
   * `"/payroll.xro/2.0/Employees"`.
   * @param parameters The query, headers and body; a read has no body.
   * @param options Options of this call.
   * @returns The response as Xero sent it.
   */
  request(
    method: RawMethod | (string & {}),
    path: string,
    parameters?: RawBody,
    options?: OptionsOf<M>,
  ): ResultOf<M, RawResponse> {
    return this.#request(method, path, parameters, options);
  }

  /**
   * Sends GET.
   *
   * @param path The path, or a URL of Xero's.
   * @param parameters The query and headers.
   * @param options Options of this call.
   * @returns The response as Xero sent it.
   */
  get(path: string, parameters?: RawParameters, options?: OptionsOf<M>): ResultOf<M, RawResponse> {
    return this.#request("GET", path, parameters, options);
  }

  /**
   * Sends POST with a JSON body.
   *
   * @param path The path, or a URL of Xero's.
   * @param parameters The query, headers and body.
   * @param options Options of this call.
   * @returns The response as Xero sent it.
   */
  post(path: string, parameters?: RawBody, options?: OptionsOf<M>): ResultOf<M, RawResponse> {
    return this.#request("POST", path, parameters, options);
  }

  /**
   * Sends PUT with a JSON body.
   *
   * @param path The path, or a URL of Xero's.
   * @param parameters The query, headers and body.
   * @param options Options of this call.
   * @returns The response as Xero sent it.
   */
  put(path: string, parameters?: RawBody, options?: OptionsOf<M>): ResultOf<M, RawResponse> {
    return this.#request("PUT", path, parameters, options);
  }

  /**
   * Sends PATCH with a JSON body.
   *
   * @param path The path, or a URL of Xero's.
   * @param parameters The query, headers and body.
   * @param options Options of this call.
   * @returns The response as Xero sent it.
   */
  patch(path: string, parameters?: RawBody, options?: OptionsOf<M>): ResultOf<M, RawResponse> {
    return this.#request("PATCH", path, parameters, options);
  }

  /**
   * Sends DELETE.
   *
   * @param path The path, or a URL of Xero's.
   * @param parameters The query and headers.
   * @param options Options of this call.
   * @returns The response as Xero sent it.
   */
  delete(path: string, parameters?: RawParameters, options?: OptionsOf<M>): ResultOf<M, RawResponse> {
    return this.#request("DELETE", path, parameters, options);
  }

  #request(
    method: string,
    path: string,
    parameters: RawBody | undefined,
    options: OptionsOf<M> | undefined,
  ): ResultOf<M, RawResponse> {
    const fields = { verb: "raw", method, path, ...parameters };
    const toResult = (value: unknown, meta: Meta) => new RawResponse(value as RawData, meta);
    return this.#dispatcher.send({ fields, toResult }, options);
  }
}
