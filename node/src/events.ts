/**
 * What a client tells of its work. Events hold no secret, no token and no body; times are in seconds, and what does not
 * apply is `null`.
 */

import type { Priority } from "./options.js";
import type { RateLimitHeaders } from "./values.js";

/** An attempt has ended: one request to Xero and its answer, or why there was none. */
export interface RequestEvent {
  readonly event: "request";
  /** The operation, such as `"invoices.get"`. */
  readonly operation: string;
  /** Which attempt of its call; the first is 1. */
  readonly attempt: number;
  /** The HTTP status, where there was an answer. */
  readonly status: number | null;
  /** The code of the error, where there was no answer. */
  readonly error: string | null;
  /** When it began, in seconds since 1970. */
  readonly startedAt: number;
  /** Seconds until the whole answer was there. */
  readonly duration: number;
  /** Bytes of the body that was sent. */
  readonly sentBytes: number;
  /** Bytes of the answer's body as they came. */
  readonly receivedBytes: number;
  /** Xero's id of the request (`Xero-Correlation-Id`), which its support asks for. */
  readonly requestId: string | null;
  /** What is left of Xero's limits, where it said. */
  readonly limits: RateLimitHeaders | null;
  /** The key that makes a repeated write safe, where one was sent. */
  readonly idempotencyKey: string | null;
  /** The same number for all events of one call. */
  readonly call: number | null;
}

/** A call is tried again after a wait. */
export interface RetryEvent {
  readonly event: "retry";
  /** The operation, such as `"invoices.get"`. */
  readonly operation: string;
  /** The attempt that failed; the first is 1. */
  readonly attempt: number;
  /** Seconds until the next attempt. */
  readonly wait: number;
  /** The code of the error that it failed with, such as `"server"`. */
  readonly reason: string;
  /** The HTTP status, where there was an answer. */
  readonly status: number | null;
  /** The same number for all events of one call. */
  readonly call: number | null;
}

/** A call begins to wait for the limits. */
export interface LimitWaitEvent {
  readonly event: "limit_wait";
  /** The operation, such as `"invoices.get"`. */
  readonly operation: string;
  /** Which limit. */
  readonly kind: "concurrent" | "minute" | "app_minute" | "day";
  /** Whether Xero asked for the wait; else it is by the client's own count. */
  readonly byServer: boolean;
  /** How many calls the limit allows, where that is known. */
  readonly limit: number | null;
  /** Seconds that the wait lasts, as far as is known when it begins. */
  readonly wait: number;
  /** How many calls wait. */
  readonly waiting: number;
  /** Whether the call is one that somebody waits for, or one of many. */
  readonly priority: Priority;
  /** The same number for all events of one call. */
  readonly call: number | null;
}

/** A call has waited for some time, and waits on: told after 5 seconds, and each time that the wait has doubled. */
export interface WaitingEvent {
  readonly event: "waiting";
  /** The operation, such as `"invoices.get"`. */
  readonly operation: string;
  /** What for: a start within the limits, a token, Xero's answer, the pause before the next attempt, or a file. */
  readonly waitingFor: "limiter" | "token" | "attempt" | "retry" | "file";
  /** Seconds that this wait has lasted. */
  readonly waited: number;
  /** Seconds that this wait lasts at most, where that is known. */
  readonly atMost: number | null;
  /** The same number for all events of one call. */
  readonly call: number | null;
}

/** A token was asked for. */
export interface TokenEvent {
  readonly event: "token";
  /** What came of it, such as `"fetched"`. */
  readonly outcome: string;
  /** Seconds that it took. */
  readonly duration: number;
  /** Seconds that the new token lives. */
  readonly expiresIn: number | null;
  /** The code of the error, where there is no new token. */
  readonly error: string | null;
  /** Whether it was ahead of need, while the old token still serves. */
  readonly early: boolean;
}

/** A page of a list has arrived. */
export interface PageEvent {
  readonly event: "page";
  /** The operation, such as `"invoices.list"`. */
  readonly operation: string;
  /** The number of the page; the first is 1. */
  readonly number: number;
  /** How many records it holds. */
  readonly records: number;
  /** How many pages there are, where Xero says. */
  readonly pageCount: number | null;
  /** How many records there are on all pages, where Xero says. */
  readonly itemCount: number | null;
  /** The same number for all events of one call. */
  readonly call: number | null;
}

/** Something that a person should know of, though nothing failed. */
export interface WarningEvent {
  readonly event: "warning";
  /** What it is, in a sentence. */
  readonly message: string;
}

/** What a client tells of its work; `event` says which kind it is. */
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
      return `${event.operation}: waiting for ${WAITS[event.waitingFor]} for ${Math.round(event.waited)} s${atMost}`;
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

/** As words to come after others; a kind of limit that is new has none. */
const SPANS: Readonly<Record<string, string>> = {
  concurrent: " at once",
  minute: " a minute",
  app_minute: " a minute",
  day: " a day",
};
const WAITS = {
  limiter: "the limits",
  token: "a token",
  attempt: "Xero's answer",
  retry: "the next attempt",
  file: "a file",
};

/** The limit that a call waits for, in words. */
function limitText({ kind, limit }: LimitWaitEvent): string {
  const whose = kind === "app_minute" ? "the app's limit" : "the limit";
  const count = limit === null ? "" : `${limit} `;
  return `${whose} of ${count}${limit === 1 ? "call" : "calls"}${SPANS[kind] ?? ""}`;
}

function milliseconds(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`;
}
