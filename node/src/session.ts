/** How calls reach the core: on this thread, or as promises. */

import { debuglog } from "node:util";
import type { NativeClient } from "./native.js";
import {
  type AsyncCallOptions,
  type Caller,
  type CallOptions,
  failure,
  type Mode,
  type ReplyData,
  type Request,
  refusal,
  requestText,
  result,
} from "./request.js";

const debug = debuglog("xero-m2m");

/** A function that gives the client secret, so that it can be rotated. */
export type SecretFunction = () => string | Promise<string>;

/** Calls of the secret's function before a call gives up. */
const SECRET_TRIES = 5;
const SECRET_HINT = "clientSecret is a function: it returns the client secret as text";

/** A client of the core, and the way to it. */
export interface Session<M extends Mode> extends Caller<M> {
  readonly native: NativeClient;
  readonly secret: SecretFunction | undefined;
}

/** Blocks the thread for each call. */
export class BlockingSession implements Session<"blocking"> {
  constructor(
    readonly native: NativeClient,
    readonly secret: SecretFunction | undefined,
  ) {}

  run<T>(request: Request<T>, options: CallOptions | undefined): T {
    const text = requestText(request.parts, options);
    const started = debug.enabled ? performance.now() : 0;
    let reply: ReplyData = JSON.parse(this.native.invokeSync(text));
    for (let tries = 0; tries < SECRET_TRIES && secretWanted(reply); tries++) {
      this.#supply();
      reply = JSON.parse(this.native.invokeSync(text));
    }
    if (this.secret !== undefined && this.native.wantsSecret) ahead(() => this.#supply());
    if (debug.enabled) note(request, reply, started);
    if (secretWanted(reply)) throw neverEnough();
    return result(request, reply);
  }

  #supply(): void {
    if (!this.native.wantsSecret) return;
    const secret = this.secret?.();
    if (secret instanceof Promise) {
      secret.catch(() => {});
      throw refusal(
        "config",
        "clientSecret is an asynchronous function",
        "use AsyncClient, or give Client a function that returns the secret itself",
      );
    }
    handOver(this.native, secret);
  }
}

/** Gives a promise for each call. */
export class AwaitedSession implements Session<"awaited"> {
  #supplying: Promise<void> | undefined;
  #lastId = 0;

  constructor(
    readonly native: NativeClient,
    readonly secret: SecretFunction | undefined,
  ) {}

  async run<T>(request: Request<T>, options: AsyncCallOptions | undefined): Promise<T> {
    const text = requestText(request.parts, options);
    const signal = options?.signal;
    if (signal !== undefined) check(signal);
    const started = debug.enabled ? performance.now() : 0;
    let reply: ReplyData = JSON.parse(await this.#send(text, signal));
    for (let tries = 0; tries < SECRET_TRIES && secretWanted(reply); tries++) {
      await abortable(signal, () => this.#supply());
      reply = JSON.parse(await this.#send(text, signal));
    }
    if (this.secret !== undefined && this.native.wantsSecret) ahead(() => this.#supply());
    if (debug.enabled) note(request, reply, started);
    if (secretWanted(reply)) throw neverEnough();
    return result(request, reply);
  }

  #send(text: string, signal: AbortSignal | undefined): Promise<string> {
    if (signal === undefined) return this.native.invoke(text);
    this.#lastId = (this.#lastId + 1) >>> 0;
    const id = this.#lastId;
    return abortable(
      signal,
      () => this.native.invoke(text, id),
      () => this.native.cancel(id),
    );
  }

  #supply(): Promise<void> {
    this.#supplying ??= (async () => {
      try {
        if (this.native.wantsSecret) handOver(this.native, await this.secret?.());
      } finally {
        this.#supplying = undefined;
      }
    })();
    return this.#supplying;
  }
}

/** What `start` gives, unless `signal` aborts first: then `cancel` is called and the signal's reason is thrown. */
async function abortable<T>(signal: AbortSignal | undefined, start: () => Promise<T>, cancel?: () => void): Promise<T> {
  if (signal === undefined) return start();
  signal.throwIfAborted();
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      cancel?.();
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([start(), aborted]);
  } finally {
    if (abort !== undefined) signal.removeEventListener("abort", abort);
  }
}

function check(signal: AbortSignal): void {
  if (typeof signal.addEventListener !== "function" || typeof signal.aborted !== "boolean") {
    throw refusal("argument", "the option signal is not an AbortSignal", "give the signal of an AbortController");
  }
}

function secretWanted(reply: ReplyData): boolean {
  return reply.error?.code === "secret_wanted";
}

function neverEnough(): Error {
  return refusal("config", "the function clientSecret was called and its secret is still not enough", SECRET_HINT);
}

function handOver(native: NativeClient, secret: unknown): void {
  if (typeof secret !== "string") {
    throw refusal("config", "the function clientSecret did not return a string", SECRET_HINT);
  }
  const reply = native.supplySecret(secret);
  if (reply !== "") throw failure((JSON.parse(reply) as Required<ReplyData>).error);
}

/** Renews the secret before it is needed. The call at hand has succeeded, so a failure waits for the next one. */
function ahead(supply: () => void | Promise<void>): void {
  (async () => supply())().catch((reason) => debug("clientSecret failed: %s", reason?.name));
}

function note(request: Request<unknown>, reply: ReplyData, started: number): void {
  const { operation, verb } = request.parts;
  const outcome = reply.error === undefined ? (reply.meta?.status ?? "done") : reply.error.code;
  debug("%s: %s in %d ms", operation ?? verb, outcome, Math.round(performance.now() - started));
}

/** What the addon opened, or the error that it gave in its place. */
export function opened<T extends object>(outcome: T | string): T {
  if (typeof outcome !== "string") return outcome;
  const { error } = JSON.parse(outcome) as ReplyData;
  throw failure(error ?? { code: "xero", message: "the native addon gave no client" });
}
