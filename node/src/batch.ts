/** What became of several records that one call wrote. */

import { isDeepStrictEqual } from "node:util";
import { type Issue, ValidationError, XeroError, type XeroErrorData } from "./errors.js";
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

  /** Batch results are made by verbs that write. */
  constructor(value: BatchValue, schema: Schema<T>) {
    this.metas = value.metas;
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
    const errors = [...this.results.entries()].filter(
      (entry): entry is [number, XeroError & T] => entry[1] instanceof XeroError,
    );
    const [first] = errors;
    if (first === undefined) return this;
    throw errors.length === 1 ? first[1] : together(errors, this.length);
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

/** One error for several records. */
function together(errors: readonly (readonly [number, XeroError])[], length: number): XeroError {
  const issues = errors.flatMap(([index, error]) =>
    error instanceof ValidationError ? error.issues.map((issue) => ({ ...issue, index })) : [],
  );
  const refused = errors.every(([, error]) => error instanceof ValidationError);
  const message = `${errors.length} of ${length} records ${refused ? "were refused" : "failed"}`;
  const [first, ...others] = errors.map(([, error]) => error.toJSON()) as [XeroErrorData, ...XeroErrorData[]];
  // What is one record's alone says nothing of the others.
  const isShared = ([name, value]: [string, unknown]) => others.every((other) => isDeepStrictEqual(other[name], value));
  const { outcome, ...shared } = Object.fromEntries(Object.entries(first).filter(isShared));
  const isUnknown = errors.some(([, error]) => error.outcome === "unknown");
  const told = isUnknown ? "unknown" : outcome;
  return failure({
    ...shared,
    code: first.code,
    message,
    hint: first.hint ?? null,
    ...(told !== undefined && { outcome: told }),
    ...(issues.length > 0 && { issues }),
    text: textOf(first, message, issues),
  });
}

/** As the core writes the text of an error. */
function textOf({ operation, hint }: XeroErrorData, message: string, issues: readonly Issue[]): string {
  const lines = [typeof operation === "string" ? `${operation}: ${message}` : message];
  for (const { index, path, message } of issues.slice(0, MOST_SHOWN)) {
    lines.push(`  [${index}]${path === "" ? "" : "."}${path}: ${message}`);
  }
  if (issues.length > MOST_SHOWN) lines.push(`  and ${issues.length - MOST_SHOWN} more`);
  if (hint) lines.push(`hint: ${hint}`);
  return lines.join("\n");
}

const MOST_SHOWN = 20;

const NOTHING: XeroErrorData = { code: "decode", message: "Xero did not say what became of this record" };
