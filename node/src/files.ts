/** Files that calls send and receive: bytes, paths and streams. */

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
import type { LocalWork } from "./cancellation.js";
import { describeType, errorFrom, usageError } from "./error-factory.js";
import { ArgumentError } from "./errors.js";
import type { Mode } from "./options.js";
import type { Upload } from "./request.js";

/** A file that is available at once: its bytes, its path or `file:` URL, or its bytes in pieces. */
type SyncFileInput = Uint8Array | string | URL | Iterable<Uint8Array>;

/** A file to send, of at most 10 MB: its bytes, its path or `file:` URL, or a stream of its bytes. */
export type FileInput<M extends Mode> = M extends "awaited" ? SyncFileInput | AsyncIterable<Uint8Array> : SyncFileInput;

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
}

/** Keeps the file in memory; the result is its bytes. */
export interface InMemory {
  readonly to?: undefined;
}

/** Xero accepts no larger file. */
const MAX_FILE_SIZE = 10 * 1024 * 1024;
const PIECE_SIZE = 64 * 1024;

/** What the core reads: bytes, the file at a path, or pieces that are first written to a temporary file. */
export type CoreInput =
  | { readonly bytes: Uint8Array }
  | { readonly path: string }
  | { readonly pieces: Iterable<unknown> | AsyncIterable<unknown> };

/** What the core reads for the user's content. */
export function inputOf({ content }: Upload): CoreInput {
  if (content instanceof Uint8Array) return { bytes: content };
  if (types.isAnyArrayBuffer(content)) return { bytes: new Uint8Array(content) };
  if (ArrayBuffer.isView(content)) {
    return { bytes: new Uint8Array(content.buffer, content.byteOffset, content.byteLength) };
  }
  const path = pathOf(content);
  if (path !== undefined) return { path };
  if (typeof content === "object" && content !== null) {
    if (Symbol.asyncIterator in content) return { pieces: content as AsyncIterable<unknown> };
    if (Symbol.iterator in content) return { pieces: content as Iterable<unknown> };
  }
  throw usageError(
    "argument",
    `the content is ${describeType(content)}, not a file`,
    "give its bytes, its path, or a stream of its bytes",
  );
}

/** The error for a file that the core could not read. It does not quote a text that is not a path. */
export function unreadableFileError(reason: unknown, { content }: Upload): unknown {
  const isOfPath = reason instanceof ArgumentError && reason.message.includes("cannot be read");
  if (typeof content !== "string" || !isOfPath || existsSync(content)) return reason;
  const message = "content is a string, which is read as a path, and there is no such file";
  const hint = "give bytes: Buffer.from(text)";
  const text = `${reason.operation === undefined ? "" : `${reason.operation}: `}${message}\nhint: ${hint}`;
  return errorFrom({ ...reason.toJSON(), message, hint, text });
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
    if (!types.isUint8Array(piece)) {
      throw usageError(
        "argument",
        `a piece of the content is ${describeType(piece)}, not bytes`,
        "give bytes: Buffer.from(text)",
      );
    }
    size += piece.byteLength;
    if (size <= MAX_FILE_SIZE) return piece;
    throw usageError("argument", "the file is larger than the 10 MB that Xero accepts", "make it smaller, or split it");
  };
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
