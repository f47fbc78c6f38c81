/** How requests reach the core: one body, which blocks or returns promises. */

import { ApiPromise } from "./api-promise.js";
import { cancelledError, doLocalWork, type LocalWork, signalOf, unlessAborted } from "./cancellation.js";
import { encodeJson, encodeRequest } from "./encoding.js";
import { atCallSite, type CallSite, captureCallSite, usageError } from "./error-factory.js";
import type { XeroErrorData } from "./errors.js";
import type { EventDispatcher, ObservedCall } from "./event-dispatcher.js";
import type * as FilesModule from "./files.js";
import type { ByteStream, PiecesOf } from "./files.js";
import type { NativeClient, NativeParts } from "./native.js";
import type { AsyncCallOptions, CallResult, Mode, OptionsOf, ResultOf, SharedOptions } from "./options.js";
import type { RawResponse } from "./raw.js";
import type { Schema } from "./records.js";
import type { CoreRequest, RequestFields, Upload } from "./request.js";
import { type CoreResponse, nativeOrThrow, resultFrom, throwIfFailed } from "./response.js";
import { parseResponse, ResponseReader, splitLine } from "./response-reader.js";
import { type SecretFunction, SecretSupplier } from "./secret.js";
import { runAwaited, runBlocking, type Steps } from "./steps.js";

/** Only calls with files load this module. */
const files = (): typeof FilesModule => require("./files.js");

/** What a request needs on its way, besides its text. */
interface Exchange {
  readonly fields: RequestFields;
  readonly signal: AbortSignal | undefined;
  readonly call: ObservedCall | undefined;
  readonly reader: ResponseReader;
}

/** Takes the path of a temporary file, and returns what the core responds. */
type WithPath<M extends Mode> = (path: string) => ResultOf<M, CoreResponse>;

/** Sends requests to the core and returns its responses. */
export abstract class Dispatcher<M extends Mode> {
  abstract readonly mode: M;
  readonly native: NativeClient;
  readonly events: EventDispatcher;
  protected readonly secret: SecretFunction | undefined;
  #supplier: SecretSupplier | undefined;

  constructor(native: NativeClient, events: EventDispatcher, secret: SecretFunction | undefined) {
    this.native = native;
    this.events = events;
    this.secret = secret;
  }

