/** What both clients have besides their resources. */

import { Auth } from "./auth.js";
import { type CheckData, CheckReport } from "./check.js";
import type { Dispatcher } from "./dispatch.js";
import { htmlTable } from "./html.js";
import { native } from "./native.js";
import type { Mode, OptionsOf, ResultOf } from "./options.js";
import { Raw } from "./raw.js";
import { dispatcherOf, LazyResources, lazyProperty } from "./resource.js";
import { display, inspect } from "./symbols.js";

/** The state of a connection's rate limits. Times are in seconds; `null` means not known. */
export interface RateLimitState {
  /**
   * Calls in flight: the limit of this client, the calls allowed at present (fewer for a while after Xero reported too
   * many), and how many there are.
   */
  readonly concurrent: { readonly limit: number; readonly allowed: number; readonly inFlight: number };
  /**
   * Calls in any minute; `limit` and `remaining` are `null` without a limit. After `resetsIn` all are available again.
   */
  readonly minute: {
    readonly limit: number | null;
    readonly remaining: number | null;
    readonly resetsIn: number;
  };
  /**
   * Calls of the day, known from Xero's first response on; `reserve` is what `"bulk"` calls leave to `"interactive"`
   * ones.
   */
  readonly day: { readonly remaining: number | null; readonly reserve: number; readonly resetsIn: number | null };
  /** Calls a minute of the app in all organisations together, known from Xero's first response on. */
  readonly appMinute: { readonly remaining: number | null };
  /** The number of calls that wait for the rate limits. */
  readonly waiting: { readonly interactive: number; readonly bulk: number };
  /**
   * The budget for repeated attempts: when it is empty, failed calls are not repeated. Successful calls fill it again.
   */
  readonly retries: { readonly remaining: number };
}

/** An operation of the API, as data. */
export interface OperationInfo {
  /** Its name, such as `"invoices.get"`. */
  readonly name: string;
  readonly [field: string]: unknown;
}

/** The shared part of `Client` and `AsyncClient`: token, limits, and raw calls. */
export abstract class ClientBase<M extends Mode> extends LazyResources<M> {
  /** The access token. */
  get auth(): Auth<M> {
    return lazyProperty(this, "auth", () => Auth<M>);
  }

  /** Requests by method and path, for what this package does not wrap. */
  get raw(): Raw<M> {
    return lazyProperty(this, "raw", () => Raw<M>);
  }

  /**
   * The current state of the connection's rate limits. Sends nothing.
   *
   * @param options Options of this call.
   * @returns The state: calls in flight, and what is left of the minute and of the day.
   */
  rateLimits(options?: OptionsOf<M>): ResultOf<M, RateLimitState> {
    const toResult = (value: unknown) => value as RateLimitState;
    return dispatcherOf(this).send({ fields: { verb: "rate_limits" }, toResult }, options);
  }

  /**
   * Checks everything that calls need: configuration, clock, network, token, scopes, organisation, limits.
   *
   * @param options Options of this call.
   * @returns The report. Problems are listed in it and not thrown.
   * @throws ClosedError if the client is closed.
   */
  check(options?: OptionsOf<M>): ResultOf<M, CheckReport> {
    const toResult = (value: unknown) => new CheckReport(value as CheckData);
    return dispatcherOf(this).send({ fields: { verb: "check" }, toResult }, options);
  }

  /**
   * Lists every operation that this version knows. Sends nothing.
   *
   * @returns The operations as data: name, method, path, scopes and paging.
   */
  operations(): OperationInfo[] {
    return JSON.parse(native().operations());
  }

  /** Whether the client was closed. */
  get closed(): boolean {
    return dispatcherOf(this).native.closed;
  }

  [inspect](_depth: number, options: object, show: (value: unknown, options: object) => string): string {
    return `${this.constructor.name} ${show(describe(dispatcherOf(this)), options)}`;
  }

  /** A table for notebooks. */
  [display](): Record<string, string> {
    const { token, ...description } = describe(dispatcherOf(this));
    const rows = [...Object.entries(description), ["token", token === null ? "none" : "held"]];
    const name = this.constructor.name;
    return { "text/html": htmlTable([name, ""], rows), "text/plain": `${name} ${JSON.stringify(description)}` };
  }
}

/** What may be shown of a client: no secret and no token. */
function describe({ native }: Dispatcher<Mode>): Record<string, unknown> {
  return JSON.parse(native.describe());
}
