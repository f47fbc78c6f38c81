/** What all resources share: each of their methods ends in one of these calls. */

import { type BatchData, BatchResult } from "./batch.js";
import type { Dispatcher } from "./dispatch.js";
import type { Mode, ResultOf } from "./options.js";
import { AsyncPager, ListRequest, type PageData, Pager, type PagerOf } from "./pager.js";
import type { SaveResult } from "./params.js";
import type { JsonObject, Schema } from "./records.js";
import { type CallArguments, isSeveral, operationRequest, sortArguments } from "./request.js";
import type { Meta } from "./values.js";

/** The dispatcher of a client, of a namespace or of a resource. */
export let dispatcherOf: <M extends Mode>(owner: LazyResources<M>) => Dispatcher<M>;
let loadedOf: <M extends Mode>(owner: LazyResources<M>) => Map<string, object>;

/** An object with properties that load when they are first read. All share one dispatcher. */
export abstract class LazyResources<M extends Mode> {
  readonly #dispatcher: Dispatcher<M>;
  readonly #loaded = new Map<string, object>();

  static {
    dispatcherOf = (owner) => owner.#dispatcher;
    loadedOf = (owner) => owner.#loaded;
  }

  /** Resources and namespaces are properties of a client. */
  constructor(dispatcher: Dispatcher<M>) {
    this.#dispatcher = dispatcher;
  }
}

/** A resource of a client. Its methods are written once, for blocking and for awaited calls. */
export abstract class Resource<M extends Mode> extends LazyResources<M> {}

/** The resources of an API other than the Accounting API. */
export abstract class Namespace<M extends Mode> extends LazyResources<M> {}

/** The value of a property. Its module loads when the property is first read. */
export function lazyProperty<M extends Mode, T extends object>(
  owner: LazyResources<M>,
  name: string,
  load: () => new (dispatcher: Dispatcher<M>) => T,
): T {
  const loaded = loadedOf(owner);
  let value = loaded.get(name);
  if (value === undefined) {
    value = new (load())(dispatcherOf(owner));
    loaded.set(name, value);
  }
  return value as T;
}

/** Reads, changes or saves one record. */
export function requestRecord<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema<T>,
  call: CallArguments<M>,
): ResultOf<M, T> {
  return request(resource, name, call, (value, meta) => schema.revive(value as object, meta));
}

/** A list; nothing is sent yet. */
export function requestList<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema<T>,
  call: CallArguments<M>,
): PagerOf<M, T> {
  const dispatcher = dispatcherOf(resource);
  const list = new ListRequest<M, T>(dispatcher, name, schema, sortArguments(call));
  const PagerClass = dispatcher.mode === "awaited" ? AsyncPager : Pager;
  return new PagerClass(list as never) as PagerOf<M, T>;
}

/** Reads records that come in one response. */
export function requestRecords<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema<T>,
  call: CallArguments<M>,
): ResultOf<M, T[]> {
  return request(resource, name, call, (value) => (value as PageData<T>).records, schema);
}

/** Saves one record, or several. */
export function saveRecords<M extends Mode, T, Given>(
  resource: Resource<M>,
  name: string,
  schema: Schema<T>,
  call: CallArguments<M>,
): ResultOf<M, SaveResult<Given, T>> {
  const { body } = call;
  if (!isSeveral(body)) return requestRecord(resource, name, schema, call) as ResultOf<M, SaveResult<Given, T>>;
  const records = { ...call, body: [...body] };
  const toBatch = (value: unknown) => new BatchResult<T>(value as BatchData, schema);
  return request(resource, name, records, toBatch) as ResultOf<M, SaveResult<Given, T>>;
}

/** A call without a result. */
export function requestNothing<M extends Mode>(
  resource: Resource<M>,
  name: string,
  call: CallArguments<M>,
): ResultOf<M, void> {
  return request(resource, name, call, () => {});
}

/** Reads JSON that no schema describes. */
export function requestJson<M extends Mode>(
  resource: Resource<M>,
  name: string,
  call: CallArguments<M>,
): ResultOf<M, JsonObject> {
  return request(resource, name, call, (value) => value as JsonObject);
}

/** Downloads a file. */
export function requestFile<M extends Mode>(
  resource: Resource<M>,
  name: string,
  call: CallArguments<M>,
): ResultOf<M, number | Uint8Array> {
  const { parameters, options } = sortArguments(call);
  const { to, ...rest } = (parameters ?? {}) as { readonly to?: unknown };
  return dispatcherOf(resource).download({ operation: name, arguments: rest }, to, options);
}

function request<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  call: CallArguments<M>,
  toResult: (value: unknown, meta: Meta) => T,
  schema?: Schema,
): ResultOf<M, T> {
  const { parameters, options } = sortArguments(call);
  const core = operationRequest(name, parameters, toResult, call.body);
  return dispatcherOf(resource).send(schema === undefined ? core : { ...core, schema }, options);
}
