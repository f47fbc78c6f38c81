/** The demo company: a whole pretend Xero, with token endpoint, API, limits and faults, inside this process. */

import { AsyncClient, Client, type ClientOptions } from "./client.js";
import { type NativeDemo, native } from "./native.js";
import { failure, type ReplyData, text } from "./request.js";
import { opened } from "./session.js";
import { asyncDispose, dispose, inspect } from "./symbols.js";
import { AsyncDemoWebhooks, DemoWebhooks } from "./webhooks.js";

/** How a demo company is started. */
export interface DemoOptions {
  /** The country of the organisation. Default `"NZ"`. */
  readonly region?: string | undefined;
  /** Where its clock starts. Default: now. */
  readonly clock?: Date | string | undefined;
  /** How many times faster than real time its clock runs; 0 makes it stand still. Default 1. */
  readonly clockSpeed?: number | undefined;
  /** Seconds that its tokens last, by its clock. Default 1800. */
  readonly tokenTtl?: number | undefined;
  /** Whether it keeps Xero's limits, or how. Default `true`. */
  readonly limits?: boolean | LimitChanges | undefined;
  /** How many invoices are generated beside its own. Default: none. */
  readonly seed?: number | undefined;
  /**
   * Whether it speaks https, with a certificate of a CA made for it, which stands in its `caFile`. Its own clients trust
   * it. Default `false`.
   */
  readonly tls?: boolean | undefined;
  /** Whether it holds each request against Xero's specifications: see {@link DemoCompany.strict}. Default `false`. */
  readonly strict?: boolean | undefined;
  /** The port on 127.0.0.1. Default: any free one. */
  readonly port?: number | undefined;
}

/** Something that goes wrong on purpose. Members that are left out change nothing. */
export interface Fault {
  /** The status to answer with, in the place of the request's own. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly contentType?: string;
  /** How often; `null` means always. Default 1. */
  readonly times?: number | null;
  /** How many matching requests pass first. Default 0. */
  readonly after?: number;
  /** How many of the matching requests it hits, from 0 to 1; the others do not count for `times`. Default 1. */
  readonly probability?: number;
  /** Decides which ones: the same seed, faults and order of requests give the same hits. Default 0. */
  readonly seed?: number;
  /** Seconds to wait before the answer. */
  readonly delay?: number;
  /** Drop the connection before any byte of the answer, and before or after the request was obeyed. */
  readonly reset?: "before" | "after";
  /** Drop the connection after this many bytes of the body. */
  readonly cut?: number;
  /** Send the body in small pieces: so many bytes, every so many seconds. */
  readonly drip?: { readonly bytes: number; readonly every: number };
  /** Redirect to this URL. */
  readonly redirect?: string;
  /** Answer with a few bytes that inflate to so many. */
  readonly gzipBomb?: number;
  /** Revoke all tokens first. */
  readonly revokeTokens?: boolean;
  /** With a status: the request is obeyed all the same before that answer. */
  readonly processed?: boolean;
}

/** Changes of the limits that a demo company keeps. `null` takes a limit away. */
export interface LimitChanges {
  /** Whether any limit is kept. */
  readonly enabled?: boolean | undefined;
  /**
   * Which calls a minute counts: those of the last sixty seconds, those since the last whole minute of the clock, or
   * both, so that a call needs room in each. Default `"sliding"`.
   */
  readonly window?: "sliding" | "fixed" | "both" | undefined;
  /** How many calls may be in flight. */
  readonly concurrent?: number | null | undefined;
  /** How many may come in a minute. */
  readonly perMinute?: number | null | undefined;
  /** How many may come in a day. */
  readonly perDay?: number | null | undefined;
  /** How many may come in a minute for all organisations of the app. */
  readonly appPerMinute?: number | null | undefined;
}

/** What an app of a demo company is. */
interface ConnectionSettings {
  /** What it is granted. Default: all that a new connection can have. */
  readonly scopes?: readonly string[];
  /**
   * The kind of app: a Custom Connection, or one that users sign in to by code, `"web"`, or `"pkce"` with no secret.
   * Default `"custom_connection"`.
   */
  readonly app?: "custom_connection" | "web" | "pkce";
  readonly clientSecret?: string;
  /** Where the authorize page may send users back to: https, or `http://localhost` with a port. */
  readonly redirectUris?: readonly string[];
  /**
   * Which scopes count: the granular ones only, as for apps that were made after the split of 2026; the broad ones only;
   * or both. Broad scopes open nothing after 12 September 2027 in any case. Default `"both"`.
   */
  readonly generation?: "granular" | "broad" | "both";
}

