/** The two clients. They have the same members; `Client` blocks, `AsyncClient` gives promises. */

import type * as AccountingModule from "./api/accounting.js";
import { Auth } from "./auth.js";
import { table } from "./html.js";
import { type NativeClient, native } from "./native.js";
import { Raw } from "./raw.js";
import { type CallOptions, type Mode, type OptionsOf, type Reply, refusal, text } from "./request.js";
import { AwaitedSession, BlockingSession, opened, type SecretFunction, type Session } from "./session.js";
import { asyncDispose, display, dispose, inspect } from "./symbols.js";
import type { Limits, Retry, Timeout } from "./values.js";

/** How a client is made. Every option may be left out. */
export interface ClientOptions {
  /** The Custom Connection's client id. Default: `XERO_CLIENT_ID`. */
  readonly clientId?: string | undefined;
  /**
   * The Custom Connection's client secret, or a function that returns it whenever it is needed (rotation); for
   * `AsyncClient` the function may be asynchronous. Default: `XERO_CLIENT_SECRET` or `XERO_CLIENT_SECRET_FILE`.
   */
  readonly clientSecret?: string | SecretFunction | undefined;
  /** A named entry of the configuration file. Default: `XERO_PROFILE`. */
  readonly profile?: string | undefined;
  /** The scopes to ask for. Unless given the token has all that the connection was granted. */
  readonly scopes?: readonly string[] | undefined;
  /** Sent as `xero-tenant-id`, only when given. */
  readonly tenantId?: string | undefined;
  /** Seconds; a number alone is for an attempt as a whole. Default `{ connect: 5, read: 30, attempt: 90 }`. */
  readonly timeout?: Timeout | number | undefined;
  /** Seconds for one call in all: queueing, token, attempts, answer. Default: none. */
  readonly deadline?: number | undefined;
  /** How often a call is tried; a number alone is `maxAttempts`. Default `{ maxAttempts: 4 }`. */
  readonly retry?: Retry | number | undefined;
  /** The limits that the client keeps by itself. Default `{ concurrent: 5, perMinute: 60, reserveDaily: 0 }`. */
  readonly limits?: Limits | undefined;
  /** Where tokens are kept. Default `"memory"`. */
  readonly tokenCache?: "memory" | undefined;
  /** The URL of a proxy. Default: the environment. */
  readonly proxy?: string | undefined;
  /** A PEM file of certificates to trust as well. Default: the environment. */
  readonly caFile?: string | undefined;
  /** Whether proxy and certificates may come from the environment. Default `true`. */
  readonly trustEnv?: boolean | undefined;
  /** Where the API is. Default: Xero. Plain http is accepted for loopback hosts alone. */
  readonly baseUrl?: string | undefined;
  /** Where tokens come from. Default: Xero. Plain http is accepted for loopback hosts alone. */
  readonly tokenUrl?: string | undefined;
  /** Added to the user agent, such as `"acme-sync/2.1"`. */
  readonly app?: string | undefined;
}

/** The options that a clone of a client may change. */
export type CloneOptions = Pick<CallOptions, "timeout" | "deadline" | "retry">;

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

let sessionOf: <M extends Mode>(client: Connection<M>) => Session<M>;
let room: <M extends Mode, T extends object>(
  client: Connection<M>,
  name: string,
  make: (session: Session<M>) => T,
) => T;

/** What both clients have. */
abstract class Connection<M extends Mode> {
  readonly #session: Session<M>;
  readonly #rooms: Record<string, object> = {};

  static {
    sessionOf = (client) => client.#session;
    room = <M extends Mode, T extends object>(
      client: Connection<M>,
      name: string,
      make: (session: Session<M>) => T,
    ) => {
      client.#rooms[name] ??= make(client.#session);
      return client.#rooms[name] as T;
    };
  }

  protected constructor(session: Session<M>) {
    this.#session = session;
  }

  /** The token that calls are made with. */
  get auth(): Auth<M> {
    return room(this, "auth", (session) => new Auth<M>(session));
  }

