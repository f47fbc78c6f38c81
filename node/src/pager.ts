/** Lists: nothing is sent until a pager is used, and every use starts afresh. */

import { table } from "./html.js";
import {
  type Caller,
  checked,
  type Mode,
  type OptionsOf,
  type Parts,
  type Reply,
  type ReplyData,
  refusal,
} from "./request.js";
import { display, inspect } from "./symbols.js";
import type { Meta, Schema } from "./values.js";

/** One page of a list. */
export class Page<T> implements Iterable<T> {
  /** The records of the page. */
  readonly records: readonly T[];
  /** The number of the page; the first is 1. */
  readonly number: number;
  /** How many records a page may have. */
  readonly pageSize: number | null;
  /** How many pages there are, where Xero says. */
  readonly pageCount: number | null;
  /** How many records there are on all pages, where Xero says. */
  readonly itemCount: number | null;
  /** The number of the next page; `null` on the last. */
  readonly next: number | null;
  /** How the page came about. */
  readonly meta: Meta;

  /** Pages are made by pagers. */
  constructor(value: PageValue<T>, meta: Meta) {
    this.records = value.records;
    this.number = value.number;
    this.pageSize = value.pageSize;
    this.pageCount = value.pageCount;
    this.itemCount = value.itemCount;
    this.next = value.next;
    this.meta = meta;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.records[Symbol.iterator]();
  }

  /** A table for notebooks. */
  [display](): Record<string, string> {
    const rows = this.records as readonly object[];
    const members = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const cells = rows.map((row) => members.map((member) => (row as Record<string, unknown>)[member]));
    return { "text/html": table(members, cells), "text/plain": `Page ${this.number}: ${rows.length} records` };
  }
}

/** A page as the core gives it. */
export interface PageValue<T> {
  readonly records: T[];
  readonly number: number;
  readonly pageSize: number | null;
  readonly pageCount: number | null;
  readonly itemCount: number | null;
  readonly next: number | null;
}

/** How many records to collect. */
export interface CollectOptions {
  /** At most this many; all of them unless given. */
  readonly limit?: number | undefined;
}

/** What it takes to get a whole list. */
export interface FetchEstimate {
  /** How many calls; `null` where Xero does not say how many pages there are. */
  readonly calls: number | null;
  /** How many records, where Xero says. */
  readonly records: number | null;
  /** The least seconds that the limits allow it in. */
  readonly seconds: number | null;
}

/** A list that was asked for, and how its pages are got. */
export class Listed<M extends Mode, T> {
  readonly parameters: object | undefined;

  constructor(
    readonly caller: Caller<M>,
    readonly name: string,
    readonly schema: Schema<T>,
    parameters: object | undefined,
    readonly options: OptionsOf<M> | undefined,
  ) {
    this.parameters = copied(parameters);
  }

  /** One page, by one request. */
  page(number: number): Reply<M, Page<T>> {
    // Lists without pages take no number, and the first page needs none.
    const parameters = number === 1 ? this.parameters : { ...this.parameters, page: number };
    const read = (value: unknown, meta: Meta) => this.#read({ value, meta });
    return this.caller.run({ parts: { operation: this.name, arguments: parameters }, read }, this.options);
  }

