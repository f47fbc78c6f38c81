/** Records: their types, and how plain JSON objects from the core become records. */

import { recordToXero } from "./encoding.js";
import { htmlTable } from "./html.js";
import { attachNotes, notesOf, type RecordNotes, schemaName } from "./record-notes.js";
import { display, inspect } from "./symbols.js";
import type { Meta } from "./values.js";

/** What every record has besides its own fields. */
export interface XeroRecord {
  /** Fields that this version does not know, and values that do not fit their type, by Xero's names. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Values that do not fit their type, by their path in Xero's names: `Quantity`, or `Numbers[1]` within a list. */
  readonly misfits: Readonly<Record<string, unknown>>;
  /** How the record came about. All records of a page share it; a record within another record has none. */
  readonly meta: Meta | undefined;
  /** The record exactly as Xero sent it, by Xero's names. */
  toJSON(): Record<string, unknown>;
}

/** JSON that no schema describes. */
export interface JsonObject {
  readonly [field: string]: unknown;
}

/** Turns plain JSON objects into records of one kind. */
export interface Schema<T = unknown> {
  /** The name with the family, such as `"accounting.Invoice"`. */
  readonly name: string;
  /** Turns `object`, and everything in it, into a record in place; `meta` is how it came about. */
  revive(object: object, meta?: Meta): T;
  /** Turns every object of a list into a record in place; `meta` is how they came about. */
  reviveAll(objects: readonly (object | null)[], meta?: Meta): readonly T[];
}

/** The schema of this name. `reviveFields` sets the values of fields that JSON cannot hold. */
export function schema<T extends object>(name: string, reviveFields?: (it: T) => void): Schema<T> {
  const prototype = recordPrototype(name);
  const reviveWith = (object: object, onlyMeta: RecordNotes | undefined): T => {
    const { _extra: extra, _wire: wire, _misfits: misfits } = object as NoteFields;
    if (extra !== undefined || wire !== undefined || misfits !== undefined) {
      moveNotes(object, { extra, wire, misfits, meta: onlyMeta?.meta });
    } else if (onlyMeta !== undefined) attachNotes(object, onlyMeta);
    Object.setPrototypeOf(object, prototype);
    reviveFields?.(object as T);
    return object as T;
  };
  return {
    name,
    revive: (object, meta) => reviveWith(object, notesWith(meta)),
    reviveAll(objects, meta) {
      // Records without notes of their own share this object.
      const onlyMeta = notesWith(meta);
      for (const object of objects) if (object !== null) reviveWith(object, onlyMeta);
      return objects as readonly T[];
    },
  };
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
  toJSON(): Record<string, unknown> {
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

function recordPrototype(name: string): object {
  const short = name.slice(name.lastIndexOf(".") + 1);
  return Object.create(sharedPrototype, {
    constructor: { value: { [short]: class {} }[short], writable: true, configurable: true },
    [schemaName]: { value: name },
  });
}
