/** Lists, which are fetched page by page. */

import type { ApiPromise } from "./api-promise.js";
import type { Dispatcher } from "./dispatch.js";
import { describeType, usageError } from "./error-factory.js";
import { htmlTable } from "./html.js";
import { type CallResult, isOptionName, type Mode, type OptionsOf, type ResultOf } from "./options.js";
import type { RawResponse } from "./raw.js";
import type { Schema } from "./records.js";
import type { RequestFields, SortedArguments } from "./request.js";
import type { CoreResponse } from "./response.js";
import { display, inspect } from "./symbols.js";
import type { Meta } from "./values.js";

/** One page of a list. */
export class Page<T> implements Iterable<T> {
  /** The records. */
  readonly records: readonly T[];
  /** The page's number, from 1. */
  readonly number: number;
  /** The largest number of records on a page. */
  readonly pageSize: number | null;
  /** The number of pages, if Xero reports it. */
  readonly pageCount: number | null;
  /** The number of records on all pages, if Xero reports it. */
  readonly itemCount: number | null;
  /** The number of the next page; `null` on the last. */
  readonly next: number | null;
  /** The status, request ID and rate limits of the response. */
  readonly meta: Meta;

  /** Pagers make pages. */
  constructor(data: PageData<T>, meta: Meta) {
    this.records = data.records;
    this.number = data.number;
    this.pageSize = data.pageSize;
    this.pageCount = data.pageCount;
    this.itemCount = data.itemCount;
    this.next = data.next;
    this.meta = meta;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.records[Symbol.iterator]();
  }

  /** A table for notebooks. */
  [display](): Record<string, string> {
    const rows = this.records as readonly object[];
    const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const cells = rows.map((row) => fields.map((field) => (row as Record<string, unknown>)[field]));
    return { "text/html": htmlTable(fields, cells), "text/plain": `Page ${this.number}: ${rows.length} records` };
  }
}

/** A page as the core sends it. */
export interface PageData<T> {
  readonly records: T[];
  readonly number: number;
  readonly pageSize: number | null;
  readonly pageCount: number | null;
  readonly itemCount: number | null;
  readonly next: number | null;
}

/** The options of `collect()`. */
export interface CollectOptions {
  /** At most this many records. Default: all. */
  readonly limit?: number | undefined;
}

/** What it takes to fetch a whole list. */
export interface FetchEstimate {
  /** Requests; `null` if Xero does not report the number of pages. */
  readonly calls: number | null;
  /** Records, if Xero reports their number. */
  readonly records: number | null;
  /** The shortest time in seconds that the rate limits allow. */
  readonly seconds: number | null;
}

/** The request for a list, and how to read its pages. */
export class ListRequest<M extends Mode, T> {
  readonly parameters: unknown;
  readonly options: OptionsOf<M> | undefined;

  constructor(
    readonly dispatcher: Dispatcher<M>,
    readonly name: string,
    readonly schema: Schema<T>,
    { parameters, options }: SortedArguments<M>,
  ) {
    this.parameters = parameters;
    this.options = options;
  }

  /** Reads one page, with one request. */
  page(number: number): CallResult<M, Page<T>> {
    // Lists without pages have no such parameter, and the first page does not need it.
    const parameters = number === 1 ? this.parameters : { ...(this.parameters as object), page: number };
    const fields = { operation: this.name, arguments: parameters };
    const toResult = (value: unknown, meta: Meta) => new Page(value as PageData<T>, meta);
    return this.dispatcher.call({ fields, schema: this.schema, toResult }, this.options);
  }

