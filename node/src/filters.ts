/** Filters for `where` that quote values: `F("Total").gt(1000)`, `F("Contact.Name").startsWith("Acme")`. */

import type { Decimal } from "decimal.js";
import { decimalClass } from "./decimals.js";
import { describeType, usageError } from "./error-factory.js";
import { native } from "./native.js";
import { inspect } from "./symbols.js";
import { type DecimalLike, isNumeral, type PlainDate } from "./values.js";

/** What a field can be compared with. */
export type FilterValue = string | PlainDate | number | bigint | boolean | Decimal | DecimalLike | Date | null;

type Comparison = "==" | "!=" | ">" | ">=" | "<" | "<=";
type Conjunction = "AND" | "OR";

const NEGATIONS: Readonly<Record<Comparison, Comparison>> = {
  "==": "!=",
  "!=": "==",
  ">": "<=",
  "<=": ">",
  "<": ">=",
  ">=": "<",
};
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;
/** A part in lower case, or an underscore: no field of Xero's filters has either. */
const NOT_XERO_STYLE = /(^|\.)[a-z]|_/;
/** Errors do not quote longer texts. */
const MAX_QUOTED = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

let partsOf: (filter: Filter, conjunction: Conjunction) => readonly Filter[];

/** A filter for a list. Its text is what Xero receives. */
export class Filter {
  readonly #text: string;
  readonly #negation: string;
  readonly #conjunction: Conjunction | undefined;
  readonly #parts: readonly Filter[];

