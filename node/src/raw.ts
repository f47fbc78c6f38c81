/** Requests by method and path, with the client's token, rate limits, retries and errors. */

import type { Dispatcher } from "./dispatch.js";
import { usageError } from "./error-factory.js";
import {
  isOptionName,
  type Mode,
  type OptionsOf,
  type ParametersOrOptions,
  type QueryValue,
  type ResultOf,
} from "./options.js";
import { sortArguments } from "./request.js";
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
   * @param parameters The query, headers and body, or the options, if there are none. A read has no body.
   * @param options Options of this call.
   * @returns The response as Xero sent it.
   */
  request(
    method: RawMethod | (string & {}),
    path: string,
    parameters?: ParametersOrOptions<RawBody, M>,
    options?: OptionsOf<M>,
  ): ResultOf<M, RawResponse> {
    return this.#request(method, path, parameters, options);
  }

  /**
   * Sends GET.
   *
   * @param path The path, or a URL of Xero's.
   * @param parameters The query and headers; or the options, if there are none.
   * @param options Options of this call.
   * @returns The response as Xero sent it.
   */
  get(
    path: string,
    parameters?: ParametersOrOptions<RawParameters, M>,
    options?: OptionsOf<M>,
  ): ResultOf<M, RawResponse> {
    return this.#request("GET", path, parameters, options);
  }

  /**
   * Sends POST with a JSON body.
   *
   * @param path The path, or a URL of Xero's.
   * @param parameters The query, headers and body; or the options, if there are none.
   * @param options Options of this call.
   * @returns The response as Xero sent it.
   */
  post(path: string, parameters?: ParametersOrOptions<RawBody, M>, options?: OptionsOf<M>): ResultOf<M, RawResponse> {
    return this.#request("POST", path, parameters, options);
  }

  /**
   * Sends PUT with a JSON body.
   *
   * @param path The path, or a URL of Xero's.
   * @param parameters The query, headers and body; or the options, if there are none.
   * @param options Options of this call.
   * @returns The response as Xero sent it.
   */
  put(path: string, parameters?: ParametersOrOptions<RawBody, M>, options?: OptionsOf<M>): ResultOf<M, RawResponse> {
    return this.#request("PUT", path, parameters, options);
  }

  /**
   * Sends PATCH with a JSON body.
   *
   * @param path The path, or a URL of Xero's.
   * @param parameters The query, headers and body; or the options, if there are none.
   * @param options Options of this call.
   * @returns The response as Xero sent it.
   */
  patch(path: string, parameters?: ParametersOrOptions<RawBody, M>, options?: OptionsOf<M>): ResultOf<M, RawResponse> {
    return this.#request("PATCH", path, parameters, options);
  }

  /**
   * Sends DELETE.
   *
   * @param path The path, or a URL of Xero's.
   * @param parameters The query and headers; or the options, if there are none.
   * @param options Options of this call.
   * @returns The response as Xero sent it.
   */
  delete(
    path: string,
    parameters?: ParametersOrOptions<RawParameters, M>,
    options?: OptionsOf<M>,
  ): ResultOf<M, RawResponse> {
    return this.#request("DELETE", path, parameters, options);
  }

  #request(
    method: string,
    path: string,
    parameters: ParametersOrOptions<RawBody, M> | undefined,
    given: OptionsOf<M> | undefined,
  ): ResultOf<M, RawResponse> {
    const { parameters: sorted, options } = sortArguments({ parameters, options: given });
    const request = {
      /** Read within the call, so that its error is the call's. */
      get fields() {
        return { verb: "raw", method, path, ...checkedParameters(sorted) };
      },
      toResult: (value: unknown, meta: Meta) => new RawResponse(value as RawData, meta),
    };
    return this.#dispatcher.send(request, options);
  }
}

/** The fields of a request that parameters give. */
const PARAMETER_NAMES = ["params", "headers", "json"];

/** What other libraries call them. */
const OTHER_NAMES = new Map([
  ["query", "params"],
  ["searchParams", "params"],
  ["body", "json"],
  ["data", "json"],
]);

/** The parameters, none of which may replace another field of the request. */
function checkedParameters(parameters: unknown): RawBody {
  const hint = `there are: ${PARAMETER_NAMES.join(", ")}`;
  if (typeof parameters === "string") throw usageError("argument", "the parameters are not an object", hint);
  for (const name of Object.keys(parameters ?? {})) {
    if (PARAMETER_NAMES.includes(name)) continue;
    if (isOptionName(name)) {
      throw usageError(
        "argument",
        `${name} is an option, not a parameter of a raw call`,
        "give it with the call's options, apart from the parameters",
      );
    }
    const right = OTHER_NAMES.get(name);
    throw usageError(
      "argument",
      `a raw call has no parameter ${JSON.stringify(name)}`,
      right === undefined ? hint : `did you mean ${right}?`,
    );
  }
  return parameters as RawBody;
}
