/** The values that records and responses hold. */

import type { Decimal as DecimalClass } from "decimal.js";
import { decimalClass } from "./decimals.js";

/** Money, quantities and rates: exact decimal numbers, from decimal.js. */
export type Decimal = DecimalClass;
/** The class of decimals, from decimal.js. */
export declare const Decimal: typeof DecimalClass;
export declare namespace Decimal {
  export type Config = DecimalClass.Config;
  export type Constructor = DecimalClass.Constructor;
  export type Instance = DecimalClass.Instance;
  export type Modulo = DecimalClass.Modulo;
  export type Rounding = DecimalClass.Rounding;
  export type Value = DecimalClass.Value;
}
Object.defineProperty(exports, "Decimal", { enumerable: true, get: decimalClass });

/** A calendar date without time and zone, such as `"2026-11-23"`. */
export type PlainDate = string & { readonly __plainDate?: never };

declare const newerValue: unique symbol;

/**
 * A value of a list of Xero's that is newer than this version. Records can hold it, and can be sent back with it; a
 * program can compare it with any text.
 */
export type NewerValue = string & { readonly [newerValue]: true };

/** A decimal of another library, or of another copy of decimal.js. Its own text is what is sent. */
export interface DecimalLike {
  toFixed(digits?: number): string;
  toString(): string;
}

/** The calls that are left, as far as the headers of Xero's response say; `null` if they do not. */
export interface RateLimitHeaders {
  /** Calls left in this minute for this organisation. */
  readonly minuteRemaining: number | null;
  /** Calls left in this day for this organisation. */
  readonly dayRemaining: number | null;
  /** Calls left in this minute for the app in all organisations together. */
  readonly appMinuteRemaining: number | null;
}

/** How a result was obtained: status, attempts, waits and rate limits. */
export interface Meta {
  /** The HTTP status. */
  readonly status: number;
  /** Xero's ID of the request (`Xero-Correlation-Id`), which Xero's support asks for. */
  readonly requestId: string | null;
  /** The number of attempts. */
  readonly attempts: number;
  /** Seconds spent waiting for rate limits and between attempts. */
  readonly waited: number;
  /** What is left of the rate limits, if Xero said. */
  readonly limits: RateLimitHeaders | null;
  /** The key that was sent with a write. */
  readonly idempotencyKey: string | null;
  /** Warnings in Xero's response. */
  readonly warnings?: readonly string[];
}

const NUMERAL = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Whether a text, or the text of a number of any library, is a finite number. */
export function isNumeral(number: unknown): boolean {
  return NUMERAL.test(String(number));
}
