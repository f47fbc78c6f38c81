/** What a demo company is told, and what it tells. */

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
