/** What one call is: the text that goes to the core, and what its reply is made into. Blocking and awaited calls share it. */

import { XeroError, type XeroErrorData } from "./errors.js";
import { foreign, type Meta, type Priority, plain, type Retry, type Timeout, unfitError, unfitIn } from "./values.js";

/** Whether calls block or are awaited. */
export type Mode = "blocking" | "awaited";

/** What a call gives: the value, or a promise of it. */
export type Reply<M extends Mode, T> = M extends "awaited" ? Promise<T> : T;

/** The last argument of every call. */
export interface CallOptions {
  /** Seconds; a number alone is for an attempt as a whole. */
  readonly timeout?: Timeout | number | undefined;
  /**
   * Seconds for the call in all: queueing, token, attempts, answer. Default: each request has 60 seconds over all its
   * attempts, or as long as a longer `timeout`.
   */
  readonly deadline?: number | undefined;
  /**
   * Seconds; the longest single wait for the limits or at a server's word. A call that would wait longer fails at once
   * with a `RateLimitError`.
   */
  readonly maxWait?: number | undefined;
  /** Default `"interactive"`; lists in pages and several requests for one call are `"bulk"`. */
  readonly priority?: Priority | undefined;
  /** How often the call is tried; a number alone is `maxAttempts`. */
  readonly retry?: Retry | number | undefined;
  /** Makes a write that is sent twice happen once. Made by itself unless given. */
  readonly idempotencyKey?: string | undefined;
}

/** The last argument of every awaited call. */
export interface AsyncCallOptions extends CallOptions {
  /** Cancels the call; its promise then rejects with a `CancelledError` whose `cause` is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The per-call options of a blocking or an awaited call. */
export type OptionsOf<M extends Mode> = M extends "awaited" ? AsyncCallOptions : CallOptions;

/** The parts of a call, as the core names them. */
export type Parts = Readonly<Record<string, unknown>>;

/** A file to send, in the place of a body. */
export class Upload {
  constructor(readonly content: unknown) {}
}

/** Marks the content of a file to send. */
export function upload(content: unknown): Upload {
  return new Upload(content);
}

/** One call, before it is sent. */
export interface Request<T> {
  readonly parts: Parts;
  /** A file that goes with it. */
  readonly upload?: Upload | undefined;
  /** Makes the call's result of the reply. */
  read(value: unknown, meta: Meta): T;
}

/** Sends calls, one way or the other. */
export interface Caller<M extends Mode> {
  run<T>(request: Request<T>, options: OptionsOf<M> | undefined): Reply<M, T>;
  /** Gets a file: its size where it goes somewhere, else its bytes. */
  download(parts: Parts, to: unknown, options: OptionsOf<M> | undefined): Reply<M, number | Uint8Array>;
  /** Walks the pages of a list. */
  walk(parts: Parts, options: OptionsOf<M> | undefined): Walk<M>;
}

/** Gives the pages of a list one after the other, and nothing after the last. */
export interface Walk<M extends Mode> {
  next(): Reply<M, ReplyData | undefined>;
  /** Gives up the pages that are fetched ahead. */
  close(): void;
}

/** A call of the operation with this name. */
export function operation<T>(
  name: string,
  parameters: object | undefined,
  read: (value: unknown, meta: Meta) => T,
  body?: unknown,
): Request<T> {
  const parts = { operation: name, arguments: parameters };
  return body instanceof Upload ? { parts, upload: body, read } : { parts: { ...parts, body }, read };
}

/** What the core looks into, and tells of what JSON cannot hold; by our names, and by Xero's. */
const OURS_TOLD = new Set(["body", "arguments"]);
const XEROS_TOLD = new Set(["json", "params", "headers"]);

/** The text of a call. Throws an {@link XeroError} for options that JSON cannot hold. */
export function requestText(parts: Parts, options: AsyncCallOptions | undefined, call?: number): string {
  const members: string[] = [];
  for (const name in parts) {
    const part = parts[name];
    if (part === undefined) continue;
    if (OURS_TOLD.has(name)) members.push(`"${name}":${JSON.stringify(plain(part))}`);
    else if (XEROS_TOLD.has(name)) members.push(`"${name}":${JSON.stringify(foreign(part)) ?? "null"}`);
    else members.push(`"${name}":${text(part, "argument", name)}`);
  }
  if (options !== undefined) {
    const rest = typeof options === "object" ? { ...options, signal: undefined } : options;
    members.push(`"options":${text(rest, "argument")}`);
  }
  if (call !== undefined) members.push(`"call":${call}`);
  return `{${members.join()}}`;
}

/** `value`, which is called `name`, as JSON. Throws an {@link XeroError} that names the place of what JSON cannot hold. */
export function text(value: unknown, code: "argument" | "config", name?: string): string {
  const json = JSON.stringify(typeof value === "string" ? value : foreign(value)) ?? "null";
  const misfit = unfitIn(json);
  if (misfit !== undefined) throw failure(unfitError(code, misfit, name));
  return json;
}

/** What a value is, never what it holds. */
export function kindOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return "text";
    case "object":
      return value === null ? "null" : `this ${value.constructor?.name ?? "object"}`;
    case "undefined":
      return "undefined";
    default:
      return `a ${typeof value}`;
  }
}

