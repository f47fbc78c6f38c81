/** What records carry out of sight: the name of their schema, and what the core noted about them. */

import type { Meta } from "./values.js";

/** The name of a record's schema, in its prototype. */
export const schemaName: unique symbol = Symbol("schema");

/** The core's notes about a record, which are JSON texts, and how the record came about. */
export interface RecordNotes {
  readonly extra: string | undefined;
  readonly wire: string | undefined;
  readonly misfits: string | undefined;
  readonly meta: Meta | undefined;
}

/** Lets a subclass add its private fields to an object that exists already. */
class ExistingObject {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this object gets the private fields
    return object;
  }
}

/** A private field costs less than an entry of a WeakMap, and no copy or comparison sees it either. */
class NotedRecord extends ExistingObject {
  readonly #notes: RecordNotes;

  constructor(record: object, notes: RecordNotes) {
    super(record);
    this.#notes = notes;
  }

  static notesOf(record: object): RecordNotes | undefined {
    return #notes in record ? record.#notes : undefined;
  }
}

/** Attaches notes to a record that has none yet. */
export function attachNotes(record: object, notes: RecordNotes): void {
  new NotedRecord(record, notes);
}

/** The notes of a record, if it has any. */
export function notesOf(record: object): RecordNotes | undefined {
  return NotedRecord.notesOf(record);
}
