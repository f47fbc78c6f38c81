/** How calls reach the core: on this thread, or as promises. */

import { debuglog } from "node:util";
import type * as BytesModule from "./bytes.js";
import { abortable, cancelled, signalOf, unlessAborted, whileWanted } from "./cancel.js";
import type { NativeClient, NativePages } from "./native.js";
import {
  type AsyncCallOptions,
  type Caller,
  type CallOptions,
  checked,
  failure,
  type Mode,
  origin,
  type Parts,
  type ReplyData,
  type Request,
  refusal,
  requestText,
  result,
  traced,
  type Upload,
  type Walk,
} from "./request.js";
import type { Heard, Listener, Teller } from "./teller.js";

const debug = debuglog("xero-m2m");

/** A function that gives the client secret, so that it can be rotated. */
export type SecretFunction = () => string | Promise<string>;

/** What only calls with files need. */
const files = (): typeof BytesModule => require("./bytes.js");

/** Calls of the secret's function before a call gives up. */
const SECRET_TRIES = 5;
const SECRET_HINT = "clientSecret is a function: it returns the client secret as text";

/** A client of the core, the way to it, and what it tells. */
export interface Session<M extends Mode> extends Caller<M> {
  readonly native: NativeClient;
  readonly secret: SecretFunction | undefined;
  readonly teller: Teller;
}

/** Blocks the thread for each call. */
export class BlockingSession implements Session<"blocking"> {
  constructor(
    readonly native: NativeClient,
    readonly secret: SecretFunction | undefined,
    readonly teller: Teller,
  ) {}

  run<T>(request: Request<T>, options: CallOptions | undefined): T {
    const { parts, upload } = request;
    if (upload === undefined) return result(request, this.#ask(parts, options));
    const source = files().sourceOf(upload);
    if ("bytes" in source) return result(request, this.#ask(parts, options, source.bytes));
    const from = (path: string) => result(request, this.#ask({ ...parts, from: path }, options));
    if ("path" in source) {
      try {
        return from(source.path);
      } catch (reason) {
        throw files().notRead(reason, upload);
      }
    }
    if ("pieces" in source) return files().spooledSync(source.pieces, from);
    throw refusal(
      "argument",
      "a blocking call cannot await a stream",
      "give its bytes or its path, or use AsyncClient",
    );
  }

  download(parts: Parts, to: unknown, options: CallOptions | undefined): number | Uint8Array {
    if (to === undefined || to === null) {
      let bytes: Uint8Array = new Uint8Array();
      this.#call(parts, options, (text, listener) => {
        const [reply, rest] = framed(this.native.invokeBytesSync(text, listener));
        bytes = rest;
        return reply;
      });
      return bytes;
    }
    const target = files().targetOf(to);
    const receive = (path: string) => this.#ask({ ...parts, to: path }, options).value as number;
    return typeof target === "string" ? receive(target) : files().pouredSync(target, receive);
  }

  walk(parts: Parts, options: CallOptions | undefined): Walk<"blocking"> {
    const { teller } = this;
    const walked = new Walked(this, parts, options);
    return {
      next: () => {
        try {
          const pages = walked.pages();
          const reply = this.#settled(() => page(pages.nextSync(teller.listener(walked.call))));
          return walked.reached(reply);
        } catch (reason) {
          throw walked.failed(reason);
        } finally {
          teller.tell();
        }
      },
      close: () => walked.close(),
    };
  }

  #ask(parts: Parts, options: CallOptions | undefined, payload?: Uint8Array): ReplyData {
    return this.#call(parts, options, (text, listener) => JSON.parse(this.native.invokeSync(text, payload, listener)));
  }

  #call(parts: Parts, options: CallOptions | undefined, send: (text: string, listener?: Listener) => ReplyData) {
    const { teller } = this;
    const call = teller.begin(parts);
    try {
      const text = requestText(parts, options, call?.number);
      const reply = checked(this.#settled(() => send(text, teller.listener(call))));
      teller.end(call);
      return reply;
    } catch (reason) {
      teller.end(call, reason);
      throw reason;
    }
  }

  /** What `send` gives, once the core has the secret that it may ask for. */
  #settled(send: () => ReplyData): ReplyData {
    let reply = send();
    for (let tries = 0; tries < SECRET_TRIES && secretWanted(reply); tries++) {
      this.#supply();
      reply = send();
    }
    if (this.secret !== undefined && this.native.wantsSecret) ahead(() => this.#supply());
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
    readonly teller: Teller,
  ) {}

