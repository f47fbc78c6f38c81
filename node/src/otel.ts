/** OpenTelemetry spans, if the user's process has set it up: one for each call, and within it one for each attempt. */

import type * as Otel from "@opentelemetry/api";
import { XeroError } from "./errors.js";
import type { RequestEvent } from "./events.js";
import { methodOf, operationOf } from "./operations.js";
import type { RequestFields } from "./request.js";

/**
 * What the process registered, where every copy of version 1 of OpenTelemetry's API finds it. Reading it there needs no
 * import of the API, so a bundle has nothing to resolve, and spans reach the tracer whichever copy of the API set it up.
 */
const REGISTERED: unique symbol = Symbol.for("opentelemetry.js.api.1") as never;

interface Registered {
  readonly trace?: Otel.TracerProvider;
  readonly context?: Otel.ContextManager;
}

function registered(): Registered {
  return (globalThis as { [REGISTERED]?: Registered })[REGISTERED] ?? {};
}

/** The key by which every copy of the API finds the span of a context. */
const SPAN = Symbol.for("OpenTelemetry Context Key SPAN");
const KIND_CLIENT: Otel.SpanKind.CLIENT = 2;
const STATUS_ERROR: Otel.SpanStatusCode.ERROR = 2;

/** A context for a process that has no context manager, which would have one. */
function contextOf(values: ReadonlyMap<symbol, unknown>): Otel.Context {
  return {
    getValue: (key) => values.get(key),
    setValue: (key, value) => contextOf(new Map(values).set(key, value)),
    deleteValue: (key) => contextOf(new Map([...values].filter(([known]) => known !== key))),
  };
}

/** Whether the process has a tracer provider. */
export function isTraced(): boolean {
  return registered().trace !== undefined;
}

/** Names of calls that send requests without being an operation of the API. */
const NAMES_OF_VERBS: Readonly<Record<string, string>> = { token: "auth.token", check: "check" };

/** A type of our own: declarations must not import an API that the user may not have. */
export type SpanAttributes = Record<string, string | number>;

/** The span of one call. */
export class CallSpan {
  readonly #tracer: Otel.Tracer;
  readonly #span: Otel.Span;
  readonly #context: Otel.Context;
  readonly #shared: Otel.Attributes;
  #attempts = 0;
  #status: number | null = null;

  private constructor(provider: Otel.TracerProvider, name: string, method: string | undefined, server: SpanAttributes) {
    const parent = registered().context?.active() ?? contextOf(new Map());
    this.#tracer = provider.getTracer("xero-m2m");
    this.#shared = { ...server, ...(method !== undefined && { "http.request.method": method }) };
    this.#span = this.#start(name, undefined, parent, {});
    this.#context = parent.setValue(SPAN, this.#span);
  }

  /** Begins the span of a call; nothing for a call that sends no request. */
  static begin(request: RequestFields, server: SpanAttributes): CallSpan | undefined {
    const { trace } = registered();
    const name = operationOf(request) ?? NAMES_OF_VERBS[String(request.verb)];
    return trace === undefined || name === undefined ? undefined : new CallSpan(trace, name, methodOf(request), server);
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
    const times = startTime === undefined ? {} : { startTime };
    const all = { "xero.operation": name, ...this.#shared, ...attributes };
    return this.#tracer.startSpan(name, { kind: KIND_CLIENT, attributes: all, ...times }, parent);
  }

  /** Only the error's code: its message may quote the user's books. */
  #fail(span: Otel.Span, type: string): void {
    span.setAttribute("error.type", type);
    span.setStatus({ code: STATUS_ERROR });
  }
}
