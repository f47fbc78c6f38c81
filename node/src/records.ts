/** Records: their types, and how plain JSON objects from the core become records. */

import { plainFieldsOf, recordFieldsFrom, recordToXero, xeroNameOf } from "./encoding.js";
import { htmlTable } from "./html.js";
import { attachNotes, notesOf, type RecordNotes, schemaName } from "./record-notes.js";
import { display, inspect } from "./symbols.js";
import type { Decimal, Meta } from "./values.js";

/** What every record has besides its own fields. */
export interface XeroRecord {
  /** Fields that this version does not know, and values that do not fit their type, by Xero's names. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Values that do not fit their type, by their path in Xero's names: `Quantity`, or `Numbers[1]` within a list. */
  readonly misfits: Readonly<Record<string, unknown>>;
  /** How the record came about. All records of a page share it; a record within another record has none. */
  readonly meta: Meta | undefined;
  /**
   * Whether the record has a field, even if its value is `null`: tells a field that Xero sent as `null` from one that it
   * did not send.
   *
   * @param field The field's name, such as `"dueDate"`.
   * @throws ArgumentError if records of this kind have no such field.
   */
  isSet(field: RecordField<this>): boolean;
  /**
   * The record as plain data, at every depth: decimals and instants are strings, and fields that the record does not
   * have are left out. `JSON.stringify` calls it. `from` of the record's class in `models` makes the record again.
   */
  toJSON(): PlainRecord<this>;
  /** The record exactly as Xero sent it, by Xero's names. */
  toXero(): Record<string, unknown>;
}

/** The names of a record's own fields. */
export type RecordField<T> = Exclude<keyof T, keyof XeroRecord> & string;

/** A record as plain data: what `toJSON()` returns and `JSON.stringify` shows. */
export type PlainRecord<T> = { [Field in RecordField<T>]?: PlainValue<T[Field]> } & {
  /** Fields that this version does not know, and values that do not fit their type, by Xero's names. */
  extra?: Record<string, unknown>;
};

/** A value of a record as plain data. */
export type PlainValue<T> = T extends Decimal | Date
  ? string
  : T extends readonly (infer Item)[]
    ? PlainValue<Item>[]
    : T extends XeroRecord
      ? PlainRecord<T>
      : T;

/** The class of a kind of record. Calls make its instances, and `from` does. */
export interface RecordClass<T> {
  readonly prototype: T;
  /**
   * Makes a record from plain data.
   *
   * @param fields What `toJSON()` or `toXero()` of a record returned, also after it went through JSON, a clone or a
   * message; or a record of the same kind, which is copied.
   * @returns The record.
   * @throws ArgumentError if `fields` is not such an object; it names the place.
   */
  from(fields: object): T;
  [Symbol.hasInstance](value: unknown): value is T;
}

/** JSON that no schema describes. */
export interface JsonObject {
  readonly [field: string]: unknown;
}

/** Turns plain JSON objects into records of one kind. */
export interface Schema<T = unknown> {
  /** The name with the family, such as `"accounting.Invoice"`. */
  readonly name: string;
  /** The class of the records. */
  readonly recordClass: RecordClass<T>;
  /** Turns `object`, and everything in it, into a record in place; `meta` is how it came about. */
  revive(object: object, meta?: Meta): T;
  /** Turns every object of a list into a record in place; `meta` is how they came about. */
  reviveAll(objects: readonly (object | null)[], meta?: Meta): readonly T[];
}

/** The schema of this name. `reviveFields` sets the values of fields that JSON cannot hold. */
export function schema<T extends object>(name: string, reviveFields?: (it: T) => void): Schema<T> {
  const from = (fields: object): T => it.revive(...recordFieldsFrom(name, fields));
  const recordClass = makeClass<T>(name, from);
  const { prototype } = recordClass;
  const reviveWith = (object: object, onlyMeta: RecordNotes | undefined): T => {
    const { _extra: extra, _wire: wire, _misfits: misfits } = object as NoteFields;
    if (extra !== undefined || wire !== undefined || misfits !== undefined) {
      moveNotes(object, { extra, wire, misfits, meta: onlyMeta?.meta });
    } else if (onlyMeta !== undefined) attachNotes(object, onlyMeta);
    Object.setPrototypeOf(object, prototype);
    reviveFields?.(object as T);
    return object as T;
  };
  const it: Schema<T> = {
    name,
    recordClass,
    revive: (object, meta) => reviveWith(object, notesWith(meta)),
    reviveAll(objects, meta) {
      // Records without notes of their own share this object.
      const onlyMeta = notesWith(meta);
      for (const object of objects) if (object !== null) reviveWith(object, onlyMeta);
      return objects as readonly T[];
    },
  };
  return it;
}

/** The instant of the core's text. */
export function instant(text: unknown): Date {
  return new Date(text as string);
}

/** Replaces each value of a list. */
export function each<T>(list: unknown[], make: (value: unknown) => T): void {
  for (let at = 0; at < list.length; at++) if (list[at] !== null) list[at] = make(list[at]);
}

/** The fields in which the core sends its notes. */
interface NoteFields {
  _extra?: string;
  _wire?: string;
  _misfits?: string;
}

function notesWith(meta: Meta | undefined): RecordNotes | undefined {
  return meta && { extra: undefined, wire: undefined, misfits: undefined, meta };
}

/** The core writes its notes last: V8 deletes fields cheaply from the end, and before the prototype changes. */
function moveNotes(object: NoteFields, notes: RecordNotes): void {
  if (notes.misfits !== undefined) delete object._misfits;
  if (notes.wire !== undefined) delete object._wire;
  if (notes.extra !== undefined) delete object._extra;
  attachNotes(object, notes);
}

/** What the prototypes of all records share. */
const sharedPrototype = {
  get extra(): Record<string, unknown> {
    return JSON.parse(notesOf(this)?.extra ?? "{}");
  },
  get misfits(): Record<string, unknown> {
    return JSON.parse(notesOf(this)?.misfits ?? "{}");
  },
  get meta(): Meta | undefined {
    return notesOf(this)?.meta;
  },
  isSet(field: string): boolean {
    const name = xeroNameOf(this, field);
    if ((this as Record<string, unknown>)[field] !== undefined) return true;
    const { extra = "{}", wire = "{}" } = notesOf(this) ?? {};
    return [extra, wire].some((kept) => Object.hasOwn(JSON.parse(kept), name));
  },
  toJSON(): Record<string, unknown> {
    return plainFieldsOf(this);
  },
  toXero(): Record<string, unknown> {
    return recordToXero(this);
  },
  [inspect](_depth: number, options: object, show: (value: unknown, options: object) => string): string {
    return `${this.constructor.name} ${show({ ...this }, options)}`;
  },
  [display](): Record<string, string> {
    const { name } = this.constructor;
    return {
      "text/html": htmlTable([name, ""], Object.entries(this)),
      "text/plain": `${name} ${JSON.stringify(this)}`,
    };
  },
};
for (const name of Reflect.ownKeys(sharedPrototype))
  Object.defineProperty(sharedPrototype, name, { enumerable: false });

function makeClass<T>(name: string, from: (fields: object) => T): RecordClass<T> {
  const short = name.slice(name.lastIndexOf(".") + 1);
  const made = { [short]: class {} }[short] as unknown as RecordClass<T>;
  Object.defineProperty(made, "from", { value: from });
  Object.setPrototypeOf(made.prototype, sharedPrototype);
  Object.defineProperty(made.prototype, schemaName, { value: name });
  return made;
}
