/** How requests reach the core: one body, which blocks or returns promises. */

import { cancelledError, doLocalWork, type LocalWork, signalOf, unlessAborted } from "./cancellation.js";
import { encodeJson, encodeRequest } from "./encoding.js";
import { atCallSite, type CallSite, captureCallSite } from "./error-factory.js";
import type { XeroErrorData } from "./errors.js";
import type { EventDispatcher, ObservedCall } from "./event-dispatcher.js";
import type * as FilesModule from "./files.js";
import type { NativeClient, NativePages } from "./native.js";
import type { AsyncCallOptions, Mode, OptionsOf, ResultOf, SharedOptions } from "./options.js";
import type { Schema } from "./records.js";
import type { CoreRequest, RequestFields, Upload } from "./request.js";
import { type CoreResponse, nativeOrThrow, resultFrom, throwIfFailed } from "./response.js";
import { type SecretFunction, SecretSupplier } from "./secret.js";
import { runAwaited, runBlocking, type Steps } from "./steps.js";

/** Only calls with files load this module. */
const files = (): typeof FilesModule => require("./files.js");

/** What a request needs on its way, besides its text. */
interface Exchange {
  readonly fields: RequestFields;
  readonly signal: AbortSignal | undefined;
  readonly call: ObservedCall | undefined;
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

