/** How calls reach the core: on this thread, or as promises. */

import { debuglog } from "node:util";
import type * as BytesModule from "./bytes.js";
import type { NativeClient } from "./native.js";
import {
  type AsyncCallOptions,
  type Caller,
  type CallOptions,
  checked,
  failure,
  type Mode,
  type Parts,
  type ReplyData,
  type Request,
  refusal,
  requestText,
  result,
  type Walk,
} from "./request.js";

const debug = debuglog("xero-m2m");

/** A function that gives the client secret, so that it can be rotated. */
export type SecretFunction = () => string | Promise<string>;

/** What only calls with files need. */
const files = (): typeof BytesModule => require("./bytes.js");

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
    const { parts, upload } = request;
    if (upload === undefined) return result(request, this.#ask(parts, options));
    const source = files().sourceOf(upload);
    if ("bytes" in source) return result(request, this.#ask(parts, options, source.bytes));
    const from = (path: string) => result(request, this.#ask({ ...parts, from: path }, options));
    if ("path" in source) return from(source.path);
    if ("pieces" in source) return files().spooledSync(source.pieces, from);
    throw refusal(
      "argument",
      "a blocking call cannot await a stream",
      "give its bytes or its path, or use AsyncClient",
    );
  }

  download(parts: Parts, to: unknown, options: CallOptions | undefined): number | Uint8Array {
    if (to === undefined || to === null) {
      const text = requestText(parts, options);
      let bytes: Uint8Array = new Uint8Array();
      const send = () => {
        const [reply, rest] = framed(this.native.invokeBytesSync(text));
        bytes = rest;
        return reply;
      };
      checked(this.#settled(parts, send));
      return bytes;
    }
    const target = files().targetOf(to);
    const receive = (path: string) => checked(this.#ask({ ...parts, to: path }, options)).value as number;
    return typeof target === "string" ? receive(target) : files().pouredSync(target, receive);
  }

  walk(parts: Parts, options: CallOptions | undefined): Walk<"blocking"> {
    const pages = opened(this.native.pages(requestText(parts, options)));
    return {
      next: () => {
        const reply = this.#settled(parts, () => page(pages.nextSync()));
        return reply === END ? undefined : checked(reply);
      },
    };
  }

  #ask(parts: Parts, options: CallOptions | undefined, payload?: Uint8Array): ReplyData {
    const text = requestText(parts, options);
    return this.#settled(parts, () => JSON.parse(this.native.invokeSync(text, payload)));
  }

  /** What `send` gives, once the core has the secret that it may ask for. */
  #settled(parts: Parts, send: () => ReplyData): ReplyData {
    const started = debug.enabled ? performance.now() : 0;
    let reply = send();
    for (let tries = 0; tries < SECRET_TRIES && secretWanted(reply); tries++) {
      this.#supply();
      reply = send();
    }
    if (this.secret !== undefined && this.native.wantsSecret) ahead(() => this.#supply());
    if (debug.enabled) note(parts, reply, started);
    if (secretWanted(reply)) throw neverEnough();
    return reply;
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
    const { parts, upload } = request;
    if (upload === undefined) return result(request, await this.#ask(parts, options));
    const source = files().sourceOf(upload);
    if ("bytes" in source) return result(request, await this.#ask(parts, options, source.bytes));
    const from = async (path: string) => result(request, await this.#ask({ ...parts, from: path }, options));
    if ("path" in source) return from(source.path);
    return files().spooled("stream" in source ? source.stream : source.pieces, signalOf(options), from);
  }

  async download(parts: Parts, to: unknown, options: AsyncCallOptions | undefined): Promise<number | Uint8Array> {
    const signal = signalOf(options);
    if (to === undefined || to === null) {
      const text = requestText(parts, options);
      let bytes: Uint8Array = new Uint8Array();
      const send = async () => {
        const [reply, rest] = framed(await this.#cancellable(signal, (id) => this.native.invokeBytes(text, id)));
        bytes = rest;
        return reply;
      };
      checked(await this.#settled(parts, signal, send));
      return bytes;
    }
    const target = files().targetOf(to);
    const receive = async (path: string) => checked(await this.#ask({ ...parts, to: path }, options)).value as number;
    return typeof target === "string" ? receive(target) : files().poured(target, receive);
  }

  walk(parts: Parts, options: AsyncCallOptions | undefined): Walk<"awaited"> {
    const signal = signalOf(options);
    const pages = opened(this.native.pages(requestText(parts, options)));
    const send = async () => page(await this.#cancellable(signal, (id) => pages.next(id)));
    return {
      next: async () => {
        const reply = await this.#settled(parts, signal, send);
        return reply === END ? undefined : checked(reply);
      },
    };
  }

  async #ask(parts: Parts, options: AsyncCallOptions | undefined, payload?: Uint8Array): Promise<ReplyData> {
    const text = requestText(parts, options);
    const signal = signalOf(options);
    const send = async () => JSON.parse(await this.#cancellable(signal, (id) => this.native.invoke(text, id, payload)));
    return this.#settled(parts, signal, send);
  }

  /** What `send` gives, once the core has the secret that it may ask for. */
  async #settled(parts: Parts, signal: AbortSignal | undefined, send: () => Promise<ReplyData>): Promise<ReplyData> {
    const started = debug.enabled ? performance.now() : 0;
    let reply = await send();
    for (let tries = 0; tries < SECRET_TRIES && secretWanted(reply); tries++) {
      await abortable(signal, () => this.#supply());
      reply = await send();
    }
    if (this.secret !== undefined && this.native.wantsSecret) ahead(() => this.#supply());
    if (debug.enabled) note(parts, reply, started);
    if (secretWanted(reply)) throw neverEnough();
    return reply;
  }

  #cancellable<T>(signal: AbortSignal | undefined, start: (cancelId?: number) => Promise<T>): Promise<T> {
    if (signal === undefined) return start();
    this.#lastId = (this.#lastId + 1) >>> 0;
    const id = this.#lastId;
    return abortable(
      signal,
      () => start(id),
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

/** What a walk is told instead of a page after the last one. */
const END: ReplyData = {};

function page(text: string): ReplyData {
  return text === "" ? END : JSON.parse(text);
}

/** A reply whose first line is JSON and whose rest is a file. */
function framed(reply: Uint8Array): [ReplyData, Uint8Array] {
  const end = reply.indexOf(10);
  const head = end < 0 ? reply : reply.subarray(0, end);
  return [JSON.parse(Buffer.from(head.buffer, head.byteOffset, head.length).toString()), reply.subarray(end + 1)];
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

function signalOf(options: AsyncCallOptions | undefined): AbortSignal | undefined {
  const signal = options?.signal;
  if (signal !== undefined) check(signal);
  return signal;
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

function note({ operation, verb }: Parts, reply: ReplyData, started: number): void {
  const outcome = reply.error === undefined ? (reply.meta?.status ?? "done") : reply.error.code;
  debug("%s: %s in %d ms", operation ?? verb, outcome, Math.round(performance.now() - started));
}

/** What the addon opened, or the error that it gave in its place. */
export function opened<T extends object>(outcome: T | string): T {
  if (typeof outcome !== "string") return outcome;
  const { error } = JSON.parse(outcome) as ReplyData;
  throw failure(error ?? { code: "xero", message: "the native addon gave no client" });
}
