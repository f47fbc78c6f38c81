/** The demo company: a simulation of Xero inside this process, with token endpoint, API, limits and faults. */

import { AsyncClient, Client, type ClientOptions } from "./client.js";
import type {
  ConnectionChange,
  ConsentRequest,
  ConsentResponse,
  DemoConnection,
  DemoOptions,
  DemoOrganisation,
  Fault,
  LimitChanges,
  LockDates,
  NewConnection,
  RecordedRequest,
  Violation,
} from "./demo-types.js";
import { AsyncDemoWebhooks, DemoWebhooks } from "./demo-webhooks.js";
import { encodeJson } from "./encoding.js";
import { errorFrom } from "./error-factory.js";
import type { XeroError, XeroErrorData } from "./errors.js";
import { type NativeDemo, native } from "./native.js";
import type { CoreResponse } from "./response.js";
import { asyncDispose, dispose, inspect } from "./symbols.js";

/**
 * A simulation of Xero on a loopback port, for tests and for first steps without an account.
 *
 * ```ts
 * await using demo = await DemoCompany.start();
 * await using xero = demo.asyncClient();
 * ```
 */
export class DemoCompany {
  readonly #native: NativeDemo;
  readonly #runCommand: RunCommand;
  /** The `baseUrl` for clients. */
  readonly baseUrl: string;
  /** The `tokenUrl` for clients. */
  readonly tokenUrl: string;
  /** The client id of its Custom Connection. */
  readonly clientId: string;
  /** The client secret of its Custom Connection. */
  declare readonly clientSecret: string;
  /** The country of the organisation. */
  readonly region: string;
  /** A PEM file with the certificate of its CA, if it uses https. */
  readonly caFile: string | undefined;
  /** Its clock. */
  readonly clock: DemoClock;
  /** The faults that it simulates. */
  readonly faults: DemoFaults;
  /** The limits that it enforces. */
  readonly limits: DemoLimits;
  /** The requests that it received. */
  readonly journal: DemoJournal;
  /** Sends an event for each change to a receiver of yours, which runs in another thread or process. */
  readonly webhooks: DemoWebhooks;
  /** The same, awaited: the receiver can run on this thread. */
  readonly asyncWebhooks: AsyncDemoWebhooks;

