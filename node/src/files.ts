/** Files that calls send and receive: bytes, paths and streams. */

import {
  closeSync,
  createReadStream,
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
import type { LocalWork } from "./cancellation.js";
import { describeType, usageError } from "./error-factory.js";
import type { Mode, ResultOf } from "./options.js";
import type { Upload } from "./request.js";

/** A file by its path. A string alone is the content itself. */
export interface FilePath {
  /** The path. */
  readonly path: string;
}

/** A file that is available at once: its bytes, its text, its path or `file:` URL, or its bytes in pieces. */
type SyncFileInput = Uint8Array | ArrayBuffer | string | FilePath | URL | Iterable<Uint8Array | string>;

/**
 * A file to send, of at most 10 MB: its bytes, its text, `{ path }` or its `file:` URL, or its bytes in pieces; where it
 * is awaited also a `Blob` or `File`, a `Readable` of `node:stream` or a web `ReadableStream`.
 *
 * A string is sent in UTF-8. One that looks like a path is refused, so that a path is not sent in its file's place. Pieces
 * are collected in a temporary file, because the length must be known before they are sent.
 */
export type FileInput<M extends Mode> = M extends "awaited"
  ? SyncFileInput | AsyncIterable<Uint8Array | string> | BlobLike | ReadableByteStream
  : SyncFileInput;

/** An object that gives its bytes through a reader: a web `ReadableStream`. */
export interface ReadableByteStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | string | undefined }>;
    cancel(): Promise<void>;
  };
}

/** An object that gives a stream of its bytes: a `Blob` or a `File`. */
export interface BlobLike {
  readonly size: number;
  stream(): ReadableByteStream;
}

/** The bytes of a file as a web stream, which can also be iterated over. */
export type ByteStream = ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>;

/** A file piece by piece: an iterator where calls block, and a web stream where they are awaited. */
export type PiecesOf<M extends Mode> = M extends "awaited" ? ByteStream : Generator<Uint8Array, void, undefined>;

/** An object that accepts bytes at once. */
export interface ByteSink {
  write(piece: Uint8Array): unknown;
}

/** An object that accepts bytes and calls back when it has them: a `Writable` of `node:stream`. */
export interface AsyncByteSink {
  write(piece: Uint8Array, done: (error?: Error | null) => void): unknown;
  on?(event: "error", listener: (error: Error) => void): unknown;
  off?(event: "error", listener: (error: Error) => void): unknown;
}

/** An object that accepts bytes through a writer: a `WritableStream`. */
export interface WritableByteStream {
  getWriter(): { write(piece: Uint8Array): Promise<void>; releaseLock(): void };
}

/** Where a file goes: a path or `file:` URL, a file descriptor, or a stream, which is left open. */
export type FileOutput<M extends Mode> =
  | string
  | URL
  | number
  | (M extends "awaited" ? AsyncByteSink | WritableByteStream : ByteSink);

/** Writes the file to where it goes; the result is its size. */
export interface DownloadTo<M extends Mode> {
  /** Where the file goes. */
  readonly to: FileOutput<M>;
  readonly stream?: false | undefined;
}

/** Keeps the file in memory; the result is its bytes. */
export interface InMemory {
  readonly to?: undefined;
  readonly stream?: false | undefined;
}

/** Reads the file piece by piece; the result is a stream, which sends the request when it is first read. */
export interface InPieces {
  readonly to?: undefined;
  /** Whether the result is a stream. */
  readonly stream: true;
}

/** Xero accepts no larger file. */
const MAX_FILE_SIZE = 10 * 1024 * 1024;
const PIECE_SIZE = 64 * 1024;

/** What the core reads: bytes, those of a text, the file at a path, or pieces that first go to a temporary file. */
export type CoreInput =
  | { readonly bytes: Uint8Array }
  | { readonly text: Uint8Array }
  | { readonly path: string }
  | { readonly pieces: Iterable<unknown> | AsyncIterable<unknown> };

