/** The options of a demo company, and the values that its methods return. */

/** The options of a demo company. */
export interface DemoOptions {
  /** The country of the organisation. Default `"NZ"`. */
  readonly region?: "NZ" | "AU" | "UK" | "US" | undefined;
  /** The time at which its clock starts. Default: now. */
  readonly clock?: Date | string | undefined;
  /** How many times faster than real time its clock runs; 0 makes it stand still. Default 1. */
  readonly clockSpeed?: number | undefined;
  /** Seconds until its tokens expire, by its clock. Default 1800. */
  readonly tokenTtl?: number | undefined;
  /** Whether it enforces Xero's limits, or other limits to enforce. Default `true`. */
  readonly limits?: boolean | LimitChanges | undefined;
  /** How many invoices are generated in addition to its own. Default: none. */
  readonly seed?: number | undefined;
  /**
   * Whether it uses https, with a certificate of its own CA, which is in its `caFile`. Its own clients trust it.
   * Default `false`.
   */
  readonly tls?: boolean | undefined;
  /** Whether it checks each request against Xero's specifications: see {@link DemoCompany.strict}. Default `false`. */
  readonly strict?: boolean | undefined;
  /** The port on 127.0.0.1. Default: any free one. */
  readonly port?: number | undefined;
}

/** A fault that is simulated. Omitted fields change nothing. */
export interface Fault {
  /** The status of the response, instead of the usual one. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly contentType?: string;
  /** How often the fault occurs; `null` means always. Default 1. */
  readonly times?: number | null;
  /** How many matching requests succeed first. Default 0. */
  readonly after?: number;
  /** The share of matching requests that it hits, from 0 to 1; the others do not count for `times`. Default 1. */
  readonly probability?: number;
  /** Decides which requests it hits: the same seed, faults and order of requests give the same hits. Default 0. */
  readonly seed?: number;
  /** Seconds to wait before the response. */
  readonly delay?: number;
  /** Drop the connection without a response, before or after the request was carried out. */
  readonly reset?: "before" | "after";
  /** Drop the connection after this many bytes of the body. */
  readonly cut?: number;
  /** Send the body in pieces of this many bytes, one every so many seconds. */
  readonly drip?: { readonly bytes: number; readonly every: number };
  /** Redirect to this URL. */
  readonly redirect?: string;
  /** Send a small compressed body that inflates to this many bytes. */
  readonly gzipBomb?: number;
  /** Revoke all tokens first. */
  readonly revokeTokens?: boolean;
  /** With a status: the request is carried out before that response. */
  readonly processed?: boolean;
}

/** Changes to the limits that a demo company enforces. `null` removes a limit. */
export interface LimitChanges {
  /** Whether any limit is enforced. */
  readonly enabled?: boolean | undefined;
  /**
   * Which calls count for the minute: those of the last sixty seconds, those since the last whole minute of the clock,
   * or both, so that a call must be within each limit. Default `"sliding"`.
   */
  readonly window?: "sliding" | "fixed" | "both" | undefined;
  /** How many calls may be in flight. */
  readonly concurrent?: number | null | undefined;
  /** How many calls a minute. */
  readonly perMinute?: number | null | undefined;
  /** How many calls a day. */
  readonly perDay?: number | null | undefined;
  /** How many calls a minute for all organisations of the app together. */
  readonly appPerMinute?: number | null | undefined;
}

/** The settings of an app of a demo company. */
interface ConnectionSettings {
  /** The scopes that it is granted. Default: all that a new connection can have. */
  readonly scopes?: readonly string[];
  /**
   * The kind of app: a Custom Connection, or an app that users sign in to: `"web"`, or `"pkce"`, which has no secret.
   * Default `"custom_connection"`.
   */
  readonly app?: "custom_connection" | "web" | "pkce";
  readonly clientSecret?: string;
  /** The URLs that the authorize page may send users back to: https, or `http://localhost` with a port. */
  readonly redirectUris?: readonly string[];
  /**
   * Which scopes it can have: only granular ones, like apps made after the split of 2026; only broad ones; or both.
   * After 12 September 2027 broad scopes grant nothing. Default `"both"`.
   */
  readonly generation?: "granular" | "broad" | "both";
}

/** Changes to a connection. Omitted fields change nothing. */
export interface ConnectionChange extends ConnectionSettings {
  /** The connection to change. Default: the first. */
  readonly clientId?: string;
  /**
   * Whether it is approved. `false` is the state after an edit: tokens have no tenant, and every call is a 403.
   * `"refused"` is the other reported behaviour: the token endpoint refuses the request.
   */
  readonly active?: boolean | "refused";
  /** How `GET /connections` responds to a Custom Connection; users have reported both. */
  readonly connectionsEndpoint?: "listed" | "refused";
}

/** A new connection. */
export interface NewConnection extends ConnectionSettings {
  /** Default: a new ID. */
  readonly clientId?: string;
  /**
   * Tenant IDs or names. A Custom Connection has one, by default the first; other apps have none until a user consents:
   * see {@link DemoCompany.consent}.
   */
  readonly organisations?: readonly string[];
}

/** A connection of a demo company. */
export interface DemoConnection {
  readonly clientId: string;
  /** Only {@link DemoCompany.addConnection} returns it; PKCE apps have none. */
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

/** What an app asks its user for, and how the user responds. */
export interface ConsentRequest {
  /** The app. Default: the first that users sign in to. */
  readonly clientId?: string;
  /** The tenant IDs or names that the user allows. Default: all. */
  readonly organisations?: readonly string[];
  /** Default: all that the app can have, and `openid`, `profile`, `email` and `offline_access`. */
  readonly scopes?: readonly string[];
  /** Default: the first of the app. */
  readonly redirectUri?: string;
  /** Returned in the address. */
  readonly state?: string;
  /** Returned in the ID token. */
  readonly nonce?: string;
  /** The base64url of the verifier's SHA-256; PKCE apps need it. */
  readonly codeChallenge?: string;
  /** Whether the user refuses. */
  readonly deny?: boolean;
}

/** The address that the user is sent back to, with its code or the OAuth error. */
export interface ConsentResponse {
  readonly redirectUrl: string;
  readonly code: string | null;
  readonly refused: string | null;
}

/** Lock dates, such as `"2026-10-31"`. `false` removes a date; an omitted date stays as it is. */
export interface LockDates {
  /** For all users except advisers; the API counts as such a user. */
  readonly period?: string | false | undefined;
  /** For all users. */
  readonly endOfYear?: string | false | undefined;
  /** A tenant ID or name. Default: the first organisation. */
  readonly organisation?: string | undefined;
}

/** A rule that a request broke in strict mode. */
export interface Violation {
  readonly method: string;
  readonly path: string;
  /** Which rule it broke: `"parameter"`, `"value"`, `"key"`, … */
  readonly rule: string;
  readonly sent: string;
  readonly expected: string;
  /** The whole violation, as a difference. */
  readonly text: string;
}

/** One request that a demo company received. It contains no secret and no token. */
export interface RecordedRequest {
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
