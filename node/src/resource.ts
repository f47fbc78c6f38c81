/** What all resources share: their verbs end in one of these calls. */

import { BatchResult, type BatchValue } from "./batch.js";
import { AsyncPager, Pager, type PagerOf, PageSource } from "./pager.js";
import { type Caller, type Mode, type OptionsOf, operation, type Reply, record } from "./request.js";
import { AwaitedSession } from "./session.js";
import type { Meta, Schema } from "./values.js";

let callerOf: <M extends Mode>(resource: Resource<M>) => Caller<M>;

/** A resource of a client. Its verbs are written once, for blocking and for awaited calls. */
export abstract class Resource<M extends Mode> {
  readonly #caller: Caller<M>;

  static {
    callerOf = (resource) => resource.#caller;
  }

  /** Resources are members of a client. */
  constructor(caller: Caller<M>) {
    this.#caller = caller;
  }
}

/** Gets one record. */
export function getOne<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
): Reply<M, T> {
  return callerOf(resource).run(operation(name, parameters, record<T>(schema)), options);
}

/** Asks for a list; nothing is sent yet. */
export function listMany<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
): PagerOf<M, T> {
  const caller = callerOf(resource);
  const source = new PageSource<M, T>(caller, name, schema, parameters, options);
  const Class = caller instanceof AwaitedSession ? AsyncPager : Pager;
  return new Class(source as never) as PagerOf<M, T>;
}

/** Writes one record or several. */
export function write<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema,
  body: unknown,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
): Reply<M, T | BatchResult<T>> {
  const one = record<T>(schema);
  const read = (value: unknown, meta: Meta) =>
    Array.isArray(body) ? new BatchResult<T>(value as BatchValue, schema, meta) : one(value, meta);
  return callerOf(resource).run<T | BatchResult<T>>(operation(name, parameters, read, body), options);
}