/** What the core reads for the user's content. */
export function inputOf({ content }: Upload): CoreInput {
  if (typeof content === "string") return { text: encodeText(content) };
  if (content instanceof Uint8Array) return { bytes: content };
  if (types.isAnyArrayBuffer(content)) return { bytes: new Uint8Array(content) };
  if (ArrayBuffer.isView(content)) {
    return { bytes: new Uint8Array(content.buffer, content.byteOffset, content.byteLength) };
  }
  if (typeof content === "object" && content !== null) {
    if (content instanceof URL) return { path: pathOf(content) as string };
    if (Symbol.asyncIterator in content) return { pieces: content as AsyncIterable<unknown> };
    if (Symbol.iterator in content) return { pieces: content as Iterable<unknown> };
    if ("getReader" in content) return { pieces: piecesOfStream(content as ReadableByteStream) };
    if ("stream" in content && "size" in content) return { pieces: piecesOfBlob(content as BlobLike) };
    if ("path" in content && typeof content.path === "string") return { path: content.path };
  }
  throw usageError(
    "argument",
    `the content is ${describeType(content)}, not a file`,
    "give its bytes, its text, { path }, or a stream of its bytes",
  );
}

function encodeText(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text);
  throw usageError("argument", "the content holds half of a surrogate pair, which is not a character", "give bytes");
}

async function* piecesOfBlob(blob: BlobLike): AsyncGenerator<unknown, void, undefined> {
  if (blob.size > MAX_FILE_SIZE) throw tooLargeError();
  yield* piecesOfStream(blob.stream());
}

async function* piecesOfStream(stream: ReadableByteStream): AsyncGenerator<unknown, void, undefined> {
  const reader = stream.getReader();
  let isOpen = true;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      isOpen = !done;
      if (done) return;
      yield value;
    }
  } finally {
    if (isOpen) await reader.cancel();
  }
}

/** Writes pieces to a temporary file, and returns what `send` returns for its path. */
export function spoolSync<T>(pieces: Iterable<unknown> | AsyncIterable<unknown>, send: (path: string) => T): T {
  if (!(Symbol.iterator in pieces)) {
    throw usageError(
      "argument",
      "a blocking call cannot await a stream",
      "give its bytes or its path, or use AsyncClient",
    );
  }
  return inTemporaryFolderSync((path) => {
    const file = openSync(path, "wx");
    try {
      const check = pieceChecker();
      for (const piece of pieces) writeFileSync(file, check(piece));
    } finally {
      closeSync(file);
    }
    return send(path);
  });
}

/** Writes pieces to a temporary file, and returns what `send` returns for its path. */
export function spool<T>(
  pieces: Iterable<unknown> | AsyncIterable<unknown>,
  localWork: LocalWork,
  send: (path: string) => Promise<T>,
): Promise<T> {
  return inTemporaryFolder(async (path) => {
    const file = await promises.open(path, "wx");
    try {
      const check = pieceChecker();
      for await (const piece of cancellablePieces(pieces, localWork)) await file.writeFile(check(piece));
    } finally {
      await file.close();
    }
    return send(path);
  });
}

