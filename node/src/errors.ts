/**
 * The errors of xero-m2m, one class for each code.
 *
 * An error is made of data: {@link XeroError.toJSON} gives it and {@link XeroError.from} makes the same error of it
 * again, in another thread or process. `structuredClone` and `postMessage` keep of any error only what the platform
 * allows: a plain `Error` with message, stack and cause. Ours keep their data in `cause` (a {@link CancelledError}, whose
 * cause is the user's, at the end of its stack), so that `XeroError.from(clone)` gives the whole error back.
 */

import { htmlTable } from "./html.js";
import { display, inspect } from "./symbols.js";
import type { RateLimitHeaders } from "./values.js";

/** The data of an error, as `toJSON()` gives it. Members that do not apply are absent. */
export interface XeroErrorData {
  /** A stable word for the class of the error, such as `"validation"`. */
  readonly code: string;
  /** What failed, in one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | null;
  /** Whether the same call may succeed later. */
  readonly isRetryable?: boolean;
  /** The whole text: what failed, where, why, what to do next, and the request id. */
  readonly text?: string;
  readonly [member: string]: unknown;
}

/** One thing that is wrong with what was to be saved. */
export interface Issue {
  /** The place of the record in the list that was given, from 0; 0 for one record and for an argument. */
  readonly index: number;
  /**
   * The member it is about: by Xero's names where Xero refused it (`LineItems[0].AccountCode`), by ours in an
   * {@link ArgumentError} (`lineItems[0].accountCode`). Empty for the whole record.
   */
  readonly path: string;
  /** Xero's own words; in an {@link ArgumentError}, what is wrong and what to do. */
  readonly message: string;
}

/**
 * What became of a write that failed. `"not_sent"`: nothing left this machine. `"refused"`: Xero said no, and nothing was
 * changed. `"done"`: it was carried out before the call was cancelled. `"unknown"`: it may have been carried out; read the
 * record, or repeat the call with the same idempotency key within six minutes.
 */
export type Outcome = "not_sent" | "unknown" | "done" | "refused";

/** Every error that this package makes on purpose is one of these. */
export class XeroError extends Error {
  readonly #data: XeroErrorData;

  /** A stable word for the class of the error, such as `"validation"`. */
  readonly code: string;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** Whether the same call may succeed later. */
  readonly isRetryable: boolean;
  /** The operation of the call, such as `"invoices.get"`. */
  declare readonly operation: string | undefined;
  /** Seconds after which a new try makes sense, where that is known. */
  declare readonly retryAfter: number | undefined;
  /** What became of a write; reads have none. */
  declare readonly outcome: Outcome | undefined;
  /** The key that makes it safe to repeat a write, where it has one. */
  declare readonly idempotencyKey: string | undefined;

  /** Errors are made by {@link XeroError.from}; `new` is for it. */
  constructor(data: XeroErrorData) {
    super(data.text ?? data.message, { cause: data });
    this.#data = data;
    // Read before the message changes: V8 writes the stack's first lines when they are first asked for.
    hide(this, "stack", this.stack);
    hide(this, "message", data.message);
    this.code = data.code;
    this.hint = data.hint ?? undefined;
    this.isRetryable = data.isRetryable ?? false;
    for (const member in data) {
      if (!COMMON.has(member)) hide(this, member, parsed(member, data[member]), !QUIET.has(member));
    }
  }

  /**
   * The error that `data` describes, of the right class. Takes the data of `toJSON()`, an error of this package, or what
   * `structuredClone` or `postMessage` made of one.
   */
  static from(data: XeroErrorData | Error): XeroError {
    if (data instanceof XeroError) return data;
    if (!(data instanceof Error)) return new (CLASSES[data.code] ?? XeroError)(data);
    const own = isData(data.cause) ? data.cause : dataInStack(data.stack ?? "");
    if (own === undefined) throw new TypeError("this Error was not made by xero-m2m");
    const error = XeroError.from(own);
    if (data.stack !== undefined) hide(error, "stack", data.stack);
    return error;
  }

