/** How the response of one call comes from the core. */

import { RawResponse } from "./raw.js";
import type { CoreResponse } from "./response.js";
import type { Meta } from "./values.js";

/** The line that stands before a response that is kept. */
interface KeptLine {
  readonly headers: Readonly<Record<string, string>>;
  readonly size: number;
}

/** What is kept of a response. */
interface Kept extends KeptLine {
  readonly meta: Meta;
  readonly content: Uint8Array;
}

/** Reads a response with what comes beside its value: the bytes of a file, or of the response as Xero sent it. */
export class ResponseReader {
  /** Whether the response is kept as Xero sent it. */
  keepsRaw = false;
  /** Whether that is settled: at the latest when the request is sent. */
  isDecided = false;
  /** The file that the call downloads. */
  file: Uint8Array = new Uint8Array();
  #kept: Kept | undefined;

  constructor(readonly readsFile = false) {}

  /** The request as it is sent. */
  requestOf(request: string): string {
    this.isDecided = true;
    return this.keepsRaw ? `{"keep_response":true,${request.slice(1)}` : request;
  }

  /** Whether bytes follow the response. */
  get readsBytes(): boolean {
    return this.keepsRaw || this.readsFile;
  }

  /** Takes what the core gave, and returns the response. */
  readonly parse = (received: unknown): CoreResponse => {
    if (typeof received === "string") return parseResponse(received);
    let rest = received as Uint8Array;
    if (this.keepsRaw) {
      const [response, kept] = splitLine(rest);
      if (response.error !== undefined) return response;
      const line = response.value as KeptLine;
      this.#kept = { ...line, meta: response.meta as Meta, content: kept.subarray(0, line.size) };
      rest = kept.subarray(line.size);
    }
    if (!this.readsFile) return parseResponse(textOf(rest));
    const [response, file] = splitLine(rest);
    this.file = file;
    return response;
  };

  /** The response as Xero sent it, from which `value` was made. */
  rawResponse<T>(value: T): RawResponse<T> {
    const { headers, meta, content } = this.#kept as Kept;
    return new RawResponse<T>({ status: meta.status as number, headers, content }, meta, { value });
  }
}

/** The record separator, which stands before each slice of a page; no JSON text holds it. */
const SEPARATOR = "\x1e";

/** A response of the core. */
export function parseResponse(json: unknown): CoreResponse {
  const text = json as string;
  if (!text.includes(SEPARATOR)) return JSON.parse(text);
  const [head = "", ...slices] = text.split(SEPARATOR);
  return { ...JSON.parse(head), slices };
}

/** A response whose first line is JSON, and the bytes that follow it. */
export function splitLine(received: Uint8Array): [CoreResponse, Uint8Array] {
  const end = received.indexOf(10);
  if (end < 0) return [parseResponse(textOf(received)), new Uint8Array()];
  return [parseResponse(textOf(received.subarray(0, end))), received.subarray(end + 1)];
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}
