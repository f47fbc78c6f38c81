/** The options of clients and calls, and the two modes that calls come in. */

/** Whether calls block or are awaited. */
export type Mode = "blocking" | "awaited";

/** What a call returns: the value, or a promise of it. */
export type ResultOf<M extends Mode, T> = M extends "awaited" ? Promise<T> : T;

/** Time-outs of one attempt, in seconds. A number in its place means `attempt`. */
export interface Timeout {
  /** To open a connection. Default 5. */
  readonly connect?: number | undefined;
  /** To wait for the next bytes of the response. Default 30. */
  readonly read?: number | undefined;
  /** For the attempt as a whole. Default 60. */
  readonly attempt?: number | undefined;
}

/** How often a call is attempted. A number in its place means `maxAttempts`. */
export interface Retry {
  /** Attempts in all, including the first. Default 4. */
  readonly maxAttempts?: number | undefined;
}

/**
 * Which calls go first when calls wait for the limits: `"interactive"` before `"bulk"`. Bulk calls also leave the day's
 * reserve (`limits.reserveDaily`) alone.
 */
export type Priority = "interactive" | "bulk";

/**
 * The limits that the client keeps by itself. All clients of one organisation share one count; the settings of the
 * newest client apply to all of them.
 */
export interface LimitPolicy {
  /** Calls in flight at the same time. Default 5, which is Xero's limit. */
  readonly concurrent?: number | undefined;
  /** Calls a minute. Default 60, which is Xero's limit; `null` means no limit. */
  readonly perMinute?: number | null | undefined;
  /** Calls a day that `"bulk"` calls leave for the others. Default 0. */
  readonly reserveDaily?: number | undefined;
  /**
   * Where calls are counted: `"memory"`, for this process; `"file"`, for all processes of this user on this machine; or
   * `"file:FOLDER"`, for all processes that name the folder. Default `"memory"`.
   */
  readonly backend?: "memory" | "file" | `file:${string}` | undefined;
}

/** The options that a client has, its clones can change, and a single call can override. */
export interface SharedOptions {
  /** Seconds for the parts of an attempt; a number means `attempt`. Default `{ connect: 5, read: 30, attempt: 60 }`. */
  readonly timeout?: Timeout | number | undefined;
  /**
   * Seconds for one call in all: queueing, token, attempts and response. Default: each request has 60 seconds over all
   * its attempts, or as long as a longer `timeout`; waits for the limits, and waits that Xero asks for, do not count.
   */
  readonly deadline?: number | undefined;
  /**
   * Seconds that a single wait may last, for the limits or because Xero asks for it. A call that would wait longer fails
   * at once with a `RateLimitError`. If unset, only waits that Xero asks for are bounded, at 65 seconds.
   */
  readonly maxWait?: number | undefined;
  /**
   * Which calls go first when calls wait for the limits. Default `"interactive"`; `"bulk"` for lists in pages, and for
   * calls that take several requests.
   */
  readonly priority?: Priority | undefined;
  /** How often a call is attempted; a number means `maxAttempts`. Default `{ maxAttempts: 4 }`. */
  readonly retry?: Retry | number | undefined;
}

/** The options of a single call; they are its last argument. */
export interface CallOptions extends SharedOptions {
  /** The key that makes it safe to send a write twice. Default: the client makes one. */
  readonly idempotencyKey?: string | undefined;
}

/** The options of a single awaited call; they are its last argument. */
export interface AsyncCallOptions extends CallOptions {
  /** Cancels the call; its promise then rejects with a `CancelledError` whose `cause` is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of a single call that blocks or is awaited. */
export type OptionsOf<M extends Mode> = M extends "awaited" ? AsyncCallOptions : CallOptions;
