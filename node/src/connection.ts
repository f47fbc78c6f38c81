/** What both clients have beside their resources. */

import { Auth } from "./auth.js";
import { CheckReport, type CheckValue } from "./check.js";
import { table } from "./html.js";
import { native } from "./native.js";
import { Raw } from "./raw.js";
import type { Mode, OptionsOf, Reply } from "./request.js";
import { memberOf, Owner } from "./resource.js";
import type { Session } from "./session.js";
import { display, inspect } from "./symbols.js";

/** The state of the limits of a client's connection. Times are in seconds; what is not known is `null`. */
export interface RateLimitState {
  /** Calls in flight: how many may be, how many are allowed for now (fewer after Xero said "too many"), and how many are. */
  readonly concurrent: { readonly limit: number; readonly allowed: number; readonly inFlight: number };
  /** Calls in any minute. `limit` and `remaining` are `null` where there is no limit; `resetsIn` is when all are back. */
  readonly minute: {
    readonly limit: number | null;
    readonly remaining: number | null;
    readonly resetsIn: number;
  };
  /** Calls of the day, known from Xero's first answer on, and how many of them `"bulk"` calls leave alone. */
  readonly day: { readonly remaining: number | null; readonly reserve: number; readonly resetsIn: number | null };
  /** Calls a minute of the app over all organisations, known from Xero's first answer on. */
  readonly appMinute: { readonly remaining: number | null };
  /** Calls that wait for the limits. */
  readonly waiting: { readonly interactive: number; readonly bulk: number };
  /** Attempts after the first that may be made for now, over all calls. */
  readonly retries: { readonly remaining: number };
}

/** An operation of the API, as data. */
export interface OperationInfo {
  /** Its name, such as `"invoices.get"`. */
  readonly name: string;
  readonly [member: string]: unknown;
}

/** The way of a client to the core. */
export let sessionOf: <M extends Mode>(client: Connection<M>) => Session<M>;

/** A connection to Xero: token, limits, and calls of what is not wrapped. */
export abstract class Connection<M extends Mode> extends Owner<M> {
  readonly #session: Session<M>;

  static {
    sessionOf = (client) => client.#session;
  }

  protected constructor(session: Session<M>) {
    super(session);
    this.#session = session;
  }

  /** The token that calls are made with. */
  get auth(): Auth<M> {
    return memberOf(this, "auth", () => Auth<M>);
  }

  /** Calls of what is not wrapped. */
  get raw(): Raw<M> {
    return memberOf(this, "raw", () => Raw<M>);
  }

  /** The state of the limits: calls in flight, and what is left of the minute and of the day. */
  rateLimits(options?: OptionsOf<M>): Reply<M, RateLimitState> {
    const read = (value: unknown) => value as RateLimitState;
    return this.#session.run({ parts: { verb: "rate_limits" }, read }, options);
  }

  /**
   * Whether calls would work, checked step by step: configuration, token, scopes, clock, limits and the organisation. Never
   * fails for what it finds, which the report holds; only for a closed client or a `signal`.
   */
  check(options?: OptionsOf<M>): Reply<M, CheckReport> {
    const read = (value: unknown) => new CheckReport(value as CheckValue);
    return this.#session.run({ parts: { verb: "check" }, read }, options);
  }

  /** Every operation that this version knows, as data. Sends nothing. */
  operations(): OperationInfo[] {
    return JSON.parse(native().operations());
  }

  /** Whether the client was closed. */
  get closed(): boolean {
    return this.#session.native.closed;
  }

  [inspect](_depth: number, options: object, show: (value: unknown, options: object) => string): string {
    return `${this.constructor.name} ${show(described(this.#session), options)}`;
  }

  /** A table for notebooks. */
  [display](): Record<string, string> {
    const { token, ...description } = described(this.#session);
    const rows = [...Object.entries(description), ["token", token === null ? "none" : "held"]];
    const name = this.constructor.name;
    return { "text/html": table([name, ""], rows), "text/plain": `${name} ${JSON.stringify(description)}` };
  }
}

/** What may be shown of a client: no secret, no token. */
function described({ native }: Session<Mode>): Record<string, unknown> {
  return JSON.parse(native.describe());
}
