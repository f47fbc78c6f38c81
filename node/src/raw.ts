/** Calls of what is not wrapped: token, limits, retries and errors as ever, the answer as it came. */

import type { Caller, Mode, OptionsOf, Reply } from "./request.js";
import type { Meta } from "./values.js";

/** What a raw call sends. */
export interface RawParameters {
  /** The query. */
  readonly params?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  /** More headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What a raw call that writes sends. */
export interface RawBody extends RawParameters {
  /** The body, by Xero's names. */
  readonly json?: unknown;
}

/** An answer as it came. */
export class RawResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The headers, their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** How the answer came about. */
  readonly meta: Meta;
  readonly #text: string | null;
  readonly #base64: string | null;

  /** Raw responses are made by `client.raw`. */
  constructor(value: RawValue, meta: Meta) {
    this.status = value.status;
    this.headers = value.headers;
    this.meta = meta;
    this.#text = value.text;
    this.#base64 = value.base64;
  }

  /** The body as text. */
  get text(): string {
    return this.#text ?? Buffer.from(this.#base64 ?? "", "base64").toString();
  }

  /** The body as JSON, with plain numbers. */
  json(): unknown {
    return JSON.parse(this.text);
  }

  /** The body as bytes. */
  get bytes(): Uint8Array {
    return this.#base64 === null ? Buffer.from(this.#text ?? "") : Buffer.from(this.#base64, "base64");
  }
}

interface RawValue {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string | null;
  readonly base64: string | null;
}

/** Raw calls. Paths are relative to the Accounting API, such as `"/Invoices"`. */
export class Raw<M extends Mode> {
  readonly #caller: Caller<M>;

  /** It is the member `raw` of a client. */
  constructor(caller: Caller<M>) {
    this.#caller = caller;
  }

  /** Reads. */
  get(path: string, parameters?: RawParameters, options?: OptionsOf<M>): Reply<M, RawResponse> {
    return this.#request("GET", path, parameters, options);
  }

  /** Creates or updates, as Xero uses the method. */
  post(path: string, parameters?: RawBody, options?: OptionsOf<M>): Reply<M, RawResponse> {
    return this.#request("POST", path, parameters, options);
  }

  /** Creates, as Xero uses the method. */
  put(path: string, parameters?: RawBody, options?: OptionsOf<M>): Reply<M, RawResponse> {
    return this.#request("PUT", path, parameters, options);
  }

  /** Deletes. */
  delete(path: string, parameters?: RawParameters, options?: OptionsOf<M>): Reply<M, RawResponse> {
    return this.#request("DELETE", path, parameters, options);
  }

  #request(
    method: string,
    path: string,
    parameters: RawBody | undefined,
    options: OptionsOf<M> | undefined,
  ): Reply<M, RawResponse> {
    const parts = { verb: "raw", method, path, ...parameters };
    return this.#caller.run({ parts, read: (value, meta) => new RawResponse(value as RawValue, meta) }, options);
  }
}
