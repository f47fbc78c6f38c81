/** Spans for OpenTelemetry, where the user's process has it: one for each call, and in it one for each attempt. */

import type * as Otel from "@opentelemetry/api";
import { XeroError } from "./errors.js";
import type { RequestEvent } from "./events.js";
import { methodOf, operationOf } from "./operations.js";
import type { Parts } from "./request.js";

/** Where every version 1 of its API keeps what the process registered. */
const REGISTERED: unique symbol = Symbol.for("opentelemetry.js.api.1") as never;

let found: typeof Otel | null | undefined;

/** Whether the process has a tracer provider. Without one its API is not even loaded. */
export function isTraced(): boolean {
  const registered = (globalThis as { [REGISTERED]?: { readonly trace?: unknown } })[REGISTERED];
  return registered?.trace !== undefined && api() !== null;
}

function api(): typeof Otel | null {
  if (found === undefined) {
    try {
      found = require("@opentelemetry/api") as typeof Otel;
    } catch {
      found = null;
    }
  }
  return found;
}

/** Names for calls that are no operation of the API and send something all the same. */
const VERBS: Readonly<Record<string, string>> = { token: "auth.token", check: "check" };

/** Attributes in a type of our own: declarations must not ask for an API that the user may not have. */
export type Attributes = Record<string, string | number>;

/** The span of one call. */
export class CallSpan {
  readonly #otel: typeof Otel;
  readonly #tracer: Otel.Tracer;
  readonly #span: Otel.Span;
  readonly #inside: Otel.Context;
  readonly #shared: Otel.Attributes;
  #attempts = 0;
  #status: number | null = null;

  private constructor(otel: typeof Otel, name: string, method: string | undefined, server: Attributes) {
    const parent = otel.context.active();
    this.#otel = otel;
    this.#tracer = otel.trace.getTracer("xero-m2m");
    this.#shared = { ...server, ...(method !== undefined && { "http.request.method": method }) };
    this.#span = this.#start(name, undefined, parent, {});
    this.#inside = otel.trace.setSpan(parent, this.#span);
  }

  /** The span of a call that begins now; nothing for what sends nothing. */
  static begin(parts: Parts, server: Attributes): CallSpan | undefined {
    const otel = api();
    const name = operationOf(parts) ?? VERBS[String(parts.verb)];
    return otel === null || name === undefined ? undefined : new CallSpan(otel, name, methodOf(parts), server);
  }

  /** Adds an attempt, which has ended. */
  attempt(event: RequestEvent): void {
    const { operation, attempt, status, error, startedAt, duration, sentBytes, receivedBytes, requestId } = event;
    this.#attempts++;
    this.#status = status;
    const span = this.#start(operation, startedAt * 1000, this.#inside, {
      "http.request.body.size": sentBytes,
      "http.response.body.size": receivedBytes,
      ...(attempt > 1 && { "http.request.resend_count": attempt - 1 }),
      ...(status !== null && { "http.response.status_code": status }),
      ...(requestId !== null && { "xero.request_id": requestId }),
    });
    if (error !== null) this.#fail(span, error);
    else if (status !== null && status >= 400) this.#fail(span, String(status));
    span.end((startedAt + duration) * 1000);
  }

  /** The call has its result, or has failed; `at` is when, by `performance.now()`. */
  end(reason: unknown, at: number): void {
    if (this.#status !== null) this.#span.setAttribute("http.response.status_code", this.#status);
    this.#span.setAttribute("xero.attempts", this.#attempts);
    if (reason instanceof XeroError) this.#fail(this.#span, reason.code);
    else if (reason !== undefined) this.#fail(this.#span, reason instanceof Error ? reason.name : "_OTHER");
    this.#span.end(at);
  }

  #start(name: string, startTime: number | undefined, parent: Otel.Context, attributes: Otel.Attributes): Otel.Span {
    const kind = this.#otel.SpanKind.CLIENT;
    const times = startTime === undefined ? {} : { startTime };
    const all = { "xero.operation": name, ...this.#shared, ...attributes };
    return this.#tracer.startSpan(name, { kind, attributes: all, ...times }, parent);
  }

  /** What an error says in words may be about the user's books, so its code must do. */
  #fail(span: Otel.Span, type: string): void {
    span.setAttribute("error.type", type);
    span.setStatus({ code: this.#otel.SpanStatusCode.ERROR });
  }
}
