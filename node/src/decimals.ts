/** Makes decimals from the core's texts. */

import type { Decimal } from "decimal.js";

let known: typeof Decimal | undefined;

/** The class of decimals. It loads when it is first needed, so that importing the package stays quick. */
export function decimalClass(): typeof Decimal {
  if (known === undefined) useDecimal(require("decimal.js").Decimal);
  return known as unknown as typeof Decimal;
}

/**
 * Makes later decimals with this class. decimal.js has one class for `import` and another for `require`; a program that
 * imports this package as a module gets decimals of the class that it imports itself.
 */
export function useDecimal(decimalClass: typeof Decimal): void {
  known = decimalClass;
  AssembledDecimal.prototype = decimalClass.prototype;
  shared.clear();
}

/** Digits that decimal.js keeps in one element of a number's field `d`. */
const DIGITS = 7;
const ELEMENT = 10 ** DIGITS;

/** Amounts repeat, within an invoice and from one to the next, so equal texts share one `Decimal`, which never changes. */
const MAX_SHARED = 8192;
const MAX_SHARED_LENGTH = 16;
const shared = new Map<string, Decimal>();

/**
 * The same as `new Decimal(text)`, in a fifth of the time: amounts with at most seven digits on either side of the
 * point are assembled from the fields that decimal.js documents. Other texts go to decimal.js, and all texts would if
 * its fields ever changed.
 */
export function decimal(text: unknown): Decimal {
  const digits = text as string;
  if (digits.length > MAX_SHARED_LENGTH) return parseDecimal(digits);
  let number = shared.get(digits);
  if (number === undefined) {
    number = parseDecimal(digits);
    if (shared.size === MAX_SHARED) shared.clear();
    shared.set(digits, number);
  }
  return number;
}

let hasKnownFields: boolean | undefined;

function parseDecimal(text: string): Decimal {
  const DecimalClass = decimalClass();
  hasKnownFields ??= ["-1234567.89", "0.00", "-0.0450", "12"].every(parsesTheSame);
  return (hasKnownFields ? parseQuickly(text) : undefined) ?? new DecimalClass(text);
}

function parsesTheSame(text: string): boolean {
  return (
    JSON.stringify(Object.entries({ ...parseQuickly(text) })) ===
    JSON.stringify(Object.entries({ ...new (decimalClass())(text) }))
  );
}

function parseQuickly(text: string): Decimal | undefined {
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
  if (whole !== 0) return assemble(sign, exponent(whole), fraction === 0 ? [whole] : [whole, fraction]);
  return fraction === 0 ? assemble(sign, 0, [0]) : assemble(sign, exponent(fraction) - DIGITS, [fraction]);
}

/** The power of ten of the first digit of a number from 1 to {@link ELEMENT} - 1. */
function exponent(number: number): number {
  let power = 0;
  for (let bound = 10; bound < ELEMENT && number >= bound; bound *= 10) power++;
  return power;
}

interface DecimalFields {
  constructor: unknown;
  s: number;
  e: number;
  d: number[];
}

/** A constructor whose instances are instances of `Decimal`. */
function AssembledDecimal(this: DecimalFields, s: number, e: number, d: number[]): void {
  this.constructor = known;
  this.s = s;
  this.e = e;
  this.d = d;
}

function assemble(s: number, e: number, d: number[]): Decimal {
  return new (AssembledDecimal as unknown as new (s: number, e: number, d: number[]) => Decimal)(s, e, d);
}
