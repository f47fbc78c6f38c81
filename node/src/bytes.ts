/** Files that calls carry: from bytes, a path or a stream, and to bytes, a path or a stream. */

import {
  closeSync,
  createReadStream,
  existsSync,
  mkdtempSync,
  openSync,
  promises,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { types } from "node:util";
import type { WhileWanted } from "./cancel.js";
import { ArgumentError } from "./errors.js";
import { failure, kindOf, type Mode, refusal, type Upload } from "./request.js";

/** A file's content that is at hand: its bytes, its path or `file:` URL, or its bytes in pieces. */
type Given = Uint8Array | string | URL | Iterable<Uint8Array>;

/** A file to send, of at most 10 MB: its bytes, its path or `file:` URL, or a stream of its bytes. */
export type Content<M extends Mode> = M extends "awaited" ? Given | AsyncIterable<Uint8Array> : Given;

/** Something that takes bytes at once. */
export interface ByteSink {
  write(piece: Uint8Array): unknown;
}

/** Something that takes bytes and tells when it has them: a `Writable` of `node:stream`. */
export interface AsyncByteSink {
  write(piece: Uint8Array, done: (error?: Error | null) => void): unknown;
  on?(event: "error", listener: (error: Error) => void): unknown;
  off?(event: "error", listener: (error: Error) => void): unknown;
}

/** Something that takes bytes by a writer: a `WritableStream`. */
export interface ByteStream {
  getWriter(): { write(piece: Uint8Array): Promise<void>; releaseLock(): void };
}

/** Where a file goes: a path or `file:` URL, a file descriptor, or a stream, which is left open. */
export type Target<M extends Mode> =
  | string
  | URL
  | number
  | (M extends "awaited" ? AsyncByteSink | ByteStream : ByteSink);

/** A file that is written where it goes; the call gives its size. */
export interface Saved<M extends Mode> {
  /** Where the file goes. */
  readonly to: Target<M>;
}

/** A file that the call gives as bytes. */
export interface Held {
  readonly to?: undefined;
}

/** Xero takes no larger file. */
const LARGEST = 10 * 1024 * 1024;
const PIECE = 64 * 1024;

/** Where the core finds a file: in bytes, at a path, or at the path that its pieces are written to first. */
export type Source =
  | { readonly bytes: Uint8Array }
  | { readonly path: string }
  | { readonly pieces: Iterable<unknown> }
  | { readonly stream: AsyncIterable<unknown> };

export function sourceOf({ content }: Upload): Source {
  if (content instanceof Uint8Array) return { bytes: content };
  if (types.isAnyArrayBuffer(content)) return { bytes: new Uint8Array(content) };
  if (ArrayBuffer.isView(content)) {
    return { bytes: new Uint8Array(content.buffer, content.byteOffset, content.byteLength) };
  }
  const path = pathOf(content);
  if (path !== undefined) return { path };
  if (typeof content === "object" && content !== null) {
    if (Symbol.asyncIterator in content) return { stream: content as AsyncIterable<unknown> };
    if (Symbol.iterator in content) return { pieces: content as Iterable<unknown> };
  }
  throw refusal(
    "argument",
    `the content is ${kindOf(content)}, not a file`,
    "give its bytes, its path, or a stream of its bytes",
  );
}

/** The error of a file that the core could not read: of a text that is no path, which no error tells. */
export function notRead(reason: unknown, { content }: Upload): unknown {
  const isOfPath = reason instanceof ArgumentError && reason.message.includes("cannot be read");
  if (typeof content !== "string" || !isOfPath || existsSync(content)) return reason;
  const message = "content is a string, which is read as a path, and there is no such file";
  const hint = "give bytes: Buffer.from(text)";
  const text = `${reason.operation === undefined ? "" : `${reason.operation}: `}${message}\nhint: ${hint}`;
  return failure({ ...reason.toJSON(), message, hint, text });
}

/** What `send` gives for the path of a file with these pieces. */
export function spooledSync<T>(pieces: Iterable<unknown>, send: (path: string) => T): T {
  return inFolderSync((path) => {
    const file = openSync(path, "wx");
    try {
      const room = roomFor();
      for (const piece of pieces) writeFileSync(file, room(piece));
    } finally {
      closeSync(file);
    }
    return send(path);
  });
}

/** What `send` gives for the path of a file with these pieces. */
export function spooled<T>(
  pieces: Iterable<unknown> | AsyncIterable<unknown>,
  whileWanted: WhileWanted,
  send: (path: string) => Promise<T>,
): Promise<T> {
  return inFolder(async (path) => {
    const file = await promises.open(path, "wx");
    try {
      const room = roomFor();
      for await (const piece of given(pieces, whileWanted)) await file.writeFile(room(piece));
    } finally {
      await file.close();
    }
    return send(path);
  });
}

/** The pieces, each waited for only while they are wanted. */
async function* given(
  pieces: Iterable<unknown> | AsyncIterable<unknown>,
  whileWanted: WhileWanted,
): AsyncGenerator<unknown, void, undefined> {
  const iterator = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await whileWanted(async () => iterator.next());
      ended = done === true;
      if (ended) return;
      yield value;
    }
  } finally {
    // Not awaited: a stream that gives nothing more would not end either.
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

/** Lets pieces through until they are more than Xero takes. */
function roomFor(): (piece: unknown) => Uint8Array {
  let size = 0;
  return (piece) => {
    if (!types.isUint8Array(piece)) {
      throw refusal(
        "argument",
        `a piece of the content is ${kindOf(piece)}, not bytes`,
        "give bytes: Buffer.from(text)",
      );
    }
    size += piece.byteLength;
    if (size <= LARGEST) return piece;
    throw refusal("argument", "the file is larger than the 10 MB that Xero takes", "make it smaller, or split it");
  };
}

/** The path that a file goes to, or the stream that its bytes go to. */
export function targetOf(to: unknown): string | number | Exclude<Target<Mode>, string | URL | number> {
  const path = pathOf(to);
  if (path !== undefined) return path;
  if (typeof to === "number" && Number.isInteger(to) && to >= 0) return to;
  if (typeof to === "object" && to !== null) {
    if ("write" in to && typeof to.write === "function") return to as ByteSink;
    if ("getWriter" in to && typeof to.getWriter === "function") return to as ByteStream;
  }
  throw refusal("argument", `a file cannot go to ${kindOf(to)}`, "give a path, a file descriptor or a stream");
}

/** Writes the file that `receive` put at a path to where it goes. */
export function pouredSync<T>(target: number | object, receive: (path: string) => T): T {
  if (typeof target === "object" && !("write" in target)) {
    throw refusal("argument", "a blocking call cannot write to this stream", "give a path, or use AsyncClient");
  }
  return inFolderSync((path) => {
    const received = receive(path);
    const file = openSync(path, "r");
    try {
      for (;;) {
        const piece = Buffer.alloc(PIECE);
        const length = readSync(file, piece);
        if (length === 0) return received;
        const bytes = piece.subarray(0, length);
        if (typeof target === "number") writeAll(target, bytes);
        else (target as ByteSink).write(bytes);
      }
    } finally {
      closeSync(file);
    }
  });
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** Writes the file that `receive` put at a path to where it goes. */
export function poured<T>(
  target: number | object,
  whileWanted: WhileWanted,
  receive: (path: string) => Promise<T>,
): Promise<T> {
  return inFolder(async (path) => {
    const received = await receive(path);
    const file = createReadStream(path, { highWaterMark: PIECE });
    if (typeof target === "number") for await (const piece of file) writeAll(target, piece);
    else if ("getWriter" in target) await toStream(file, target as ByteStream, whileWanted);
    else await toSink(file, target as AsyncByteSink, whileWanted);
    return received;
  });
}

async function toStream(file: AsyncIterable<Uint8Array>, target: ByteStream, whileWanted: WhileWanted): Promise<void> {
  const writer = target.getWriter();
  try {
    for await (const piece of file) await whileWanted(() => writer.write(piece));
  } finally {
    writer.releaseLock();
  }
}

async function toSink(file: AsyncIterable<Uint8Array>, target: AsyncByteSink, whileWanted: WhileWanted): Promise<void> {
  // The call rejects with what goes wrong; an event that nobody listens to would end the process as well.
  const ignore = () => {};
  target.on?.("error", ignore);
  for await (const piece of file) {
    const written = () =>
      new Promise<void>((resolve, reject) => {
        target.write(piece, (error) => (error ? reject(error) : resolve()));
      });
    await whileWanted(written);
  }
  target.off?.("error", ignore);
}

function inFolderSync<T>(work: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "xero-m2m-"));
  try {
    return work(join(folder, "file"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inFolder<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = await promises.mkdtemp(join(tmpdir(), "xero-m2m-"));
  try {
    return await work(join(folder, "file"));
  } finally {
    // A call that was given up may still be writing its last bytes.
    await promises.rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function pathOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!(value instanceof URL)) return undefined;
  if (value.protocol === "file:") return fileURLToPath(value);
  throw refusal("argument", `${value.protocol} is not the URL of a file here`, "give a file: URL or a path");
}
