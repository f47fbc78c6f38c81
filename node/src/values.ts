/** The values that records hold, and how records are made of what the core sends. */

import { types } from "node:util";
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
export interface LimitPolicy {
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
export interface RateLimitHeaders {
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
  readonly limits: RateLimitHeaders | null;
  /** The key that makes a repeated write safe, where one was sent. */
  readonly idempotencyKey: string | null;
  /** What Xero remarked without refusing the call. */
  readonly warnings?: readonly string[];
}

/** What every record has beside its own members. */
export interface XeroRecord {
  /** Members that this version does not know, and values that do not fit their type, by Xero's names. */
  readonly extra: Readonly<Record<string, unknown>>;
  /**
   * The values that do not fit their type, by their place in Xero's names: `Quantity`, or `Numbers[1]` within a list.
   */
  readonly misfits: Readonly<Record<string, unknown>>;
  /**
   * How the record came about: that of the request, which the records of a page share. Records within a record have
   * none.
   */
  readonly meta: Meta | undefined;
  /** The record exactly as Xero sent it, by Xero's names. */
  toJSON(): Record<string, unknown>;
}

/** A decimal of another library, or of another copy of decimal.js. Its own text is what is sent. */
export interface DecimalLike {
  toFixed(digits?: number): string;
  toString(): string;
}

/** A record for a call that writes: members may be left out, and numbers, strings and dates stand for their values. */
export type Input<T> = T extends Decimal
  ? Decimal | DecimalLike | string | number | bigint
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
  /** Makes `object`, and everything in it, into a record, in place; `meta` is how it came about. */
  revive(object: object, meta?: Meta): T;
  /** Makes every object of a list into a record, in place; `meta` is how they came about. */
  reviveAll(objects: readonly (object | null)[], meta?: Meta): readonly T[];
}

/** A schema; `values` gives the members that JSON cannot hold their values. */
export function schema<T extends object>(name: string, values?: (it: T) => void): Schema<T> {
  const prototype = recordPrototype(name);
  const revived = (object: object, noted: Unseen | undefined): T => {
    const { _extra: extra, _wire: wire, _misfits: misfits } = object as Fields;
    if (extra !== undefined || wire !== undefined || misfits !== undefined) {
      conceal(object, extra, wire, misfits, noted?.meta);
    } else if (noted !== undefined) new Notes(object, noted);
    Object.setPrototypeOf(object, prototype);
    values?.(object as T);
    return object as T;
  };
  return {
    name,
    revive: (object, meta) => revived(object, bare(meta)),
    reviveAll(objects, meta) {
      // Records that carry nothing else share what is noted.
      const noted = bare(meta);
      for (const object of objects) if (object !== null) revived(object, noted);
      return objects as readonly T[];
    },
  };
}

function bare(meta: Meta | undefined): Unseen | undefined {
  return meta && { extra: undefined, wire: undefined, misfits: undefined, meta };
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
  _misfits?: string;
}

