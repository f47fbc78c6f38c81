/** The promise of an awaited call. */

import { usageError } from "./error-factory.js";
import type { RawResponse } from "./raw.js";
import type { ResponseReader } from "./response-reader.js";

/** The result of a call together with the response that it was made from. */
export interface WithResponse<T> {
  /** What the call returns. */
  readonly data: T;
  /** The response as Xero sent it. */
  readonly response: RawResponse<T>;
}

/** The promise of a call's result, which can also give the response as Xero sent it. */
export class ApiPromise<T> extends Promise<T> {
  #reader: ResponseReader | undefined;

  /** Promises that are made from this one are plain ones. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Awaited calls return it. */
  static of<T>(result: Promise<T>, reader: ResponseReader): ApiPromise<T> {
    const promise = new ApiPromise<T>((resolve) => resolve(result));
    promise.#reader = reader;
    return promise;
  }

  /**
   * The result and the response as Xero sent it. Without this, the response is not kept.
   *
   * Call it at once: `const { data, response } = await xero.invoices.get(id).withResponse()`.
   *
   * @returns The result, and the response.
   */
  async withResponse(): Promise<WithResponse<T>> {
    const reader = this.#reader as ResponseReader;
    if (!reader.keepsRaw && reader.isDecided) {
      // The call goes on; that nobody awaits its own promise is no further error.
      this.catch(() => {});
      throw usageError(
        "argument",
        "the response was not kept, because the call was sent before withResponse()",
        "chain it to the call: `await xero.invoices.get(id).withResponse()`",
      );
    }
    reader.keepsRaw = true;
    const data = await this;
    return { data, response: reader.rawResponse(data) };
  }
}
