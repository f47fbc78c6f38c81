/** Hands over what a client tells: to `onEvent`, `NODE_DEBUG=xero-m2m` and OpenTelemetry, and warnings to the process. */

import { debuglog } from "node:util";
import { type Event, line } from "./events.js";
import type { NativeClient } from "./native.js";
import { type Attributes, CallSpan, isTraced } from "./otel.js";
import type { Parts } from "./request.js";

const debug = debuglog("xero-m2m");

/** Milliseconds between two looks for events while awaited calls are under way. */
const LOOK = 100;

let lastCall = 0;

/** Called while a blocking call waits. */
export type Listener = () => void;

/** A call that somebody listens to. */
export interface Heard {
  /** Its events carry this number. */
  readonly number: number;
  readonly span: CallSpan | undefined;
}

/** The end of a call that has a span, behind the last of its events. */
interface CallEnd {
  readonly event: "end";
  readonly call: number;
  /** The error, where it failed. */
  readonly reason: unknown;
  /** When, by `performance.now()`. */
  readonly at: number;
}

/** What a client and its clones tell, and to whom. */
export class Teller {
  readonly #native: NativeClient;
  readonly #onEvent: ((event: Event) => void) | undefined;
  readonly #spans = new Map<number, CallSpan>();
  readonly #untold: (Event | CallEnd)[] = [];
  #server: Attributes | undefined;
  #isHeard = false;
  #isTelling = false;
  #isReported = false;
  #waiting = 0;
  #looks: NodeJS.Timeout | undefined;

  constructor(native: NativeClient, onEvent: ((event: Event) => void) | undefined) {
    this.#native = native;
    this.#onEvent = onEvent;
    this.tell();
  }

  /** A call begins. There is nothing to it when nobody listens. */
  begin(parts: Parts): Heard | undefined {
    const traced = isTraced();
    const isHeard = this.#onEvent !== undefined || debug.enabled || traced;
    if (isHeard !== this.#isHeard) {
      this.#isHeard = isHeard;
      this.#native.listen(isHeard);
    }
    if (!isHeard) return undefined;
    const number = ++lastCall;
    const span = traced ? CallSpan.begin(parts, this.#serverOf()) : undefined;
    if (span !== undefined) this.#spans.set(number, span);
    return { number, span };
  }

  /** What tells of events while the call blocks. */
  listener(call: Heard | undefined): Listener | undefined {
    return call && this.tell;
  }

  /** A call has its result, or has failed for a reason. */
  end(call: Heard | undefined, reason?: unknown): void {
    this.#take();
    if (call?.span !== undefined) {
      this.#untold.push({ event: "end", call: call.number, reason, at: performance.now() });
    }
    this.#handAll();
  }

  /** The call is waited for, and what happens meanwhile is told as it happens. */
  wait(call: Heard | undefined): void {
    if (call === undefined || ++this.#waiting > 1) return;
    this.#looks = setInterval(this.tell, LOOK).unref();
  }

  /** The call is no longer waited for. */
  rest(call: Heard | undefined): void {
    if (call !== undefined && --this.#waiting === 0) clearInterval(this.#looks);
  }

  /** Hands over the events since the last time. */
  readonly tell = (): void => {
    this.#take();
    this.#handAll();
  };

  #take(): void {
    while (this.#native.hasEvents) this.#untold.push(...(JSON.parse(this.#native.takeEvents()) as Event[]));
  }

  #handAll(): void {
    // A listener that makes calls is told of them afterwards, not within itself.
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let next = this.#untold.shift(); next !== undefined; next = this.#untold.shift()) {
        if (next.event === "end") this.#close(next);
        else this.#hand(next);
      }
    } finally {
      this.#isTelling = false;
    }
  }

  #close({ call, reason, at }: CallEnd): void {
    this.#spans.get(call)?.end(reason, at);
    this.#spans.delete(call);
  }

  #hand(event: Event): void {
    if (event.event === "warning") process.emitWarning(event.message, { type: "XeroWarning" });
    if (event.event === "request" && event.call !== null) this.#spans.get(event.call)?.attempt(event);
    if (debug.enabled) debug("%s", line(event));
    if (this.#onEvent === undefined) return;
    try {
      const outcome: unknown = this.#onEvent(event);
      if (outcome instanceof Promise) outcome.catch((reason) => this.#report(reason));
    } catch (reason) {
      this.#report(reason);
    }
  }

  /** A listener that fails is told of once: it would fail again with the next event. */
  #report(reason: unknown): void {
    if (this.#isReported) return;
    this.#isReported = true;
    const why = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    process.emitWarning(`onEvent failed, and no call is the worse for it: ${why}`, { type: "XeroWarning" });
  }

  #serverOf(): Attributes {
    if (this.#server === undefined) {
      const { hostname, port, protocol } = new URL(
        (JSON.parse(this.#native.describe()) as { baseUrl: string }).baseUrl,
      );
      const usual = protocol === "https:" ? 443 : 80;
      this.#server = { "server.address": hostname, "server.port": port === "" ? usual : Number(port) };
    }
    return this.#server;
  }
}
