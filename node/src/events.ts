/**
 * The events that `onEvent` receives: what a client does while it works. No event contains a secret, a token or a body.
 * Times are in seconds; a value that does not apply is `null`.
 */

import type { Priority } from "./options.js";
import type { RateLimitHeaders } from "./values.js";

/** An attempt has ended, with a response or without one. */
export interface RequestEvent {
  readonly event: "request";
  /** The operation, such as `"invoices.get"`; for `client.raw` its method and path. */
  readonly operation: string;
  /** The number of the attempt within its call, from 1. */
  readonly attempt: number;
  /** The HTTP status; `null` if there was no response. */
  readonly status: number | null;
  /** The code of the error, such as `"timeout"`, if there was no response. */
  readonly error: string | null;
  /** When the attempt started, in seconds since 1970. */
  readonly startedAt: number;
  /** Seconds that it took, including the response's body. */
  readonly duration: number;
  /** The size of the request's body, in bytes. */
  readonly sentBytes: number;
  /** The size of the response's body as it arrived, in bytes. */
  readonly receivedBytes: number;
  /** Xero's ID of the request (`Xero-Correlation-Id`), which Xero's support asks for. */
  readonly requestId: string | null;
  /** What the response says is left of the limits. */
  readonly limits: RateLimitHeaders | null;
  /** The idempotency key that was sent with a write. */
  readonly idempotencyKey: string | null;
  /** The number of the call in this process; all events of one call share it. */
  readonly call: number | null;
}

/** An attempt has failed, and the call is attempted again after a wait. */
export interface RetryEvent {
  readonly event: "retry";
  /** The operation, such as `"invoices.get"`. */
  readonly operation: string;
  /** The number of the attempt that failed, from 1. */
  readonly attempt: number;
  /** Seconds until the next attempt. */
  readonly wait: number;
  /** The code of the error, such as `"server"`. */
  readonly reason: string;
  /** The HTTP status; `null` if there was no response. */
  readonly status: number | null;
  /** The number of the call in this process; all events of one call share it. */
  readonly call: number | null;
}

/** A call starts to wait for the limits. */
export interface LimitWaitEvent {
  readonly event: "limit_wait";
  /** The operation, such as `"invoices.get"`. */
  readonly operation: string;
  /** Which limit. */
  readonly kind: "concurrent" | "minute" | "app_minute" | "day";
  /** Whether Xero asked for the wait; otherwise it follows from the client's own count. */
  readonly byServer: boolean;
  /** How many calls the limit allows, if that is known. */
  readonly limit: number | null;
  /** Seconds that the wait takes, as far as is known; 0 if it depends on other calls. */
  readonly wait: number;
  /** How many calls wait, including this one. */
  readonly waiting: number;
  /** The priority of the call: `"interactive"` calls go first. */
  readonly priority: Priority;
  /** The number of the call in this process; all events of one call share it. */
  readonly call: number | null;
}

/** A call is still waiting. Reported after 5 seconds, and again each time that the wait has doubled. */
export interface WaitingEvent {
  readonly event: "waiting";
  /** The operation, such as `"invoices.get"`. */
  readonly operation: string;
  /** What the call waits for: the limits, a token, Xero's response, the next attempt, or a file. */
  readonly waitingFor: "limiter" | "token" | "attempt" | "retry" | "file";
  /** Seconds that the wait has lasted so far. */
  readonly waited: number;
  /** Seconds that the wait can last at most, if that is known. */
  readonly atMost: number | null;
  /** The number of the call in this process; all events of one call share it. */
  readonly call: number | null;
}

/** A token was requested. */
export interface TokenEvent {
  readonly event: "token";
  /** `"fetched"` from the token endpoint, `"shared"` by another process through the token cache, or `"failed"`. */
  readonly outcome: string;
  /** Seconds that it took. */
  readonly duration: number;
  /** Seconds until the token expires. */
  readonly expiresIn: number | null;
  /** The code of the error, if there is no new token. */
  readonly error: string | null;
  /** Whether the token was requested ahead of time, while the old token was still valid. */
  readonly early: boolean;
}

