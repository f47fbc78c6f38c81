/** Passes a client's events to `onEvent`, stderr and OpenTelemetry, and its warnings to the process. */

import { debuglog } from "node:util";
import { type Event, logLevel, logLine } from "./events.js";
import type { NativeClient } from "./native.js";
import { CallSpan, isTraced, type SpanAttributes } from "./otel.js";
import type { RequestFields } from "./request.js";

const debug = debuglog("xero-m2m");

/** Milliseconds between two checks for events while awaited calls are under way. */
const POLL_INTERVAL = 100;

let lastCall = 0;

/** A call, or an iteration over pages, whose events somebody receives. */
export interface ObservedCall {
  /** Its events carry this number. */
  readonly number: number;
  readonly span: CallSpan | undefined;
}

/** The end of a call that has a span, queued behind its last event. */
interface CallEnd {
  readonly event: "end";
  readonly call: number;
  /** The error, if the call failed. */
  readonly error: unknown;
  /** When, by `performance.now()`. */
  readonly at: number;
}

/** Passes the events of a client and its clones to everybody who listens. */
export class EventDispatcher {
  readonly #native: NativeClient;
  readonly #onEvent: ((event: Event) => void) | undefined;
  /** The level of the lines that go to stderr. */
  readonly #level: NativeClient["logLevel"];
  readonly #spans = new Map<number, CallSpan>();
  readonly #queue: (Event | CallEnd)[] = [];
  #server: SpanAttributes | undefined;
  #isListening = false;
  #isDispatching = false;
  #hasFailed = false;
  #polled = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(native: NativeClient, onEvent: ((event: Event) => void) | undefined) {
    this.#native = native;
    this.#onEvent = onEvent;
    this.#level = native.logLevel;
    this.dispatch();
  }

  /** A call begins. Returns nothing if nobody listens. */
  begin(request: RequestFields): ObservedCall | undefined {
    const traced = isTraced();
    const isListening = this.#onEvent !== undefined || this.#isLogged || traced;
    if (isListening !== this.#isListening) {
      this.#isListening = isListening;
      this.#native.listen(isListening);
    }
    if (!isListening) return undefined;
    const number = ++lastCall;
    const span = traced ? CallSpan.begin(request, this.#serverAttributes()) : undefined;
    if (span !== undefined) this.#spans.set(number, span);
    return { number, span };
  }

  /** What the core calls while it blocks the thread for this call. */
  whileBlocking(call: ObservedCall | undefined): (() => void) | undefined {
    return call && this.dispatch;
  }

  /** A call has ended: dispatches its last events, then ends its span. */
  end(call: ObservedCall | undefined, error?: unknown): void {
    this.#takeEvents();
    if (call?.span !== undefined) {
      this.#queue.push({ event: "end", call: call.number, error, at: performance.now() });
    }
    this.#dispatchQueue();
  }

  /** Dispatches events every 100 ms until {@link EventDispatcher.stopPolling}. */
  startPolling(call: ObservedCall | undefined): void {
    if (call === undefined || ++this.#polled > 1) return;
    this.#timer = setInterval(this.dispatch, POLL_INTERVAL).unref();
  }

  stopPolling(call: ObservedCall | undefined): void {
    if (call !== undefined && --this.#polled === 0) clearInterval(this.#timer);
  }

  /** Dispatches the events that are pending. */
  readonly dispatch = (): void => {
    this.#takeEvents();
    this.#dispatchQueue();
  };

  #takeEvents(): void {
    while (this.#native.hasEvents) this.#queue.push(...(JSON.parse(this.#native.takeEvents()) as Event[]));
  }

  #dispatchQueue(): void {
    // A listener that makes calls receives their events after it returns, not within itself.
    if (this.#isDispatching) return;
    this.#isDispatching = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        if (next.event === "end") this.#endSpan(next);
        else this.#dispatchEvent(next);
      }
    } finally {
      this.#isDispatching = false;
    }
  }

  #endSpan({ call, error, at }: CallEnd): void {
    this.#spans.get(call)?.end(error, at);
    this.#spans.delete(call);
  }

  #dispatchEvent(event: Event): void {
    if (event.event === "warning") process.emitWarning(event.message, { type: "XeroWarning" });
    if (event.event === "request" && event.call !== null) this.#spans.get(event.call)?.addAttempt(event);
    if (this.#isLogged) this.#log(event);
    if (this.#onEvent === undefined) return;
    try {
      const result: unknown = this.#onEvent(event);
      if (result instanceof Promise) result.catch((reason) => this.#warnOnce(reason));
    } catch (reason) {
      this.#warnOnce(reason);
    }
  }

  /** Whether more than warnings is written to stderr. */
  get #isLogged(): boolean {
    return debug.enabled || this.#level === "debug" || this.#level === "info";
  }

  #log(event: Event): void {
    const level = logLevel(event);
    if (debug.enabled) {
      debug("%s", logLine(event));
    } else if (level === "info" || level === this.#level) {
      // The process writes warnings itself.
      process.stderr.write(`${new Date().toISOString()} xero-m2m ${level.toUpperCase()} ${logLine(event)}\n`);
    }
  }

  /** Only the first failure of `onEvent` is reported: it would fail again with the next event. */
  #warnOnce(reason: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const why = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    process.emitWarning(`onEvent failed; calls are not affected: ${why}`, { type: "XeroWarning" });
  }

  #serverAttributes(): SpanAttributes {
    if (this.#server === undefined) {
      const { baseUrl } = JSON.parse(this.#native.describe()) as { baseUrl: string };
      const { hostname, port, protocol } = new URL(baseUrl);
      const defaultPort = protocol === "https:" ? 443 : 80;
      this.#server = { "server.address": hostname, "server.port": port === "" ? defaultPort : Number(port) };
    }
    return this.#server;
  }
}
