/** What both clients have beside their resources. */

import { Auth } from "./auth.js";
import { table } from "./html.js";
import { native } from "./native.js";
import { Raw } from "./raw.js";
import type { Mode, OptionsOf, Reply } from "./request.js";
import { memberOf, Owner } from "./resource.js";
import type { Session } from "./session.js";
import { display, inspect } from "./symbols.js";

/** The state of the limits of a client's connection. */
export interface LimitsState {
  /** Calls in flight. */
  readonly concurrent: { readonly limit: number; readonly inFlight: number };
  /** Calls in any minute; `null` where there is no limit. */
  readonly minute: {
    readonly limit: number | null;
    readonly remaining: number | null;
    readonly resetsIn: number | null;
  };
  /** Calls of the day, known from Xero's first answer on. */
  readonly day: { readonly remaining: number | null };
  /** Calls a minute of the app over all organisations, known from Xero's first answer on. */
  readonly appMinute: { readonly remaining: number | null };
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
  limits(options?: OptionsOf<M>): Reply<M, LimitsState> {
    const read = (value: unknown) => value as LimitsState;
    return this.#session.run({ parts: { verb: "limits" }, read }, options);
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
  const { warnings: _, ...description } = JSON.parse(native.describe());
  return description;
}
