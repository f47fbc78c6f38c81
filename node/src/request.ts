/** A request to the core, before it is sent. */

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

/** A request for an operation of the API. */
export function operationRequest<T>(
  name: string,
  parameters: object | undefined,
  toResult: (value: unknown, meta: Meta) => T,
  body?: unknown,
): CoreRequest<T> {
  const fields = { operation: name, arguments: parameters };
  return body instanceof Upload ? { fields, upload: body, toResult } : { fields: { ...fields, body }, toResult };
}
