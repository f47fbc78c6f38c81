/**
 * The events that `onEvent` receives: what a client does while it works. No event contains a secret, a token or a body.
 * Times are in seconds; a value that does not apply is `null`.
 */

import type { Priority } from "./options.js";
import type { RateLimitHeaders } from "./values.js";

/** One attempt of a call has ended, with or without a response. */
export interface RequestEvent {
  readonly event: "request";
  /** The operation, such as `"invoices.get"`; for `client.raw` the method and path. */
  readonly operation: string;
  /** The number of the attempt within its call, from 1. */
  readonly attempt: number;
  /** The HTTP status; `null` if there was no response. */
  readonly status: number | null;
  /** The code of the error if there was no response, such as `"timeout"`. */
  readonly error: string | null;
  /** When it started, in seconds since 1970. */
  readonly startedAt: number;
  /** Seconds that it took, with the response's body. */
  readonly duration: number;
  /** The size of the request's body, in bytes. */
  readonly sentBytes: number;
  /** The size of the response's body as it arrived, in bytes. */
  readonly receivedBytes: number;
  /** Xero's ID of the request (`Xero-Correlation-Id`), which Xero's support asks for. */
  readonly requestId: string | null;
  /** What is left of the rate limits, as the response said. */
  readonly limits: RateLimitHeaders | null;
  /** The key that was sent with a write. */
  readonly idempotencyKey: string | null;
  /** The number of the call in this process. All events of one call have the same. */
  readonly call: number | null;
}

/** An attempt failed and will be repeated. */
export interface RetryEvent {
  readonly event: "retry";
  /** The operation, such as `"invoices.get"`. */
  readonly operation: string;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  /** Seconds until the next attempt. */
  readonly wait: number;
  /** The code of the error, such as `"server"`. */
  readonly reason: string;
  /** The HTTP status; `null` if there was no response. */
  readonly status: number | null;
  /** The number of the call in this process. All events of one call have the same. */
  readonly call: number | null;
}

/** A call begins to wait for the rate limits. */
export interface LimitWaitEvent {
  readonly event: "limit_wait";
  /** The operation, such as `"invoices.get"`. */
  readonly operation: string;
  /** The limit. */
  readonly kind: "concurrent" | "minute" | "app_minute" | "day";
  /** Whether Xero asked for the wait. Otherwise the client's own count did. */
  readonly byServer: boolean;
  /** The number of calls that the limit allows, if known. */
  readonly limit: number | null;
  /** Seconds that the wait will take, as far as is known; 0 if that depends on other calls. */
  readonly wait: number;
  /** The number of calls that wait, with this one. */
  readonly waiting: number;
  /** The priority of the call. Interactive calls go first. */
  readonly priority: Priority;
  /** The number of the call in this process. All events of one call have the same. */
  readonly call: number | null;
}

/** A call is still waiting. Reported after 5 seconds, and each time that the wait has doubled. */
export interface WaitingEvent {
  readonly event: "waiting";
  /** The operation, such as `"invoices.get"`. */
  readonly operation: string;
  /** What for: a start within the rate limits, a token, Xero's response, the next attempt, or a file. */
  readonly waitingFor: "limiter" | "token" | "attempt" | "retry" | "file";
  /** Seconds that this wait has taken so far. */
  readonly waited: number;
  /** The longest that this wait can take in seconds, if known. */
  readonly atMost: number | null;
  /** The number of the call in this process. All events of one call have the same. */
  readonly call: number | null;
}

/** The client asked for a token. */
export interface TokenEvent {
  readonly event: "token";
  /**
   * Whether it was `"fetched"`, taken from the file that processes share (`"shared"`), or not available (`"failed"`).
   */
  readonly outcome: string;
  /** Seconds that it took. */
  readonly duration: number;
  /** Seconds until the token expires. */
  readonly expiresIn: number | null;
  /** The code of the error, if it failed. */
  readonly error: string | null;
  /** Whether the previous token was still valid. */
  readonly early: boolean;
}

/** A page of a list has arrived. */
export interface PageEvent {
  readonly event: "page";
  /** The operation, such as `"invoices.list"`. */
  readonly operation: string;
  /** The page's number, from 1. */
  readonly number: number;
  /** The number of records on it. */
  readonly records: number;
  /** The number of pages, if Xero reports it. */
  readonly pageCount: number | null;
  /** The number of records on all pages, if Xero reports it. */
  readonly itemCount: number | null;
  /** The number of the call in this process. All events of one call have the same. */
  readonly call: number | null;
}

/** Something that you should know, although nothing failed. */
export interface WarningEvent {
  readonly event: "warning";
  /** What happened, in one sentence. */
  readonly message: string;
}

/** An event of a client; its field `event` tells the kinds apart. */
export type Event = RequestEvent | RetryEvent | LimitWaitEvent | WaitingEvent | TokenEvent | PageEvent | WarningEvent;

/** How important an event is to somebody who reads a log. */
export function logLevel({ event }: Event): "debug" | "info" | "warning" {
  if (event === "warning") return "warning";
  return event === "request" || event === "token" || event === "page" ? "debug" : "info";
}

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