/** An error that the facade finds by itself. */
export function refusal(code: "argument" | "config", message: string, hint?: string): XeroError {
  return failure({
    code,
    message,
    hint: hint ?? null,
    isRetryable: false,
    text: hint === undefined ? message : `${message}\nhint: ${hint}`,
  });
}

/** A reply of the core, taken apart. */
export interface ReplyData {
  readonly value?: unknown;
  readonly meta?: Meta;
  readonly error?: XeroErrorData;
}

/** A reply without an error; its error is thrown. */
export function checked(reply: ReplyData): ReplyData {
  if (reply.error !== undefined) throw failure(reply.error);
  return reply;
}

/** The result of a reply, or its error thrown. */
export function result<T>(request: Request<T>, reply: ReplyData): T {
  const { value, meta } = checked(reply);
  return request.read(value, meta as Meta);
}

/** The error that `data` describes; its stack begins at the user's call. */
export function failure(data: XeroErrorData): XeroError {
  const limit = Error.stackTraceLimit;
  // Our own lines go again, and would leave no room for the user's.
  if (limit > 0) Reflect.set(Error, "stackTraceLimit", limit + MOST_OURS);
  const error = XeroError.from(data);
  if (limit > 0) Reflect.set(Error, "stackTraceLimit", limit);
  const lines = (error.stack ?? "").split("\n");
  error.stack = lines.filter((line) => !isOurs(line)).join("\n");
  return error;
}

const MOST_OURS = 15;

/** Where a call was made. Its text is made only when it is asked for. */
export interface Origin {
  readonly stack?: string;
}

/** Where the call is made that `call` begins. */
export function origin(call: (...args: never[]) => unknown): Origin {
  const made = {};
  Error.captureStackTrace(made, call);
  return made;
}

/** `reason`, told where its call was made: V8 knows that of what is awaited, and only where it is awaited. */
export function traced(reason: unknown, origin: Origin | undefined): unknown {
  const made = (origin?.stack ?? "").split("\n").filter((line) => FRAME.test(line) && !isOurs(line));
  // Generators are begun by what the language has built in.
  while (made[0]?.endsWith("(<anonymous>)")) made.shift();
  if (!(reason instanceof XeroError) || made.length === 0) return reason;
  const lines = (reason.stack ?? "").split("\n");
  const head = lines.filter((line) => !FRAME.test(line));
  const carried = lines.filter((line) => CARRIED.test(line));
  reason.stack = [...head, ...made, ...carried].join("\n");
  return reason;
}

const FRAME = /^ {4}at /;
/** Data of an error that its `cause` has no room for. */
const CARRIED = /^ {4}at xero-m2m \(/;

function isOurs(line: string): boolean {
  return OURS.test(line) && FRAME.test(line);
}

/** A stack line in this package's own files. */
const OURS = (() => {
  const folder = __dirname.slice(0, __dirname.search(/[^\\/]*$/)).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`${folder}(dist|src)[\\\\/]`);
})();
