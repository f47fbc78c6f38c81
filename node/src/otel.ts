/** OpenTelemetry spans, if the user's process has set it up: one for each call, and within it one for each attempt. */

import type * as Otel from "@opentelemetry/api";
import { XeroError } from "./errors.js";
import type { RequestEvent } from "./events.js";
import { methodOf, operationOf } from "./operations.js";
import type { RequestFields } from "./request.js";

/** Where every version 1 of OpenTelemetry's API keeps what the process registered. */
const REGISTERED: unique symbol = Symbol.for("opentelemetry.js.api.1") as never;

let apiModule: typeof Otel | null | undefined;

/** Whether the process has a tracer provider. Without one, OpenTelemetry's API is not loaded. */
export function isTraced(): boolean {
  const registered = (globalThis as { [REGISTERED]?: { readonly trace?: unknown } })[REGISTERED];
  return registered?.trace !== undefined && otelApi() !== null;
}

function otelApi(): typeof Otel | null {
  if (apiModule === undefined) {
    try {
      apiModule = require("@opentelemetry/api") as typeof Otel;
    } catch {
      apiModule = null;
    }
  }
  return apiModule;
}

/** Names of calls that send requests without being an operation of the API. */
const NAMES_OF_VERBS: Readonly<Record<string, string>> = { token: "auth.token", check: "check" };

/** A type of our own: declarations must not import an API that the user may not have. */
export type SpanAttributes = Record<string, string | number>;

/** The span of one call. */
export class CallSpan {
  readonly #otel: typeof Otel;
  readonly #tracer: Otel.Tracer;
  readonly #span: Otel.Span;
  readonly #context: Otel.Context;
  readonly #shared: Otel.Attributes;
  #attempts = 0;
  #status: number | null = null;

  private constructor(otel: typeof Otel, name: string, method: string | undefined, server: SpanAttributes) {
    const parent = otel.context.active();
    this.#otel = otel;
    this.#tracer = otel.trace.getTracer("xero-m2m");
    this.#shared = { ...server, ...(method !== undefined && { "http.request.method": method }) };
    this.#span = this.#start(name, undefined, parent, {});
    this.#context = otel.trace.setSpan(parent, this.#span);
  }

  /** Begins the span of a call; nothing for a call that sends no request. */
  static begin(request: RequestFields, server: SpanAttributes): CallSpan | undefined {
    const otel = otelApi();
    const name = operationOf(request) ?? NAMES_OF_VERBS[String(request.verb)];
    return otel === null || name === undefined ? undefined : new CallSpan(otel, name, methodOf(request), server);
  }

  /** Adds the span of an attempt that has ended. */
  addAttempt(event: RequestEvent): void {
    const { operation, attempt, status, error, startedAt, duration, sentBytes, receivedBytes, requestId } = event;
    this.#attempts++;
    this.#status = status;
    const span = this.#start(operation, startedAt * 1000, this.#context, {
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

  /**
   * Ends the span.
   *
   * @param error Why the call failed, if it did.
   * @param at When it ended, by `performance.now()`.
   */
  end(error: unknown, at: number): void {
    if (this.#status !== null) this.#span.setAttribute("http.response.status_code", this.#status);
    this.#span.setAttribute("xero.attempts", this.#attempts);
    if (error instanceof XeroError) this.#fail(this.#span, error.code);
    else if (error !== undefined) this.#fail(this.#span, error instanceof Error ? error.name : "_OTHER");
    this.#span.end(at);
  }

  #start(name: string, startTime: number | undefined, parent: Otel.Context, attributes: Otel.Attributes): Otel.Span {
    const kind = this.#otel.SpanKind.CLIENT;
    const times = startTime === undefined ? {} : { startTime };
    const all = { "xero.operation": name, ...this.#shared, ...attributes };
    return this.#tracer.startSpan(name, { kind, attributes: all, ...times }, parent);
  }

  /** Only the error's code: its message may quote the user's books. */
  #fail(span: Otel.Span, type: string): void {
    span.setAttribute("error.type", type);
    span.setStatus({ code: this.#otel.SpanStatusCode.ERROR });
  }
}