/** What a record carries unseen: the core's notes for {@link XeroRecord.toJSON}, and how the record came about. */
interface Unseen {
  extra: string | undefined;
  wire: string | undefined;
  misfits: string | undefined;
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
function conceal(
  object: Fields,
  extra: string | undefined,
  wire: string | undefined,
  misfits: string | undefined,
  meta: Meta | undefined,
): void {
  if (misfits !== undefined) delete object._misfits;
  if (wire !== undefined) delete object._wire;
  if (extra !== undefined) delete object._extra;
  new Notes(object, { extra, wire, misfits, meta });
}

const schemaOf: unique symbol = Symbol("schema");

/** What the prototypes of all records share. */
const recordMembers = {
  get extra(): Record<string, unknown> {
    return JSON.parse(Notes.of(this)?.extra ?? "{}");
  },
  get misfits(): Record<string, unknown> {
    return JSON.parse(Notes.of(this)?.misfits ?? "{}");
  },
  get meta(): Meta | undefined {
    return Notes.of(this)?.meta;
  },
  toJSON(): Record<string, unknown> {
    const name = (this as { [schemaOf]?: string })[schemaOf] ?? "";
    const given = JSON.stringify(written(this, [], mine));
    const misfit = unfitIn(given);
    if (misfit !== undefined) throw XeroError.from(unfitError("argument", misfit));
    const reply = JSON.parse(native().toWire(name, given));
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

/** The member whose value tells why there is none: no field of Xero's has its name. */
const UNFIT = "\u0000";

/** Deeper than any record of Xero. */
const DEEPEST = 64;

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * `value` as the core reads it: decimals and instants as text, records by the language's names, and what has a `toJSON`
 * of its own as that gives it. In place of what JSON cannot hold stands an object that tells why: the core, which knows
 * where that is, makes the error of it.
 */
export function plain(value: unknown): unknown {
  return written(value, [], mine);
}

/** As {@link plain}, for what the core passes on as it is: records are by Xero's names. */
export function foreign(value: unknown): unknown {
  return written(value, [], (record) => recordMembers.toJSON.call(record));
}

/** A record as plain data; `above` are the objects that it stands in. */
type Shape = (record: object, above: object[], shape: Shape) => unknown;

/** By our names, with what it carries unseen: the core takes values that Xero itself sent and would refuse from a user. */
function mine(record: object, above: object[], shape: Shape): unknown {
  const copy = members(record, above, shape);
  const { extra, wire, misfits } = Notes.of(record) ?? {};
  if (extra !== undefined) copy._extra = extra;
  if (wire !== undefined) copy._wire = wire;
  if (misfits !== undefined) copy._misfits = misfits;
  return copy;
}

function written(value: unknown, above: object[], shape: Shape): unknown {
  if (typeof value !== "object" || value === null) return scalar(value);
  if (value instanceof Decimal) return numeral(value);
  if (above.includes(value)) return unfit("this contains itself", "give it without the circle");
  if (above.length === DEEPEST) return unfit("this is nested too deep", "give plain values");
  above.push(value);
  const it = composite(value, above, shape);
  above.pop();
  return it;
}

function scalar(value: unknown): unknown {
  switch (typeof value) {
    case "number":
      if (Number.isFinite(value)) return value;
      return unfit(Number.isNaN(value) ? "NaN is not a number" : `${value} is not a number that Xero takes`, LEAVE_OUT);
    case "string":
      return value.isWellFormed()
        ? value
        : unfit("this text holds half of a surrogate pair, which is no character", "leave it out");
    case "bigint": {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value.toString();
    }
    case "function":
      return unfit("a function is not a value", `call it, or ${LEAVE_OUT}`);
    case "symbol":
      return unfit("a symbol is not a value", "give text");
    default:
      return value;
  }
}

function composite(value: object, above: object[], shape: Shape): unknown {
  if (Array.isArray(value)) return elements(value, above, shape);
  const { toFixed, toJSON, then } = value as Readonly<Record<string, unknown>>;
  // What most objects are, without the questions below.
  if (Object.getPrototypeOf(value) === Object.prototype && typeof toJSON !== "function") {
    return members(value, above, shape);
  }
  if (schemaOf in value) return shape(value, above, shape);
  // Of any realm, as test runners have their own.
  if (types.isDate(value)) {
    if (!Number.isNaN(value.getTime())) return value.toJSON();
    return unfit("an invalid Date is no date", `give a valid one, or ${LEAVE_OUT}`);
  }
  if (types.isBoxedPrimitive(value)) return scalar(value.valueOf());
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return unfit("bytes are not a value", "give text");
  if (typeof toFixed === "function") return numeral(value);
  if (typeof toJSON === "function") return written(toJSON.call(value), above, shape);
  const name = value.constructor?.name ?? "object";
  if (typeof then === "function") return unfit(`a ${name} is not a value`, "await it");
  if (types.isMap(value)) return unfit("a Map is not a record", "give Object.fromEntries(map)");
  if (Symbol.iterator in value) return unfit(`a ${name} is not a list`, "give an array: [...values]");
  const copy = members(value, above, shape);
  const isPlain = Object.keys(copy).length > 0 || isOfObject(value);
  return isPlain ? copy : unfit(`a ${name} is not a value`, "give text, a number or a plain object");
}

/** Whether an object is of no class, in any realm. */
function isOfObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function elements(list: readonly unknown[], above: object[], shape: Shape): unknown[] {
  const copy: unknown[] = [];
  for (let at = 0; at < list.length; at++) {
    const element = list[at];
    copy.push(
      element === undefined
        ? unfit("undefined is not a value", "leave the element out")
        : written(element, above, shape),
    );
  }
  return copy;
}

function members(object: object, above: object[], shape: Shape): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const member of Object.keys(object)) {
    copy[member] = written((object as Record<string, unknown>)[member], above, shape);
  }
  return copy;
}

/** Whether this is a finite number of any library, exactly by its own text. */
export function isNumeral(number: object): boolean {
  return NUMBER.test(String(number));
}

function numeral(number: object): unknown {
  const text = String(number);
  if (NUMBER.test(text)) return text;
  if (text === "NaN" || text.endsWith("Infinity")) return scalar(Number(text));
  return unfit(
    `this ${number.constructor?.name ?? "object"} is not a number`,
    'give a Decimal, or text such as "12.50"',
  );
}

const LEAVE_OUT = "leave the field out";

function unfit(what: string, advice: string): Record<string, string> {
  return { [UNFIT]: `${what}; ${advice}` };
}

/** The place of something that JSON cannot hold, what it is and what to do. */
interface Misfit {
  readonly place: string;
  readonly what: string;
  readonly advice: string;
}

/** The first such thing in a JSON text that {@link plain} or {@link foreign} gave. */
export function unfitIn(json: string): Misfit | undefined {
  // Only as the name of a member do quotes stand around it unescaped.
  if (!json.includes('{"\\u0000":')) return undefined;
  const find = (value: unknown, place: string): Misfit | undefined => {
    if (typeof value !== "object" || value === null) return undefined;
    const told = (value as Readonly<Record<string, unknown>>)[UNFIT];
    if (typeof told === "string") {
      const [what = told, advice = ""] = told.split("; ");
      return { place, what, advice };
    }
    for (const [name, inner] of Object.entries(value)) {
      const step = Array.isArray(value) ? `[${name}]` : place === "" ? name : `.${name}`;
      const found = find(inner, place + step);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(JSON.parse(json), "");
}

/** The error of a misfit, at a place within `within`. */
export function unfitError(code: "argument" | "config", { place, what, advice }: Misfit, within = ""): XeroErrorData {
  const dot = within === "" || place === "" || place.startsWith("[") ? "" : ".";
  const where = `${within}${dot}${place}`;
  const message = where === "" ? what : `${where}: ${what}`;
  return { code, message, hint: advice, isRetryable: false, text: `${message}\nhint: ${advice}` };
}
