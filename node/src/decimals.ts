/** Decimals of the core's texts. */

import { Decimal } from "decimal.js";

/** Digits that decimal.js keeps in one element of a number's `d`. */
const DIGITS = 7;
const ELEMENT = 10 ** DIGITS;

/** Short round texts (`0.00`, `1.0000`, `15`) come again and again, and one `Decimal` does for all of a kind. */
const SHORT = 6;
const MOST_SHARED = 1024;
const shared = new Map<string, Decimal>();

/**
 * What `new Decimal(text)` gives, in a fifth of the time: amounts with at most seven digits on either side of the point
 * are put together from the members that decimal.js documents. All else, and all if those members ever change, goes to
 * decimal.js.
 */
export function decimal(text: unknown): Decimal {
  const given = text as string;
  const { length } = given;
  if (length > SHORT || (length > 2 && given.charCodeAt(length - 1) !== 48)) return made(given);
  let known = shared.get(given);
  if (known === undefined) {
    known = made(given);
    if (shared.size < MOST_SHARED) shared.set(given, known);
  }
  return known;
}

let isKnownShape: boolean | undefined;

function made(text: string): Decimal {
  isKnownShape ??= ["-1234567.89", "0.00", "-0.0450", "12"].every(isSame);
  return (isKnownShape ? quick(text) : undefined) ?? new Decimal(text);
}

function isSame(text: string): boolean {
  return (
    JSON.stringify(Object.entries({ ...quick(text) })) === JSON.stringify(Object.entries({ ...new Decimal(text) }))
  );
}

function quick(text: string): Decimal | undefined {
  const end = text.length;
  const sign = text.charCodeAt(0) === 45 ? -1 : 1;
  let at = sign < 0 ? 1 : 0;
  const start = at;
  let whole = 0;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit === -2) break;
    if (digit < 0 || digit > 9) return undefined;
    whole = whole * 10 + digit;
  }
  if (at === start || at - start > DIGITS) return undefined;
  let fraction = 0;
  if (at < end) {
    const digits = end - ++at;
    if (digits === 0 || digits > DIGITS) return undefined;
    for (; at < end; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return undefined;
      fraction = fraction * 10 + digit;
    }
    fraction *= 10 ** (DIGITS - digits);
  }
  if (whole !== 0) return put(sign, exponent(whole), fraction === 0 ? [whole] : [whole, fraction]);
  return fraction === 0 ? put(sign, 0, [0]) : put(sign, exponent(fraction) - DIGITS, [fraction]);
}

/** The power of ten of the first digit of a number from 1 below {@link ELEMENT}. */
function exponent(number: number): number {
  let power = 0;
  for (let bound = 10; bound < ELEMENT && number >= bound; bound *= 10) power++;
  return power;
}

interface Parts {
  constructor: unknown;
  s: number;
  e: number;
  d: number[];
}

/** A constructor whose instances are those of `Decimal`. */
function Put(this: Parts, s: number, e: number, d: number[]): void {
  this.constructor = Decimal;
  this.s = s;
  this.e = e;
  this.d = d;
}
Put.prototype = Decimal.prototype;

function put(s: number, e: number, d: number[]): Decimal {
  return new (Put as unknown as new (s: number, e: number, d: number[]) => Decimal)(s, e, d);
}