  private constructor(native: NativeDemo) {
    const about = JSON.parse(native.describe());
    this.#native = native;
    this.baseUrl = about.base_url;
    this.tokenUrl = about.token_url;
    this.clientId = about.client_id;
    Object.defineProperty(this, "clientSecret", { value: about.client_secret });
    this.region = about.region;
    this.caFile = about.ca_file ?? undefined;
    this.#runCommand = (command) => runCommand(native, command);
    this.clock = new DemoClock(this.#runCommand);
    this.faults = new DemoFaults(this.#runCommand);
    this.limits = new DemoLimits(this.#runCommand);
    this.journal = new DemoJournal(this.#runCommand);
    this.webhooks = new DemoWebhooks(this.#runCommand);
    this.asyncWebhooks = new AsyncDemoWebhooks(this.#runCommand, async (command) =>
      commandResult(await native.controlAsync(encodeJson(command, "argument"))),
    );
  }

  /**
   * Starts a demo company.
   *
   * @param options All are optional.
   * @returns The running company; {@link DemoCompany.stop} ends it.
   */
  static async start(options?: DemoOptions): Promise<DemoCompany> {
    return DemoCompany.startSync(options);
  }

  /**
   * Starts a demo company, in a program that does not await.
   *
   * @param options All are optional.
   * @returns The running company; {@link DemoCompany.stop} ends it.
   */
  static startSync(options: DemoOptions = {}): DemoCompany {
    const outcome = native().startDemo(encodeJson(startOptions(options), "argument"));
    if (typeof outcome !== "string") return new DemoCompany(outcome);
    throw commandError((JSON.parse(outcome) as Required<CoreResponse>).error);
  }

  /**
   * A blocking client of this company.
   *
   * @param options Options of the client.
   * @returns A new client.
   */
  client(options?: ClientOptions): Client {
    return new Client({ ...this.#credentials(), ...options });
  }

  /**
   * An awaited client of this company.
   *
   * @param options Options of the client.
   * @returns A new client.
   */
  asyncClient(options?: ClientOptions): AsyncClient {
    return new AsyncClient({ ...this.#credentials(), ...options });
  }

  /**
   * The environment variables with which an unchanged program uses this company instead of Xero.
   *
   * @returns `XERO_BASE_URL`, `XERO_TOKEN_URL`, `XERO_CLIENT_ID` and `XERO_CLIENT_SECRET`, and with `tls`
   * `NODE_EXTRA_CA_CERTS`.
   */
  environment(): Record<string, string> {
    return JSON.parse(this.#native.describe()).environment;
  }

  /**
   * Changes a connection, like its page in the developer portal.
   *
   * @param change What to change.
   * @returns The changed connection.
   */
  connection(change: ConnectionChange): DemoConnection {
    return this.#runCommand({ do: "connection", ...toSnakeCase(change) }) as unknown as DemoConnection;
  }

  /** All connections, without their secrets, and all organisations. */
  get connections(): { readonly connections: DemoConnection[]; readonly organisations: DemoOrganisation[] } {
    return this.#runCommand({ do: "connections" }) as unknown as DemoCompany["connections"];
  }

  /**
   * Adds an app with its own credentials.
   *
   * @param connection Its settings.
   * @returns The settings, with the credentials.
   */
  addConnection(connection: NewConnection = {}): DemoConnection {
    return this.#runCommand({ do: "add_connection", ...toSnakeCase(connection) }) as unknown as DemoConnection;
  }

  /**
   * Adds an organisation with its own books.
   *
   * @param name A name that no other organisation has.
   * @param options `region`: its country, by default `"NZ"`. `empty`: whether it has nothing but a chart of accounts.
   * @returns The organisation.
   */
  addOrganisation(name: string, options: { region?: DemoOptions["region"]; empty?: boolean } = {}): DemoOrganisation {
    const { region, empty } = options;
    const seed = empty === undefined ? undefined : { empty };
    return this.#runCommand({ do: "add_organisation", name, region, seed }) as unknown as DemoOrganisation;
  }

  /**
   * Consents, or refuses, like a user on the authorize page at `/identity/connect/authorize`.
   *
   * @param request The app, and how the user responds.
   * @returns The address that the user is sent back to.
   */
  consent(request: ConsentRequest = {}): ConsentResponse {
    return this.#runCommand({ do: "consent", ...toSnakeCase(request) }) as unknown as ConsentResponse;
  }

  /**
   * Adds generated records.
   *
   * @param records How many; `organisation` is a tenant ID or name, by default the first organisation.
   */
  seed(records: { invoices?: number; contacts?: number; organisation?: string }): void {
    this.#runCommand({ do: "seed", ...records });
  }

  /**
   * Sets the lock dates, up to which nothing can be entered or changed.
   *
   * @param dates The dates to change.
   * @returns The lock dates that now apply.
   */
  lockDates(dates: LockDates = {}): { readonly period: string | null; readonly endOfYear: string | null } {
    return this.#runCommand({ do: "lock_dates", ...toSnakeCase(dates) }) as ReturnType<DemoCompany["lockDates"]>;
  }

  /** Revokes every token that was issued so far. */
  revokeTokens(): void {
    this.#runCommand({ do: "revoke_tokens" });
  }

  /**
   * Checks each request from now on against Xero's specifications, or stops doing so.
   *
   * What Xero would silently ignore or misread gets a 400 with the difference between what was sent and what was
   * expected: an unknown path or query parameter, a value that does not fit, characters that must be encoded, a write
   * without an `Idempotency-Key`, a body on a GET, a wrong content type and the like. `violations` has them all.
   *
   * @param options `enabled`: whether requests are checked. Default `true`.
   */
  strict(options: { enabled?: boolean } = {}): void {
    this.#runCommand({ do: "strict", enabled: options.enabled ?? true });
  }

  /** The rules that requests broke in strict mode. */
  get violations(): readonly Violation[] {
    return this.#runCommand({ do: "violations" }).violations as Violation[];
  }

  /** Clears `violations`. */
  clearViolations(): void {
    this.#runCommand({ do: "clear_violations" });
  }

  /**
   * Takes a snapshot of all records.
   *
   * @returns Its number, for {@link DemoCompany.reset}.
   */
  snapshot(): number {
    return this.#runCommand({ do: "snapshot" }).snapshot as number;
  }

  /**
   * Restores a snapshot, or the initial records.
   *
   * @param snapshot The number of the snapshot.
   */
  reset(snapshot?: number): void {
    this.#runCommand({ do: "reset", snapshot: snapshot ?? null });
  }

  /** Stops the company and closes its port. */
  stop(): void {
    this.#native.stop();
  }

  [dispose](): void {
    this.stop();
  }

  async [asyncDispose](): Promise<void> {
    this.stop();
  }

  [inspect](_depth: number, options: object, show: (value: unknown, options: object) => string): string {
    const { baseUrl, clientId, region } = this;
    return `DemoCompany ${show({ baseUrl, clientId, region }, options)}`;
  }

  #credentials(): ClientOptions {
    const { baseUrl, tokenUrl, clientId, clientSecret, caFile } = this;
    return { baseUrl, tokenUrl, clientId, clientSecret, caFile };
  }
}

type RunCommand = (command: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** Runs a command, whose fields have the names of the demo company's control language. */
function runCommand(native: NativeDemo, command: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return commandResult(native.control(encodeJson(command, "argument")));
}

/** The response to a command, by our names. */
function commandResult(json: string): Record<string, unknown> {
  const response = JSON.parse(json || "null") ?? {};
  const { error } = response as CoreResponse;
  if (error !== undefined) throw commandError(error);
  return toCamelCase(response) as Record<string, unknown>;
}

/** The error of a command; the field that its message begins with has our name. */
function commandError({ message, text = message, ...rest }: XeroErrorData): XeroError {
  const ours = message.startsWith("unknown field of ") ? toCamelName(message) : message.replace(/^"\w+"/, toCamelName);
  return errorFrom({ ...rest, message: ours, text: text.replace(message, () => ours) });
}

/** The clock of a demo company. Tokens, limits and due dates follow it; the delays of faults take real time. */
export class DemoClock {
  readonly #runCommand: RunCommand;

  /** It is the property `clock` of a demo company. */
  constructor(run: RunCommand) {
    this.#runCommand = run;
  }

  /** The time that it shows. */
  get now(): Date {
    return new Date(this.#runCommand({ do: "clock" }).now as string);
  }

  /**
   * Sets the clock.
   *
   * @param instant The time to show.
   */
  set(instant: Date | string): void {
    this.#runCommand({ do: "clock", set: instant });
  }

  /**
   * Moves the clock forward.
   *
   * @param seconds By how many seconds.
   */
  advance(seconds: number): void {
    this.#runCommand({ do: "clock", advance: seconds });
  }

  /** How many times faster than real time it runs. Default 1; 0 makes it stand still. */
  get speed(): number {
    return this.#runCommand({ do: "clock" }).speed as number;
  }

  set speed(factor: number) {
    this.#runCommand({ do: "clock", speed: factor });
  }
}

/** The faults that a demo company simulates. */
export class DemoFaults {
  readonly #runCommand: RunCommand;

  /** It is the property `faults` of a demo company. */
  constructor(run: RunCommand) {
    this.#runCommand = run;
  }

  /**
   * Makes requests of a route fail.
   *
   * @param route The method and the path relative to the Accounting API, with `*` for one segment: `"GET /Invoices/*"`,
   * `"POST /connect/token"` or `"*"`.
   * @param fault What happens, and how often.
   */
  add(route: string, fault: Fault): void {
    const { times = 1, ...rest } = fault;
    this.#runCommand({ do: "fault", route, times, ...toSnakeCase(rest) });
  }

  /** How many requests each fault hit, in the order in which the faults were added since the last `clear()`. */
  get hits(): readonly number[] {
    return this.#runCommand({ do: "faults" }).hits as number[];
  }

  /**
   * Removes all faults, or one.
   *
   * @param fault The position of the fault in `hits`; the others keep their positions.
   */
  clear(fault?: number): void {
    this.#runCommand({ do: "clear_faults", fault });
  }
}

/** The limits that a demo company enforces. */
export class DemoLimits {
  readonly #runCommand: RunCommand;

  /** It is the property `limits` of a demo company. */
  constructor(run: RunCommand) {
    this.#runCommand = run;
  }

  /**
   * Changes limits.
   *
   * @param changes The limits to change.
   * @returns The limits, and what is used and left of them. Since the start, a `reset()` or `clearCounters()`: the
   * `mostInFlight`, and how many calls were `refused` by each limit (`concurrent`, `minute`, `appMinute` and `day`).
   */
  set(changes: LimitChanges): Record<string, unknown> {
    return this.#runCommand({ do: "limits", ...toSnakeCase(changes) });
  }

  /** The limits and their counters. */
  get state(): Record<string, unknown> {
    return this.set({});
  }

  /** Sets the counters of calls and refusals to zero. */
  clearCounters(): void {
    this.#runCommand({ do: "clear_counters" });
  }
}

/** The requests that a demo company received. */
export class DemoJournal {
  readonly #runCommand: RunCommand;

  /** It is the property `journal` of a demo company. */
  constructor(run: RunCommand) {
    this.#runCommand = run;
  }

  /** The requests, in the order of their responses. */
  get requests(): RecordedRequest[] {
    return this.#runCommand({ do: "journal" }).requests as RecordedRequest[];
  }

  /** How many requests went to the token endpoint. */
  get tokenRequests(): number {
    return this.#runCommand({ do: "journal", last: 0 }).tokenRequests as number;
  }

  /** How many requests went to the API. */
  get apiRequests(): number {
    return this.#runCommand({ do: "journal", last: 0 }).apiRequests as number;
  }

  /** Clears the journal. */
  clear(): void {
    this.#runCommand({ do: "clear_journal" });
  }
}

/** The options by the names of the control language. */
function startOptions({ limits, ...options }: DemoOptions): Record<string, unknown> {
  return { ...toSnakeCase(options), limits: limits instanceof Object ? toSnakeCase(limits) : limits };
}

/** The fields of `object` in snake case, as in the control language. */
function toSnakeCase(object: object): Record<string, unknown> {
  const rename = (name: string) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [rename(name), value]));
}

/** `value` with all fields in camel case. */
function toCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCamelCase);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [toCamelName(name), toCamelCase(inner)]));
}

function toCamelName(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