/** A page of a list has arrived. */
export interface PageEvent {
  readonly event: "page";
  /** The operation, such as `"invoices.list"`. */
  readonly operation: string;
  /** The number of the page, from 1. */
  readonly number: number;
  /** How many records the page has. */
  readonly records: number;
  /** How many pages there are; `null` if Xero did not say. */
  readonly pageCount: number | null;
  /** How many records there are on all pages; `null` if Xero did not say. */
  readonly itemCount: number | null;
  /** The number of the call in this process; all events of one call share it. */
  readonly call: number | null;
}

/** Something that a person should know, although nothing failed. */
export interface WarningEvent {
  readonly event: "warning";
  /** The warning, in one sentence. */
  readonly message: string;
}

/** An event of a client; its field `event` tells the kinds apart. */
export type Event = RequestEvent | RetryEvent | LimitWaitEvent | WaitingEvent | TokenEvent | PageEvent | WarningEvent;

/** An event as one line of a log. */
export function logLine(event: Event): string {
  switch (event.event) {
    case "request": {
      const { operation, status, error, duration, attempt, sentBytes, receivedBytes, requestId } = event;
      const sizes = `${sentBytes} bytes sent, ${receivedBytes} received`;
      const id = requestId === null ? "" : `; request id ${requestId}`;
      return `${operation}: ${status ?? error} in ${milliseconds(duration)}; attempt ${attempt}; ${sizes}${id}`;
    }
    case "retry": {
      const next = event.wait < 0.05 ? "at once" : `in ${event.wait.toFixed(1)} s`;
      return `${event.operation}: attempt ${event.attempt} failed (${event.status ?? event.reason}), next ${next}`;
    }
    case "limit_wait": {
      const asked = event.byServer ? ", as Xero asked" : "";
      const known = event.wait < 0.05 ? "" : `, ${event.wait.toFixed(1)} s`;
      const others = `${event.waiting} waiting, ${event.priority}`;
      return `${event.operation}: waits for ${limitText(event)}${known}${asked}; ${others}`;
    }
    case "waiting": {
      const atMost = event.atMost === null ? "" : `, at most ${Math.round(event.atMost)} s`;
      return `${event.operation}: waiting for ${WAIT_REASONS[event.waitingFor]} for ${Math.round(event.waited)} s${atMost}`;
    }
    case "token": {
      const lives = event.expiresIn === null ? "" : `, lives ${Math.round(event.expiresIn)} s`;
      return `token: ${event.error ?? event.outcome} in ${milliseconds(event.duration)}${lives}${event.early ? "; early" : ""}`;
    }
    case "page": {
      const of = event.pageCount === null ? "" : ` of ${event.pageCount}`;
      return `${event.operation}: page ${event.number}${of}, ${event.records} records`;
    }
    case "warning":
      return `warning: ${event.message}`;
  }
}

/** How a limit counts, to follow its number; a kind that this version does not know has no words. */
const LIMIT_PERIODS: Readonly<Record<string, string>> = {
  concurrent: " at once",
  minute: " a minute",
  app_minute: " a minute",
  day: " a day",
};
const WAIT_REASONS = {
  limiter: "the limits",
  token: "a token",
  attempt: "Xero's response",
  retry: "the next attempt",
  file: "a file",
};

/** The limit that a call waits for, in words. */
function limitText({ kind, limit }: LimitWaitEvent): string {
  const whose = kind === "app_minute" ? "the app's limit" : "the limit";
  const count = limit === null ? "" : `${limit} `;
  return `${whose} of ${count}${limit === 1 ? "call" : "calls"}${LIMIT_PERIODS[kind] ?? ""}`;
}

function milliseconds(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`;
}
