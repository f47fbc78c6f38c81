/** The values that records hold, and how records are made of what the core sends. */

import { Decimal } from "decimal.js";
import { XeroError, type XeroErrorData } from "./errors.js";
import { table } from "./html.js";
import { native } from "./native.js";
import { display, inspect } from "./symbols.js";

/** Money, quantities and rates: exact decimal numbers, from decimal.js. */
export { Decimal };

/** A calendar date with no time and no zone, such as `"2026-11-23"`. */
export type PlainDate = string & { readonly __plainDate?: never };

/** Seconds. A number alone means `attempt`. */
export interface Timeout {
  /** For a connection to be made. Default 5. */
  readonly connect?: number | undefined;
  /** For the next bytes of the answer to arrive. Default 30. */
  readonly read?: number | undefined;
  /** For one attempt as a whole. Default 90. */
  readonly attempt?: number | undefined;
}

/** How often a call is tried. A number alone means `maxAttempts`. */
export interface Retry {
  /** Attempts in all, the first among them. Default 4. */
  readonly maxAttempts?: number | undefined;
}

/**
 * The limits that the client keeps by itself. All clients of one organisation share one count, so those of the newest
 * client hold for all of them.
 */
export interface Limits {
  /** Calls in flight. Default 5, as Xero allows. */
  readonly concurrent?: number | undefined;
  /** Calls a minute. Default 60, as Xero allows; `null` means no limit. */
  readonly perMinute?: number | null | undefined;
  /** Calls of the day that are left for others. Default 0. */
  readonly reserveDaily?: number | undefined;
}

/** What is left of Xero's limits, as its answer said; `null` where it did not. */
export interface RateLimits {
  /** Calls left in this minute for this organisation. */
  readonly minuteRemaining: number | null;
  /** Calls left in this day for this organisation. */
  readonly dayRemaining: number | null;
  /** Calls left in this minute for the app over all organisations. */
  readonly appMinuteRemaining: number | null;
}

/** How a result came about. */
export interface Meta {
  /** The HTTP status. */
  readonly status: number;
  /** Xero's id of the request (`Xero-Correlation-Id`), which its support asks for. */
  readonly requestId: string | null;
  /** How often the request was sent. */
  readonly attempts: number;
  /** Seconds spent waiting for a slot within the limits. */
  readonly waited: number;
  /** What is left of the limits, where Xero said. */
  readonly limits: RateLimits | null;
  /** The key that makes a repeated write safe, where one was sent. */
  readonly idempotencyKey: string | null;
}

/** What every record has beside its own members. */
export interface XeroRecord {
  /** Members that this version does not know, and values that do not fit their type, by Xero's names. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** How the record came about; records of a list have it on their page. */
  readonly meta: Meta | undefined;
  /** The record exactly as Xero sent it, by Xero's names. */
  toJSON(): Record<string, unknown>;
}

/** A record for a call that writes: members may be left out, and numbers, strings and dates stand for their values. */
export type Input<T> = T extends Decimal
  ? Decimal | string | number
  : T extends Date
    ? Date | string
    : T extends readonly (infer Item)[]
      ? readonly Input<Item>[]
      : T extends XeroRecord
        ? { readonly [Member in Exclude<keyof T, keyof XeroRecord>]?: Input<T[Member]> | undefined } | WireInput
        : T;

/** A record by Xero's own names, such as `{ Name: "…" }`. */
export type WireInput = { readonly [member: Capitalize<string>]: unknown };

/** What the member of a schema is made into; members that stay as JSON gives them are not listed. */
type Kind = "decimal" | "instant" | Schema;
type Members = Readonly<Record<string, Kind | readonly [Kind]>>;

/** How records of one kind are made of plain JSON objects. */
export interface Schema {
  readonly name: string;
  /** Makes `object`, and everything in it, into a record, in place. */
  revive(object: object): void;
}

/** A schema; `members` is a function because schemas refer to each other. */
export function schema(name: string, members: () => Members): Schema {
  const prototype = recordPrototype(name);
  let plan: Step[] | undefined;
  return {
    name,
    revive(object) {
      plan ??= Object.entries(members()).map(([member, kind]) => step(member, kind));
      Object.setPrototypeOf(object, prototype);
      const fields = object as Fields;
      const notes = fields._wire !== undefined || fields._extra !== undefined ? conceal(fields) : undefined;
      for (const { member, kind, revive } of plan) {
        const value = fields[member];
        if (value === undefined || value === null) continue;
        const revived = revive(value);
        fields[member] = revived;
        if (kind === "decimal" && notes?.wire !== undefined && String(revived) !== value) {
          notes.texts ??= {};
          notes.texts[member] = value as string;
        }
      }
    },
  };
}