  /** The error as plain data, from which {@link XeroError.from} makes it again. */
  toJSON(): XeroErrorData {
    return { ...this.#data };
  }

  /** The whole text, with the hint and the request id. */
  override toString(): string {
    return `${this.name}: ${this.#data.text ?? this.#data.message}`;
  }

  /** The stack and the members; the data in `cause` would only repeat them. */
  [inspect](_depth: number, options: object, show: (value: unknown, options: object) => string): string {
    const members = Object.fromEntries(Object.entries(this));
    return `${this.stack ?? this.toString()} ${show(members, options)}`;
  }

  /** A table for notebooks. */
  [display](): Record<string, string> {
    const { message, hint, requestId } = this.#data;
    const rows = Object.entries({ message, hint, requestId }).filter(([, value]) => value !== undefined);
    return { "text/html": htmlTable([this.name, this.code], rows), "text/plain": this.toString() };
  }
}

const COMMON = new Set(["code", "message", "hint", "isRetryable", "text"]);
/** Members that are there, but too long to be printed with every error. */
const QUIET = new Set(["body", "limits", "record"]);

/** The value of a member: a record is parsed, since data has its text. */
function parsed(member: string, value: unknown): unknown {
  return member === "record" && typeof value === "string" ? JSON.parse(value) : value;
}

function hide(error: XeroError, member: string, value: unknown, enumerable = false): void {
  Object.defineProperty(error, member, { value, enumerable, writable: true, configurable: true });
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
  hide(error, "stack", `${error.stack}\n    at xero-m2m (${JSON.stringify(data)})`);
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

/** The options, the environment or the configuration file are not right. Nothing was sent. */
export class ConfigError extends XeroError {}

/** An argument of a call is not right. Nothing was sent. */
export class ArgumentError extends XeroError {
  /**
   * Everything that is wrong with the arguments and records of a call, each with its place. Empty where the error is
   * about something else.
   */
  declare readonly issues: readonly Issue[];
}

/** Xero's token endpoint gave no token. */
export class AuthError extends XeroError {
  /** The HTTP status of the token endpoint. */
  declare readonly status: number | undefined;
  /** Seconds for which no call asks the token endpoint again, unless `client.auth.invalidate()` is called. */
  declare readonly retryAfter: number | undefined;
}

/** The client id or the client secret is wrong. */
export class InvalidClientError extends AuthError {}

/** Scopes were asked for that the connection was not granted. */
export class InvalidScopeError extends AuthError {
  /** The scopes that were asked for. */
  declare readonly asked: readonly string[] | undefined;
  /** The scopes that the connection has, where known. */
  declare readonly granted: readonly string[] | undefined;
}

/** The connection was edited, not approved yet, or revoked: the authorising user must approve it again. */
export class CustomConnectionInactiveError extends AuthError {}

/** Xero answered with an error. */
export class ApiError extends XeroError {
  /** The HTTP status. */
  declare readonly status: number;
  /** Xero's id of the request (`Xero-Correlation-Id`), which its support asks for. */
  declare readonly requestId: string | undefined;
  /** How often the request was sent. */
  declare readonly attempts: number;
  /** What Xero said of the limits. */
  declare readonly limits: RateLimitHeaders | undefined;
  /** The start of Xero's answer. */
  declare readonly body: string | undefined;
}

/** Xero refused what was sent. */
export class ValidationError extends ApiError {
  /** Everything that Xero found wrong. */
  declare readonly issues: readonly Issue[];
  /**
   * The refused record as Xero sent it back, by Xero's names, where it stood in a response whose status was a success;
   * `toJSON()` has it as JSON text.
   */
  declare readonly record: Readonly<Record<string, unknown>> | undefined;
}

/** The token lacks a scope that the operation needs. */
export class MissingScopeError extends ApiError {
  /** The scopes of which one would do. */
  declare readonly needs: readonly string[];
}

/** The connection may not do this. */
export class PermissionDeniedError extends ApiError {}

/** There is no such record. */
export class NotFoundError extends ApiError {}

/** The record changed meanwhile, or the idempotency key was used for something else. */
export class ConflictError extends ApiError {}

/** A condition of the request does not hold. */
export class PreconditionFailedError extends ApiError {}

/** The request is larger than Xero allows. */
export class PayloadTooLargeError extends ApiError {}

/** Too many calls. */
export class RateLimitError extends ApiError {
  /** Which limit: `"concurrent"`, `"minute"`, `"app_minute"` or `"day"`. */
  declare readonly kind: string | undefined;
}

/** The organisation's calls of the day are used up. */
export class DailyLimitError extends RateLimitError {
  /** When calls are possible again, where known. */
  declare readonly resetsAt: string | undefined;
}

/** Xero failed. */
export class ServerError extends ApiError {}

/** Xero or the organisation is not available for now. */
export class UnavailableError extends ServerError {}

/** The request did not get through, or its answer did not. */
export class TransportError extends XeroError {
  /** How often the request was sent. */
  declare readonly attempts: number | undefined;
  /** If the token endpoint was not reached: seconds for which no call asks it again. */
  declare readonly retryAfter: number | undefined;
}

/** No connection. */
export class ConnectError extends TransportError {}

/** The server's certificate or the TLS handshake was refused. */
export class TlsError extends TransportError {}

/** Connecting or answering took longer than `timeout`. */
export class TimeoutError extends TransportError {}

/** The answer is larger than a client accepts. */
export class ResponseTooLargeError extends TransportError {}

/** The call took, or would have taken, longer than its `deadline`; without one, a request longer than 60 seconds. */
export class DeadlineError extends XeroError {
  /** The seconds that the call had taken. */
  declare readonly spent: number | undefined;
  /** What the call was waiting for: `"limiter"`, `"token"`, `"attempt"`, `"retry"` or `"file"`. */
  declare readonly waitingFor: string | undefined;
}

/** The answer is not what Xero's documentation promises. */
export class DecodeError extends XeroError {
  /** The HTTP status. */
  declare readonly status: number | undefined;
  /** Xero's id of the request (`Xero-Correlation-Id`), which its support asks for. */
  declare readonly requestId: string | undefined;
  /** How often the request was sent. */
  declare readonly attempts: number | undefined;
  /** The start of the answer. */
  declare readonly body: string | undefined;
}

/**
 * The call's `signal` aborted; `cause` is the signal's reason. Of a write, `outcome` tells how far it had got. The last
 * line of its stack holds its data, for {@link XeroError.from} to read: a reason may be anything, and few are cloned whole.
 */
export class CancelledError extends XeroError {}

/** The client is closed. Nothing was sent. */
export class ClosedError extends XeroError {}

const CLASSES: Readonly<Record<string, new (data: XeroErrorData) => XeroError>> = {
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

// Every error answers to these, whether they apply or not.
for (const member of ["operation", "retryAfter", "outcome", "idempotencyKey"]) {
  Object.defineProperty(XeroError.prototype, member, { value: undefined, writable: true, configurable: true });
}

for (const Class of [ArgumentError, ValidationError]) {
  Object.defineProperty(Class.prototype, "issues", { value: Object.freeze([]), writable: true, configurable: true });
}

for (const Class of Object.values(CLASSES)) {
  Object.defineProperty(Class.prototype, "name", {
    value: Class.name,
    writable: true,
    configurable: true,
  });
}

/** Every code and the class that stands for it. */
export const errorClasses = CLASSES;
