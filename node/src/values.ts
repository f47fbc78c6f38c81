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
  /** For one attempt as a whole. Default 60. */
  readonly attempt?: number | undefined;
}

/** How often a call is tried. A number alone means `maxAttempts`. */
export interface Retry {
  /** Attempts in all, the first among them. Default 4. */
  readonly maxAttempts?: number | undefined;
}

/**
 * How important a call is. Calls that somebody waits for go before those of `"bulk"` work, which may not touch the day's
 * reserve either.
 */
export type Priority = "interactive" | "bulk";

/**
 * The limits that the client keeps by itself. All clients of one organisation share one count, so those of the newest
 * client hold for all of them.
 */
export interface Limits {
  /** Calls in flight. Default 5, as Xero allows. */
  readonly concurrent?: number | undefined;
  /** Calls a minute. Default 60, as Xero allows; `null` means no limit. */
  readonly perMinute?: number | null | undefined;
  /** Calls of the day that calls of `"bulk"` priority leave for the others. Default 0. */
  readonly reserveDaily?: number | undefined;
  /**
   * Where they are counted: `"memory"`, for this process alone; `"file"`, for all processes of this machine and user; or
   * `"file:FOLDER"`, for all that name the folder. Default `"memory"`.
   */
  readonly backend?: "memory" | "file" | `file:${string}` | undefined;
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
  /** What Xero remarked without refusing the call. */
  readonly warnings?: readonly string[];
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

/** JSON that no schema describes. */
export interface JsonObject {
  readonly [member: string]: unknown;
}

/** How records of one kind are made of plain JSON objects. */
export interface Schema<T = unknown> {
  /** With its family, such as `"accounting.Invoice"`. */
  readonly name: string;
  /** Makes `object`, and everything in it, into a record, in place. */
  revive(object: object): T;
  /** Makes every object of a list into a record, in place. */
  reviveAll(objects: readonly (object | null)[]): readonly T[];
}

/** A schema; `values` gives the members that JSON cannot hold their values. */
export function schema<T extends object>(name: string, values?: (it: T) => void): Schema<T> {
  const prototype = recordPrototype(name);
  const revive = (object: object): T => {
    const { _extra: extra, _wire: wire } = object as Fields;
    if (extra !== undefined || wire !== undefined) conceal(object, extra, wire);
    Object.setPrototypeOf(object, prototype);
    values?.(object as T);
    return object as T;
  };
  return {
    name,
    revive,
    reviveAll(objects) {
      for (const object of objects) if (object !== null) revive(object);
      return objects as readonly T[];
    },
  };
}

/** The instant of the core's text. */
export function instant(text: unknown): Date {
  return new Date(text as string);
}

/** Makes each value of a list. */
export function each<T>(list: unknown[], make: (value: unknown) => T): void {
  for (let at = 0; at < list.length; at++) if (list[at] !== null) list[at] = make(list[at]);
}

interface Fields {
  _extra?: string;
  _wire?: string;
}

/** What a record carries unseen: the core's notes for {@link XeroRecord.toJSON}, and how the record came about. */
interface Unseen {
  extra: string | undefined;
  wire: string | undefined;
  meta: Meta | undefined;
}

/** Makes its subclass's private members those of an object that exists already. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: the object given is the one that gets the members
    return object;
  }
}

/** Private members cost a record less than an entry of a WeakMap, and no copy or comparison sees them either. */
class Notes extends Given {
  readonly #unseen: Unseen;

  constructor(object: object, unseen: Unseen) {
    super(object);
    this.#unseen = unseen;
  }

  static of(object: object): Unseen | undefined {
    return #unseen in object ? object.#unseen : undefined;
  }
}

/** The core writes the hidden members last. V8 takes members out cheaply from the end, and before the prototype changes. */
function conceal(object: Fields, extra: string | undefined, wire: string | undefined): void {
  if (wire !== undefined) delete object._wire;
  if (extra !== undefined) delete object._extra;
  new Notes(object, { extra, wire, meta: undefined });
}

/** Notes how `record` came about. */
export function attachMeta(record: object, meta: Meta | undefined): void {
  const unseen = Notes.of(record);
  if (unseen !== undefined) unseen.meta = meta;
  else if (meta !== undefined) new Notes(record, { extra: undefined, wire: undefined, meta });
}

const schemaOf: unique symbol = Symbol("schema");

/** What the prototypes of all records share. */
const recordMembers = {
  get extra(): Record<string, unknown> {
    return JSON.parse(Notes.of(this)?.extra ?? "{}");
  },
  get meta(): Meta | undefined {
    return Notes.of(this)?.meta;
  },
  toJSON(): Record<string, unknown> {
    const name = (this as { [schemaOf]?: string })[schemaOf] ?? "";
    const reply = JSON.parse(native().toWire(name, JSON.stringify(members(this, true))));
    const { error } = reply as { error?: XeroErrorData };
    if (error?.code !== undefined && error.text !== undefined) throw XeroError.from(error);
    return reply;
  },
  [inspect](_depth: number, options: object, show: (value: unknown, options: object) => string): string {
    return `${this.constructor.name} ${show({ ...this }, options)}`;
  },
  [display](): Record<string, string> {
    const { name } = this.constructor;
    return {
      "text/html": table([name, ""], Object.entries(this)),
      "text/plain": `${name} ${JSON.stringify(this)}`,
    };
  },
};
for (const name of Reflect.ownKeys(recordMembers)) Object.defineProperty(recordMembers, name, { enumerable: false });

function recordPrototype(name: string): object {
  const short = name.slice(name.lastIndexOf(".") + 1);
  return Object.create(recordMembers, {
    constructor: { value: { [short]: class {} }[short], writable: true, configurable: true },
    [schemaOf]: { value: name },
  });
}

/**
 * `value` as the core reads it: decimals and instants as text, records by the language's names, and what has a `toJSON`
 * of its own as that gives it.
 */
export function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return scalar(value);
  if (Array.isArray(value)) return value.map(plain);
  if (schemaOf in value) return members(value, false);
  if (value instanceof Date && Number.isNaN(value.getTime())) throw unfit("an invalid Date");
  if ("toJSON" in value && typeof value.toJSON === "function") return plain(value.toJSON());
  if (Symbol.iterator in value || "then" in value || ArrayBuffer.isView(value)) {
    throw unfit(`a ${value.constructor?.name ?? "list"}`);
  }
  return members(value, false);
}

/** The members of an object; with `whole`, a record keeps what it carries unseen, and so do those in it. */
function members(object: object, whole: boolean): object {
  const copy: Record<string, unknown> = {};
  const inner = (value: unknown): unknown => {
    if (!whole || typeof value !== "object" || value === null) return plain(value);
    if (Array.isArray(value)) return value.map(inner);
    return schemaOf in value ? members(value, true) : plain(value);
  };
  for (const [member, value] of Object.entries(object)) copy[member] = inner(value);
  const unseen = whole ? Notes.of(object) : undefined;
  if (unseen?.extra !== undefined) copy._extra = unseen.extra;
  if (unseen?.wire !== undefined) copy._wire = unseen.wire;
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
