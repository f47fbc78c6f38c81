/** Makes errors whose stack begins at the user's call, without the lines of this package. */

import { XeroError, type XeroErrorData } from "./errors.js";
import { FOLDER } from "./installation.js";

/** The error that `data` describes. */
export function errorFrom(data: XeroErrorData): XeroError {
  const limit = Error.stackTraceLimit;
  // Our own lines are removed below and must not take the place of the user's.
  if (limit > 0) Reflect.set(Error, "stackTraceLimit", limit + MAX_OWN_LINES);
  const error = XeroError.from(data);
  if (limit > 0) Reflect.set(Error, "stackTraceLimit", limit);
  error.stack = withoutOwnLines((error.stack ?? "").split("\n")).join("\n");
  return error;
}

/** The error for a wrong argument or option that is found before anything reaches the core. */
export function usageError(code: "argument" | "config", message: string, hint?: string): XeroError {
  return errorFrom({
    code,
    message,
    hint: hint ?? null,
    isRetryable: false,
    text: hint === undefined ? message : `${message}\nhint: ${hint}`,
  });
}

/** The type of a value in words, never its content. */
export function describeType(value: unknown): string {
  switch (typeof value) {
    case "string":
      return "text";
    case "object":
      return value === null ? "null" : `this ${value.constructor?.name || "object"}`;
    case "undefined":
      return "undefined";
    default:
      return `a ${typeof value}`;
  }
}

/** Where a call was made. V8 makes the text only when it is read. */
export interface CallSite {
  readonly stack?: string;
}

/** The place of the code that called `entry`. */
export function captureCallSite(entry: (...args: never[]) => unknown): CallSite {
  const site = {};
  Error.captureStackTrace(site, entry);
  return site;
}

/** `reason` with the stack of its call: V8 knows the caller of an awaited call only while the caller awaits it. */
export function atCallSite(reason: unknown, site: CallSite | undefined): unknown {
  const callers = withoutOwnLines((site?.stack ?? "").split("\n").filter((line) => STACK_LINE.test(line)));
  if (!(reason instanceof XeroError) || callers.length === 0) return reason;
  const lines = (reason.stack ?? "").split("\n");
  const head = lines.filter((line) => !STACK_LINE.test(line));
  reason.stack = [...head, ...callers].join("\n");
  return reason;
}

const MAX_OWN_LINES = 20;
const STACK_LINE = /^ {4}at /;
/** The language's own functions, which resume generators. */
const GENERATOR_LINE = /^ {4}at .*\(<anonymous>\)$/;

function withoutOwnLines(lines: readonly string[]): string[] {
  const others = lines.filter((line) => !(OWN_FILES.test(line) && STACK_LINE.test(line)));
  const first = others.findIndex((line) => STACK_LINE.test(line));
  while (first >= 0 && GENERATOR_LINE.test(others[first] ?? "")) others.splice(first, 1);
  return others;
}

/** A stack line in this package's own files. In a bundle no line is taken for one. */
const OWN_FILES = (() => {
  if (FOLDER === undefined) return /^\b$/;
  const parent = FOLDER.slice(0, FOLDER.search(/[^\\/]*$/)).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`${parent}(dist|src)[\\\\/]`);
})();