  /** Asks the core about the list as a whole. */
  query<V>(verb: "count" | "estimate"): ResultOf<M, V> {
    const toResult = (value: unknown) => value as V;
    return this.dispatcher.send({ fields: { verb, ...this.#fields() }, toResult }, this.options);
  }

  /** The pages, fetched ahead, but not beyond `limit` records. */
  stream(limit?: number) {
    const pages = this.dispatcher.stream({ ...this.#fields(), limit }, this.schema, this.options);
    const toPage = ({ value, meta }: CoreResponse) => new Page(value as PageData<T>, meta as Meta);
    return { next: () => pages.next(), toPage, close: () => pages.close() };
  }

  #fields(): RequestFields {
    return { operation: this.name, arguments: this.parameters };
  }
}

let requestOf: <M extends Mode, T>(pager: PagerBase<M, T>) => ListRequest<M, T>;

/** What both pagers show of themselves. Showing sends nothing. */
abstract class PagerBase<M extends Mode, T> {
  readonly #request: ListRequest<M, T>;

  static {
    requestOf = (pager) => pager.#request;
  }

  /** The method `list()` of a resource makes pagers. */
  constructor(request: ListRequest<M, T>) {
    this.#request = request;
  }

  [inspect](_depth: number, options: object, show: (value: unknown, options: object) => string): string {
    const { name, parameters } = this.#request;
    return `${this.constructor.name} ${name} ${show(parameters ?? {}, options)}`;
  }

  /** A line for notebooks. */
  [display](): Record<string, string> {
    return { "text/plain": `${this.constructor.name} ${this.#request.name}: not fetched yet` };
  }
}

/** Methods that arrays have and pagers do not: an error says so, where `undefined` would only puzzle. */
const ARRAY_METHODS = [
  "at",
  "every",
  "filter",
  "find",
  "flatMap",
  "forEach",
  "includes",
  "map",
  "reduce",
  "slice",
  "some",
];

for (const name of ARRAY_METHODS) {
  const value = function (this: unknown): never {
    const records = this instanceof AsyncPager ? "(await pager.collect())" : "pager.collect()";
    throw usageError(
      "argument",
      `a pager has no ${name}(), because it is not fetched yet`,
      `use ${records}.${name}(…)`,
    );
  };
  Object.defineProperty(PagerBase.prototype, name, { value, configurable: true });
}
for (const [name, hint] of [
  ["length", "use count(), or collect() and its length"],
  ["0", "use first(), or collect()"],
] as const) {
  const get = (): never => {
    const shown = name === "0" ? "[0]" : name;
    throw usageError("argument", `a pager has no ${shown}, because it is not fetched yet`, hint);
  };
  Object.defineProperty(PagerBase.prototype, name, { get, configurable: true });
}

/**
 * A list that is fetched page by page while you iterate over it, with the next pages fetched ahead.
 *
 * Each iteration starts again at the first page. Records come in Xero's order. A record that Xero repeats on a later
 * page, because records moved between two requests, comes once.
 */
export class Pager<T> extends PagerBase<"blocking", T> implements Iterable<T> {
  /** All records, page after page. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (const page of this.pages()) yield* page.records;
  }

  /**
   * All pages.
   *
   * @returns An iterator, which requests the first page when you ask it for a page.
   */
  *pages(): Generator<Page<T>, void, undefined> {
    yield* blockingPages(requestOf(this));
  }

  /**
   * Fetches one page. Takes one request.
   *
   * @param number The page's number, from 1.
   * @returns The page.
   */
  page(number = 1): Page<T> {
    return requestOf(this).page(number);
  }

  /**
   * Fetches the records as an array. Sends no more requests than these records take.
   *
   * @param options `limit`: at most this many records.
   * @returns The records.
   */
  collect(options?: CollectOptions): T[] {
    const limit = limitOf(options);
    const records: T[] = [];
    if (limit === 0) return records;
    for (const page of blockingPages(requestOf(this), limit)) if (addRecords(records, page, limit)) break;
    return records;
  }

  /**
   * Fetches the first record. Takes one request.
   *
   * @returns The record, or `undefined` if the list is empty.
   */
  first(): T | undefined {
    return this.collect({ limit: 1 })[0];
  }

  /**
   * Counts the records. Takes one request if Xero reports the number, otherwise one for each page.
   *
   * @returns The number of records.
   */
  count(): number {
    return requestOf(this).query("count");
  }

  /**
   * Estimates what it takes to fetch the whole list. Takes one request if Xero must be asked.
   *
   * @returns How many requests the whole list takes, and how many seconds.
   */
  estimate(): FetchEstimate {
    return requestOf(this).query("estimate");
  }
}

function* blockingPages<T>(request: ListRequest<"blocking", T>, limit?: number): Generator<Page<T>, void, undefined> {
  const pages = request.stream(limit);
  try {
    for (let page = pages.next(); page !== undefined; page = pages.next()) yield pages.toPage(page);
  } finally {
    pages.close();
  }
}

/**
 * A list that is fetched page by page while you iterate over it, with the next pages fetched ahead.
 *
 * Each iteration starts again at the first page. Records come in Xero's order. A record that Xero repeats on a later
 * page, because records moved between two requests, comes once.
 */
export class AsyncPager<T> extends PagerBase<"awaited", T> implements AsyncIterable<T> {
  /** All records, page after page. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) for (const record of page.records) yield record;
  }

  /**
   * All pages.
   *
   * @returns An iterator, which requests the first page when you ask it for a page.
   */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    yield* awaitedPages(requestOf(this));
  }

  /**
   * Fetches one page. Takes one request.
   *
   * @param number The page's number, from 1.
   * @returns The page.
   */
  page(number = 1): ApiPromise<Page<T>> {
    return requestOf(this).page(number);
  }

  /**
   * Fetches the records as an array. Sends no more requests than these records take.
   *
   * @param options `limit`: at most this many records.
   * @returns The records.
   */
  async collect(options?: CollectOptions): Promise<T[]> {
    const limit = limitOf(options);
    const records: T[] = [];
    if (limit === 0) return records;
    for await (const page of awaitedPages(requestOf(this), limit)) if (addRecords(records, page, limit)) break;
    return records;
  }

  /**
   * Fetches the first record. Takes one request.
   *
   * @returns The record, or `undefined` if the list is empty.
   */
  async first(): Promise<T | undefined> {
    return (await this.collect({ limit: 1 }))[0];
  }

  /**
   * Counts the records. Takes one request if Xero reports the number, otherwise one for each page.
   *
   * @returns The number of records.
   */
  async count(): Promise<number> {
    return requestOf(this).query("count");
  }

  /**
   * Estimates what it takes to fetch the whole list. Takes one request if Xero must be asked.
   *
   * @returns How many requests the whole list takes, and how many seconds.
   */
  async estimate(): Promise<FetchEstimate> {
    return requestOf(this).query("estimate");
  }
}

async function* awaitedPages<T>(
  request: ListRequest<"awaited", T>,
  limit?: number,
): AsyncGenerator<Page<T>, void, undefined> {
  const pages = request.stream(limit);
  try {
    for (let page = await pages.next(); page !== undefined; page = await pages.next()) yield pages.toPage(page);
  } finally {
    pages.close();
  }
}

function limitOf(options: CollectOptions | undefined): number | undefined {
  if (options === undefined || options === null) return undefined;
  if (typeof options !== "object") {
    throw usageError("argument", `collect() takes an object, not ${describeType(options)}`, "give { limit: 10 }");
  }
  const { limit, ...others } = options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    const hint = isOptionName(unknown) ? "give it to the method that makes the pager" : "there is: limit";
    throw usageError("argument", `collect() has no option ${JSON.stringify(unknown)}`, hint);
  }
  if (limit === undefined || limit === Number.POSITIVE_INFINITY) return undefined;
  if (Number.isInteger(limit) && limit >= 0) return limit;
  throw usageError("argument", "limit is not a number of records", "give 0 or more, or omit it for all records");
}

/** Adds a page's records up to `limit`; returns whether the limit is reached. */
function addRecords<T>(records: T[], page: Page<T>, limit: number | undefined): boolean {
  for (const record of page.records) {
    if (records.length === limit) break;
    records.push(record);
  }
  return records.length === limit;
}

/** A list whose pages are responses as Xero sent them. Other uses of a list take several requests. */
export class RawPager<M extends Mode, T> {
  readonly #request: ListRequest<M, T>;

  /** The method `list()` of a resource's `withRawResponse` makes it. */
  constructor(pager: PagerOf<M, T>) {
    this.#request = requestOf(pager as unknown as PagerBase<M, T>);
  }

  /**
   * Fetches one page. Takes one request.
   *
   * @param number The page's number, from 1.
   * @returns The response, whose `parse()` returns the page.
   */
  page(number = 1): ResultOf<M, RawResponse<Page<T>>> {
    return this.#request.page(number) as unknown as ResultOf<M, RawResponse<Page<T>>>;
  }
}

/** A list that blocking or awaited calls read. */
export type PagerOf<M extends Mode, T> = M extends "awaited" ? AsyncPager<T> : Pager<T>;