  /** Sends one request. */
  send<T>(request: CoreRequest<T>, options: OptionsOf<M> | undefined): ResultOf<M, T> {
    return this.run(this.#send(request, options), this.callSite(this.send));
  }

  /**
   * Downloads a file.
   *
   * @param to Where it goes; if it is given, the result is the file's size, otherwise its bytes.
   */
  download(fields: RequestFields, to: unknown, options: OptionsOf<M> | undefined): ResultOf<M, number | Uint8Array> {
    return this.run(this.#download(fields, to, options), this.callSite(this.download));
  }

  /** Starts to read a list page by page. */
  stream(fields: RequestFields, schema: Schema, options: OptionsOf<M> | undefined): PageStream<M> {
    return new PageStream(this, fields, schema, options, this.callSite(this.stream));
  }

  /** A dispatcher for a clone of the client, which shares events and secret with this one. */
  abstract withOptions(options: SharedOptions): Dispatcher<M>;

  protected nativeWith(options: SharedOptions): NativeClient {
    return nativeOrThrow(this.native.withOptions(encodeJson(options, "config")));
  }

  *#send<T>(request: CoreRequest<T>, options: OptionsOf<M> | undefined): Steps<T> {
    const { fields, upload, schema } = request;
    if (schema !== undefined) {
      const page = yield* this.#invoke({ ...fields, sliced: true }, options);
      yield* this.readRecords(page, schema);
      return resultFrom(request, page);
    }
    if (upload === undefined) return resultFrom(request, yield* this.#invoke(fields, options));
    return resultFrom(request, yield* this.#upload(fields, upload, options));
  }

  *#upload(fields: RequestFields, upload: Upload, options: OptionsOf<M> | undefined): Steps<CoreResponse> {
    const input = files().inputOf(upload);
    if ("bytes" in input) return yield* this.#invoke(fields, options, input.bytes);
    if ("path" in input) {
      try {
        return yield* this.#invoke({ ...fields, from: input.path }, options);
      } catch (reason) {
        throw files().unreadableFileError(reason, upload);
      }
    }
    const send: WithPath<M> = (path) => this.run(this.#invoke({ ...fields, from: path }, options));
    return (yield this.spool(input.pieces, fields, options, send)) as CoreResponse;
  }

  *#download(fields: RequestFields, to: unknown, options: OptionsOf<M> | undefined): Steps<number | Uint8Array> {
    if (to === undefined || to === null) {
      let bytes: Uint8Array = new Uint8Array();
      const parse = (raw: unknown) => {
        const [response, file] = splitFile(raw as Uint8Array);
        bytes = file;
        return response;
      };
      yield* this.#call(fields, options, (request, exchange) => this.invokeForFile(request, exchange), parse);
      return bytes;
    }
    const output = files().outputOf(to);
    if (typeof output === "string") return (yield* this.#invoke({ ...fields, to: output }, options)).value as number;
    const receive: WithPath<M> = (path) => this.run(this.#invoke({ ...fields, to: path }, options));
    return ((yield this.copyTo(output, fields, options, receive)) as CoreResponse).value as number;
  }

  #invoke(fields: RequestFields, options: OptionsOf<M> | undefined, payload?: Uint8Array): Steps<CoreResponse> {
    return this.#call(fields, options, (request, exchange) => this.invoke(request, exchange, payload), parseResponse);
  }

  *#call(
    fields: RequestFields,
    options: OptionsOf<M> | undefined,
    send: (request: string, exchange: Exchange) => unknown,
    parse: (raw: unknown) => CoreResponse,
  ): Steps<CoreResponse> {
    const { events } = this;
    const signal = this.signalOf(options);
    const call = events.begin(fields);
    events.startPolling(call);
    try {
      const request = encodeRequest(fields, options, call?.number);
      const exchange = { fields, signal, call };
      // Most clients have a fixed secret, so their calls skip the steps that supply it.
      const response = throwIfFailed(
        this.secret === undefined
          ? parse(yield send(request, exchange))
          : yield* this.withSecret(exchange, () => send(request, exchange), parse),
      );
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
  abstract nextPage(pages: NativePages, exchange: Exchange): ResultOf<M, string>;
  protected abstract invoke(request: string, exchange: Exchange, payload?: Uint8Array): ResultOf<M, string>;
  protected abstract invokeForFile(request: string, exchange: Exchange): ResultOf<M, Uint8Array>;
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

  signalOf(): undefined {}

  protected pause(): void {}

  nextPage(pages: NativePages, { call }: Exchange): string {
    return pages.nextSync(this.events.whileBlocking(call));
  }

  protected invoke(request: string, { call }: Exchange, payload?: Uint8Array): string {
    return this.native.invokeSync(request, payload, this.events.whileBlocking(call));
  }

  protected invokeForFile(request: string, { call }: Exchange): Uint8Array {
    return this.native.invokeBytesSync(request, this.events.whileBlocking(call));
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

  nextPage(pages: NativePages, exchange: Exchange): Promise<string> {
    return this.#cancellable(exchange, (id) => pages.next(id));
  }

  protected invoke(request: string, exchange: Exchange, payload?: Uint8Array): Promise<string> {
    return this.#cancellable(exchange, (id) => this.native.invoke(request, id, payload));
  }

  protected invokeForFile(request: string, exchange: Exchange): Promise<Uint8Array> {
    return this.#cancellable(exchange, (id) => this.native.invokeBytes(request, id));
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

/** The pages of a list, in order; they are fetched ahead. To events and spans they are one call. */
export class PageStream<M extends Mode> {
  readonly #dispatcher: Dispatcher<M>;
  readonly #options: OptionsOf<M> | undefined;
  readonly #schema: Schema;
  readonly #exchange: Exchange;
  readonly #site: CallSite | undefined;
  #pages: NativePages | undefined;
  #failure: unknown;

  constructor(
    dispatcher: Dispatcher<M>,
    fields: RequestFields,
    schema: Schema,
    options: OptionsOf<M> | undefined,
    site: CallSite | undefined,
  ) {
    this.#dispatcher = dispatcher;
    this.#schema = schema;
    this.#options = options;
    this.#exchange = { fields, signal: dispatcher.signalOf(options), call: dispatcher.events.begin(fields) };
    this.#site = site;
  }

  /** The response with the next page; nothing after the last page. */
  next(): ResultOf<M, CoreResponse | undefined> {
    return this.#dispatcher.run(this.#next(), this.#site);
  }

  /** Ends the call, and discards pages that were fetched ahead. */
  close(): void {
    this.#pages?.close();
    this.#dispatcher.events.end(this.#exchange.call, this.#failure);
  }

  *#next(): Steps<CoreResponse | undefined> {
    const { native, events } = this.#dispatcher;
    const { fields, call } = this.#exchange;
    events.startPolling(call);
    try {
      this.#pages ??= nativeOrThrow(
        native.pages(encodeRequest({ ...fields, sliced: true }, this.#options, call?.number)),
      );
      const pages = this.#pages;
      const send = () => this.#dispatcher.nextPage(pages, this.#exchange);
      const response = yield* this.#dispatcher.withSecret(this.#exchange, send, parsePage);
      if (response === AFTER_LAST_PAGE) return undefined;
      yield* this.#dispatcher.readRecords(throwIfFailed(response), this.#schema);
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

const AFTER_LAST_PAGE: CoreResponse = {};

function parsePage(json: unknown): CoreResponse {
  return json === "" ? AFTER_LAST_PAGE : parseResponse(json);
}

/** The record separator, which stands before each slice of a page; no JSON text holds it. */
const SEPARATOR = "\x1e";

function parseResponse(json: unknown): CoreResponse {
  const text = json as string;
  if (!text.includes(SEPARATOR)) return JSON.parse(text);
  const [head = "", ...slices] = text.split(SEPARATOR);
  return { ...JSON.parse(head), slices };
}

/** Held from the start: programs under test may replace the global function. */
const startSoon = setImmediate;

/** A response whose first line is JSON and whose rest is a file. */
function splitFile(raw: Uint8Array): [CoreResponse, Uint8Array] {
  const end = raw.indexOf(10);
  const head = end < 0 ? raw : raw.subarray(0, end);
  const json = Buffer.from(head.buffer, head.byteOffset, head.length).toString();
  return [parseResponse(json), raw.subarray(end + 1)];
}

function localWork(fields: RequestFields, options: AsyncCallOptions | undefined): LocalWork {
  const signal = signalOf(options);
  return (work) => doLocalWork(fields, signal, work);
}