/** What is changed of a connection. Members that are left out change nothing. */
export interface ConnectionChange extends ConnectionSettings {
  /** Which one. Default: the first. */
  readonly clientId?: string;
  /**
   * Whether it is approved. False is as after an edit: tokens without a tenant, and every call is 403. `"refused"` is the
   * other reported shape: the token endpoint itself says no.
   */
  readonly active?: boolean | "refused";
  /** What `GET /connections` says to a Custom Connection: there are reports of both. */
  readonly connectionsEndpoint?: "listed" | "refused";
}

/** A connection that is added. */
export interface NewConnection extends ConnectionSettings {
  /** Default: a fresh one. */
  readonly clientId?: string;
  /**
   * Tenant ids or names. A Custom Connection has one, the first unless named; the others have none until a user lets
   * them in: see {@link DemoCompany.consent}.
   */
  readonly organisations?: readonly string[];
}

/** A connection of a demo company. */
export interface DemoConnection {
  readonly clientId: string;
  /** Only from {@link DemoCompany.addConnection}, and not of a PKCE app. */
  readonly clientSecret?: string;
  readonly app: "custom_connection" | "web" | "pkce";
  readonly active: boolean | "refused";
  readonly scopes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly generation: "granular" | "broad" | "both";
  readonly connectionsEndpoint: "listed" | "refused";
  readonly organisations: readonly {
    readonly connectionId: string;
    readonly tenantId: string;
    readonly name: string;
  }[];
}

/** An organisation of a demo company. */
export interface DemoOrganisation {
  readonly tenantId: string;
  readonly name: string;
  readonly region: string;
}

/** What an app asks its user for. */
export interface Consent {
  /** The app. Default: the first that users sign in to. */
  readonly clientId?: string;
  /** Tenant ids or names that it is let into. Default: all. */
  readonly organisations?: readonly string[];
  /** Default: all that it may have, `openid`, `profile`, `email` and `offline_access`. */
  readonly scopes?: readonly string[];
  /** Default: its first. */
  readonly redirectUri?: string;
  /** Comes back in the address. */
  readonly state?: string;
  /** Comes back in the id token. */
  readonly nonce?: string;
  /** base64url of the verifier's SHA-256; a PKCE app needs one. */
  readonly codeChallenge?: string;
  /** Whether the user says no. */
  readonly deny?: boolean;
}

/** Where the user is sent back to, the code in it, and the OAuth error that it was refused with. */
export interface ConsentReply {
  readonly redirectUrl: string;
  readonly code: string | null;
  readonly refused: string | null;
}

/** Lock dates, such as `"2026-10-31"`; what is left out stays as it is. */
export interface LockDates {
  /** For all users but advisers, as the API is none. */
  readonly period?: string | false | undefined;
  /** For all users. */
  readonly endOfYear?: string | false | undefined;
  /** A tenant id or name. Default: the first. */
  readonly organisation?: string | undefined;
}

/** What a request did wrong in strict mode. */
export interface Violation {
  readonly method: string;
  readonly path: string;
  /** Which rule it broke: `"parameter"`, `"value"`, `"key"`, … */
  readonly rule: string;
  readonly sent: string;
  readonly expected: string;
  /** All of it, as a difference. */
  readonly text: string;
}

/** One request that a demo company answered. It holds no secret and no token. */
export interface JournalEntry {
  readonly method: string;
  readonly path: string;
  readonly query: string | null;
  readonly status: number;
  /** `"Basic ***"`, `"Bearer ***"` or `null`. */
  readonly authorization: string | null;
  readonly idempotencyKey: string | null;
  readonly bodyBytes: number;
  readonly tenantId: string | null;
  readonly userAgent: string | null;
  readonly acceptEncoding: string | null;
}

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
      answered(await native.controlAsync(text(command))),
    );
  }

  /** Starts one. */
  static async start(options?: DemoOptions): Promise<DemoCompany> {
    return DemoCompany.startSync(options);
  }

  /** Starts one, in a program that does not await. */
  static startSync(options: DemoOptions = {}): DemoCompany {
    return new DemoCompany(opened(native().startDemo(text(started(options)))));
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
  return answered(native.control(text(command)));
}

/** What a command has come to, by our names. */
function answered(json: string): Record<string, unknown> {
  const reply = JSON.parse(json || "null") ?? {};
  const { error } = reply as ReplyData;
  if (error !== undefined) throw failure(error);
  return camel(reply) as Record<string, unknown>;
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
  const rename = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [rename(name), camel(inner)]));
}
