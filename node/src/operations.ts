/** What the core's table of operations tells of a call. */

import { native } from "./native.js";
import type { Parts } from "./request.js";

let methods: ReadonlyMap<string, string> | undefined;

/** The HTTP method of a call, where it is one call of the API. */
export function methodOf({ operation, method }: Parts): string | undefined {
  if (typeof method === "string") return method;
  if (typeof operation !== "string") return undefined;
  methods ??= new Map(
    (JSON.parse(native().operations()) as { name: string; method: string }[]).map((row) => [row.name, row.method]),
  );
  return methods.get(operation);
}

/** The operation of a call, as errors and events have it. */
export function operationOf({ operation, method, path }: Parts): string | undefined {
  if (typeof operation === "string") return operation;
  return method === undefined ? undefined : `${method} ${path}`;
}
