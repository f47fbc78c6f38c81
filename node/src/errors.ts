/**
 * The errors of xero-m2m, one class for each code.
 *
 * An error is made of data: {@link XeroError.toJSON} returns the data, and {@link XeroError.from} makes the same error
 * from it, also in another thread or process. Send `error.toJSON()`: of an error itself, `structuredClone` and
 * `postMessage` keep the message and the stack, from which `XeroError.from` restores the class alone.
 */

import { htmlTable } from "./html.js";
import { display } from "./symbols.js";
import type { RateLimitHeaders } from "./values.js";

/** The data of an error, as `toJSON()` returns it. Fields that do not apply are absent. */
export interface XeroErrorData {
  /** The stable name of the kind of error, such as `"validation"`. */
  readonly code: string;
  /** What happened, in one sentence. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string | null;
  /** Whether the same call may succeed later without a change. */
  readonly isRetryable?: boolean;
  /** The whole text: what failed, where, why, what to do next, and the request ID. */
  readonly text?: string;
  readonly [field: string]: unknown;
}

/** One problem of one record, or of an argument, in a request. */
export interface Issue {
  /** The record's index in the list that you gave, from 0; 0 for a single record and for an argument. */
  readonly index: number;
  /**
   * The field, by Xero's names if Xero refused it (`LineItems[0].AccountCode`), by this package's names in an {@link
   * ArgumentError} (`lineItems[0].accountCode`). Empty for the whole record.
   */
  readonly path: string;
  /** Xero's message; in an {@link ArgumentError}, what is wrong and what to do. */
  readonly message: string;
}

/**
 * What became of a write that failed: `"not_sent"` (nothing left this machine), `"refused"` (Xero refused it and
 * changed nothing), `"unknown"` (it may have been carried out: read the record, or repeat the call with the same
 * idempotency key within six minutes) or `"done"` (it was carried out before the call was cancelled).
 */
export type Outcome = "not_sent" | "unknown" | "done" | "refused";

/**
 * The base class of all errors of this package.
 *
 * Catch it to handle every failure; `code` and the subclasses tell the causes apart.
 */
export class XeroError extends Error {
  readonly #data: XeroErrorData;

  /** The stable name of the kind of error, such as `"validation"`. */
  declare readonly code: ErrorCode;
  /** What to do next. */
  declare readonly hint: string | undefined;
  /** Whether the same call may succeed later without a change. */
  declare readonly isRetryable: boolean;
  /** The operation of the call, such as `"invoices.get"`. */
  declare readonly operation: string | undefined;
  /** The HTTP status, if there was a response. */
  declare readonly status: number | undefined;
  /** Xero's ID of the request (`Xero-Correlation-Id`), which Xero's support asks for. */
  declare readonly requestId: string | undefined;
  /** The headers of the response, with names in lower case and without those that may hold a secret. */
  declare readonly headers: Readonly<Record<string, string>>;
  /** The number of attempts. */
  declare readonly attempts: number | undefined;
  /** Seconds to wait before the next try, if known. */
  declare readonly retryAfter: number | undefined;
  /** What became of a write; `undefined` for reads. */
  declare readonly outcome: Outcome | undefined;
  /** The key that was sent with a write: send it again within six minutes to repeat the write safely. */
  declare readonly idempotencyKey: string | undefined;
  /** In a `BatchResult`, the record's index in the list that you gave, from 0. */
  declare readonly index: number | undefined;

  /** Only {@link XeroError.from} calls this; it picks the class. */
  constructor(data: XeroErrorData) {
    super(data.text ?? data.message);
    this.#data = data;
    // Read before the message changes, because V8 makes the first lines of the stack when the stack is first read.
    define(this, "stack", this.stack);
    define(this, "message", data.message);
    for (const field in data) {
      const value = data[field];
      if (value === undefined || value === null || RESERVED.has(field)) continue;
      define(this, field, fieldValue(field, value), !UNPRINTED.has(field));
    }
  }

