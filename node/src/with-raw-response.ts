/** Resources whose methods return responses as Xero sent them. */

import type { Dispatcher } from "./dispatch.js";
import { usageError } from "./error-factory.js";
import type { Mode, OptionsOf } from "./options.js";
import { AsyncPager, Pager, RawPager } from "./pager.js";
import type { RawResponse } from "./raw.js";
import type { CoreRequest, RequestFields } from "./request.js";
import type { Resource } from "./resource.js";

/** The methods of a resource, each of which returns a {@link RawResponse}. */
export type WithRawResponse<R> = {
  readonly [K in Exclude<keyof R, "withRawResponse">]: RawMethod<R[K]>;
};

/** A method, in each of its forms, that returns a raw response. */
type RawMethod<F> = F extends {
  (...args: infer A1): infer R1;
  (...args: infer A2): infer R2;
  (...args: infer A3): infer R3;
  (...args: infer A4): infer R4;
}
  ? {
      (...args: A1): RawResult<R1>;
      (...args: A2): RawResult<R2>;
      (...args: A3): RawResult<R3>;
      (...args: A4): RawResult<R4>;
    }
  : F extends { (...args: infer A1): infer R1; (...args: infer A2): infer R2; (...args: infer A3): infer R3 }
    ? { (...args: A1): RawResult<R1>; (...args: A2): RawResult<R2>; (...args: A3): RawResult<R3> }
    : F extends { (...args: infer A1): infer R1; (...args: infer A2): infer R2 }
      ? { (...args: A1): RawResult<R1>; (...args: A2): RawResult<R2> }
      : F extends (...args: infer A1) => infer R1
        ? (...args: A1) => RawResult<R1>
        : never;

/** What such a method returns. A list has raw pages, and a stream has no raw response. */
type RawResult<R> = [R] extends [Pager<infer T>]
  ? RawPager<"blocking", T>
  : [R] extends [AsyncPager<infer T>]
    ? RawPager<"awaited", T>
    : [R] extends [Iterator<Uint8Array> | ReadableStream<Uint8Array>]
      ? never
      : [R] extends [Promise<infer T>]
        ? Promise<RawResponse<T>>
        : RawResponse<R>;

/** What the methods of a resource call, so that the result of each is the response as Xero sent it. */
class RawDispatcher<M extends Mode> {
  constructor(readonly dispatcher: Dispatcher<M>) {}

  get mode(): M {
    return this.dispatcher.mode;
  }

  call<T>(request: CoreRequest<T>, options: OptionsOf<M> | undefined): unknown {
    return this.dispatcher.callRaw(request, options);
  }

  download(fields: RequestFields, to: unknown, options: OptionsOf<M> | undefined): unknown {
    return this.dispatcher.downloadRaw(fields, to, options);
  }

  pieces({ operation }: RequestFields): never {
    throw usageError("argument", `${operation}: a stream has no raw response`, "leave stream out");
  }
}

/** The methods of `resource`, each of which returns a raw response. */
export function withRawResponse<M extends Mode, R extends Resource<M>>(
  resource: R,
  dispatcher: Dispatcher<M>,
): WithRawResponse<R> {
  const prototype = Object.getPrototypeOf(resource);
  const raw = new prototype.constructor(new RawDispatcher(dispatcher));
  const methods: Record<string, unknown> = {};
  for (const name of Object.getOwnPropertyNames(prototype)) {
    if (name === "constructor") continue;
    methods[name] = (...given: unknown[]) => {
      const result = raw[name](...given);
      return result instanceof Pager || result instanceof AsyncPager ? new RawPager(result as never) : result;
    };
  }
  return methods as WithRawResponse<R>;
}
