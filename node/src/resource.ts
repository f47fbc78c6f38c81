/** What all resources share: each of their methods ends in one of these calls. */

import { type BatchData, BatchResult } from "./batch.js";
import type { Dispatcher } from "./dispatch.js";
import type { Mode, OptionsOf, ResultOf } from "./options.js";
import { AsyncPager, ListRequest, type PageData, Pager, type PagerOf } from "./pager.js";
import type { JsonObject, Schema } from "./records.js";
import { operationRequest } from "./request.js";
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
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
  body?: unknown,
): ResultOf<M, T> {
  const toRecord = (value: unknown, meta: Meta) => schema.revive(value as object, meta);
  return dispatcherOf(resource).send(operationRequest(name, parameters, toRecord, body), options);
}

/** A list; nothing is sent yet. */
export function requestList<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema<T>,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
): PagerOf<M, T> {
  const dispatcher = dispatcherOf(resource);
  const request = new ListRequest<M, T>(dispatcher, name, schema, parameters, options);
  const PagerClass = dispatcher.mode === "awaited" ? AsyncPager : Pager;
  return new PagerClass(request as never) as PagerOf<M, T>;
}

/** Reads records that come in one response. */
export function requestRecords<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema<T>,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
  body?: unknown,
): ResultOf<M, T[]> {
  const toRecords = (value: unknown) => (value as PageData<T>).records;
  const request = { ...operationRequest(name, parameters, toRecords, body), schema };
  return dispatcherOf(resource).send<T[]>(request, options);
}

/** Saves one record, or several. */
export function saveRecords<M extends Mode, T>(
  resource: Resource<M>,
  name: string,
  schema: Schema<T>,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
  body: unknown,
): ResultOf<M, T | BatchResult<T>> {
  const isList = typeof body === "object" && body !== null && Symbol.iterator in body;
  if (!isList) return requestRecord(resource, name, schema, parameters, options, body) as ResultOf<M, T>;
  const toBatch = (value: unknown) => new BatchResult<T>(value as BatchData, schema);
  const records = Array.from(body as Iterable<unknown>);
  return dispatcherOf(resource).send<T | BatchResult<T>>(operationRequest(name, parameters, toBatch, records), options);
}

/** A call without a result. */
export function requestNothing<M extends Mode>(
  resource: Resource<M>,
  name: string,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
  body?: unknown,
): ResultOf<M, void> {
  const toNothing = () => {};
  return dispatcherOf(resource).send<void>(operationRequest(name, parameters, toNothing, body), options);
}

/** Reads JSON that no schema describes. */
export function requestJson<M extends Mode>(
  resource: Resource<M>,
  name: string,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
  body?: unknown,
): ResultOf<M, JsonObject> {
  const toJson = (value: unknown) => value as JsonObject;
  return dispatcherOf(resource).send(operationRequest(name, parameters, toJson, body), options);
}

/** Downloads a file. */
export function requestFile<M extends Mode>(
  resource: Resource<M>,
  name: string,
  parameters: object | undefined,
  options: OptionsOf<M> | undefined,
): ResultOf<M, number | Uint8Array> {
  const { to, ...rest } = (parameters ?? {}) as { readonly to?: unknown };
  return dispatcherOf(resource).download({ operation: name, arguments: rest }, to, options);
}