  /** What the core alone can tell of the list. */
  ask<V>(verb: "count" | "estimate"): Reply<M, V> {
    const read = (value: unknown) => value as V;
    return this.caller.run({ parts: { verb, ...this.#parts() }, read }, this.options);
  }

  /** The pages, fetched ahead but no further than `limit` records. */
  walk(limit?: number) {
    const walk = this.caller.walk({ ...this.#parts(), limit }, this.options);
    return { next: () => walk.next(), read: (reply: ReplyData) => this.#read(reply), close: () => walk.close() };
  }

  #parts(): Parts {
    return { operation: this.name, arguments: this.parameters };
  }

  #read(reply: ReplyData): Page<T> {
    const { value, meta } = checked(reply);
    const page = value as PageValue<T>;
    this.schema.reviveAll(page.records as object[], meta);
    return new Page(page, meta as Meta);
  }
}

/** The parameters as they are now: a list is used later. */
function copied(parameters: object | undefined): object | undefined {
  if (typeof parameters !== "object" || parameters === null) return parameters;
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parameters)) copy[name] = Array.isArray(value) ? [...value] : value;
  return copy;
}

let listedOf: <M extends Mode, T>(listing: Listing<M, T>) => Listed<M, T>;

/** What both pagers show of themselves, without sending anything. */
abstract class Listing<M extends Mode, T> {
  readonly #listed: Listed<M, T>;

  static {
    listedOf = (listing) => listing.#listed;
  }

  /** Pagers are made by `list()`. */
  constructor(listed: Listed<M, T>) {
    this.#listed = listed;
  }

  [inspect](_depth: number, options: object, show: (value: unknown, options: object) => string): string {
    const { name, parameters } = this.#listed;
    return `${this.constructor.name} ${name} ${show(parameters ?? {}, options)}`;
  }

  /** A line for notebooks; it sends nothing. */
  [display](): Record<string, string> {
    return { "text/plain": `${this.constructor.name} ${this.#listed.name}: not fetched yet` };
  }
}

/** What arrays have and pagers do not: without a word, `undefined` would come of it. */
const OF_ARRAYS = ["at", "every", "filter", "find", "flatMap", "forEach", "includes", "map", "reduce", "slice", "some"];

for (const name of OF_ARRAYS) {
  const value = function (this: unknown): never {
    const records = this instanceof AsyncPager ? "(await pager.collect())" : "pager.collect()";
    throw refusal("argument", `a pager has no ${name}(): it is not fetched yet`, `use ${records}.${name}(…)`);
  };
  Object.defineProperty(Listing.prototype, name, { value, configurable: true });
}
for (const [name, advice] of [
  ["length", "use count(), or collect() and its length"],
  ["0", "use first(), or collect()"],
] as const) {
  const get = (): never => {
    throw refusal("argument", `a pager has no ${name === "0" ? "[0]" : name}: it is not fetched yet`, advice);
  };
  Object.defineProperty(Listing.prototype, name, { get, configurable: true });
}

/** A list, got by blocking calls. */
export class Pager<T> extends Listing<"blocking", T> implements Iterable<T> {
  /** The records of all pages, in order. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (const page of this.pages()) yield* page.records;
  }

  /** The pages, in order, fetched ahead within the limits. */
  *pages(): Generator<Page<T>, void, undefined> {
    yield* blockingPages(listedOf(this));
  }

  /** One page, by one request. */
  page(number = 1): Page<T> {
    return listedOf(this).page(number);
  }

  /** All records, or the first `limit`. */
  collect(options?: CollectOptions): T[] {
    const limit = limitOf(options);
    const records: T[] = [];
    if (limit === 0) return records;
    for (const page of blockingPages(listedOf(this), limit)) if (take(records, page, limit)) break;
    return records;
  }

  /** The first record, if there is any. */
  first(): T | undefined {
    return this.collect({ limit: 1 })[0];
  }

  /** How many records there are: as Xero says, else by walking the list. */
  count(): number {
    return listedOf(this).ask("count");
  }

  /** How many calls the list takes, and how long at the limits. Sends one page at most. */
  estimate(): FetchEstimate {
    return listedOf(this).ask("estimate");
  }
}

function* blockingPages<T>(listed: Listed<"blocking", T>, limit?: number): Generator<Page<T>, void, undefined> {
  const walk = listed.walk(limit);
  try {
    for (let reply = walk.next(); reply !== undefined; reply = walk.next()) yield walk.read(reply);
  } finally {
    walk.close();
  }
}

/** A list, got by awaited calls. */
export class AsyncPager<T> extends Listing<"awaited", T> implements AsyncIterable<T> {
  /** The records of all pages, in order. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) for (const record of page.records) yield record;
  }

  /** The pages, in order, fetched ahead within the limits. */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    yield* awaitedPages(listedOf(this));
  }

  /** One page, by one request. */
  page(number = 1): Promise<Page<T>> {
    return listedOf(this).page(number);
  }

  /** All records, or the first `limit`. */
  async collect(options?: CollectOptions): Promise<T[]> {
    const limit = limitOf(options);
    const records: T[] = [];
    if (limit === 0) return records;
    for await (const page of awaitedPages(listedOf(this), limit)) if (take(records, page, limit)) break;
    return records;
  }

  /** The first record, if there is any. */
  async first(): Promise<T | undefined> {
    return (await this.collect({ limit: 1 }))[0];
  }

  /** How many records there are: as Xero says, else by walking the list. */
  async count(): Promise<number> {
    return listedOf(this).ask("count");
  }

  /** How many calls the list takes, and how long at the limits. Sends one page at most. */
  async estimate(): Promise<FetchEstimate> {
    return listedOf(this).ask("estimate");
  }
}

async function* awaitedPages<T>(
  listed: Listed<"awaited", T>,
  limit?: number,
): AsyncGenerator<Page<T>, void, undefined> {
  const walk = listed.walk(limit);
  try {
    for (let reply = await walk.next(); reply !== undefined; reply = await walk.next()) yield walk.read(reply);
  } finally {
    walk.close();
  }
}

function limitOf(options: CollectOptions | undefined): number | undefined {
  const limit = options?.limit;
  if (limit === undefined || limit === Number.POSITIVE_INFINITY) return undefined;
  if (Number.isInteger(limit) && limit >= 0) return limit;
  throw refusal("argument", "limit is not a number of records", "give 0 or more, or leave it out for all records");
}

/** Adds a page's records up to `limit`; tells whether that was the end. */
function take<T>(records: T[], page: Page<T>, limit: number | undefined): boolean {
  for (const record of page.records) {
    if (records.length === limit) break;
    records.push(record);
  }
  return records.length === limit;
}

/** A blocking or an awaited list. */
export type PagerOf<M extends Mode, T> = M extends "awaited" ? AsyncPager<T> : Pager<T>;
