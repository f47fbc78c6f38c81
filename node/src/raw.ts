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

/** A response as Xero sent it. `T` is what {@link RawResponse.parse} returns. */
export class RawResponse<T = unknown> {
  /** The HTTP status. */
  readonly status: number;
  /** The headers, with names in lower case and without cookies. */
  readonly headers: Readonly<Record<string, string>>;
  /** How the response came about. */
  readonly meta: Meta;
  readonly #body: RawBodyData;
  readonly #parsed: { readonly value: T } | undefined;

  /** The methods of `client.raw` and of `withRawResponse` return raw responses. */
  constructor({ status, headers, ...body }: RawData, meta: Meta, parsed?: { readonly value: T }) {
    this.status = status;
    this.headers = headers;
    this.meta = meta;
    this.#body = body;
    this.#parsed = parsed;
  }

  /** The `Xero-Correlation-Id`, which Xero's support asks for. */
  get requestId(): string | null {
    return this.meta.requestId;
  }

  /** The body as bytes, decompressed. */
  get content(): Uint8Array {
    const { content, text, base64 } = this.#body;
    return content ?? (base64 ? Buffer.from(base64, "base64") : Buffer.from(text ?? ""));
  }

  /** The body as text. */
  get text(): string {
    const { content } = this;
    return this.#body.text ?? Buffer.from(content.buffer, content.byteOffset, content.length).toString();
  }

  /**
   * Parses the body as JSON.
   *
   * @returns The body, with JavaScript numbers.
   */
  json(): unknown {
    return JSON.parse(this.text);
  }

  /**
   * What the method returns by itself: a record, a page, a batch or bytes.
   *
   * @returns The result; of `client.raw`, as {@link RawResponse.json} returns it.
   */
  parse(): T {
    return this.#parsed === undefined ? (this.json() as T) : this.#parsed.value;
  }
}

/** The body of a response as the core sends it. */
interface RawBodyData {
  readonly content?: Uint8Array | undefined;
  readonly text?: string | null | undefined;
  readonly base64?: string | null | undefined;
}

/** A response as the core sends it. */
interface RawData extends RawBodyData {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
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
