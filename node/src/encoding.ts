/** How the arguments, options and records of a call become the JSON that the core reads. */

import { types } from "node:util";
import { decimalClass } from "./decimals.js";
import { describeType, errorFrom, usageError } from "./error-factory.js";
import type { XeroErrorData } from "./errors.js";
import { native } from "./native.js";
import type { AsyncCallOptions } from "./options.js";
import { byXeroNames } from "./params.js";
import { notesOf, schemaName } from "./record-notes.js";
import type { RequestFields } from "./request.js";
import { isNumeral, type Meta } from "./values.js";

/** The fields of a request that hold the user's values: the core finds what is wrong in them, and where. */
const BY_OUR_NAMES = new Set(["body", "arguments"]);
const BY_XEROS_NAMES = new Set(["json", "params", "headers"]);

/**
 * A request as JSON.
 *
 * @param call The number that the call's events carry, if anybody listens.
 * @throws XeroError if the options hold something that JSON cannot hold.
 */
export function encodeRequest(fields: RequestFields, options: AsyncCallOptions | undefined, call?: number): string {
  const encoded: string[] = [];
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    if (BY_OUR_NAMES.has(name)) encoded.push(`"${name}":${JSON.stringify(toPlainData(value))}`);
    else if (BY_XEROS_NAMES.has(name)) encoded.push(`"${name}":${JSON.stringify(toXeroData(value)) ?? "null"}`);
    else encoded.push(`"${name}":${encodeJson(value, "argument", name)}`);
  }
  if (options !== undefined) {
    // A list or a map would be spread into no options at all; the core refuses it.
    const isObject = typeof options === "object" && options !== null && !(Symbol.iterator in options);
    const rest = isObject ? { ...options, signal: undefined } : options;
    encoded.push(`"options":${encodeJson(rest, "argument")}`);
  }
  if (call !== undefined) encoded.push(`"call":${call}`);
  return `{${encoded.join()}}`;
}

/**
 * `value` as JSON.
 *
 * @param name What an error calls the value.
 * @throws XeroError that names the place of what JSON cannot hold.
 */
export function encodeJson(value: unknown, code: "argument" | "config", name?: string): string {
  const json = JSON.stringify(typeof value === "string" ? value : toXeroData(value)) ?? "null";
  const found = findUnencodable(json);
  if (found !== undefined) throw errorFrom(unencodableError(code, found, name));
  return json;
}

/** A record by Xero's names, exactly as Xero sent it. */
export function recordToXero(record: object): Record<string, unknown> {
  return JSON.parse(fromCore(native().toXero(schemaOf(record), encodeFound(toPlainData(record)))));
}

/** A record as plain data by the names of TypeScript. */
export function plainFieldsOf(record: object): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(record)) if (value !== undefined) plain[field] = plainValue(value);
  const { extra } = notesOf(record) ?? {};
  if (extra !== undefined) plain.extra = JSON.parse(extra);
  return plain;
}

function plainValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plainValue);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return toJSON.call(value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainValue(inner)]));
}

/**
 * The fields of a record of the schema `name` as the core sends them, and the meta of the record that they are a copy of.
 *
 * @param fields A record, or plain data by the names of TypeScript or of Xero.
 */
export function recordFieldsFrom(name: string, fields: unknown): [object, Meta | undefined] {
  const given = typeof fields === "object" && fields !== null && schemaName in fields ? fields : undefined;
  if (given === undefined) {
    const json = JSON.stringify(encodeValue(fields, [], plainFieldsOf)) ?? "null";
    return [JSON.parse(fromCore(native().readRecord(name, json))), undefined];
  }
  if (schemaOf(given) === name) return [JSON.parse(encodeFound(toPlainData(given))), notesOf(given)?.meta];
  throw usageError("argument", `this is a record of ${schemaOf(given)}, not of ${name}`, `give one of ${name}`);
}

/** Xero's name of a record's field. */
export function xeroNameOf(record: object, field: string): string {
  return JSON.parse(fromCore(native().xeroName(schemaOf(record), String(field))));
}

