/** What calls take: the types of records, and of lists of values, that a program gives. */

import type { BatchResult } from "./batch.js";
import { usageError } from "./error-factory.js";
import type { Decimal, DecimalLike } from "./values.js";

/** A decimal number. A `number` is sent with the digits that JavaScript shows. */
export type DecimalInput = Decimal | DecimalLike | string | number | bigint;

/** Several values: an array or another iterable, such as a `Set` or a generator. A text is none. */
export type Several<T> = readonly T[] | (Iterable<T> & object);

/** One record, or several. Type inference finds `Given`, the type of the argument. */
export type OneOrSeveral<Given, T> = [Given] extends [never] ? Given : T | Several<T>;

/** The result of a call that saves records: the saved record of one, the {@link BatchResult} of several. */
export type SaveResult<Given, T> = Given extends Iterable<unknown> ? BatchResult<T> : T;

/** Marks an object whose names are Xero's. */
export const byXeroNames: unique symbol = Symbol("xeroNames");

/** An object by Xero's names, which {@link xeroNames} makes. It can stand in the place of any record. */
export interface XeroNames {
  readonly [byXeroNames]: true;
}

/** What the fields of all records that calls take have in common: {@link xeroNames} can give them. */
export interface RecordParams {
  readonly [byXeroNames]?: true | undefined;
}

/**
 * Marks fields as having Xero's names, at every depth, as in Xero's documentation: `xeroNames({ Type: "ACCREC" })`. The
 * names and values are checked when the call is made. A record within them keeps its own names.
 *
 * @param fields The fields of one record.
 * @returns The fields, to be given to a call as a record, or as a record within one.
 * @throws ArgumentError if `fields` is not an object.
 */
export function xeroNames(fields: object): XeroNames {
  if (typeof fields !== "object" || fields === null || Symbol.iterator in fields) {
    throw usageError(
      "argument",
      "xeroNames was not given the fields of a record",
      "give an object, one for each record",
    );
  }
  return { ...fields, [byXeroNames]: true };
}
