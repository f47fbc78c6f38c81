/** The two clients. They have the same methods; `Client` blocks, `AsyncClient` returns promises. */

import { Resources } from "./api/resources.js";
import { AsyncDispatcher, BlockingDispatcher } from "./dispatch.js";
import { encodeJson } from "./encoding.js";
import { readEnvironment } from "./environment.js";
import { usageError } from "./error-factory.js";
import { EventDispatcher } from "./event-dispatcher.js";
import type { Event } from "./events.js";
import { type NativeClient, native } from "./native.js";
import type { LimitPolicy, SharedOptions } from "./options.js";
import { dispatcherOf } from "./resource.js";
import { nativeOrThrow } from "./response.js";
import type { SecretFunction } from "./secret.js";
import { asyncDispose, dispose } from "./symbols.js";

/** The options of a client. All are optional. */
export interface ClientOptions extends SharedOptions {
  /** The Custom Connection's client ID. Default: `XERO_CLIENT_ID`. */
  readonly clientId?: string | undefined;
  /**
   * Its client secret, or a function that returns it and is called again for each new token; for `AsyncClient` the
   * function can be asynchronous. Default: `XERO_CLIENT_SECRET`, or the content of the file that
   * `XERO_CLIENT_SECRET_FILE` names.
   */
  readonly clientSecret?: string | SecretFunction | undefined;
  /** An entry of the configuration file. Default: `XERO_PROFILE`. */
  readonly profile?: string | undefined;
  /** The scopes to ask for. Default: all that the connection was granted. */
  readonly scopes?: readonly string[] | undefined;
  /** The rate limits that the client itself keeps. Default `{ concurrent: 5, perMinute: 60, reserveDaily: 0 }`. */
  readonly limits?: LimitPolicy | undefined;
  /**
   * Where tokens are kept: `"memory"`, for this process; `"file"`, for all processes of this user on this machine; or
   * `"file:FOLDER"`, for all processes that name the same folder. The file is encrypted with a key made from the client
   * secret. Default `"memory"`.
   */
  readonly tokenCache?: "memory" | "file" | `file:${string}` | undefined;
  /** The URL of a proxy. Default: from the environment. */
  readonly proxy?: string | undefined;
  /** A file of certificates (PEM) to trust in addition to the usual ones. Default: from the environment. */
  readonly caFile?: string | undefined;
  /** A file (PEM) with a certificate and its private key, for a proxy or gateway that asks for one. */
  readonly clientCertificate?: string | undefined;
  /** Whether proxies and certificates are read from the environment. Default `true`. */
  readonly trustEnv?: boolean | undefined;
  /** A host other than Xero's: https, or http on this machine. Default: `XERO_BASE_URL`. */
  readonly baseUrl?: string | undefined;
  /** A token endpoint other than Xero's: https, or http on this machine. Default: `XERO_TOKEN_URL`. */
  readonly tokenUrl?: string | undefined;
  /** Your program's name and version for the user agent, such as `"acme-sync/2.1"`. */
  readonly app?: string | undefined;
  /**
   * What this client and its clones write to stderr: `"debug"` a line for each attempt, `"info"` a line for each retry
   * and wait, `"warning"` nothing but the warnings of the process. Default: `XERO_LOG`, otherwise `"warning"`.
   */
  readonly logLevel?: "debug" | "info" | "warning" | undefined;
  /**
   * A function that is called with each {@link Event} of this client and its clones. Events of calls that it makes
   * itself are delivered after it returns. Its first exception is reported as a warning of the process; exceptions
   * never affect a call.
   */
  readonly onEvent?: ((event: Event) => void) | undefined;
}

/**
 * A client whose calls block the thread. For scripts, REPLs and worker threads: nothing else runs on the thread during
 * a call. Servers use {@link AsyncClient}.
 *
 * A client belongs to its thread: if it is sent to another thread or cloned, it arrives as an empty object. Each worker
 * makes its own; all clients of one connection in a process share its token and its limits.
 *
 * ```ts
 * using xero = new Client();
 * for (const invoice of xero.invoices.list({ statuses: ["AUTHORISED"] })) console.log(invoice.invoiceNumber);
 * ```
 */
