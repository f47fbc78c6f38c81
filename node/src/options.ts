/** The options of clients and calls, and the two modes that calls come in. */

/** Whether calls block or are awaited. */
export type Mode = "blocking" | "awaited";

/** What a call returns: the value, or a promise of it. */
export type ResultOf<M extends Mode, T> = M extends "awaited" ? Promise<T> : T;

/** Seconds that the parts of one attempt can take. */
export interface Timeout {
  /** Until the connection is established. Default 5. */
  readonly connect?: number | undefined;
  /** Between two parts of a response. Default 30. */
  readonly read?: number | undefined;
  /** From the first byte sent to the last byte received. Default 60. */
  readonly attempt?: number | undefined;
}

/** Which failures of a call are tried again, how often and after how long, before its error is thrown. */
export interface Retry {
  /** The number of attempts; 1 means that nothing is repeated. Default 4. */
  readonly maxAttempts?: number | undefined;
  /**
   * Seconds before the second attempt at most. The maximum doubles with each attempt, and the wait is a random part of
   * it. If the server sends `Retry-After`, that replaces the wait. Default 1.
   */
  readonly initialDelay?: number | undefined;
  /** Seconds before any attempt at most. Default 20. */
  readonly maxDelay?: number | undefined;
  /**
   * The statuses that are tried again, from 400 to 599. A 429 response at the minute or the concurrent limit always is.
   * A write without an idempotency key never is, unless it was not carried out. Default 408, 500, 502, 503 and 504.
   */
  readonly statuses?: readonly number[] | undefined;
}

/**
 * `"interactive"` calls go before `"bulk"` calls when calls wait for rate limits. Bulk calls also leave the day's
 * reserve (`limits.reserveDaily`) alone.
 */
export type Priority = "interactive" | "bulk";

/**
 * The rate limits that the client itself keeps.
 *
 * All clients of one organisation share one count, so the policy of the newest client applies to all of them.
 */
export interface LimitPolicy {
  /** Calls in flight at once. Default 5, which is Xero's limit. */
  readonly concurrent?: number | undefined;
  /** Calls in any minute; `null` means no limit. Default 60, which is Xero's limit. */
  readonly perMinute?: number | null | undefined;
  /** Calls of the day's limit that `"bulk"` calls leave to `"interactive"` ones. Default 0. */
  readonly reserveDaily?: number | undefined;
  /**
   * Where the count is kept: `"memory"`, for this process; `"file"`, for all processes of this user on this machine; or
   * `"file:FOLDER"`, for all processes that name the same folder. Default `"memory"`.
   */
  readonly backend?: "memory" | "file" | `file:${string}` | undefined;
}

/** The options that a client has, its clones can change, and a single call can override. */
export interface SharedOptions {
  /** A {@link Timeout}, or the seconds that one attempt may take. Default `{ connect: 5, read: 30, attempt: 60 }`. */
  readonly timeout?: Timeout | number | undefined;
  /**
   * Seconds that one call may take in all, with queueing, token, attempts and body. Default: each request has 60
   * seconds for all its attempts, or as long as a longer `timeout`. Waits for rate limits, and waits that Xero asks
   * for, do not count.
   */
  readonly deadline?: number | undefined;
  /**
   * The longest single wait in seconds, for rate limits or because Xero asks for it. A call that would wait longer
   * fails at once with a `RateLimitError`. If unset, only waits that Xero asks for are limited, to 65 seconds.
   */
  readonly maxWait?: number | undefined;
  /**
   * `"interactive"` calls go before `"bulk"` calls when calls wait for rate limits. Default: `"bulk"` for lists of
   * several pages and for writes of several requests, otherwise `"interactive"`.
   */
  readonly priority?: Priority | undefined;
  /** A {@link Retry}, or the number of attempts. Default `{ maxAttempts: 4 }`. */
  readonly retry?: Retry | number | undefined;
  /**
   * The `xero-tenant-id` to send, for apps with several organisations. Each has rate limits of its own. Default: none, as
   * a Custom Connection has one organisation.
   */
  readonly tenantId?: string | undefined;
  /** Headers to send in addition. Those that the client sends itself are an error. */
  readonly extraHeaders?: Readonly<Record<string, string | number | undefined>> | undefined;
  /**
   * Query parameters to send in addition; a list repeats its parameter. One that the method has an argument for is an
   * error.
   */
  readonly extraQuery?: Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>> | undefined;
}

/** The value of a query parameter. */
export type QueryValue = string | number | boolean;

/** The options of a single call; they are its last argument. */
export interface CallOptions extends SharedOptions {
  /** The key that makes it safe to send a write twice. Default: the client makes one. */
  readonly idempotencyKey?: string | undefined;
  /**
   * Fields by Xero's names, which are sent unchecked in the record, or in each record of a list. They replace the
   * record's own fields of these names.
   */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
}

/** The options of a single awaited call; they are its last argument. */
export interface AsyncCallOptions extends CallOptions {
  /** Cancels the call; its promise then rejects with a `CancelledError` whose `cause` is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of a single call that blocks or is awaited. */
export type OptionsOf<M extends Mode> = M extends "awaited" ? AsyncCallOptions : CallOptions;

/** The parameters of a call, or its options in the place of parameters that are not given. */
export type ParametersOrOptions<P, M extends Mode> =
  | (P & Without<keyof AsyncCallOptions>)
  | (OptionsOf<M> & Without<keyof P>);

type Without<Names extends PropertyKey> = { readonly [Name in Names]?: undefined };

/** Whether an option of a call has this name. */
export function isOptionName(name: string): boolean {
  return Object.hasOwn(optionNames, name);
}

const optionNames: Record<keyof AsyncCallOptions, true> = {
  timeout: true,
  deadline: true,
  maxWait: true,
  priority: true,
  retry: true,
  tenantId: true,
  extraHeaders: true,
  extraQuery: true,
  idempotencyKey: true,
  extraBody: true,
  signal: true,
};