  /** Calls of what is not wrapped. */
  get raw(): Raw<M> {
    return room(this, "raw", (session) => new Raw<M>(session));
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

/**
 * A client whose calls block the thread. For scripts, REPLs and worker threads: nothing else runs on the thread while a
 * call is under way. Servers use {@link AsyncClient}.
 *
 * ```ts
 * using xero = new Client();
 * for (const invoice of xero.invoices.list({ statuses: ["AUTHORISED"] })) console.log(invoice.invoiceNumber);
 * ```
 */
export class Client extends Connection<"blocking"> {
  /** Throws a `ConfigError` when something is missing or wrong. Sends nothing. */
  constructor(options?: ClientOptions);
  /** @internal */
  constructor(options: ClientOptions | undefined, session?: BlockingSession);
  constructor(options: ClientOptions = {}, session?: BlockingSession) {
    super(session ?? new BlockingSession(open(options, true), secretFunction(options)));
  }

  /** The organisation that the connection belongs to. */
  get organisation(): AccountingModule.Organisations {
    return room(this, "organisation", (session) => new (accounting().Organisations)(session));
  }

  /** The chart of accounts. */
  get accounts(): AccountingModule.Accounts {
    return room(this, "accounts", (session) => new (accounting().Accounts)(session));
  }

  /** Customers and suppliers. */
  get contacts(): AccountingModule.Contacts {
    return room(this, "contacts", (session) => new (accounting().Contacts)(session));
  }

  /** Sales invoices and bills. */
  get invoices(): AccountingModule.Invoices {
    return room(this, "invoices", (session) => new (accounting().Invoices)(session));
  }

  /** A client with other options that shares connections, token and limits with this one. */
  withOptions(options: CloneOptions): Client {
    const { native, secret } = sessionOf(this);
    return new Client(undefined, new BlockingSession(opened(native.withOptions(text(options))), secret));
  }

  /** Ends the client; later calls throw a `ClosedError`. */
  close(): void {
    sessionOf(this).native.close();
  }

  [dispose](): void {
    this.close();
  }
}

/**
 * A client whose calls are awaited.
 *
 * ```ts
 * await using xero = new AsyncClient();
 * console.log((await xero.organisation.get()).name);
 * ```
 */
export class AsyncClient extends Connection<"awaited"> {
  /** Throws a `ConfigError` when something is missing or wrong. Sends nothing. */
  constructor(options?: ClientOptions);
  /** @internal */
  constructor(options: ClientOptions | undefined, session?: AwaitedSession);
  constructor(options: ClientOptions = {}, session?: AwaitedSession) {
    super(session ?? new AwaitedSession(open(options, false), secretFunction(options)));
  }

  /** The organisation that the connection belongs to. */
  get organisation(): AccountingModule.AsyncOrganisations {
    return room(this, "organisation", (session) => new (accounting().AsyncOrganisations)(session));
  }

  /** The chart of accounts. */
  get accounts(): AccountingModule.AsyncAccounts {
    return room(this, "accounts", (session) => new (accounting().AsyncAccounts)(session));
  }

  /** Customers and suppliers. */
  get contacts(): AccountingModule.AsyncContacts {
    return room(this, "contacts", (session) => new (accounting().AsyncContacts)(session));
  }

  /** Sales invoices and bills. */
  get invoices(): AccountingModule.AsyncInvoices {
    return room(this, "invoices", (session) => new (accounting().AsyncInvoices)(session));
  }

  /** A client with other options that shares connections, token and limits with this one. */
  withOptions(options: CloneOptions): AsyncClient {
    const { native, secret } = sessionOf(this);
    return new AsyncClient(undefined, new AwaitedSession(opened(native.withOptions(text(options))), secret));
  }

  /** Ends the client; later calls reject with a `ClosedError`. */
  async close(): Promise<void> {
    sessionOf(this).native.close();
  }

  async [asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** The resources of the Accounting API, loaded when one is first touched. */
function accounting(): typeof AccountingModule {
  return require("./api/accounting.js");
}

function secretFunction(options: ClientOptions): SecretFunction | undefined {
  return typeof options.clientSecret === "function" ? options.clientSecret : undefined;
}

function open(options: ClientOptions, blocking: boolean): NativeClient {
  const given: Record<string, unknown> = { ...options };
  if (typeof given.clientSecret === "function") {
    delete given.clientSecret;
    given.clientSecretSupplied = true;
  }
  const misfit = Object.keys(given).find((name) => typeof given[name] === "function");
  if (misfit !== undefined) throw refusal("config", `the option ${misfit} is a function`, "give its value");
  const addon = native();
  const environment: Record<string, string> = {};
  for (const name of addon.environmentVariables()) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  const client = opened(addon.openClient(text(given), environment, blocking));
  const { warnings } = JSON.parse(client.describe()) as { warnings?: string[] };
  for (const warning of warnings ?? []) process.emitWarning(warning, { type: "XeroWarning" });
  return client;
}