  async run<T>(request: Request<T>, options: AsyncCallOptions | undefined): Promise<T> {
    const { parts, upload } = request;
    const made = isQuick(parts) ? undefined : origin(this.run);
    try {
      if (upload === undefined) return result(request, await this.#ask(parts, options));
      return await this.#send(request, upload, options);
    } catch (reason) {
      throw traced(reason, made);
    }
  }

  async #send<T>(request: Request<T>, upload: Upload, options: AsyncCallOptions | undefined): Promise<T> {
    const { parts } = request;
    const source = files().sourceOf(upload);
    if ("bytes" in source) return result(request, await this.#ask(parts, options, source.bytes));
    const from = async (path: string) => result(request, await this.#ask({ ...parts, from: path }, options));
    if ("path" in source) {
      return from(source.path).catch((reason) => {
        throw files().notRead(reason, upload);
      });
    }
    return files().spooled("stream" in source ? source.stream : source.pieces, whileWanted(parts, options), from);
  }

  async download(parts: Parts, to: unknown, options: AsyncCallOptions | undefined): Promise<number | Uint8Array> {
    const made = origin(this.download);
    try {
      return await this.#receive(parts, to, options);
    } catch (reason) {
      throw traced(reason, made);
    }
  }

  async #receive(parts: Parts, to: unknown, options: AsyncCallOptions | undefined): Promise<number | Uint8Array> {
    if (to === undefined || to === null) {
      let bytes: Uint8Array = new Uint8Array();
      await this.#call(parts, options, async (text, signal) => {
        const reply = await this.#cancellable(parts, signal, (id) => this.native.invokeBytes(text, id));
        const [head, rest] = framed(reply);
        bytes = rest;
        return head;
      });
      return bytes;
    }
    const target = files().targetOf(to);
    const receive = async (path: string) => (await this.#ask({ ...parts, to: path }, options)).value as number;
    if (typeof target === "string") return receive(target);
    return files().poured(target, whileWanted(parts, options), receive);
  }

  walk(parts: Parts, options: AsyncCallOptions | undefined): Walk<"awaited"> {
    const { teller } = this;
    const made = origin(this.walk);
    const signal = signalOf(options);
    const walked = new Walked(this, parts, options);
    return {
      next: async () => {
        teller.wait(walked.call);
        try {
          const pages = walked.pages();
          const send = async () => page(await this.#cancellable(parts, signal, (id) => pages.next(id)));
          return walked.reached(await this.#settled(parts, signal, send));
        } catch (reason) {
          throw walked.failed(traced(reason, made));
        } finally {
          teller.rest(walked.call);
          teller.tell();
        }
      },
      close: () => walked.close(),
    };
  }

  async #ask(parts: Parts, options: AsyncCallOptions | undefined, payload?: Uint8Array): Promise<ReplyData> {
    return this.#call(parts, options, async (text, signal) =>
      JSON.parse(await this.#cancellable(parts, signal, (id) => this.native.invoke(text, id, payload))),
    );
  }

  async #call(
    parts: Parts,
    options: AsyncCallOptions | undefined,
    send: (text: string, signal: AbortSignal | undefined) => Promise<ReplyData>,
  ): Promise<ReplyData> {
    const { teller } = this;
    const signal = signalOf(options);
    const call = teller.begin(parts);
    teller.wait(call);
    try {
      const text = requestText(parts, options, call?.number);
      const reply = checked(await this.#settled(parts, signal, () => send(text, signal)));
      teller.end(call);
      return reply;
    } catch (reason) {
      teller.end(call, reason);
      throw reason;
    } finally {
      teller.rest(call);
    }
  }

  /** What `send` gives, once the core has the secret that it may ask for. */
  async #settled(parts: Parts, signal: AbortSignal | undefined, send: () => Promise<ReplyData>): Promise<ReplyData> {
    let reply = await send();
    for (let tries = 0; tries < SECRET_TRIES && secretWanted(reply); tries++) {
      await unlessAborted(parts, signal, () => this.#supply(), reply.error);
      reply = await send();
    }
    if (this.secret !== undefined && this.native.wantsSecret) ahead(() => this.#supply());
    if (secretWanted(reply)) throw neverEnough();
    return reply;
  }

  async #cancellable<T>(
    parts: Parts,
    signal: AbortSignal | undefined,
    start: (cancelId: number) => Promise<T>,
  ): Promise<T> {
    this.#lastId = (this.#lastId + 1) >>> 0;
    const id = this.#lastId;
    if (signal === undefined) return start(id);
    if (signal.aborted) throw cancelled(parts, signal);
    return abortable(
      signal,
      () => start(id),
      () => {
        const told = this.native.cancel(id);
        return told === "" ? undefined : cancelled(parts, signal, (JSON.parse(told) as ReplyData).error);
      },
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

/** Whether this call takes so little that to note where it was made would show: it reads one record. */
function isQuick({ operation, method }: Parts): boolean {
  return typeof operation === "string" ? operation.endsWith(".get") : (method ?? "GET") === "GET";
}

/** A walk over pages, as one call. */
class Walked {
  readonly call: Heard | undefined;
  #pages: NativePages | undefined;
  #failure: unknown;

  constructor(
    readonly session: Session<Mode>,
    readonly parts: Parts,
    readonly options: AsyncCallOptions | undefined,
  ) {
    this.call = session.teller.begin(parts);
  }

  pages(): NativePages {
    const { native } = this.session;
    this.#pages ??= opened(native.pages(requestText(this.parts, this.options, this.call?.number)));
    return this.#pages;
  }

  /** The next page's reply; nothing at the end. */
  reached(reply: ReplyData): ReplyData | undefined {
    if (reply === END) return undefined;
    return checked(reply);
  }

  failed(reason: unknown): unknown {
    this.#failure = reason;
    return reason;
  }

  close(): void {
    this.#pages?.close();
    this.session.teller.end(this.call, this.#failure);
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

/** What the addon opened, or the error that it gave in its place. */
export function opened<T extends object>(outcome: T | string): T {
  if (typeof outcome !== "string") return outcome;
  const { error } = JSON.parse(outcome) as ReplyData;
  throw failure(error ?? { code: "xero", message: "the native addon gave no client" });
}
