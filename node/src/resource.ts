/** What all resources share: their verbs end in one of these calls. */

import { BatchResult, type BatchValue } from "./batch.js";
import { AsyncPager, Listed, Pager, type PagerOf, type PageValue } from "./pager.js";
import { type Caller, type Mode, type OptionsOf, operation, type Reply } from "./request.js";
import { AwaitedSession } from "./session.js";
import type { JsonObject, Meta, Schema } from "./values.js";

let callerOf: <M extends Mode>(owner: Owner<M>) => Caller<M>;
let made: <M extends Mode>(owner: Owner<M>) => Map<string, object>;

/** Something whose calls go one way or the other. */
export abstract class Owner<M extends Mode> {
  readonly #caller: Caller<M>;
  readonly #members = new Map<string, object>();

  static {
    callerOf = (owner) => owner.#caller;
    made = (owner) => owner.#members;
  }

  /** Resources and namespaces are members of a client. */
  constructor(caller: Caller<M>) {
    this.#caller = caller;
  }
}

/** A resource of a client. Its verbs are written once, for blocking and for awaited calls. */
export abstract class Resource<M extends Mode> extends Owner<M> {}

/** The resources of an API beside the Accounting API. */
export abstract class Namespace<M extends Mode> extends Owner<M> {}

/** A member of a client or of a namespace. Its module is loaded when it is first touched. */
export function memberOf<M extends Mode, T extends object>(
  owner: Owner<M>,
  name: string,
  load: () => new (caller: Caller<M>) => T,
): T {
  const members = made(owner);
  let member = members.get(name);
  if (member === undefined) {
    member = new (load())(callerOf(owner));
    members.set(name, member);
  }
  return member as T;
}

/** Gets, changes or saves one record. */
export function one<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema<T>,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
  body?: unknown,
): Reply<M, T> {
  return callerOf(resource).run(operation(name, parameters, record(schema), body), options);
}

/** Asks for a list; nothing is sent yet. */
export function list<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema<T>,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
): PagerOf<M, T> {
  const caller = callerOf(resource);
  const listed = new Listed<M, T>(caller, name, schema, parameters, options);
  const Class = caller instanceof AwaitedSession ? AsyncPager : Pager;
  return new Class(listed as never) as PagerOf<M, T>;
}

/** Gets records that come all at once. */
export function all<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema<T>,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
  body?: unknown,
): Reply<M, T[]> {
  const read = (value: unknown, meta: Meta) => {
    const { records } = value as PageValue<T>;
    schema.reviveAll(records as object[], meta);
    return records as T[];
  };
  return callerOf(resource).run<T[]>(operation(name, parameters, read, body), options);
}

/** Saves one record, or several. */
export function save<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema<T>,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
  body: unknown,
): Reply<M, T | BatchResult<T>> {
  const isList = typeof body === "object" && body !== null && Symbol.iterator in body;
  if (!isList) return one(resource, name, schema, parameters, options, body) as Reply<M, T | BatchResult<T>>;
  const read = (value: unknown) => new BatchResult<T>(value as BatchValue, schema);
  const records = Array.from(body as Iterable<unknown>);
  return callerOf(resource).run<T | BatchResult<T>>(operation(name, parameters, read, records), options);
}

/** Does something that gives nothing. */
export function nothing<M extends Mode>(
  resource: Resource<M>,
  name: string,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
  body?: unknown,
): Reply<M, void> {
  return callerOf(resource).run<void>(
    operation(name, parameters, () => {}, body),
    options,
  );
}

/** Gets JSON that no schema describes. */
export function json<M extends Mode>(
  resource: Resource<M>,
  name: string,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
  body?: unknown,
): Reply<M, JsonObject> {
  const read = (value: unknown) => value as JsonObject;
  return callerOf(resource).run(operation(name, parameters, read, body), options);
}

/** Gets a file. */
export function bytes<M extends Mode>(
  resource: Resource<M>,
  name: string,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
): Reply<M, number | Uint8Array> {
  const { to, ...rest } = (parameters ?? {}) as { readonly to?: unknown };
  return callerOf(resource).download({ operation: name, arguments: rest }, to, options);
}

function record<T>(schema: Schema<T>): (value: unknown, meta: Meta) => T {
  return (value, meta) => schema.revive(value as object, meta);
}
