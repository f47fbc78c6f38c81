/** Lists: nothing is sent until a pager is used, and every use starts afresh. */

import { table } from "./html.js";
import { type Caller, type Mode, type OptionsOf, operation, type Reply, type Request, refusal } from "./request.js";
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

interface PageValue<T> {
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

/** A list that was asked for, and how its pages are got. */
export class PageSource<M extends Mode, T> {
  constructor(
    readonly caller: Caller<M>,
    readonly name: string,
    readonly schema: Schema,
    readonly parameters: object | undefined,
    readonly options: OptionsOf<M> | undefined,
  ) {}

  page(number: number | undefined): Reply<M, Page<T>> {
    // Lists without pages take no number, and the first page needs none.
    const parameters = number === undefined || number === 1 ? this.parameters : { ...this.parameters, page: number };
    return this.caller.run(this.#request(parameters), this.options);
  }

  #request(parameters: object | undefined): Request<Page<T>> {
    return operation(this.name, parameters, (value, meta) => {
      const page = value as PageValue<T>;
      for (const record of page.records) this.schema.revive(record as object);
      return new Page(page, meta);
    });
  }
}

let sourceOf: <M extends Mode, T>(listing: Listing<M, T>) => PageSource<M, T>;

/** What both pagers show of themselves, without sending anything. */
abstract class Listing<M extends Mode, T> {
  readonly #source: PageSource<M, T>;

  static {
    sourceOf = (listing) => listing.#source;
  }

  /** Pagers are made by `list()`. */
  constructor(source: PageSource<M, T>) {
    this.#source = source;
  }

  [inspect](_depth: number, options: object, show: (value: unknown, options: object) => string): string {
    const { name, parameters } = this.#source;
    return `${this.constructor.name} ${name} ${show(parameters ?? {}, options)}`;
  }

  /** A line for notebooks; it sends nothing. */
  [display](): Record<string, string> {
    return { "text/plain": `${this.constructor.name} ${this.#source.name}: not fetched yet` };
  }
}

/** A list, got by blocking calls. */
export class Pager<T> extends Listing<"blocking", T> implements Iterable<T> {
  /** The records of all pages, in order. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (const page of this.pages()) yield* page.records;
  }

  /** The pages, in order. */
  *pages(): Generator<Page<T>, void, undefined> {
    let page = sourceOf(this).page(undefined);
    yield page;
    while (page.next !== null) {
      page = sourceOf(this).page(page.next);
      yield page;
    }
  }

  /** One page, by one request. */
  page(number = 1): Page<T> {
    return sourceOf(this).page(number);
  }

  /** All records, or the first `limit`. */
  collect(options?: CollectOptions): T[] {
    const records: T[] = [];
    const limit = limitOf(options);
    if (limit === 0) return records;
    for (const page of this.pages()) if (take(records, page, limit)) break;
    return records;
  }

  /** The first record, if there is any. */
  first(): T | undefined {
    return sourceOf(this).page(undefined).records[0];
  }

  /** How many records there are, by one request where Xero says, else by one for each page. */
  count(): number {
    let count = 0;
    for (const page of this.pages()) {
      if (page.itemCount !== null) return page.itemCount;
      count += page.records.length;
    }
    return count;
  }
}

/** A list, got by awaited calls. */
export class AsyncPager<T> extends Listing<"awaited", T> implements AsyncIterable<T> {
  /** The records of all pages, in order. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) for (const record of page.records) yield record;
  }

  /** The pages, in order. */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    let page = await sourceOf(this).page(undefined);
    yield page;
    while (page.next !== null) {
      page = await sourceOf(this).page(page.next);
      yield page;
    }
  }

  /** One page, by one request. */
  page(number = 1): Promise<Page<T>> {
    return sourceOf(this).page(number);
  }

  /** All records, or the first `limit`. */
  async collect(options?: CollectOptions): Promise<T[]> {
    const records: T[] = [];
    const limit = limitOf(options);
    if (limit === 0) return records;
    for await (const page of this.pages()) if (take(records, page, limit)) break;
    return records;
  }

  /** The first record, if there is any. */
  async first(): Promise<T | undefined> {
    return (await sourceOf(this).page(undefined)).records[0];
  }

  /** How many records there are, by one request where Xero says, else by one for each page. */
  async count(): Promise<number> {
    let count = 0;
    for await (const page of this.pages()) {
      if (page.itemCount !== null) return page.itemCount;
      count += page.records.length;
    }
    return count;
  }
}

function limitOf(options: CollectOptions | undefined): number {
  const limit = options?.limit ?? Number.POSITIVE_INFINITY;
  if (limit >= 0) return limit;
  throw refusal("argument", "limit is not a number of records", "give 0 or more, or leave it out for all records");
}

/** Adds a page's records up to `limit`; tells whether that was the end. */
function take<T>(records: T[], page: Page<T>, limit: number): boolean {
  const room = limit - records.length;
  for (const record of page.records.slice(0, room)) records.push(record);
  return records.length >= limit;
}

/** A blocking or an awaited list. */
export type PagerOf<M extends Mode, T> = M extends "awaited" ? AsyncPager<T> : Pager<T>;
