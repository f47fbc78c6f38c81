/** The two clients. They have the same members; `Client` blocks, `AsyncClient` gives promises. */

import { Resources } from "./api/resources.js";
import { sessionOf } from "./connection.js";
import type { Event } from "./events.js";
import { type NativeClient, native } from "./native.js";
import { type CallOptions, refusal, text } from "./request.js";
import { AwaitedSession, BlockingSession, opened, type SecretFunction } from "./session.js";
import { asyncDispose, dispose } from "./symbols.js";
import { Teller } from "./teller.js";
import type { LimitPolicy, Priority, Retry, Timeout } from "./values.js";

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
  /** Seconds; a number alone is for an attempt as a whole. Default `{ connect: 5, read: 30, attempt: 60 }`. */
  readonly timeout?: Timeout | number | undefined;
  /**
   * Seconds for one call in all: queueing, token, attempts, answer. Default: each request has 60 seconds over all its
   * attempts (or as long as a longer `timeout`); waits for the limits, and those that Xero asks for, do not count.
   */
  readonly deadline?: number | undefined;
  /** How often a call is tried; a number alone is `maxAttempts`. Default `{ maxAttempts: 4 }`. */
  readonly retry?: Retry | number | undefined;
  /**
   * Seconds; the longest single wait for the limits or at a server's word. A call that would wait longer fails at once
   * with a `RateLimitError`. Default: 65 at a server's word, and no bound for the wait for its turn.
   */
  readonly maxWait?: number | undefined;
  /**
   * Of calls that do not say. Default `"interactive"`; lists in pages and several requests for one call are `"bulk"`.
   */
  readonly priority?: Priority | undefined;
  /** The limits that the client keeps by itself. Default `{ concurrent: 5, perMinute: 60, reserveDaily: 0 }`. */
  readonly limits?: LimitPolicy | undefined;
  /**
   * Where tokens are kept: `"memory"`, for this process alone; `"file"`, for all processes of this machine and user; or
   * `"file:FOLDER"`, for all that name the folder. The file is sealed with a key made of the client secret. Default
   * `"memory"`.
   */
  readonly tokenCache?: "memory" | "file" | `file:${string}` | undefined;
  /**
   * Called with each event of this client and its clones: requests, retries, waits, tokens, pages and warnings. An
   * exception in it disturbs no call. Events of calls that it makes itself follow after it returns.
   */
  readonly onEvent?: ((event: Event) => void) | undefined;
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
export type CloneOptions = Pick<CallOptions, "timeout" | "deadline" | "maxWait" | "priority" | "retry">;

/**
 * A client whose calls block the thread. For scripts, REPLs and worker threads: nothing else runs on the thread while a
 * call is under way. Servers use {@link AsyncClient}.
 *
 * A client belongs to its thread: sent to another, or cloned, it arrives as an empty object. Each worker makes its own;
 * all clients of one connection in a process share its token and its limits.
 *
 * ```ts
 * using xero = new Client();
 * for (const invoice of xero.invoices.list({ statuses: ["AUTHORISED"] })) console.log(invoice.invoiceNumber);
 * ```
 */
export class Client extends Resources<"blocking"> {
  /** Throws a `ConfigError` when something is missing or wrong. Sends nothing. */
  constructor(options?: ClientOptions);
  /** @internal */
  constructor(options: ClientOptions | undefined, session?: BlockingSession);
  constructor(options: ClientOptions = {}, session?: BlockingSession) {
    super(
      session instanceof BlockingSession
        ? session
        : new BlockingSession(...open(new.target.name, options, session, true)),
    );
  }

  /** A client with other options that shares connections, token, limits and events with this one. */
  withOptions(options: CloneOptions): Client {
    const { native, secret, teller } = sessionOf(this);
    const clone = opened(native.withOptions(text(options, "config")));
    return new Client(undefined, new BlockingSession(clone, secret, teller));
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
 * A client whose calls are awaited. An idle client keeps no program alive; a call that is under way does.
 *
 * A client belongs to its thread: sent to another, or cloned, it arrives as an empty object. Each worker makes its own;
 * all clients of one connection in a process share its token and its limits.
 *
 * ```ts
 * await using xero = new AsyncClient();
 * console.log((await xero.organisation.get()).name);
 * ```
 */
export class AsyncClient extends Resources<"awaited"> {
  /** Throws a `ConfigError` when something is missing or wrong. Sends nothing. */
  constructor(options?: ClientOptions);
  /** @internal */
  constructor(options: ClientOptions | undefined, session?: AwaitedSession);
  constructor(options: ClientOptions = {}, session?: AwaitedSession) {
    super(
      session instanceof AwaitedSession
        ? session
        : new AwaitedSession(...open(new.target.name, options, session, false)),
    );
  }

  /** A client with other options that shares connections, token, limits and events with this one. */
  withOptions(options: CloneOptions): AsyncClient {
    const { native, secret, teller } = sessionOf(this);
    const clone = opened(native.withOptions(text(options, "config")));
    return new AsyncClient(undefined, new AwaitedSession(clone, secret, teller));
  }

  /** Ends the client; later calls reject with a `ClosedError`. */
  async close(): Promise<void> {
    sessionOf(this).native.close();
  }

  async [asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A client of the core for the class of this name. `more` is what stood behind the options, where nothing belongs. */
function open(
  Class: string,
  options: ClientOptions,
  more: unknown,
  blocking: boolean,
): [NativeClient, SecretFunction | undefined, Teller] {
  if (typeof options !== "object" || options === null || Array.isArray(options) || more !== undefined) {
    throw refusal("config", `${Class} takes one object of options`, `new ${Class}({ clientId, clientSecret })`);
  }
  const { onEvent, clientSecret, ...rest } = options;
  const given: Record<string, unknown> = { ...rest };
  const secret = typeof clientSecret === "function" ? clientSecret : undefined;
  if (secret === undefined) given.clientSecret = clientSecret;
  else given.clientSecretSupplied = true;
  if (onEvent !== undefined && typeof onEvent !== "function") {
    throw refusal("config", "the option onEvent is not a function", "give a function that takes an event");
  }
  const addon = native();
  const environment: Record<string, string> = {};
  for (const name of addon.environmentVariables()) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  const client = opened(addon.openClient(text(given, "config"), environment, blocking));
  return [client, secret, new Teller(client, onEvent)];
}
