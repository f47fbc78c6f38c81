/** What one call is: the text that goes to the core, and what its reply is made into. Blocking and awaited calls share it. */

import { XeroError, type XeroErrorData } from "./errors.js";
import { attachMeta, type Meta, plain, type Retry, type Schema, type Timeout } from "./values.js";

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
  /** How often the call is tried; a number alone is `maxAttempts`. */
  readonly retry?: Retry | number | undefined;
  /** Makes a write that is sent twice happen once. Made by itself unless given. */
  readonly idempotencyKey?: string | undefined;
}

/** The last argument of every awaited call. */
export interface AsyncCallOptions extends CallOptions {
  /** Cancels the call; its promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The per-call options of a blocking or an awaited call. */
export type OptionsOf<M extends Mode> = M extends "awaited" ? AsyncCallOptions : CallOptions;

/** One call, before it is sent. */
export interface Request<T> {
  /** Its parts, as the core names them. */
  readonly parts: Readonly<Record<string, unknown>>;
  /** Makes the call's result of the reply. */
  read(value: unknown, meta: Meta): T;
}

/** Sends calls, one way or the other. */
export interface Caller<M extends Mode> {
  run<T>(request: Request<T>, options: OptionsOf<M> | undefined): Reply<M, T>;
}

/** A call of the operation with this name. */
export function operation<T>(
  name: string,
  parameters: object | undefined,
  read: (value: unknown, meta: Meta) => T,
  body?: unknown,
): Request<T> {
  return { parts: { operation: name, arguments: parameters, body }, read };
}

/** Reads a record. */
export function record<T>(schema: Schema): (value: unknown, meta: Meta) => T {
  return (value, meta) => {
    schema.revive(value as object);
    attachMeta(value as object, meta);
    return value as T;
  };
}

/** The text of a call. Throws an {@link XeroError} for what JSON cannot hold. */
export function requestText(parts: Request<unknown>["parts"], options: AsyncCallOptions | undefined): string {
  const members: string[] = [];
  for (const name in parts) if (parts[name] !== undefined) members.push(`"${name}":${text(parts[name])}`);
  if (options !== undefined) {
    const rest = typeof options === "object" ? { ...options, signal: undefined } : options;
    members.push(`"options":${text(rest)}`);
  }
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

/** The result of a reply, or its error thrown. */
export function result<T>(request: Request<T>, reply: ReplyData): T {
  if (reply.error !== undefined) throw failure(reply.error);
  return request.read(reply.value, reply.meta as Meta);
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
