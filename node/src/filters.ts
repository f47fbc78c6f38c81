/** Filters for `where`, which quote for you: `F("Total").gt(1000)`, `F("Contact.Name").startsWith("Acme")`. */

import { Decimal } from "decimal.js";
import { describeType, usageError } from "./error-factory.js";
import { native } from "./native.js";
import { inspect } from "./symbols.js";
import { type DecimalLike, isNumeral, type PlainDate } from "./values.js";

/** What a member of a record can be compared with. */
export type FilterValue = string | PlainDate | number | bigint | boolean | Decimal | DecimalLike | Date | null;

type Sign = "==" | "!=" | ">" | ">=" | "<" | "<=";
type Join = "AND" | "OR";

const OPPOSITES: Readonly<Record<Sign, Sign>> = {
  "==": "!=",
  "!=": "==",
  ">": "<=",
  "<=": ">",
  "<": ">=",
  ">=": "<",
};
const NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;
/** A part in lower case, or an underscore: no field that Xero's filters know has either. */
const NOT_XEROS = /(^|\.)[a-z]|_/;
/** Longer texts are not quoted as names. */
const LONGEST = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

let partsOf: (filter: Filter, join: Join) => readonly Filter[];

/** A filter of a list. Its text is what Xero gets. */
export class Filter {
  readonly #text: string;
  readonly #opposite: string;
  readonly #join: Join | undefined;
  readonly #parts: readonly Filter[];

  static {
    partsOf = (filter, join) => (filter.#join === join ? filter.#parts : [filter]);
  }

  /** Filters are made by the members of {@link F}. */
  constructor(text: string, opposite: string, join?: Join, parts: readonly Filter[] = []) {
    this.#text = text;
    this.#opposite = opposite;
    this.#join = join;
    this.#parts = parts;
  }

  /** Holds where both hold. */
  and(other: Filter): Filter {
    return joined("AND", this, other);
  }

  /** Holds where either holds. */
  or(other: Filter): Filter {
    return joined("OR", this, other);
  }

  /** Holds where this does not. */
  not(): Filter {
    if (this.#join === undefined) return new Filter(this.#opposite, this.#text);
    const parts = this.#parts.map((part) => part.not());
    return new Filter("", "", this.#join === "AND" ? "OR" : "AND", parts);
  }

  /** The filter in Xero's words. */
  toString(): string {
    if (this.#join === undefined) return this.#text;
    return this.#parts.map((part) => (part.#join === undefined ? part.#text : `(${part})`)).join(` ${this.#join} `);
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect](): string {
    return `Filter ${JSON.stringify(this.toString())}`;
  }
}

/** A member of the records, as a filter compares it. */
export class Field {
  readonly #name: string;

  /** Fields are made by {@link F}. */
  constructor(name: string) {
    if (typeof name !== "string" || !NAME.test(name)) {
      const shown = typeof name === "string" && name.length <= LONGEST ? JSON.stringify(name) : describeType(name);
      throw usageError(
        "argument",
        `${shown} is not the name of a member`,
        'give Xero\'s name, such as F("Contact.Name")',
      );
    }
    const meant = NOT_XEROS.test(name) ? nearest(name) : name;
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

  /** Holds this text somewhere. */
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
      throw usageError("argument", `${describeType(values)} is not a list of values`, "give an array of them");
    }
    const parts = Array.from(values, (value) => this.eq(value));
    const [first] = parts;
    if (first === undefined) {
      throw usageError("argument", "a list without values lets nothing through", "give at least one value");
    }
    return parts.length === 1 ? first : new Filter("", "", "OR", parts);
  }

  [inspect](): string {
    return `F(${JSON.stringify(this.#name)})`;
  }

  #compared(sign: Sign, value: FilterValue): Filter {
    if (sign !== "==" && sign !== "!=" && (value === null || typeof value === "boolean")) {
      throw usageError("argument", `${value} is neither greater nor less than another value`, "use eq or ne");
    }
    const literal = this.#literal(value);
    return new Filter(`${this.#name}${sign}${literal}`, `${this.#name}${OPPOSITES[sign]}${literal}`);
  }

  #tested(test: string, part: string): Filter {
    if (typeof part !== "string") throw usageError("argument", `${describeType(part)} is not a text`, "give a string");
    const text = `${this.#name}.${test}(${quoted(part)})`;
    return new Filter(text, `${text}==false`);
  }

  /** A date has no type of its own, nor has a UUID: such a text is one where the member's name says so. */
  #literal(value: FilterValue): string {
    if (value === null) return "null";
    if (typeof value === "boolean") return String(value);
    if (typeof value === "bigint") return value.toString();
    if (typeof value === "string") {
      if (this.#name.endsWith("ID") && UUID.test(value)) return `Guid("${value}")`;
      const date = /Date(UTC)?$/.test(this.#name) ? DATE.exec(value) : null;
      if (date === null) return quoted(value);
      return `DateTime(${date.slice(1).map(Number).join()})`;
    }
    if (value instanceof Date) return instant(value);
    if (typeof value === "number") return digits(new Decimal(value));
    if (typeof value === "object" && "toFixed" in value && isNumeral(value)) return digits(new Decimal(String(value)));
    throw usageError(
      "argument",
      `a filter cannot compare with ${describeType(value)}`,
      "give text, a number, a boolean, a date or null",
    );
  }
}

/** A member of the records, by Xero's name: `F("Total")`, `F("Contact.Name")`. Compared, it gives a {@link Filter}. */
export function F(name: string): Field {
  return new Field(name);
}

function joined(join: Join, first: Filter, second: Filter): Filter {
  if (!(second instanceof Filter)) {
    throw usageError(
      "argument",
      `${describeType(second)} is not a filter`,
      'give one that F made, such as F("Total").gt(100)',
    );
  }
  return new Filter("", "", join, [...partsOf(first, join), ...partsOf(second, join)]);
}

/** The name with each part as Xero may have it; as it is where nothing is like one of them. */
function nearest(name: string): string {
  const parts = name.split(".").map((part) => (NOT_XEROS.test(part) ? native().nearestField(part) : part));
  return parts.includes(null) ? name : parts.join(".");
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function digits(number: Decimal): string {
  if (number.isFinite()) return number.toFixed();
  throw usageError("argument", `a filter cannot compare with ${number}`, "give a finite number");
}

function instant(moment: Date): string {
  if (Number.isNaN(moment.getTime())) throw usageError("argument", "a filter cannot compare with an invalid Date");
  const date = [moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate()];
  return `DateTime(${[...date, moment.getUTCHours(), moment.getUTCMinutes(), moment.getUTCSeconds()].join()})`;
}
