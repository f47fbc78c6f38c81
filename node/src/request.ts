/** What one call is: the text that goes to the core, and what its reply is made into. Blocking and awaited calls share it. */

import { XeroError, type XeroErrorData } from "./errors.js";
import { type Meta, type Priority, plain, type Retry, type Timeout } from "./values.js";

/** Whether calls block or are awaited. */
export type Mode = "blocking" | "awaited";

/** What a call gives: the value, or a promise of it. */
export type Reply<M extends Mode, T> = M extends "awaited" ? Promise<T> : T;

/** The last argument of every call. */
export interface CallOptions {
  /** Seconds; a number alone is for an attempt as a whole. */
  readonly timeout?: Timeout | number | undefined;
  /** Seconds for the call in all: queueing, token, attempts, answer. */
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

/** The text of a call. Throws an {@link XeroError} for what JSON cannot hold. */
export function requestText(parts: Parts, options: AsyncCallOptions | undefined, call?: number): string {
  const members: string[] = [];
  for (const name in parts) if (parts[name] !== undefined) members.push(`"${name}":${text(parts[name])}`);
  if (options !== undefined) {
    const rest = typeof options === "object" ? { ...options, signal: undefined } : options;
    members.push(`"options":${text(rest)}`);
  }
  if (call !== undefined) members.push(`"call":${call}`);
  return `{${members.join()}}`;
}

/** `value` as JSON. Throws an {@link XeroError} for what JSON cannot hold. */
export function text(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  try {
    return JSON.stringify(plain(value));
  } catch (reason) {
    if (reason instanceof XeroError) throw reason;
    throw refusal("argument", "an argument is nested too deep, or contains itself");
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
  const error = XeroError.from(data);
  const lines = (error.stack ?? "").split("\n");
  error.stack = lines.filter((line) => !(OURS.test(line) && line.startsWith("    at "))).join("\n");
  return error;
}

/** A stack line in this package's own files. */
const OURS = (() => {
  const folder = __dirname.slice(0, __dirname.search(/[^\\/]*$/)).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`${folder}(dist|src)[\\\\/]`);
})();
