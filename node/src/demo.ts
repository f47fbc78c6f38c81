/** The demo company: a whole pretend Xero, with token endpoint, API, limits and faults, inside this process. */

import { AsyncClient, Client, type ClientOptions } from "./client.js";
import type {
  ConnectionChange,
  Consent,
  ConsentReply,
  DemoConnection,
  DemoOptions,
  DemoOrganisation,
  Fault,
  JournalEntry,
  LimitChanges,
  LockDates,
  NewConnection,
  Violation,
} from "./demo-types.js";
import type { XeroError, XeroErrorData } from "./errors.js";
import { type NativeDemo, native } from "./native.js";
import { failure, type ReplyData, text } from "./request.js";
import { asyncDispose, dispose, inspect } from "./symbols.js";
import { AsyncDemoWebhooks, DemoWebhooks } from "./webhooks.js";

/**
 * A whole pretend Xero on a loopback port, for tests and for trying things out with no account.
 *
 * ```ts
 * await using demo = await DemoCompany.start();
 * await using xero = demo.asyncClient();
 * ```
 */
export class DemoCompany {
  readonly #native: NativeDemo;
  readonly #control: Control;
  /** The `baseUrl` for clients. */
  readonly baseUrl: string;
  /** The `tokenUrl` for clients. */
  readonly tokenUrl: string;
  /** The client id of its Custom Connection. */
  readonly clientId: string;
  /** The client secret of its Custom Connection: a secret of a pretend company. */
  declare readonly clientSecret: string;
  /** The country of the organisation. */
  readonly region: string;
  /** The certificate of its CA, where it speaks https. */
  readonly caFile: string | undefined;
  /** Its clock. */
  readonly clock: DemoClock;
  /** What goes wrong on purpose. */
  readonly faults: DemoFaults;
  /** The limits that it keeps. */
  readonly limits: DemoLimits;
  /** What it was asked and answered. */
  readonly journal: DemoJournal;
  /** What changes is told to a receiver of yours, which another thread or process runs. */
  readonly webhooks: DemoWebhooks;
  /** The same, awaited: the receiver may run in this process. */
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
    this.#control = (command) => obey(native, command);
    this.clock = new DemoClock(this.#control);
    this.faults = new DemoFaults(this.#control);
    this.limits = new DemoLimits(this.#control);
    this.journal = new DemoJournal(this.#control);
    this.webhooks = new DemoWebhooks(this.#control);
    this.asyncWebhooks = new AsyncDemoWebhooks(this.#control, async (command) =>
      answered(await native.controlAsync(text(command, "argument"))),
    );
  }

  /** Starts one. */
  static async start(options?: DemoOptions): Promise<DemoCompany> {
    return DemoCompany.startSync(options);
  }

  /** Starts one, in a program that does not await. */
  static startSync(options: DemoOptions = {}): DemoCompany {
    const outcome = native().startDemo(text(started(options), "argument"));
    if (typeof outcome !== "string") return new DemoCompany(outcome);
    throw refused((JSON.parse(outcome) as Required<ReplyData>).error);
  }

  /** A blocking client of this company. */
  client(options?: ClientOptions): Client {
    return new Client({ ...this.#credentials(), ...options });
  }

  /** An awaited client of this company. */
  asyncClient(options?: ClientOptions): AsyncClient {
    return new AsyncClient({ ...this.#credentials(), ...options });
  }

  /** Changes a connection as its page in the developer portal would, and gives it as it then is. */
  connection(change: ConnectionChange): DemoConnection {
    return this.#control({ do: "connection", ...snake(change) }) as unknown as DemoConnection;
  }

  /** All connections, without their secrets, and all organisations. */
  get connections(): { readonly connections: DemoConnection[]; readonly organisations: DemoOrganisation[] } {
    type Listed = { connections: DemoConnection[]; organisations: DemoOrganisation[] };
    return this.#control({ do: "connections" }) as unknown as Listed;
  }

  /** Adds an app with credentials of its own, and gives its settings with them. */
  addConnection(connection: NewConnection = {}): DemoConnection {
    return this.#control({ do: "add_connection", ...snake(connection) }) as unknown as DemoConnection;
  }

  /**
   * Adds an organisation with books of its own.
   *
   * @param name No other has it.
   * @param options Its `region`, by default `"NZ"`, and whether it is `empty`: with a chart of accounts only.
   */
  addOrganisation(name: string, options: { region?: string; empty?: boolean } = {}): DemoOrganisation {
    const { region, empty } = options;
    const seed = empty === undefined ? undefined : { empty };
    return this.#control({ do: "add_organisation", name, region, seed }) as unknown as DemoOrganisation;
  }

  /** Does what a user does on the authorize page, which is at `/identity/connect/authorize` too. */
  consent(question: Consent = {}): ConsentReply {
    return this.#control({ do: "consent", ...snake(question) }) as unknown as ConsentReply;
  }

  /** Adds generated records to the first organisation, or to the one of this tenant id or name. */
  seed(records: { invoices?: number; contacts?: number; organisation?: string }): void {
    this.#control({ do: "seed", ...records });
  }

  /** Sets the dates before which nothing is entered or changed, and gives them. `false` lifts one. */
  lockDates(dates: LockDates = {}): { readonly period: string | null; readonly endOfYear: string | null } {
    return this.#control({ do: "lock_dates", ...snake(dates) }) as ReturnType<DemoCompany["lockDates"]>;
  }

  /** Makes every token useless that was handed out so far. */
  revokeTokens(): void {
    this.#control({ do: "revoke_tokens" });
  }

  /**
   * Holds each request from now on against Xero's specifications, or ends that.
   *
   * What Xero would silently put up with, or take for something else, is answered 400 with a difference of what was
   * sent and what was expected: an unknown path or query parameter, a value that does not fit, characters that must be
   * encoded, a write without its `Idempotency-Key`, a body on a GET, a wrong content type and the like. Each is written
   * down in `violations`.
   */
  strict({ enabled = true }: { enabled?: boolean } = {}): void {
    this.#control({ do: "strict", enabled });
  }

  /** What strict mode found. */
  get violations(): readonly Violation[] {
    return this.#control({ do: "violations" }).violations as Violation[];
  }

  /** Forgets them. */
  clearViolations(): void {
    this.#control({ do: "clear_violations" });
  }

  /** Remembers all records; the result is for {@link DemoCompany.reset}. */
  snapshot(): number {
    return this.#control({ do: "snapshot" }).snapshot as number;
  }

  /** Goes back to a snapshot, or to the start. */
  reset(snapshot?: number): void {
    this.#control({ do: "reset", snapshot: snapshot ?? null });
  }

  /** Stops it; its port is closed. */
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

type Control = (command: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** Gives a command, by the names of the demo company's control language. */
function obey(native: NativeDemo, command: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return answered(native.control(text(command, "argument")));
}

/** What a command has come to, by our names. */
function answered(json: string): Record<string, unknown> {
  const reply = JSON.parse(json || "null") ?? {};
  const { error } = reply as ReplyData;
  if (error !== undefined) throw refused(error);
  return camel(reply) as Record<string, unknown>;
}

/** The error, which tells of members by the control language's names, by ours. */
function refused({ message, text = message, ...rest }: XeroErrorData): XeroError {
  const ours = message.startsWith("unknown field of ") ? camelName(message) : message.replace(/^"\w+"/, camelName);
  return failure({ ...rest, message: ours, text: text.replace(message, () => ours) });
}

/** The clock of a demo company. Tokens, limits and due dates follow it; the delays of faults are real. */
export class DemoClock {
  readonly #control: Control;

  /** It is the member `clock` of a demo company. */
  constructor(control: Control) {
    this.#control = control;
  }

  /** What it shows. */
  get now(): Date {
    return new Date(this.#control({ do: "clock" }).now as string);
  }

  /** Sets it. */
  set(instant: Date | string): void {
    this.#control({ do: "clock", set: instant });
  }

  /** Moves it on by so many seconds. */
  advance(seconds: number): void {
    this.#control({ do: "clock", advance: seconds });
  }

  /** How many times faster than real time it runs: 1 unless changed; 0 makes it stand still. */
  get speed(): number {
    return this.#control({ do: "clock" }).speed as number;
  }

  set speed(factor: number) {
    this.#control({ do: "clock", speed: factor });
  }
}

/** What goes wrong on purpose in a demo company. */
export class DemoFaults {
  readonly #control: Control;

  /** It is the member `faults` of a demo company. */
  constructor(control: Control) {
    this.#control = control;
  }

  /**
   * Makes requests of a route go wrong, such as `"GET /Invoices/*"`, `"POST /connect/token"` or `"*"`: method and path
   * relative to the Accounting API, with `*` for one part of it.
   */
  add(route: string, fault: Fault): void {
    const { times = 1, ...rest } = fault;
    this.#control({ do: "fault", route, times, ...snake(rest) });
  }

  /** How often each fault hit, in the order they were added since the last `clear()`. */
  get hits(): readonly number[] {
    return this.#control({ do: "faults" }).hits as number[];
  }

  /** Makes everything go right again, or ends the fault of that place in `hits`, which keeps its place. */
  clear(fault?: number): void {
    this.#control({ do: "clear_faults", fault });
  }
}

/** The limits that a demo company keeps. */
export class DemoLimits {
  readonly #control: Control;

  /** They are the member `limits` of a demo company. */
  constructor(control: Control) {
    this.#control = control;
  }

  /**
   * Changes limits and gives their state: the limits, what is used and left of them, and since the start, a `reset()`
   * or `clearCounters()` the `mostInFlight` and how many calls were `refused` by each: `concurrent`, `minute`,
   * `appMinute` and `day`.
   */
  set(changes: LimitChanges): Record<string, unknown> {
    return this.#control({ do: "limits", ...snake(changes) });
  }

  /** The limits and their counters. */
  get state(): Record<string, unknown> {
    return this.set({});
  }

  /** Counts calls and refusals from zero again. */
  clearCounters(): void {
    this.#control({ do: "clear_counters" });
  }
}

/** What a demo company was asked and answered. */
export class DemoJournal {
  readonly #control: Control;

  /** It is the member `journal` of a demo company. */
  constructor(control: Control) {
    this.#control = control;
  }

  /** The requests, in the order in which they were answered. */
  get requests(): JournalEntry[] {
    return this.#control({ do: "journal" }).requests as JournalEntry[];
  }

  /** How many asked for a token. */
  get tokenRequests(): number {
    return this.#control({ do: "journal", last: 0 }).tokenRequests as number;
  }

  /** How many went to the API. */
  get apiRequests(): number {
    return this.#control({ do: "journal", last: 0 }).apiRequests as number;
  }

  /** Forgets them. */
  clear(): void {
    this.#control({ do: "clear_journal" });
  }
}

/** The options as the control language has them. */
function started({ limits, ...options }: DemoOptions): Record<string, unknown> {
  return { ...snake(options), limits: limits instanceof Object ? snake(limits) : limits };
}

/** The members of `object` by the control language's names. */
function snake(object: object): Record<string, unknown> {
  const rename = (name: string) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [rename(name), value]));
}

/** `value` with all members by our names. */
function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [camelName(name), camel(inner)]));
}

function camelName(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
