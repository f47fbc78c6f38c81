/** The results of a call that writes several records. */

import { errorFrom } from "./error-factory.js";
import { XeroError, type XeroErrorData } from "./errors.js";
import { htmlTable } from "./html.js";
import type { Schema, XeroRecord } from "./records.js";
import { display, inspect } from "./symbols.js";
import type { Meta } from "./values.js";

/** A batch as the core sends it: a long list takes several requests, each with its own meta. */
export interface BatchData {
  readonly results: readonly {
    readonly index: number;
    readonly record?: object;
    readonly error?: XeroErrorData;
    readonly meta?: number;
  }[];
  readonly metas: readonly Meta[];
  /** The error for all records together, if several were not saved. */
  readonly error?: XeroErrorData;
}

/**
 * The result for each record, in the order in which you gave them: the saved record, or an error.
 *
 * The error is a `ValidationError` if Xero refused the record. If a request of a long list failed, each of its records
 * has that request's error, whose `outcome` says whether the record may have been saved.
 */
export class BatchResult<T> implements Iterable<T | XeroError> {
  /** The results, in the order of the given records. */
  readonly results: readonly (T | XeroError)[];
  /** The `Meta` of each request, in order. Long lists take several. */
  readonly metas: readonly Meta[];

  readonly #error: XeroErrorData | undefined;

  /** Methods that write several records return batch results. */
  constructor(data: BatchData, schema: Schema<T>) {
    this.metas = data.metas;
    this.#error = data.error;
    this.results = data.results.map(({ index, record, error, meta }) => {
      if (record === undefined) return XeroError.from({ ...(error ?? NO_RESULT), index });
      return schema.revive(record, data.metas[meta ?? 0]);
    });
  }

  /** The `Meta` of the first request. */
  get meta(): Meta | undefined {
    return this.metas[0];
  }

  /** How many records were given. */
  get length(): number {
    return this.results.length;
  }

  /** Whether all records were saved. */
  get ok(): boolean {
    return this.errors.length === 0;
  }

  /** The saved records. */
  get records(): T[] {
    return this.results.filter((result): result is T => !(result instanceof XeroError));
  }

  /** The errors of the records that were not saved. The `index` of each is the record's index in your list. */
  get errors(): (XeroError & { readonly index: number })[] {
    return this.results.filter((result): result is T & XeroError & { index: number } => result instanceof XeroError);
  }

  /**
   * Throws if a record was not saved.
   *
   * @returns This result, if all records were saved.
   * @throws XeroError if a record was not saved. If several were not, the error has the class of the first one's error,
   * and its `issues` are those of all refused records, each with its record's `index`.
   */
  raiseForErrors(): this {
    const [first] = this.errors;
    if (first === undefined) return this;
    throw this.#error === undefined ? first : errorFrom(this.#error);
  }

  [Symbol.iterator](): Iterator<T | XeroError> {
    return this.results[Symbol.iterator]();
  }

  /** The results as plain data. */
  toJSON(): object {
    const results = this.results.map((result, index) =>
      result instanceof XeroError
        ? { index, error: result.toJSON() }
        : { index, record: (result as XeroRecord).toJSON() },
    );
    return { results };
  }

  [inspect](_depth: number, options: object, show: (value: unknown, options: object) => string): string {
    return `BatchResult ${show(this.results, options)}`;
  }

  /** A table for notebooks. */
  [display](): Record<string, string> {
    const rows = this.results.map((result, index) => [index, result instanceof XeroError ? result.message : "saved"]);
    return {
      "text/html": htmlTable(["", "result"], rows),
      "text/plain": `${this.records.length} of ${this.length} saved`,
    };
  }
}

const NO_RESULT: XeroErrorData = { code: "decode", message: "Xero's response says nothing about this record" };
