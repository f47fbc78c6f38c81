/**
 * The errors of xero-m2m, one class for each code.
 *
 * An error is made of data: {@link XeroError.toJSON} returns the data, and {@link XeroError.from} makes the same error
 * from it, also in another thread or process. `structuredClone` and `postMessage` turn every error into a plain `Error`
 * with message, stack and cause. Errors of this package keep their data in `cause` (a {@link CancelledError}, whose
 * `cause` is the reason of the signal, at the end of its stack), so that `XeroError.from(clone)` restores the whole error.
 */

import { htmlTable } from "./html.js";
import { display, inspect } from "./symbols.js";
import type { RateLimitHeaders } from "./values.js";

/** The data of an error, as `toJSON()` returns it. Fields that do not apply are absent. */
export interface XeroErrorData {
  /** The stable code of the error's class, such as `"validation"`. */
  readonly code: string;
  /** What failed, in one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | null;
  /** Whether the same call can succeed later. */
  readonly isRetryable?: boolean;
  /** The whole text: what failed, where, why, what to do next, and the request ID. */
  readonly text?: string;
  readonly [field: string]: unknown;
}

/** One thing that is wrong with a record or an argument. */
export interface Issue {
  /** The position of the record in the given list, from 0; 0 for a single record and for an argument. */
  readonly index: number;
  /**
   * The field: by Xero's names if Xero refused it (`LineItems[0].AccountCode`), by the names of this package in an
   * {@link ArgumentError} (`lineItems[0].accountCode`). Empty for the whole record.
   */
  readonly path: string;
  /** Xero's message; in an {@link ArgumentError}, what is wrong and what to do. */
  readonly message: string;
}

/**
 * What happened to a write that failed. `"not_sent"`: nothing was sent. `"refused"`: Xero refused it, and nothing was
 * changed. `"done"`: Xero carried it out before the call was cancelled. `"unknown"`: Xero may have carried it out; read the
 * record, or repeat the call with the same idempotency key within six minutes.
 */
export type Outcome = "not_sent" | "unknown" | "done" | "refused";

/** The base class of all errors of this package. */
export class XeroError extends Error {
  readonly #data: XeroErrorData;

  /** The stable code of the error's class, such as `"validation"`. */
  readonly code: string;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** Whether the same call can succeed later. */
  readonly isRetryable: boolean;
  /** The operation of the call, such as `"invoices.get"`. */
  declare readonly operation: string | undefined;
  /** Seconds to wait before the call is repeated, if that is known. */
  declare readonly retryAfter: number | undefined;
  /** What happened to a write; reads have no outcome. */
  declare readonly outcome: Outcome | undefined;
  /** The key that makes it safe to repeat the write, if it has one. */
  declare readonly idempotencyKey: string | undefined;

  /** Only {@link XeroError.from} calls this; it picks the class. */
  constructor(data: XeroErrorData) {
    super(data.text ?? data.message, { cause: data });
    this.#data = data;
    // Read before the message changes, because V8 makes the first lines of the stack when the stack is first read.
    define(this, "stack", this.stack);
    define(this, "message", data.message);
    this.code = data.code;
    this.hint = data.hint ?? undefined;
    this.isRetryable = data.isRetryable ?? false;
    for (const field in data) {
      if (!DECLARED.has(field)) define(this, field, fieldValue(field, data[field]), !UNPRINTED.has(field));
    }
  }

