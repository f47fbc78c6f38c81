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

/** The state of the limits of a client's connection. Times are in seconds; `null` means not known. */
export interface RateLimitState {
  /** Calls in flight: Xero's limit, how many are allowed now (fewer after Xero responded 429), and how many there are. */
  readonly concurrent: { readonly limit: number; readonly allowed: number; readonly inFlight: number };
  /** Calls a minute. `limit` and `remaining` are `null` without a limit; after `resetsIn` all calls are available again. */
  readonly minute: {
    readonly limit: number | null;
    readonly remaining: number | null;
    readonly resetsIn: number;
  };
  /** Calls a day, known after Xero's first response, and how many of them are reserved from `"bulk"` calls. */
  readonly day: { readonly remaining: number | null; readonly reserve: number; readonly resetsIn: number | null };
  /** Calls a minute of the app over all organisations, known after Xero's first response. */
  readonly appMinute: { readonly remaining: number | null };
  /** Calls that wait for the limits. */
  readonly waiting: { readonly interactive: number; readonly bulk: number };
  /** Repeated attempts that all calls together may make now. */
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
  /** The token that calls are made with. */
  get auth(): Auth<M> {
    return lazyProperty(this, "auth", () => Auth<M>);
  }

  /** Calls to endpoints that have no method here. */
  get raw(): Raw<M> {
    return lazyProperty(this, "raw", () => Raw<M>);
  }

  /**
   * The state of the limits. Sends nothing to Xero.
   *
   * @param options Options of this call.
   * @returns Calls in flight, and what is left of the minute and of the day.
   */
  rateLimits(options?: OptionsOf<M>): ResultOf<M, RateLimitState> {
    const toResult = (value: unknown) => value as RateLimitState;
    return dispatcherOf(this).send({ fields: { verb: "rate_limits" }, toResult }, options);
  }

  /**
   * Checks whether calls would work: configuration, token, scopes, clock, limits and the organisation.
   *
   * @param options Options of this call.
   * @returns The report of what was found. Problems are in the report and never thrown.
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