  /** Sends one request that is no operation of the API. */
  send<T>(request: CoreRequest<T>, options: OptionsOf<M> | undefined): ResultOf<M, T> {
    const reader = new ResponseReader();
    reader.isDecided = true;
    return this.run(this.#send(request, options, reader), this.callSite(this.send));
  }

  /** Calls an operation. */
  call<T>(request: CoreRequest<T>, options: OptionsOf<M> | undefined): CallResult<M, T> {
    const reader = new ResponseReader();
    return this.withReader(this.run(this.#send(request, options, reader), this.callSite(this.call)), reader);
  }

  /** Calls an operation; the result is the response as Xero sent it. */
  callRaw<T>(request: CoreRequest<T>, options: OptionsOf<M> | undefined): ResultOf<M, RawResponse<T>> {
    const reader = new ResponseReader();
    return this.run(keptBy(reader, this.#send(request, options, reader)), this.callSite(this.callRaw));
  }

  /**
   * Downloads a file.
   *
   * @param to Where it goes; if it is given, the result is the file's size, otherwise its bytes.
   */
  download(fields: RequestFields, to: unknown, options: OptionsOf<M> | undefined): CallResult<M, number | Uint8Array> {
    const reader = new ResponseReader(to === undefined || to === null);
    return this.withReader(this.run(this.#download(fields, to, options, reader), this.callSite(this.download)), reader);
  }

  /** Downloads a file; the result is the response as Xero sent it. */
  downloadRaw(
    fields: RequestFields,
    to: unknown,
    options: OptionsOf<M> | undefined,
  ): ResultOf<M, RawResponse<number | Uint8Array>> {
    const reader = new ResponseReader(to === undefined || to === null);
    const steps = keptBy(reader, this.#download(fields, to, options, reader));
    return this.run(steps, this.callSite(this.downloadRaw));
  }

  /** Downloads a file piece by piece. Sends nothing until the first piece is read. */
  pieces(fields: RequestFields, options: OptionsOf<M> | undefined): PiecesOf<M> {
    const site = this.callSite(this.pieces);
    return this.piecesOf(() => new PartStream(this, fields, undefined, options, site));
  }

  /** Starts to read a list page by page. */
  stream(fields: RequestFields, schema: Schema, options: OptionsOf<M> | undefined): PartStream<M> {
    return new PartStream(this, fields, schema, options, this.callSite(this.stream));
  }

  /** A dispatcher for a clone of the client, which shares events and secret with this one. */
  abstract withOptions(options: SharedOptions): Dispatcher<M>;

  protected nativeWith(options: SharedOptions): NativeClient {
    return nativeOrThrow(this.native.withOptions(encodeJson(options, "config")));
  }

  *#send<T>(request: CoreRequest<T>, options: OptionsOf<M> | undefined, reader: ResponseReader): Steps<T> {
    const { fields, upload, schema } = request;
    if (schema !== undefined) {
      const page = yield* this.#invoke({ ...fields, sliced: true }, options, reader);
      yield* this.readRecords(page, schema);
      return resultFrom(request, page);
    }
    if (upload === undefined) return resultFrom(request, yield* this.#invoke(fields, options, reader));
    return resultFrom(request, yield* this.#upload(fields, upload, options, reader));
  }

  *#upload(
    fields: RequestFields,
    upload: Upload,
    options: OptionsOf<M> | undefined,
    reader: ResponseReader,
  ): Steps<CoreResponse> {
    const input = files().inputOf(upload);
    if ("bytes" in input) return yield* this.#invoke(fields, options, reader, input.bytes);
    if ("text" in input) return yield* this.#invoke({ ...fields, text: true }, options, reader, input.text);
    if ("path" in input) return yield* this.#invoke({ ...fields, from: input.path }, options, reader);
    const send: WithPath<M> = (path) => this.run(this.#invoke({ ...fields, from: path }, options, reader));
    return (yield this.spool(input.pieces, fields, options, send)) as CoreResponse;
  }

  *#download(
    fields: RequestFields,
    to: unknown,
    options: OptionsOf<M> | undefined,
    reader: ResponseReader,
  ): Steps<number | Uint8Array> {
    if (reader.readsFile) {
      yield* this.#invoke(fields, options, reader);
      return reader.file;
    }
    const output = files().outputOf(to);
    const receive = (path: string) => this.#invoke({ ...fields, to: path }, options, reader);
    if (typeof output === "string") return (yield* receive(output)).value as number;
    const written = yield this.copyTo(output, fields, options, (path) => this.run(receive(path)));
    return (written as CoreResponse).value as number;
  }

  *#invoke(
    fields: RequestFields,
    options: OptionsOf<M> | undefined,
    reader: ResponseReader,
    payload?: Uint8Array,
  ): Steps<CoreResponse> {
    const { events } = this;
    const signal = this.signalOf(options);
    const call = events.begin(fields);
    events.startPolling(call);
    try {
      const request = encodeRequest(fields, options, call?.number);
      const exchange = { fields, signal, call, reader };
      const send = () => this.invoke(request, exchange, payload);
      const response = throwIfFailed(yield* this.withSecret(exchange, send, reader.parse));
      events.end(call);
      return response;
    } catch (reason) {
      events.end(call, reason);
      throw reason;
    } finally {
      events.stopPolling(call);
    }
  }

  /** Makes the records of a page, and lets other work of the thread go on in between. */
  *readRecords({ value, meta, slices = [] }: CoreResponse, schema: Schema): Steps<void> {
    const { records } = value as { records: unknown[] };
    for (const [at, slice] of slices.entries()) {
      if (at > 0) yield this.pause();
      for (const record of schema.reviveAll(JSON.parse(slice), meta)) records.push(record);
    }
  }

  /** Sends a request, and supplies the secret if the core asks for it. */
  *withSecret(exchange: Exchange, send: () => unknown, parse: (raw: unknown) => CoreResponse): Steps<CoreResponse> {
    if (this.secret === undefined) return parse(yield send());
    this.#supplier ??= new SecretSupplier(this.native, this.secret, this.mode);
    const supplier = this.#supplier;
    return yield* supplier.withSecret(send, parse, (known) => this.supply(supplier, exchange, known));
  }

  /** Runs steps to their end. An error has the stack of `site`, if it is known. */
  abstract run<T>(steps: Steps<T>, site?: CallSite): ResultOf<M, T>;
  /** Where a call was made, if its errors could not know. */
  abstract callSite(entry: (...args: never[]) => unknown): CallSite | undefined;
  abstract signalOf(options: OptionsOf<M> | undefined): AbortSignal | undefined;
  /** Lets other work of the thread go on, unless calls block. */
  protected abstract pause(): ResultOf<M, void>;
  abstract nextPart(parts: NativeParts, exchange: Exchange): ResultOf<M, string | Uint8Array>;
  /** Adds to the result of a call what can give its response as Xero sent it. */
  protected abstract withReader<T>(result: ResultOf<M, T>, reader: ResponseReader): CallResult<M, T>;
  protected abstract piecesOf(open: () => PartStream<M>): PiecesOf<M>;
  protected abstract invoke(
    request: string,
    exchange: Exchange,
    payload?: Uint8Array,
  ): ResultOf<M, string | Uint8Array>;
  protected abstract supply(
    supplier: SecretSupplier,
    exchange: Exchange,
    known: XeroErrorData | undefined,
  ): void | Promise<void>;
  /** Writes pieces to a temporary file, and sends it. */
  protected abstract spool(
    pieces: Iterable<unknown> | AsyncIterable<unknown>,
    fields: RequestFields,
    options: OptionsOf<M> | undefined,
    send: WithPath<M>,
  ): ResultOf<M, CoreResponse>;
  /** Receives a file at a temporary path, and copies it to where it goes. */
  protected abstract copyTo(
    output: number | object,
    fields: RequestFields,
    options: OptionsOf<M> | undefined,
    receive: WithPath<M>,
  ): ResultOf<M, CoreResponse>;
}

/** Blocks the thread for each call. */
export class BlockingDispatcher extends Dispatcher<"blocking"> {
  readonly mode = "blocking";

  withOptions(options: SharedOptions): BlockingDispatcher {
    return new BlockingDispatcher(this.nativeWith(options), this.events, this.secret);
  }

  run<T>(steps: Steps<T>): T {
    return runBlocking(steps);
  }

  callSite(): undefined {}

  signalOf(options: AsyncCallOptions | undefined): undefined {
    if (options?.signal === undefined || options.signal === null) return;
    throw usageError("argument", "a blocking call takes no signal", "give a deadline, or use AsyncClient");
  }

  protected pause(): void {}

  nextPart(parts: NativeParts, { call }: Exchange): string | Uint8Array {
    return parts.nextSync(this.events.whileBlocking(call));
  }

  protected withReader<T>(result: T): T {
    return result;
  }

  protected piecesOf(open: () => PartStream<"blocking">): Generator<Uint8Array, void, undefined> {
    return files().blockingPieces(open);
  }

  protected invoke(request: string, { call, reader }: Exchange, payload?: Uint8Array): string | Uint8Array {
    const sent = reader.requestOf(request);
    const onEvents = this.events.whileBlocking(call);
    return reader.readsBytes
      ? this.native.invokeBytesSync(sent, payload, onEvents)
      : this.native.invokeSync(sent, payload, onEvents);
  }

  protected supply(supplier: SecretSupplier): void | Promise<void> {
    return supplier.supply();
  }

  protected spool(
    pieces: Iterable<unknown> | AsyncIterable<unknown>,
    _fields: RequestFields,
    _options: unknown,
    send: WithPath<"blocking">,
  ): CoreResponse {
    return files().spoolSync(pieces, send);
  }

  protected copyTo(
    output: number | object,
    _fields: RequestFields,
    _options: unknown,
    receive: WithPath<"blocking">,
  ): CoreResponse {
    return files().copyToSync(output, receive);
  }
}

/** Returns a promise for each call. */
export class AsyncDispatcher extends Dispatcher<"awaited"> {
  readonly mode = "awaited";
  #lastId = 0;
  /** What starts the calls that were just made. */
  #waiting: (() => void)[] = [];

  withOptions(options: SharedOptions): AsyncDispatcher {
    return new AsyncDispatcher(this.nativeWith(options), this.events, this.secret);
  }

  run<T>(steps: Steps<T>, site?: CallSite): Promise<T> {
    const result = runAwaited(steps);
    if (site === undefined) return result;
    return result.catch((reason) => {
      throw atCallSite(reason, site);
    });
  }

  callSite(entry: (...args: never[]) => unknown): CallSite {
    return captureCallSite(entry);
  }

  signalOf(options: AsyncCallOptions | undefined): AbortSignal | undefined {
    return signalOf(options);
  }

  protected pause(): Promise<void> {
    return new Promise((resolve) => startSoon(resolve));
  }

  nextPart(parts: NativeParts, exchange: Exchange): Promise<string | Uint8Array> {
    return this.#cancellable<string | Uint8Array>(exchange, (id) => parts.next(id));
  }

  /** Starts the calls whose code has run up to its next `await`. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const start of waiting) start();
  }

  protected withReader<T>(result: Promise<T>, reader: ResponseReader): ApiPromise<T> {
    return ApiPromise.of(result, reader);
  }

  protected piecesOf(open: () => PartStream<"awaited">): ByteStream {
    return files().awaitedPieces(open);
  }

  protected invoke(request: string, exchange: Exchange, payload?: Uint8Array): Promise<string | Uint8Array> {
    const { reader } = exchange;
    const start = (id: number): Promise<string | Uint8Array> => {
      const sent = reader.requestOf(request);
      return reader.readsBytes ? this.native.invokeBytes(sent, id, payload) : this.native.invoke(sent, id, payload);
    };
    if (reader.isDecided) return this.#cancellable(exchange, start);
    // Only when the caller's code has run is it known whether it asks for the response by withResponse().
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) queueMicrotask(() => this.flush());
      this.#waiting.push(() => {
        try {
          resolve(this.#cancellable(exchange, start));
        } catch (reason) {
          reject(reason);
        }
      });
    });
  }

  protected supply(supplier: SecretSupplier, { fields, signal }: Exchange, known?: XeroErrorData): Promise<void> {
    return doLocalWork(fields, signal, async () => supplier.supply(), known);
  }

  protected spool(
    pieces: Iterable<unknown> | AsyncIterable<unknown>,
    fields: RequestFields,
    options: AsyncCallOptions | undefined,
    send: WithPath<"awaited">,
  ): Promise<CoreResponse> {
    return files().spool(pieces, localWork(fields, options), send);
  }

  protected copyTo(
    output: number | object,
    fields: RequestFields,
    options: AsyncCallOptions | undefined,
    receive: WithPath<"awaited">,
  ): Promise<CoreResponse> {
    return files().copyTo(output, localWork(fields, options), receive);
  }

  #cancellable<T>({ fields, signal }: Exchange, start: (cancelId: number) => Promise<T>): Promise<T> {
    this.#lastId = (this.#lastId + 1) >>> 0;
    const id = this.#lastId;
    if (signal === undefined) return start(id);
    if (signal.aborted) throw cancelledError(fields, signal);
    return unlessAborted(
      signal,
      () => start(id),
      () => {
        const response = this.native.cancel(id);
        return response === "" ? undefined : cancelledError(fields, signal, parseResponse(response).error);
      },
    );
  }
}

/** What comes in several parts, and how each of them is read. */
interface PartKind {
  open(native: NativeClient, request: string): NativeParts | string;
  parse(received: unknown): CoreResponse;
}

const AFTER_LAST_PART: CoreResponse = {};

const PAGES: PartKind = {
  open: (native, request) => native.pages(request),
  parse: (json) => (json === "" ? AFTER_LAST_PART : parseResponse(json)),
};

const PIECES: PartKind = {
  open: (native, request) => native.download(request),
  parse: (received) => {
    if ((received as Uint8Array).length === 0) return AFTER_LAST_PART;
    const [response, value] = splitLine(received as Uint8Array);
    return response.error === undefined ? { value } : response;
  },
};

/**
 * The pages of a list in order, which are fetched ahead, or the pieces of a file. To events and spans they are one call.
 */
export class PartStream<M extends Mode> {
  readonly #dispatcher: Dispatcher<M>;
  readonly #options: OptionsOf<M> | undefined;
  /** The schema of the records of a page; none for a file. */
  readonly #schema: Schema | undefined;
  readonly #exchange: Exchange;
  readonly #site: CallSite | undefined;
  #parts: NativeParts | undefined;
  #failure: unknown;

  constructor(
    dispatcher: Dispatcher<M>,
    fields: RequestFields,
    schema: Schema | undefined,
    options: OptionsOf<M> | undefined,
    site: CallSite | undefined,
  ) {
    this.#dispatcher = dispatcher;
    this.#schema = schema;
    this.#options = options;
    const signal = dispatcher.signalOf(options);
    this.#exchange = { fields, signal, call: dispatcher.events.begin(fields), reader: new ResponseReader() };
    this.#site = site;
  }

  /** The response with the next part; nothing after the last. */
  next(): ResultOf<M, CoreResponse | undefined> {
    return this.#dispatcher.run(this.#next(), this.#site);
  }

  /** Ends the call, and discards what was fetched ahead. */
  close(): void {
    this.#parts?.close();
    this.#dispatcher.events.end(this.#exchange.call, this.#failure);
  }

  *#next(): Steps<CoreResponse | undefined> {
    const { native, events } = this.#dispatcher;
    const { fields, call } = this.#exchange;
    const schema = this.#schema;
    const kind = schema === undefined ? PIECES : PAGES;
    const asked = schema === undefined ? fields : { ...fields, sliced: true };
    events.startPolling(call);
    try {
      this.#parts ??= nativeOrThrow(kind.open(native, encodeRequest(asked, this.#options, call?.number)));
      const parts = this.#parts;
      const send = () => this.#dispatcher.nextPart(parts, this.#exchange);
      const response = yield* this.#dispatcher.withSecret(this.#exchange, send, kind.parse);
      if (response === AFTER_LAST_PART) return undefined;
      throwIfFailed(response);
      if (schema !== undefined) yield* this.#dispatcher.readRecords(response, schema);
      return response;
    } catch (reason) {
      this.#failure = reason;
      throw reason;
    } finally {
      events.stopPolling(call);
      events.dispatch();
    }
  }
}

/** Held from the start: programs under test may replace the global function. */
const startSoon = setImmediate;

/** The steps of a call, with its response as Xero sent it as their result. */
function* keptBy<T>(reader: ResponseReader, steps: Steps<T>): Steps<RawResponse<T>> {
  reader.keepsRaw = true;
  reader.isDecided = true;
  return reader.rawResponse(yield* steps);
}

function localWork(fields: RequestFields, options: AsyncCallOptions | undefined): LocalWork {
  const signal = signalOf(options);
  return (work) => doLocalWork(fields, signal, work);
}
