/** `signal` gives awaited work up. */

import { carryInStack, type XeroError, type XeroErrorData } from "./errors.js";
import { methodOf, operationOf } from "./operations.js";
import { type AsyncCallOptions, failure, type Parts, refusal } from "./request.js";

/** The signal of a call's options. Throws where it is something else. */
export function signalOf(options: AsyncCallOptions | undefined): AbortSignal | undefined {
  const signal = options?.signal;
  if (signal === undefined) return undefined;
  if (typeof signal?.addEventListener !== "function" || typeof signal.aborted !== "boolean") {
    throw refusal("argument", "the option signal is not an AbortSignal", "give the signal of an AbortController");
  }
  return signal;
}

/** What the abortion of a signal ends. A signal may be that of a whole server, so all calls share one listener. */
const work = new WeakMap<AbortSignal, Set<() => void>>();

function onAbort(this: AbortSignal): void {
  const ended = work.get(this) ?? [];
  work.delete(this);
  for (const end of ended) end();
}

function listen(signal: AbortSignal, end: () => void): void {
  const others = work.get(signal);
  if (others !== undefined) {
    others.add(end);
    return;
  }
  work.set(signal, new Set([end]));
  signal.addEventListener("abort", onAbort, { once: true });
}

function unlisten(signal: AbortSignal, end: () => void): void {
  const others = work.get(signal);
  if (others?.delete(end) !== true || others.size > 0) return;
  work.delete(signal);
  signal.removeEventListener("abort", onAbort);
}

/**
 * What `start` gives, unless `signal` aborts first: then the error of `cancel` is thrown. `cancel` gives nothing where
 * the work has ended and its result is on its way.
 */
export async function abortable<T>(
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
    listen(signal, abort);
  });
  try {
    return await Promise.race([start(), aborted]);
  } finally {
    unlisten(signal, abort);
  }
}

/** What local work before or after a call gives, unless the signal aborts. `reply` is what the core last said of the call. */
export async function unlessAborted<T>(
  parts: Parts,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
  reply?: XeroErrorData,
): Promise<T> {
  if (signal === undefined) return work();
  const { operation, outcome, idempotencyKey }: Partial<XeroErrorData> = reply ?? {};
  const told = reply && { operation, outcome, ...(idempotencyKey !== undefined && { idempotencyKey }) };
  const cancel = () => cancelled(parts, signal, told);
  if (signal.aborted) throw cancel();
  return abortable(signal, work, cancel);
}

/** Does local work before or after a call, unless the call was given up. */
export type WhileWanted = <T>(work: () => Promise<T>) => Promise<T>;

export function whileWanted(parts: Parts, options: AsyncCallOptions | undefined): WhileWanted {
  const signal = signalOf(options);
  return (work) => unlessAborted(parts, signal, work);
}

/** The error of a call that was given up. `told` is what the core knows of it; without that, nothing was sent. */
export function cancelled(parts: Parts, signal: AbortSignal, told: Partial<XeroErrorData> = {}): XeroError {
  const isWrite = !["GET", "HEAD"].includes(methodOf(parts) ?? "GET");
  const operation = told.operation ?? operationOf(parts);
  const message = told.message ?? (isWrite ? UNSENT : "the call was cancelled");
  const whole = told.operation === undefined ? undefined : told.text;
  const data: XeroErrorData = {
    hint: null,
    isRetryable: false,
    ...told,
    code: "cancelled",
    message,
    text: whole ?? (operation === undefined ? message : `${operation}: ${message}`),
    ...(operation !== undefined && { operation }),
    ...(isWrite && { outcome: told.outcome ?? "not_sent" }),
  };
  return carryInStack(failure(data), data, signal.reason);
}

const UNSENT = "the call was cancelled before anything was sent";