  /**
   * Makes the error of the right class.
   *
   * @param data The data of `toJSON()`, an error of this package, or what `structuredClone` or `postMessage` made of one.
   * @returns The error.
   */
  static from(data: XeroErrorData | Error): XeroError {
    if (data instanceof XeroError) return data;
    if (!(data instanceof Error)) return new (errorClasses[data.code] ?? XeroError)(data);
    const own = isData(data.cause) ? data.cause : dataInStack(data.stack ?? "");
    if (own === undefined) throw new TypeError("this Error was not made by xero-m2m");
    const error = XeroError.from(own);
    if (data.stack !== undefined) define(error, "stack", data.stack);
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

  /** The stack and the fields, without `cause`, whose data repeats them. */
  [inspect](_depth: number, options: object, show: (value: unknown, options: object) => string): string {
    const fields = Object.fromEntries(Object.entries(this));
    return `${this.stack ?? this.toString()} ${show(fields, options)}`;
  }

  /** A table for notebooks. */
  [display](): Record<string, string> {
    const { message, hint, requestId } = this.#data;
    const rows = Object.entries({ message, hint, requestId }).filter(([, value]) => value !== undefined);
    return { "text/html": htmlTable([this.name, this.code], rows), "text/plain": this.toString() };
  }
}

const DECLARED = new Set(["code", "message", "hint", "isRetryable", "text"]);
/** Fields that are too long to be printed with every error. */
const UNPRINTED = new Set(["body", "limits", "record"]);

/** The value of a field. A record is JSON text in the data. */
function fieldValue(field: string, value: unknown): unknown {
  return field === "record" && typeof value === "string" ? JSON.parse(value) : value;
}

function define(error: XeroError, field: string, value: unknown, enumerable = false): void {
  Object.defineProperty(error, field, { value, enumerable, writable: true, configurable: true });
}

function isData(value: unknown): value is XeroErrorData {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as XeroErrorData).code === "string" &&
    typeof (value as XeroErrorData).message === "string"
  );
}

const STACK_DATA = /^ {4}at xero-m2m \((\{.*\})\)$/m;

/** Whether a line of a stack holds the data of an error. */
export function isStackData(line: string): boolean {
  return STACK_DATA.test(line);
}

/** Makes `reason` the cause of `error`, which keeps its data in its stack instead. */
export function keepDataInStack(error: XeroError, data: XeroErrorData, reason: unknown): XeroError {
  define(error, "stack", `${error.stack}\n    at xero-m2m (${JSON.stringify(data)})`);
  // An accessor: the platform would clone a value, and fail if it cannot.
  Object.defineProperty(error, "cause", { get: () => reason, configurable: true });
  return error;
}