  /**
   * Makes the error of the right class.
   *
   * @param data The data of `toJSON()`, an error of this package, or what another thread received of one.
   * @returns The error.
   * @throws ArgumentError if `data` is none of these.
   */
  static from(data: XeroErrorData | Error): XeroError {
    if (data instanceof XeroError) return data;
    if (!(data instanceof Error)) {
      if (typeof data?.code !== "string" || typeof data.message !== "string")
        throw notOurs("this is not the data of an error");
      const Class = Object.hasOwn(errorClasses, data.code) ? errorClasses[data.code as ErrorCode] : XeroError;
      return new Class(data);
    }
    const { message, stack = "" } = data;
    const [, name, text] = STACK_HEAD.exec(stack) ?? [];
    // Node keeps the fields of an error that ends a worker thread; a clone has none.
    const known = "isRetryable" in data && "code" in data ? data.code : undefined;
    const code = errorCodes.find((code) => code === known || className(code) === name);
    if (code === undefined) throw notOurs("this error was not made by xero-m2m");
    const error = XeroError.from({ ...data, code, message, text: text ?? message });
    define(error, "stack", stack);
    return error;
  }

  /**
   * The error as plain data.
   *
   * @returns The data, from which {@link XeroError.from} makes the same error.
   */
  toJSON(): XeroErrorData {
    return { ...this.#data };
  }

  /**
   * The error as text.
   *
   * @returns The whole text, with the hint and the request ID.
   */
  override toString(): string {
    return `${this.name}: ${this.#data.text ?? this.#data.message}`;
  }

  /** A table for notebooks. */
  [display](): Record<string, string> {
    const { message, hint, requestId } = this.#data;
    const rows = Object.entries({ message, hint, requestId }).filter(([, value]) => value !== undefined);
    return { "text/html": htmlTable([this.name, this.code], rows), "text/plain": this.toString() };
  }
}

/** What an error has already, and its data cannot replace. */
const RESERVED = new Set(["message", "text", "name", "stack", "constructor", "toJSON", "toString"]);

/** Fields that are too long to be printed with every error. */
const UNPRINTED = new Set(["body", "headers", "limits", "record"]);

/** The first lines of a stack: the name of the error's class, and its text. */
const STACK_HEAD = /^(\w+): ([\s\S]*?)(?:\n {4}at |$)/;

/** The value of a field. In the data a record is JSON text, and a time is text. */
function fieldValue(field: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (field === "resetsAt") return new Date(value);
  return field === "record" ? JSON.parse(value) : value;
}

function define(error: XeroError, field: string, value: unknown, enumerable = false): void {
  Object.defineProperty(error, field, { value, enumerable, writable: true, configurable: true });
}

/** Makes `reason` the cause of `error`. */
export function causedBy(error: XeroError, reason: unknown): XeroError {
  define(error, "cause", reason);
  return error;
}

/**
 * An option of the client, or of its environment, is missing or wrong. Nothing was sent.
 *
 * Change the option that the message names, as the hint says.
 */
export class ConfigError extends XeroError {}

/**
 * An argument is wrong. Nothing was sent.
 *
 * Correct what `issues` lists, or the argument that the message names.
 */
export class ArgumentError extends XeroError {
  /**
   * Every problem of the arguments and records of a call, each with its path. Empty if the error is about something
   * else.
   */
  declare readonly issues: readonly Issue[];
}

/**
 * The token endpoint, or the API, did not accept the client's credentials.
 *
 * Call `client.check()`, which names the cause and the next step.
 */
export class AuthError extends XeroError {
  /** Seconds for which no call asks the token endpoint again, unless you call `client.auth.invalidate()`. */
  declare readonly retryAfter: number | undefined;
}

/**
 * The client ID or the client secret is wrong.
 *
 * Copy both again from the app's page in Xero's developer portal.
 */
export class InvalidClientError extends AuthError {}

/**
 * The client asked for a scope that the connection was not granted.
 *
 * Omit the scope, or add it to the connection and have the connection approved again.
 */
export class InvalidScopeError extends AuthError {
  /** The scopes that the client requested. */
  declare readonly requested: readonly string[] | undefined;
  /** The scopes that the connection has, if known. */
  declare readonly granted: readonly string[] | undefined;
}

/**
 * The connection was edited and not approved again, or it was revoked.
 *
 * Ask the user who authorised it to approve it again.
 */
export class CustomConnectionInactiveError extends AuthError {}

/**
 * The API responded with an error.
 *
 * Look at the hint, `status` and `body`. Xero's support asks for `requestId`.
 */
export class ApiError extends XeroError {
  /** The HTTP status. */
  declare readonly status: number;
  /** The number of attempts. */
  declare readonly attempts: number;
  /** What is left of the rate limits. */
  declare readonly limits: RateLimitHeaders | undefined;
  /** The start of the response's body. */
  declare readonly body: string | undefined;
}

/**
 * Xero refused records as invalid.
 *
 * Correct the fields that `issues` lists, then send the records again.
 */
export class ValidationError extends ApiError {
  /** Every problem that Xero reported. */
  declare readonly issues: readonly Issue[];
  /**
   * The refused record by Xero's names, if Xero sent it back in a response with a success status. In `toJSON()` it is a
   * JSON text.
   */
  declare readonly record: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The token lacks a scope that the operation needs.
 *
 * Add one of the scopes in `needs` to the connection, and have the connection approved again.
 */
export class MissingScopeError extends ApiError {
  /** The scopes, of which any one is enough. */
  declare readonly needs: readonly string[];
}

/**
 * The API does not permit the call for this connection.
 *
 * Check the organisation's subscription and the role of the user who authorised the connection.
 */
export class PermissionDeniedError extends ApiError {}

/**
 * There is no such record or path.
 *
 * Check the ID, and which organisation the client is connected to.
 */
export class NotFoundError extends ApiError {}

/**
 * The record is in a state that does not allow the call, or its idempotency key was used for another request.
 *
 * Fetch the record again, and decide from its current state.
 */
export class ConflictError extends ApiError {}

/**
 * A precondition of the request was not met.
 *
 * Fetch the record again, then repeat the call with its current values.
 */
export class PreconditionFailedError extends ApiError {}

/**
 * The request is larger than Xero accepts.
 *
 * Send fewer records in one call, or a smaller file.
 */
export class PayloadTooLargeError extends ApiError {}

/**
 * A rate limit is reached, and the wait for it is longer than `maxWait` allows.
 *
 * Try again after `retryAfter` seconds, or allow a longer `maxWait`.
 */
export class RateLimitError extends ApiError {
  /** The limit: `"concurrent"`, `"minute"`, `"app_minute"` or `"day"`. */
  declare readonly kind: string | undefined;
}

/**
 * The day's calls are used up.
 *
 * Try again after `resetsAt`.
 */
export class DailyLimitError extends RateLimitError {
  /** When the day's count starts again, if known. */
  declare readonly resetsAt: Date | undefined;
}

/**
 * Xero failed to process the request.
 *
 * Try again later. For a write, `outcome` says whether it may have been carried out.
 */
export class ServerError extends ApiError {}

/**
 * Xero, or the organisation, is offline for now.
 *
 * Try again later.
 */
export class UnavailableError extends ServerError {}

/**
 * No complete response arrived.
 *
 * Check the network. For a write, `outcome` says whether it may have been carried out.
 */
export class TransportError extends XeroError {
  /** If the token endpoint was not reached, the seconds for which no call asks it again. */
  declare readonly retryAfter: number | undefined;
}

/**
 * No connection could be made.
 *
 * Check the host name, the network, the proxy and the port.
 */
export class ConnectError extends TransportError {}

/**
 * No secure connection could be made.
 *
 * Check the certificates. If a proxy has its own, name them in `caFile`.
 */
export class TlsError extends TransportError {}

/**
 * A part of an attempt took longer than `timeout` allows.
 *
 * Allow a longer `timeout`, or ask for less in one call.
 */
export class TimeoutError extends TransportError {}

/**
 * The response is larger, or decompresses to more, than the client accepts.
 *
 * Ask for less in one call, such as a smaller `pageSize`.
 */
export class ResponseTooLargeError extends TransportError {}

/**
 * The call took, or would have taken, longer than `deadline` allows; without one, a request took over 60 seconds.
 *
 * Allow a longer `deadline`. `waitingFor` says what the call was waiting for.
 */
export class DeadlineError extends XeroError {
  /** Seconds that the call had taken. */
  declare readonly spent: number | undefined;
  /** What the call was waiting for: `"limiter"`, `"token"`, `"attempt"`, `"retry"` or `"file"`. */
  declare readonly waitingFor: string | undefined;
}

/**
 * The response, or the delivery of a webhook, is not what Xero promises.
 *
 * Look at `body`: a proxy may have sent it. Otherwise report it with its `requestId`.
 */
export class DecodeError extends XeroError {
  /** The start of the response's body. */
  declare readonly body: string | undefined;
}

/**
 * The call's `signal` was aborted; `cause` is the signal's reason.
 *
 * For a write, `outcome` says what became of it.
 */
export class CancelledError extends XeroError {}

/**
 * The client is closed.
 *
 * Create a new client.
 */
export class ClosedError extends XeroError {}

/**
 * The signature of a webhook's delivery is missing, or does not match its body.
 *
 * Respond with 401. If Xero sent the delivery, give the raw body and the key of this webhook.
 */
export class WebhookSignatureError extends XeroError {}

/** The class for each code. */
const errorClasses = {
  xero: XeroError,
  config: ConfigError,
  argument: ArgumentError,
  auth: AuthError,
  invalid_client: InvalidClientError,
  invalid_scope: InvalidScopeError,
  custom_connection_inactive: CustomConnectionInactiveError,
  api: ApiError,
  validation: ValidationError,
  missing_scope: MissingScopeError,
  permission_denied: PermissionDeniedError,
  not_found: NotFoundError,
  conflict: ConflictError,
  precondition_failed: PreconditionFailedError,
  payload_too_large: PayloadTooLargeError,
  rate_limit: RateLimitError,
  daily_limit: DailyLimitError,
  server: ServerError,
  unavailable: UnavailableError,
  transport: TransportError,
  connect: ConnectError,
  tls: TlsError,
  timeout: TimeoutError,
  response_too_large: ResponseTooLargeError,
  deadline: DeadlineError,
  decode: DecodeError,
  cancelled: CancelledError,
  closed: ClosedError,
  webhook_signature: WebhookSignatureError,
} satisfies Record<string, new (data: XeroErrorData) => XeroError>;

/** The stable names of the kinds of errors. */
export type ErrorCode = keyof typeof errorClasses;

/** Every code. */
export const errorCodes = Object.keys(errorClasses) as readonly ErrorCode[];

function notOurs(message: string): ArgumentError {
  const hint = "give an error of this package, or what its toJSON() returned";
  return new ArgumentError({ code: "argument", message, hint, text: `${message}\nhint: ${hint}` });
}

/** The name of the class of a code: `NotFoundError` for `not_found`. Minifiers change the names of classes themselves. */
function className(code: ErrorCode): string {
  return `${code.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())}Error`;
}

/** What a class has where an error has no such field. */
function defineDefault(Class: { readonly prototype: XeroError }, field: string, value: unknown): void {
  Object.defineProperty(Class.prototype, field, { value, writable: true, configurable: true });
}

for (const code of errorCodes) defineDefault(errorClasses[code], "name", className(code));
// Every error has these properties, whether they apply or not.
const MAY_APPLY = ["hint", "operation", "status", "requestId", "attempts", "retryAfter", "outcome", "idempotencyKey"];
for (const field of [...MAY_APPLY, "index"]) defineDefault(XeroError, field, undefined);
defineDefault(XeroError, "isRetryable", false);
defineDefault(XeroError, "headers", Object.freeze({}));
for (const Class of [ArgumentError, ValidationError]) defineDefault(Class, "issues", Object.freeze([]));
