/** How the option `signal` cancels an awaited call. */

import { errorFrom, usageError } from "./error-factory.js";
import { causedBy, type XeroError, type XeroErrorData } from "./errors.js";
import { methodOf, operationOf } from "./operations.js";
import type { AsyncCallOptions } from "./options.js";
import type { RequestFields } from "./request.js";

/** The signal of a call's options. Throws if it is not an AbortSignal. */
export function signalOf(options: AsyncCallOptions | undefined): AbortSignal | undefined {
  const signal = options?.signal;
  if (signal === undefined) return undefined;
  if (typeof signal?.addEventListener !== "function" || typeof signal.aborted !== "boolean") {
    throw usageError("argument", "the option signal is not an AbortSignal", "give the signal of an AbortController");
  }
  return signal;
}

/** What to do when a signal aborts. Calls share one listener, because a signal may be that of a whole server. */
const callbacks = new WeakMap<AbortSignal, Set<() => void>>();

function onAbort(this: AbortSignal): void {
  const pending = callbacks.get(this) ?? [];
  callbacks.delete(this);
  for (const callback of pending) callback();
}

function addCallback(signal: AbortSignal, callback: () => void): void {
  const others = callbacks.get(signal);
  if (others !== undefined) {
    others.add(callback);
    return;
  }
  callbacks.set(signal, new Set([callback]));
  signal.addEventListener("abort", onAbort, { once: true });
}

function removeCallback(signal: AbortSignal, callback: () => void): void {
  const others = callbacks.get(signal);
  if (others?.delete(callback) !== true || others.size > 0) return;
  callbacks.delete(signal);
  signal.removeEventListener("abort", onAbort);
}

/**
 * The result of `start`, unless `signal` aborts first: then throws the error that `cancel` returns. `cancel` returns
 * nothing if the work has ended and its result is about to arrive.
 */
export async function unlessAborted<T>(
  signal: AbortSignal,
  start: () => Promise<T>,
  cancel: () => XeroError | undefined,
): Promise<T> {
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      const error = cancel();
      if (error !== undefined) reject(error);
    };
    addCallback(signal, abort);
  });
  try {
    return await Promise.race([start(), aborted]);
  } finally {
    removeCallback(signal, abort);
  }
}

/** Does local work for a call, such as reading a stream, unless the call is cancelled. */
export type LocalWork = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Does local work before or after a request, unless the signal aborts.
 *
 * @param known What the core last reported of the call.
 */
export async function doLocalWork<T>(
  fields: RequestFields,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
  known?: XeroErrorData,
): Promise<T> {
  if (signal === undefined) return work();
  const { operation, outcome, idempotencyKey }: Partial<XeroErrorData> = known ?? {};
  const data = known && { operation, outcome, ...(idempotencyKey !== undefined && { idempotencyKey }) };
  const cancel = () => cancelledError(fields, signal, data);
  if (signal.aborted) throw cancel();
  return unlessAborted(signal, work, cancel);
}

/**
 * The error of a cancelled call.
 *
 * @param known What the core knows of the call; without it, nothing was sent.
 */
export function cancelledError(
  fields: RequestFields,
  signal: AbortSignal,
  known: Partial<XeroErrorData> = {},
): XeroError {
  const isWrite = !["GET", "HEAD"].includes(methodOf(fields) ?? "GET");
  const operation = known.operation ?? operationOf(fields);
  const message = known.message ?? (isWrite ? NOTHING_SENT : "the call was cancelled");
  const text = known.operation === undefined ? undefined : known.text;
  const data: XeroErrorData = {
    hint: null,
    isRetryable: false,
    ...known,
    code: "cancelled",
    message,
    text: text ?? (operation === undefined ? message : `${operation}: ${message}`),
    ...(operation !== undefined && { operation }),
    ...(isWrite && { outcome: known.outcome ?? "not_sent" }),
  };
  return causedBy(errorFrom(data), signal.reason);
}

const NOTHING_SENT = "the call was cancelled before anything was sent";
