/** A request to the core, before it is sent. */

import { types } from "node:util";
import { isOptionName, type Mode, type OptionsOf } from "./options.js";
import type { Schema } from "./records.js";
import type { Meta } from "./values.js";

/** The fields of a request, by the core's names. */
export type RequestFields = Readonly<Record<string, unknown>>;

/** A request, and how its response becomes the result of the call. */
export interface CoreRequest<T> {
  readonly fields: RequestFields;
  /** A file that is sent with it. */
  readonly upload?: Upload | undefined;
  /** The schema of the records, if the response is a page of them. */
  readonly schema?: Schema;
  /** Makes the result from the value and the meta of the response. */
  toResult(value: unknown, meta: Meta): T;
}

/** A file to send in place of a body. */
export class Upload {
  constructor(readonly content: unknown) {}
}

/** Marks a body as the content of a file. */
export function upload(content: unknown): Upload {
  return new Upload(content);
}

/** The body of a note in a record's history. */
export function noteBody(text: string): object {
  return { details: text };
}

/** What a method of a resource was called with. */
export interface CallArguments<M extends Mode> {
  /** The arguments that have a place of their own, by name. */
  readonly path?: object | undefined;
  /** The object of the other parameters, or the options in its place. */
  readonly parameters?: object | undefined;
  readonly options?: OptionsOf<M> | undefined;
  readonly body?: unknown;
}

/** A call whose parameters and options are apart. */
export interface SortedArguments<M extends Mode> {
  /** All parameters by name. */
  readonly parameters: unknown;
  readonly options: OptionsOf<M> | undefined;
}

/**
 * Tells parameters and options apart. Options alone in the place of the parameters are options; the core says of others
 * where they belong.
 */
export function sortArguments<M extends Mode>({ path, parameters, options }: CallArguments<M>): SortedArguments<M> {
  if (parameters === undefined || parameters === null) return { parameters: path, options };
  // The core refuses text; a list or a map would be copied into no parameters at all.
  if (typeof parameters !== "object" || Symbol.iterator in parameters) return { parameters: "", options };
  const names = Object.keys(parameters);
  if (options === undefined && names.length > 0 && names.every(isOptionName)) {
    return { parameters: path, options: parameters as OptionsOf<M> };
  }
  const all: Record<string, unknown> = {};
  // A list is read later, or twice, so it keeps its own copy of what it was given.
  for (const [name, value] of Object.entries(parameters)) all[name] = isSeveral(value) ? [...value] : value;
  return { parameters: Object.assign(all, path), options };
}

/** Whether a value is several values: text is none, and neither are a map and bytes. */
export function isSeveral(value: unknown): value is Iterable<unknown> {
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value)) return false;
  return !types.isMap(value) && !ArrayBuffer.isView(value);
}

/** A request for an operation of the API. */
export function operationRequest<T>(
  name: string,
  parameters: unknown,
  toResult: (value: unknown, meta: Meta) => T,
  body?: unknown,
): CoreRequest<T> {
  const fields = { operation: name, arguments: parameters };
  return body instanceof Upload ? { fields, upload: body, toResult } : { fields: { ...fields, body }, toResult };
}