type Fields = { [member: string]: unknown; _extra?: string; _wire?: string };
interface Step {
  readonly member: string;
  readonly kind: Kind | readonly [Kind];
  readonly revive: (value: unknown) => unknown;
}

function step(member: string, kind: Kind | readonly [Kind]): Step {
  if (!Array.isArray(kind)) return { member, kind, revive: reviver(kind as Kind) };
  const revive = reviver(kind[0]);
  return {
    member,
    kind,
    revive(value) {
      const list = value as unknown[];
      for (let i = 0; i < list.length; i++) if (list[i] !== null) list[i] = revive(list[i]);
      return list;
    },
  };
}

function reviver(kind: Kind): (value: unknown) => unknown {
  if (kind === "decimal") return (value) => new Decimal(value as string);
  if (kind === "instant") return (value) => new Date(value as string);
  return (value) => {
    kind.revive(value as object);
    return value;
  };
}

/** What a record carries unseen: the core's notes for {@link XeroRecord.toJSON}, and how the record came about. */
interface Hidden {
  extra?: string;
  wire?: string;
  meta?: Meta;
  /** Decimals whose text a `Decimal` forgets, such as `"1.00"`. */
  texts?: Record<string, string>;
}

const hidden = new WeakMap<object, Hidden>();
const schemas = new WeakMap<object, string>();

function conceal(fields: Fields): Hidden {
  const { _extra: extra, _wire: wire } = fields;
  // The core writes them last, and V8 takes the last members out without slowing the object down.
  delete fields._wire;
  delete fields._extra;
  const notes: Hidden = { ...(extra !== undefined && { extra }), ...(wire !== undefined && { wire }) };
  hidden.set(fields, notes);
  return notes;
}

/** Notes how `record` came about. */
export function attachMeta(record: object, meta: Meta): void {
  hidden.set(record, { ...hidden.get(record), meta });
}

function recordPrototype(name: string): object {
  const prototype = Object.create(null, {
    constructor: { value: { [name]: class {} }[name] },
    extra: {
      get(this: object) {
        return JSON.parse(hidden.get(this)?.extra ?? "{}");
      },
    },
    meta: {
      get(this: object) {
        return hidden.get(this)?.meta;
      },
    },
    toJSON: { value: wireRecord },
    [inspect]: {
      value(this: object, _depth: number, options: object, show: (value: unknown, options: object) => string) {
        return `${name} ${show({ ...this }, options)}`;
      },
    },
    [display]: {
      value(this: object) {
        return {
          "text/html": table([name, ""], Object.entries(this)),
          "text/plain": `${name} ${JSON.stringify(this)}`,
        };
      },
    },
  });
  Object.setPrototypeOf(prototype, Object.prototype);
  schemas.set(prototype, name);
  return prototype;
}

function wireRecord(this: object): Record<string, unknown> {
  const name = schemas.get(Object.getPrototypeOf(this)) ?? "";
  const reply = JSON.parse(native().toWire(name, JSON.stringify(plain(this, true))));
  const failure = (reply as { error?: XeroErrorData }).error;
  // A record of Xero's has no member of this name: its members begin with a capital.
  if (failure !== undefined) throw XeroError.from(failure);
  return reply;
}

/**
 * `value` as the core reads it: decimals and instants as text, records by the language's names. With `whole`, records
 * keep what they carry unseen.
 */
export function plain(value: unknown, whole = false): unknown {
  if (typeof value !== "object" || value === null) return scalar(value);
  if (Array.isArray(value)) return value.map((item) => plain(item, whole));
  if (value instanceof Date && Number.isNaN(value.getTime())) throw unfit("an invalid Date");
  if (value instanceof Date || Decimal.isDecimal(value)) return value.toJSON();
  const copy: Fields = {};
  for (const [member, inner] of Object.entries(value)) copy[member] = plain(inner, whole);
  const notes = whole ? hidden.get(value) : undefined;
  if (notes?.extra !== undefined) copy._extra = notes.extra;
  if (notes?.wire !== undefined) copy._wire = notes.wire;
  for (const [member, text] of Object.entries(notes?.texts ?? {})) {
    if (copy[member] === new Decimal(text).toString()) copy[member] = text;
  }
  return copy;
}

function scalar(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw unfit(String(value));
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") throw unfit(`a ${typeof value}`);
  return value;
}

function unfit(what: string): XeroError {
  const message = `${what} cannot be sent to Xero`;
  return XeroError.from({ code: "argument", message, hint: null, isRetryable: false, text: message });
}