function schemaOf(record: object): string {
  return (record as { [schemaName]?: string })[schemaName] ?? "";
}

/** What {@link encodeValue} made, as JSON. */
function encodeFound(encoded: unknown): string {
  const json = JSON.stringify(encoded);
  const found = findUnencodable(json);
  if (found !== undefined) throw errorFrom(unencodableError("argument", found));
  return json;
}

/** What the core returned, unless that is an error. */
function fromCore(text: string): string {
  if (!text.startsWith('{"error":')) return text;
  const { error } = JSON.parse(text) as { error: XeroErrorData };
  if (error?.code === undefined || error.text === undefined) return text;
  throw errorFrom(error);
}

/** The field that stands for a value which JSON cannot hold; no field of Xero's has this name. */
const UNENCODABLE = "\u0000";

/** Deeper than any record of Xero's. */
const MAX_DEPTH = 64;

const LEAVE_OUT = "leave the field out";

/**
 * `value` as the core reads it: decimals and instants as text, records by the names of TypeScript, and an object with a
 * `toJSON` as that returns it. A value that JSON cannot hold is replaced by an object that says why; the core, which
 * knows its place, makes the error.
 */
function toPlainData(value: unknown): unknown {
  return encodeValue(value, [], recordWithNotes);
}

/** As {@link toPlainData}, for values that the core passes on unchanged: records are by Xero's names. */
function toXeroData(value: unknown): unknown {
  return encodeValue(value, [], recordToXero);
}

/** A record as plain data; `parents` are the objects that it is in. */
type RecordEncoder = (record: object, parents: object[], encoder: RecordEncoder) => unknown;

/** By our names, with its notes: the core accepts values that Xero itself sent, which it would refuse from a user. */
function recordWithNotes(record: object, parents: object[], encoder: RecordEncoder): unknown {
  const copy = encodeFields(record, parents, encoder);
  const { extra, wire, misfits } = notesOf(record) ?? {};
  if (extra !== undefined) copy._extra = extra;
  if (wire !== undefined) copy._wire = wire;
  if (misfits !== undefined) copy._misfits = misfits;
  return copy;
}

function encodeValue(value: unknown, parents: object[], encoder: RecordEncoder): unknown {
  if (typeof value !== "object" || value === null) return encodeScalar(value);
  if (value instanceof decimalClass()) return encodeNumber(value);
  if (parents.includes(value)) return unencodable("this contains itself", "remove the circular reference");
  if (parents.length === MAX_DEPTH) return unencodable("this is nested too deep", "give plain values");
  parents.push(value);
  const encoded = encodeObject(value, parents, encoder);
  parents.pop();
  return encoded;
}

function encodeScalar(value: unknown): unknown {
  switch (typeof value) {
    case "number":
      if (Number.isFinite(value)) return value;
      return unencodable(
        Number.isNaN(value) ? "NaN is not a number" : `${value} is not a number that Xero accepts`,
        LEAVE_OUT,
      );
    case "string":
      return value.isWellFormed()
        ? value
        : unencodable("this text holds half of a surrogate pair, which is not a character", "remove it");
    case "bigint": {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value.toString();
    }
    case "function":
      return unencodable("a function is not a value", `call it, or ${LEAVE_OUT}`);
    case "symbol":
      return unencodable("a symbol is not a value", "give text");
    default:
      return value;
  }
}

