/** The results of a call that writes several records. */

import { errorFrom } from "./error-factory.js";
import { XeroError, type XeroErrorData } from "./errors.js";
import { htmlTable } from "./html.js";
import type { Schema } from "./records.js";
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
 * The result for each record, in the order in which they were given: the saved record, or an error.
 *
 * The error is a `ValidationError` if Xero refused the record. If a later request of a long list failed, each of its
 * records has the error of that request, whose `outcome` says whether they may have been saved.
 */
export class BatchResult<T> implements Iterable<T | XeroError> {
  /** The results, in the order of the given records. */
  readonly results: readonly (T | XeroError)[];
  /** How each response came about, in the order of the requests. */
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

  /** How the first response came about. */
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

  /** The records that were saved. */
  get records(): T[] {
    return this.results.filter((result): result is T => !(result instanceof XeroError));
  }

  /** Why the other records were not saved. */
  get errors(): XeroError[] {
    return this.results.filter((result): result is T & XeroError => result instanceof XeroError);
  }

  /**
   * Throws if any record was not saved: its error, or for several records one error of the class of the first, which
   * says how many there are and has the `issues` of all.
   *
   * @returns This batch result, if all records were saved.
   */
  raiseForErrors(): this {
    const [first] = this.errors;
    if (first === undefined) return this;
    throw this.#error === undefined ? first : errorFrom(this.#error);
  }

  [Symbol.iterator](): Iterator<T | XeroError> {
    return this.results[Symbol.iterator]();
  }

  /** The results as plain data; records are exactly as Xero sent them. */
  toJSON(): object {
    const results = this.results.map((result, index) =>
      result instanceof XeroError ? { index, error: result.toJSON() } : { index, record: result },
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
