/** What the core's table of operations says about a request. */

import { native } from "./native.js";
import type { RequestFields } from "./request.js";

let methods: ReadonlyMap<string, string> | undefined;

/** The HTTP method of a request, if it is one request to the API. */
export function methodOf({ operation, method }: RequestFields): string | undefined {
  if (typeof method === "string") return method;
  if (typeof operation !== "string") return undefined;
  methods ??= new Map(
    (JSON.parse(native().operations()) as { name: string; method: string }[]).map((row) => [row.name, row.method]),
  );
  return methods.get(operation);
}

/** The operation of a request, as errors and events name it. */
export function operationOf({ operation, method, path }: RequestFields): string | undefined {
  if (typeof operation === "string") return operation;
  return method === undefined ? undefined : `${method} ${path}`;
}