function dataInStack(stack: string): XeroErrorData | undefined {
  try {
    const data = JSON.parse(STACK_DATA.exec(stack)?.[1] ?? "null");
    return isData(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** The options, the environment or the configuration file are wrong. Nothing was sent. */
export class ConfigError extends XeroError {}

/** An argument of a call is wrong. Nothing was sent. */
export class ArgumentError extends XeroError {
  /**
   * Everything that is wrong with the arguments and records of the call, each with its place. Empty if the error is about
   * something else.
   */
  declare readonly issues: readonly Issue[];
}

/** Xero's token endpoint issued no token. */
export class AuthError extends XeroError {
  /** The HTTP status of the token endpoint. */
  declare readonly status: number | undefined;
  /** Seconds for which no call asks the token endpoint again, unless `client.auth.invalidate()` is called. */
  declare readonly retryAfter: number | undefined;
}

/** The client id or the client secret is wrong. */
export class InvalidClientError extends AuthError {}

/** Scopes were requested that the connection was not granted. */
export class InvalidScopeError extends AuthError {
  /** The scopes that were requested. */
  declare readonly asked: readonly string[] | undefined;
  /** The scopes that the connection has, if known. */
  declare readonly granted: readonly string[] | undefined;
}

/** The connection was edited, revoked or not approved yet: the authorising user must approve it. */
export class CustomConnectionInactiveError extends AuthError {}

/** Xero responded with an error. */
export class ApiError extends XeroError {
  /** The HTTP status. */
  declare readonly status: number;
  /** Xero's ID of the request (`Xero-Correlation-Id`), which Xero's support asks for. */
  declare readonly requestId: string | undefined;
  /** How often the request was sent. */
  declare readonly attempts: number;
  /** What the response says is left of the limits. */
  declare readonly limits: RateLimitHeaders | undefined;
  /** The start of the response's body. */
  declare readonly body: string | undefined;
}

/** Xero refused the record or the request as invalid. */
export class ValidationError extends ApiError {
  /** Everything that Xero found wrong. */
  declare readonly issues: readonly Issue[];
  /**
   * The refused record as Xero returned it, by Xero's names, if the status of the response was a success. `toJSON()` has it
   * as JSON text.
   */
  declare readonly record: Readonly<Record<string, unknown>> | undefined;
}

/** The token lacks a scope that the operation needs. */
export class MissingScopeError extends ApiError {
  /** The scopes of which one is sufficient. */
  declare readonly needs: readonly string[];
}

/** The connection has no permission for this. */
export class PermissionDeniedError extends ApiError {}

/** Xero has no such record. */
export class NotFoundError extends ApiError {}

/** The record has changed in the meantime, or the idempotency key was used for another request. */
export class ConflictError extends ApiError {}

/** A precondition of the request is not met. */
export class PreconditionFailedError extends ApiError {}

/** The request is larger than Xero allows. */
export class PayloadTooLargeError extends ApiError {}

/** The call would exceed a limit, or exceeded one. */
export class RateLimitError extends ApiError {
  /** Which limit: `"concurrent"`, `"minute"`, `"app_minute"` or `"day"`. */
  declare readonly kind: string | undefined;
}

/** The organisation has used up its calls of the day. */
export class DailyLimitError extends RateLimitError {
  /** When calls are possible again, if known. */
  declare readonly resetsAt: string | undefined;
}

/** Xero failed to handle the request. */
export class ServerError extends ApiError {}

/** Xero or the organisation is temporarily unavailable. */
export class UnavailableError extends ServerError {}

/** The request did not reach Xero, or its response did not arrive. */
export class TransportError extends XeroError {
  /** How often the request was sent. */
  declare readonly attempts: number | undefined;
  /** Seconds for which no call asks the token endpoint again, if that was not reached. */
  declare readonly retryAfter: number | undefined;
}

/** No connection could be opened. */
export class ConnectError extends TransportError {}

/** The server's certificate was rejected, or the TLS handshake failed. */
export class TlsError extends TransportError {}

/** Connecting or responding took longer than `timeout`. */
export class TimeoutError extends TransportError {}

/** The response is larger than the client accepts. */
export class ResponseTooLargeError extends TransportError {}

/** The call took, or would take, longer than its `deadline`; without one, a request took longer than 60 seconds. */
export class DeadlineError extends XeroError {
  /** The seconds that the call had taken. */
  declare readonly spent: number | undefined;
  /** What the call was waiting for: `"limiter"`, `"token"`, `"attempt"`, `"retry"` or `"file"`. */
  declare readonly waitingFor: string | undefined;
}

/** The response is not what Xero's documentation describes. */
export class DecodeError extends XeroError {
  /** The HTTP status. */
  declare readonly status: number | undefined;
  /** Xero's ID of the request (`Xero-Correlation-Id`), which Xero's support asks for. */
  declare readonly requestId: string | undefined;
  /** How often the request was sent. */
  declare readonly attempts: number | undefined;
  /** The start of the response's body. */
  declare readonly body: string | undefined;
}

/**
 * The call's `signal` was aborted; `cause` is the signal's reason. For a write, `outcome` says how far it had got. The last
 * line of the stack holds the error's data for {@link XeroError.from}, because not every reason can be cloned.
 */
export class CancelledError extends XeroError {}

/** The client is closed. Nothing was sent. */
export class ClosedError extends XeroError {}

/** The class for each code. */
export const errorClasses: Readonly<Record<string, new (data: XeroErrorData) => XeroError>> = {
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
};

// Every error has these properties, whether they apply or not.
for (const field of ["operation", "retryAfter", "outcome", "idempotencyKey"]) {
  Object.defineProperty(XeroError.prototype, field, { value: undefined, writable: true, configurable: true });
}

for (const Class of [ArgumentError, ValidationError]) {
  Object.defineProperty(Class.prototype, "issues", { value: Object.freeze([]), writable: true, configurable: true });
}

for (const Class of Object.values(errorClasses)) {
  Object.defineProperty(Class.prototype, "name", {
    value: Class.name,
    writable: true,
    configurable: true,
  });
}
