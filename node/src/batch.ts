/** What became of several records that one call wrote. */

import { XeroError, type XeroErrorData } from "./errors.js";
import { table } from "./html.js";
import { failure } from "./request.js";
import { display, inspect } from "./symbols.js";
import type { Meta, Schema } from "./values.js";

/** The results of a batch as the core gives them: a long list takes several requests, each with its own meta. */
export interface BatchValue {
  readonly results: readonly {
    readonly index: number;
    readonly record?: object;
    readonly error?: XeroErrorData;
    readonly meta?: number;
  }[];
  readonly metas: readonly Meta[];
  /** For all records together, where several were not saved. */
  readonly error?: XeroErrorData;
}

/**
 * What became of each record, in the order in which they were given: the saved record, or an error.
 *
 * The error is a `ValidationError` where Xero refused the record. Where a later request of a long list failed, it is that
 * request's error for each of its records, and its `outcome` tells whether they may have been saved.
 */
export class BatchResult<T> implements Iterable<T | XeroError> {
  /** The results, in the order of what was given. */
  readonly results: readonly (T | XeroError)[];
  /** How each request came about, in order. */
  readonly metas: readonly Meta[];

  readonly #error: XeroErrorData | undefined;

  /** Batch results are made by verbs that write. */
  constructor(value: BatchValue, schema: Schema<T>) {
    this.metas = value.metas;
    this.#error = value.error;
    this.results = value.results.map(({ index, record, error, meta }) => {
      if (record === undefined) return XeroError.from({ ...(error ?? NOTHING), index });
      return schema.revive(record, value.metas[meta ?? 0]);
    });
  }

  /** How the first request came about. */
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
   * Itself where all records were saved. Throws where any was not: its error, or for several one error of the class of
   * the first that tells how many, with the `issues` of all.
   */
  raiseForErrors(): this {
    const [first] = this.errors;
    if (first === undefined) return this;
    throw this.#error === undefined ? first : failure(this.#error);
  }

  [Symbol.iterator](): Iterator<T | XeroError> {
    return this.results[Symbol.iterator]();
  }

  /** The results as plain data, records exactly as Xero sent them. */
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
    return { "text/html": table(["", "result"], rows), "text/plain": `${this.records.length} of ${this.length} saved` };
  }
}

const NOTHING: XeroErrorData = { code: "decode", message: "Xero did not say what became of this record" };
