/** What became of several records that one call wrote. */

import { ValidationError, XeroError, type XeroErrorData } from "./errors.js";
import { table } from "./html.js";
import { display } from "./symbols.js";
import { attachMeta, type Meta, type Schema } from "./values.js";

/** The results of a batch as the core gives them. */
export interface BatchValue {
  readonly results: readonly { readonly index: number; readonly record?: object; readonly error?: XeroErrorData }[];
}

/** One result for each record that was given, in the same order: the saved record, or why Xero refused it. */
export class BatchResult<T> implements Iterable<T | ValidationError> {
  /** The results, in the order of what was given. */
  readonly results: readonly (T | ValidationError)[];
  /** How the call went. */
  readonly meta: Meta;

  /** Batch results are made by verbs that write. */
  constructor(value: BatchValue, schema: Schema, meta: Meta) {
    this.meta = meta;
    this.results = value.results.map(({ record, error }) => {
      if (record === undefined) return XeroError.from(error ?? NOTHING) as ValidationError;
      schema.revive(record);
      attachMeta(record, meta);
      return record as T;
    });
  }

  /** How many records were given. */
  get length(): number {
    return this.results.length;
  }

  /** Whether all records were saved. */
  get ok(): boolean {
    return this.errors.length === 0;
  }

  /** The records that were saved. */
  get records(): T[] {
    return this.results.filter((result): result is T => !(result instanceof XeroError));
  }

  /** Why the other records were refused. */
  get errors(): ValidationError[] {
    return this.results.filter((result): result is ValidationError => result instanceof ValidationError);
  }

  [Symbol.iterator](): Iterator<T | ValidationError> {
    return this.results[Symbol.iterator]();
  }

  /** The results as plain data, records exactly as Xero sent them. */
  toJSON(): object {
    const results = this.results.map((result, index) =>
      result instanceof XeroError ? { index, error: result.toJSON() } : { index, record: result },
    );
    return { results };
  }

  /** A table for notebooks. */
  [display](): Record<string, string> {
    const rows = this.results.map((result, index) => [index, result instanceof XeroError ? result.message : "saved"]);
    return { "text/html": table(["", "result"], rows), "text/plain": `${this.records.length} of ${this.length} saved` };
  }
}

const NOTHING: XeroErrorData = { code: "decode", message: "Xero did not say what became of this record" };