function encodeObject(value: object, parents: object[], encoder: RecordEncoder): unknown {
  if (Array.isArray(value)) return encodeList(value, parents, encoder);
  const { toFixed, toJSON, then } = value as Readonly<Record<string, unknown>>;
  // Most objects are plain ones and need no further test.
  if (Object.getPrototypeOf(value) === Object.prototype && typeof toJSON !== "function") {
    return encodeFields(value, parents, encoder);
  }
  if (schemaName in value) return encoder(value, parents, encoder);
  // Tests by `types` hold in every realm; test runners have realms of their own.
  if (types.isDate(value)) {
    if (!Number.isNaN(value.getTime())) return value.toJSON();
    return unencodable("an invalid Date is not a date", `give a valid Date, or ${LEAVE_OUT}`);
  }
  if (types.isBoxedPrimitive(value)) return encodeScalar(value.valueOf());
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) {
    return unencodable("bytes are not a value", "give text");
  }
  if (typeof toFixed === "function") return encodeNumber(value);
  if (typeof toJSON === "function") return encodeValue(toJSON.call(value), parents, encoder);
  if (typeof then === "function") return unencodable(`${describeType(value)} is not a value`, "await it");
  if (types.isMap(value)) return unencodable("a Map is not a record", "give Object.fromEntries(map)");
  if (Symbol.asyncIterator in value) {
    return unencodable("an asynchronous iterable is not a list", "collect its values into an array");
  }
  if (Symbol.iterator in value) return encodeList(Array.from(value as Iterable<unknown>), parents, encoder);
  const copy = encodeFields(value, parents, encoder);
  const isPlain = Object.keys(copy).length > 0 || hasNoClass(value);
  return isPlain ? copy : unencodable(`${describeType(value)} is not a value`, "give text, a number or a plain object");
}

/** Whether an object was made by a literal, in any realm. */
function hasNoClass(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function encodeList(list: readonly unknown[], parents: object[], encoder: RecordEncoder): unknown[] {
  const copy: unknown[] = [];
  for (let at = 0; at < list.length; at++) {
    const element = list[at];
    copy.push(
      element === undefined
        ? unencodable("undefined is not a value", "leave the element out")
        : encodeValue(element, parents, encoder),
    );
  }
  return copy;
}

function encodeFields(object: object, parents: object[], encoder: RecordEncoder): Record<string, unknown> {
  // Without a prototype, so that a field may have any name, even `__proto__`.
  const copy: Record<string, unknown> = Object.create(null);
  if (encoder === recordWithNotes) {
    // The core reads this before the fields.
    if (byXeroNames in object) copy._xero_names = true;
    else if (schemaName in object && parents.some((parent) => byXeroNames in parent)) copy._xero_names = false;
  }
  for (const field of Object.keys(object)) {
    copy[field] = encodeValue((object as Record<string, unknown>)[field], parents, encoder);
  }
  return copy;
}

function encodeNumber(number: object): unknown {
  const text = String(number);
  if (isNumeral(text)) return text;
  if (text === "NaN" || text.endsWith("Infinity")) return encodeScalar(Number(text));
  return unencodable(
    `this ${number.constructor?.name ?? "object"} is not a number`,
    'give a Decimal, or text such as "12.50"',
  );
}

function unencodable(problem: string, hint: string): Record<string, string> {
  return { [UNENCODABLE]: `${problem}; ${hint}` };
}

/** A value that JSON cannot hold: its path, what is wrong and what to do. */
interface Unencodable {
  readonly path: string;
  readonly problem: string;
  readonly hint: string;
}

/** The first such value in JSON that {@link toPlainData} or {@link toXeroData} made. */
function findUnencodable(json: string): Unencodable | undefined {
  // Unescaped quotes stand around the marker only where it is the name of a field.
  if (!json.includes('{"\\u0000":')) return undefined;
  const find = (value: unknown, path: string): Unencodable | undefined => {
    if (typeof value !== "object" || value === null) return undefined;
    const marker = (value as Readonly<Record<string, unknown>>)[UNENCODABLE];
    if (typeof marker === "string") {
      const [problem = marker, hint = ""] = marker.split("; ");
      return { path, problem, hint };
    }
    for (const [name, inner] of Object.entries(value)) {
      const step = Array.isArray(value) ? `[${name}]` : path === "" ? name : `.${name}`;
      const found = find(inner, path + step);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(JSON.parse(json), "");
}

/** The error about such a value; its path is within `within`. */
function unencodableError(
  code: "argument" | "config",
  { path, problem, hint }: Unencodable,
  within = "",
): XeroErrorData {
  const dot = within === "" || path === "" || path.startsWith("[") ? "" : ".";
  const place = `${within}${dot}${path}`;
  const message = place === "" ? problem : `${place}: ${problem}`;
  return { code, message, hint, isRetryable: false, text: `${message}\nhint: ${hint}` };
}
