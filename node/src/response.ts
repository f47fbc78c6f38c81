/** A response of the core. */

import { errorFrom } from "./error-factory.js";
import type { XeroErrorData } from "./errors.js";
import type { CoreRequest } from "./request.js";
import type { Meta } from "./values.js";

/** A response of the core: a value with its meta, or an error. */
export interface CoreResponse {
  readonly value?: unknown;
  /** The records of a page, as JSON texts of some of them each. */
  readonly slices?: readonly string[];
  readonly meta?: Meta;
  readonly error?: XeroErrorData;
}

/** The response if it holds no error; otherwise throws its error. */
export function throwIfFailed(response: CoreResponse): CoreResponse {
  if (response.error !== undefined) throw errorFrom(response.error);
  return response;
}

/** The result that a request makes from the value of its response. */
export function resultFrom<T>(request: CoreRequest<T>, { value, meta }: CoreResponse): T {
  return request.toResult(value, meta as Meta);
}

/** What the addon made; throws the error that it returned instead. */
export function nativeOrThrow<T extends object>(outcome: T | string): T {
  if (typeof outcome !== "string") return outcome;
  const { error } = JSON.parse(outcome) as CoreResponse;
  throw errorFrom(error ?? { code: "xero", message: "the native addon returned no client" });
}