export class Client extends Resources<"blocking"> {
  /**
   * Makes a client; nothing is sent.
   *
   * @param options All are optional; the environment has defaults for many.
   * @throws ConfigError if an option is missing or wrong.
   */
  constructor(options?: ClientOptions);
  /** @internal */
  constructor(options: ClientOptions | undefined, dispatcher?: BlockingDispatcher);
  constructor(options: ClientOptions = {}, dispatcher?: BlockingDispatcher) {
    super(
      dispatcher instanceof BlockingDispatcher
        ? dispatcher
        : new BlockingDispatcher(...open(new.target.name, options, dispatcher, true)),
    );
  }

  /**
   * Clones the client with other options. The clone shares connections, token, limits and events with this client.
   *
   * @param options The options that differ.
   * @returns The clone.
   * @throws ConfigError if an option is wrong.
   */
  withOptions(options: SharedOptions): Client {
    return new Client(undefined, dispatcherOf(this).withOptions(options) as BlockingDispatcher);
  }

  /** Closes the client; later calls throw a `ClosedError`. */
  close(): void {
    dispatcherOf(this).native.close();
  }

  [dispose](): void {
    this.close();
  }
}

/**
 * A client whose calls are awaited. An idle client does not keep the program alive; a call in progress does.
 *
 * A client belongs to its thread: if it is sent to another thread or cloned, it arrives as an empty object. Each worker
 * makes its own; all clients of one connection in a process share its token and its limits.
 *
 * ```ts
 * await using xero = new AsyncClient();
 * console.log((await xero.organisation.get()).name);
 * ```
 */
export class AsyncClient extends Resources<"awaited"> {
  /**
   * Makes a client; nothing is sent.
   *
   * @param options All are optional; the environment has defaults for many.
   * @throws ConfigError if an option is missing or wrong.
   */
  constructor(options?: ClientOptions);
  /** @internal */
  constructor(options: ClientOptions | undefined, dispatcher?: AsyncDispatcher);
  constructor(options: ClientOptions = {}, dispatcher?: AsyncDispatcher) {
    super(
      dispatcher instanceof AsyncDispatcher
        ? dispatcher
        : new AsyncDispatcher(...open(new.target.name, options, dispatcher, false)),
    );
  }

  /**
   * Clones the client with other options. The clone shares connections, token, limits and events with this client.
   *
   * @param options The options that differ.
   * @returns The clone.
   * @throws ConfigError if an option is wrong.
   */
  withOptions(options: SharedOptions): AsyncClient {
    return new AsyncClient(undefined, dispatcherOf(this).withOptions(options) as AsyncDispatcher);
  }

  /** Closes the client; later calls reject with a `ClosedError`. */
  async close(): Promise<void> {
    dispatcherOf(this).native.close();
  }

  async [asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Opens a client of the core, with its events and the function that returns its secret.
 *
 * @param className The class that errors name.
 * @param extra What the user gave after the options, where nothing belongs.
 */
function open(
  className: string,
  options: ClientOptions,
  extra: unknown,
  blocking: boolean,
): [NativeClient, EventDispatcher, SecretFunction | undefined] {
  if (typeof options !== "object" || options === null || Array.isArray(options) || extra !== undefined) {
    const hint = `new ${className}({ clientId, clientSecret })`;
    throw usageError("config", `${className} takes one object of options`, hint);
  }
  const { onEvent, clientSecret, ...rest } = options;
  const coreOptions: Record<string, unknown> = { ...rest };
  const secret = typeof clientSecret === "function" ? clientSecret : undefined;
  if (secret === undefined) coreOptions.clientSecret = clientSecret;
  else coreOptions.clientSecretSupplied = true;
  if (onEvent !== undefined && typeof onEvent !== "function") {
    throw usageError("config", "onEvent is not a function", "give a function that takes one event");
  }
  const addon = native();
  const environment = readEnvironment(addon.environmentVariables());
  const client = nativeOrThrow(addon.openClient(encodeJson(coreOptions, "config"), environment, blocking));
  return [client, new EventDispatcher(client, onEvent), secret];
}