/** The pieces, until the call is cancelled. */
async function* cancellablePieces(
  pieces: Iterable<unknown> | AsyncIterable<unknown>,
  localWork: LocalWork,
): AsyncGenerator<unknown, void, undefined> {
  const iterator = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await localWork(async () => iterator.next());
      ended = done === true;
      if (ended) return;
      yield value;
    }
  } finally {
    // Not awaited: a stream that is stuck would not end either.
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

/** Returns each piece that it is given; throws when they are more than Xero accepts. */
function pieceChecker(): (piece: unknown) => Uint8Array {
  let size = 0;
  return (piece) => {
    const bytes = typeof piece === "string" ? encodeText(piece) : piece;
    if (!types.isUint8Array(bytes)) {
      throw usageError("argument", `a piece of the content is ${describeType(piece)}, not bytes`, "give bytes or text");
    }
    size += bytes.byteLength;
    if (size <= MAX_FILE_SIZE) return bytes;
    throw tooLargeError();
  };
}

function tooLargeError(): Error {
  return usageError("argument", "the file is larger than the 10 MB that Xero accepts", "make it smaller, or split it");
}

/** The parts of a download, as the dispatcher gives them. */
interface Parts<M extends Mode> {
  next(): ResultOf<M, { readonly value?: unknown } | undefined>;
  close(): void;
}

/** The pieces of a file that a blocking call downloads. */
export function* blockingPieces(open: () => Parts<"blocking">): Generator<Uint8Array, void, undefined> {
  const parts = open();
  try {
    for (let part = parts.next(); part !== undefined; part = parts.next()) yield part.value as Uint8Array;
  } finally {
    parts.close();
  }
}

/** The pieces of a file that an awaited call downloads. Each is fetched when it is read. */
export function awaitedPieces(open: () => Parts<"awaited">): ByteStream {
  let parts: Parts<"awaited"> | undefined;
  const source = {
    async pull(controller: { enqueue(piece: Uint8Array): void; close(): void }) {
      parts ??= open();
      try {
        const part = await parts.next();
        if (part !== undefined) {
          controller.enqueue(part.value as Uint8Array);
          return;
        }
        controller.close();
      } catch (reason) {
        parts.close();
        throw reason;
      }
      parts.close();
    },
    cancel: () => parts?.close(),
  };
  return new ReadableStream<Uint8Array>(source, { highWaterMark: 0 }) as ByteStream;
}

/** The path that a file goes to, or the file descriptor or stream that its bytes go to. */
export function outputOf(to: unknown): string | number | Exclude<FileOutput<Mode>, string | URL | number> {
  const path = pathOf(to);
  if (path !== undefined) return path;
  if (typeof to === "number" && Number.isInteger(to) && to >= 0) return to;
  if (typeof to === "object" && to !== null) {
    if ("write" in to && typeof to.write === "function") return to as ByteSink;
    if ("getWriter" in to && typeof to.getWriter === "function") return to as WritableByteStream;
  }
  throw usageError("argument", `a file cannot go to ${describeType(to)}`, "give a path, a file descriptor or a stream");
}

/** Copies the file that `receive` writes to a temporary path to where it goes. */
export function copyToSync<T>(output: number | object, receive: (path: string) => T): T {
  if (typeof output === "object" && !("write" in output)) {
    throw usageError("argument", "a blocking call cannot write to this stream", "give a path, or use AsyncClient");
  }
  return inTemporaryFolderSync((path) => {
    const received = receive(path);
    const file = openSync(path, "r");
    try {
      for (;;) {
        const piece = Buffer.alloc(PIECE_SIZE);
        const length = readSync(file, piece);
        if (length === 0) return received;
        const bytes = piece.subarray(0, length);
        if (typeof output === "number") writeAll(output, bytes);
        else (output as ByteSink).write(bytes);
      }
    } finally {
      closeSync(file);
    }
  });
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** Copies the file that `receive` writes to a temporary path to where it goes. */
export function copyTo<T>(
  output: number | object,
  localWork: LocalWork,
  receive: (path: string) => Promise<T>,
): Promise<T> {
  return inTemporaryFolder(async (path) => {
    const received = await receive(path);
    const file = createReadStream(path, { highWaterMark: PIECE_SIZE });
    if (typeof output === "number") for await (const piece of file) writeAll(output, piece);
    else if ("getWriter" in output) await copyToStream(file, output as WritableByteStream, localWork);
    else await copyToSink(file, output as AsyncByteSink, localWork);
    return received;
  });
}

async function copyToStream(
  file: AsyncIterable<Uint8Array>,
  output: WritableByteStream,
  localWork: LocalWork,
): Promise<void> {
  const writer = output.getWriter();
  try {
    for await (const piece of file) await localWork(() => writer.write(piece));
  } finally {
    writer.releaseLock();
  }
}

async function copyToSink(file: AsyncIterable<Uint8Array>, output: AsyncByteSink, localWork: LocalWork): Promise<void> {
  // The call rejects with the error; an "error" event without a listener would end the process as well.
  const ignore = () => {};
  output.on?.("error", ignore);
  for await (const piece of file) {
    const written = () =>
      new Promise<void>((resolve, reject) => {
        output.write(piece, (error) => (error ? reject(error) : resolve()));
      });
    await localWork(written);
  }
  output.off?.("error", ignore);
}

function inTemporaryFolderSync<T>(work: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "xero-m2m-"));
  try {
    return work(join(folder, "file"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inTemporaryFolder<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = await promises.mkdtemp(join(tmpdir(), "xero-m2m-"));
  try {
    return await work(join(folder, "file"));
  } finally {
    // A cancelled call may still be writing its last bytes.
    await promises.rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function pathOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!(value instanceof URL)) return undefined;
  if (value.protocol === "file:") return fileURLToPath(value);
  throw usageError("argument", `a ${value.protocol} URL is not a local file`, "give a file: URL or a path");
}
