/** The values that records and responses hold. */

import { Decimal } from "decimal.js";

/** Money, quantities and rates: exact decimal numbers, from decimal.js. */
export { Decimal };

/** A calendar date without time and zone, such as `"2026-11-23"`. */
export type PlainDate = string & { readonly __plainDate?: never };

/** A decimal of another library, or of another copy of decimal.js. Its own text is what is sent. */
export interface DecimalLike {
  toFixed(digits?: number): string;
  toString(): string;
}

/** What is left of Xero's limits according to the headers of a response; `null` where it did not say. */
export interface RateLimitHeaders {
  /** Calls left in this minute for this organisation. */
  readonly minuteRemaining: number | null;
  /** Calls left in this day for this organisation. */
  readonly dayRemaining: number | null;
  /** Calls left in this minute for the app over all organisations. */
  readonly appMinuteRemaining: number | null;
}

/** How a result came about. */
export interface Meta {
  /** The HTTP status. */
  readonly status: number;
  /** Xero's ID of the request (`Xero-Correlation-Id`), which Xero's support asks for. */
  readonly requestId: string | null;
  /** How often the request was sent. */
  readonly attempts: number;
  /** Seconds that the call waited for the limits. */
  readonly waited: number;
  /** What is left of the limits, if Xero said. */
  readonly limits: RateLimitHeaders | null;
  /** The key that makes it safe to repeat the write, if one was sent. */
  readonly idempotencyKey: string | null;
  /** What Xero warned about without refusing the call. */
  readonly warnings?: readonly string[];
}

const NUMERAL = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Whether a text, or the text of a number of any library, is a finite number. */
export function isNumeral(number: unknown): boolean {
  return NUMERAL.test(String(number));
}