  static {
    partsOf = (filter, conjunction) => (filter.#conjunction === conjunction ? filter.#parts : [filter]);
  }

  /** The methods of {@link F} make filters. */
  constructor(text: string, negation: string, conjunction?: Conjunction, parts: readonly Filter[] = []) {
    this.#text = text;
    this.#negation = negation;
    this.#conjunction = conjunction;
    this.#parts = parts;
  }

  /**
   * Matches where both filters match.
   *
   * @returns A new filter.
   */
  and(other: Filter): Filter {
    return combine("AND", this, other);
  }

  /**
   * Matches where either filter matches.
   *
   * @returns A new filter.
   */
  or(other: Filter): Filter {
    return combine("OR", this, other);
  }

  /**
   * Matches where this filter does not match.
   *
   * @returns A new filter.
   */
  not(): Filter {
    if (this.#conjunction === undefined) return new Filter(this.#negation, this.#text);
    const parts = this.#parts.map((part) => part.not());
    return new Filter("", "", this.#conjunction === "AND" ? "OR" : "AND", parts);
  }

  /**
   * The filter in Xero's filter language.
   *
   * @returns The text that Xero receives.
   */
  toString(): string {
    if (this.#conjunction === undefined) return this.#text;
    return this.#parts
      .map((part) => (part.#conjunction === undefined ? part.#text : `(${part})`))
      .join(` ${this.#conjunction} `);
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect](): string {
    return `Filter ${JSON.stringify(this.toString())}`;
  }
}

/** A field of the records, to be compared. */
export class Field {
  readonly #name: string;

  /** {@link F} makes fields. */
  constructor(name: string) {
    if (typeof name !== "string" || !FIELD_NAME.test(name)) {
      const shown = typeof name === "string" && name.length <= MAX_QUOTED ? JSON.stringify(name) : describeType(name);
      throw usageError("argument", `${shown} is not the name of a field`, 'give Xero\'s name: F("Contact.Name")');
    }
    const meant = NOT_XERO_STYLE.test(name) ? nearestName(name) : name;
    if (meant !== name) {
      throw usageError("argument", `${JSON.stringify(name)} is not one of Xero's fields`, `did you mean ${meant}?`);
    }
    this.#name = name;
  }

  /** Equal. */
  eq(value: FilterValue): Filter {
    return this.#compared("==", value);
  }

  /** Not equal. */
  ne(value: FilterValue): Filter {
    return this.#compared("!=", value);
  }

  /** Greater, or later. */
  gt(value: FilterValue): Filter {
    return this.#compared(">", value);
  }

  /** Greater, later, or equal. */
  ge(value: FilterValue): Filter {
    return this.#compared(">=", value);
  }

  /** Less, or earlier. */
  lt(value: FilterValue): Filter {
    return this.#compared("<", value);
  }

  /** Less, earlier, or equal. */
  le(value: FilterValue): Filter {
    return this.#compared("<=", value);
  }

  /** Contains this text. */
  contains(part: string): Filter {
    return this.#tested("Contains", part);
  }

  /** Starts with this text. */
  startsWith(part: string): Filter {
    return this.#tested("StartsWith", part);
  }

  /** Ends with this text. */
  endsWith(part: string): Filter {
    return this.#tested("EndsWith", part);
  }

  /** Not set. */
  isNull(): Filter {
    return this.#compared("==", null);
  }

  /** Set. */
  isNotNull(): Filter {
    return this.#compared("!=", null);
  }

  /** Equal to one of these. */
  isIn(values: Iterable<FilterValue>): Filter {
    if (typeof values !== "object" || values === null || !(Symbol.iterator in values)) {
      throw usageError("argument", `${describeType(values)} is not a list of values`, "give an array of values");
    }
    const parts = Array.from(values, (value) => this.eq(value));
    const [first] = parts;
    if (first === undefined) {
      throw usageError("argument", "a filter by an empty list matches nothing", "give at least one value");
    }
    return parts.length === 1 ? first : new Filter("", "", "OR", parts);
  }

  [inspect](): string {
    return `F(${JSON.stringify(this.#name)})`;
  }

  #compared(comparison: Comparison, value: FilterValue): Filter {
    if (comparison !== "==" && comparison !== "!=" && (value === null || typeof value === "boolean")) {
      throw usageError("argument", `${value} has no order`, "compare it with eq or ne");
    }
    const literal = this.#literalOf(value);
    return new Filter(`${this.#name}${comparison}${literal}`, `${this.#name}${NEGATIONS[comparison]}${literal}`);
  }

  #tested(test: string, part: string): Filter {
    if (typeof part !== "string")
      throw usageError("argument", `${describeType(part)} is not a string`, "give a string");
    const text = `${this.#name}.${test}(${textLiteral(part)})`;
    return new Filter(text, `${text}==false`);
  }

  /** Dates and UUIDs are texts in JavaScript; the name of the field says which texts are which. */
  #literalOf(value: FilterValue): string {
    if (value === null) return "null";
    if (typeof value === "boolean") return String(value);
    if (typeof value === "bigint") return value.toString();
    if (typeof value === "string") {
      if (this.#name.endsWith("ID") && UUID.test(value)) return `Guid("${value}")`;
      const date = /Date(UTC)?$/.test(this.#name) ? DATE.exec(value) : null;
      if (date === null) return textLiteral(value);
      return `DateTime(${date.slice(1).map(Number).join()})`;
    }
    if (value instanceof Date) return dateTimeLiteral(value);
    if (typeof value === "number") return numberLiteral(new (decimalClass())(value));
    if (typeof value === "object" && "toFixed" in value && isNumeral(value))
      return numberLiteral(new (decimalClass())(String(value)));
    throw usageError(
      "argument",
      `a filter cannot compare with ${describeType(value)}`,
      "give text, a number, a boolean, a date or null",
    );
  }
}

/**
 * A field of the records, by Xero's name: `F("Total")`, `F("Contact.Name")`.
 *
 * @returns The field; each of its comparisons returns a {@link Filter}.
 */
export function F(name: string): Field {
  return new Field(name);
}

function combine(conjunction: Conjunction, first: Filter, second: Filter): Filter {
  if (!(second instanceof Filter)) {
    throw usageError("argument", `${describeType(second)} is not a filter`, 'give a filter such as F("Total").gt(100)');
  }
  return new Filter("", "", conjunction, [...partsOf(first, conjunction), ...partsOf(second, conjunction)]);
}

/** The name with each part as Xero spells it; unchanged if any part resembles no field. */
function nearestName(name: string): string {
  const parts = name.split(".").map((part) => (NOT_XERO_STYLE.test(part) ? native().nearestField(part) : part));
  return parts.includes(null) ? name : parts.join(".");
}

function textLiteral(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function numberLiteral(number: Decimal): string {
  if (number.isFinite()) return number.toFixed();
  throw usageError("argument", `a filter cannot compare with ${number}`, "give a finite number");
}

function dateTimeLiteral(moment: Date): string {
  if (Number.isNaN(moment.getTime()))
    throw usageError("argument", "a filter cannot compare with an invalid Date", "give a valid Date");
  const date = [moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate()];
  return `DateTime(${[...date, moment.getUTCHours(), moment.getUTCMinutes(), moment.getUTCSeconds()].join()})`;
}
