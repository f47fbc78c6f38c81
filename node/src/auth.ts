/** The client's access token. */

import type { Dispatcher } from "./dispatch.js";
import type { Mode, OptionsOf, ResultOf } from "./options.js";

/** An access token. Only {@link Token.reveal} shows its value. */
export class Token {
  readonly #value: string;
  /** Seconds until it expires, from the moment when this object was made. */
  readonly expiresIn: number;
  /** When it expires. */
  readonly expiresAt: Date;
  /** The scopes that it grants. */
  readonly scopes: readonly string[];

  /** `client.auth.token()` returns tokens. */
  constructor(data: TokenData) {
    this.#value = data.value;
    this.expiresIn = data.expiresIn;
    this.expiresAt = new Date(data.expiresAt);
    this.scopes = data.scopes;
  }

  /**
   * The token itself. Treat it as a password until it expires.
   *
   * @returns The access token as text.
   */
  reveal(): string {
    return this.#value;
  }
}

/** A token as the core sends it. */
interface TokenData {
  readonly value: string;
  readonly expiresIn: number;
  readonly expiresAt: string;
  readonly scopes: readonly string[];
}

/** The access token of a client, which all clients of this process with the same connection share. */
export class Auth<M extends Mode> {
  readonly #dispatcher: Dispatcher<M>;

  /** It is the property `auth` of a client. */
  constructor(dispatcher: Dispatcher<M>) {
    this.#dispatcher = dispatcher;
  }

  /**
   * Returns a valid token: the current one, or a new one if the current one is about to expire.
   *
   * After the token endpoint has failed, the same error is thrown again without a request until its `retryAfter`
   * seconds are over.
   *
   * @param options Options of this call.
   * @returns The token.
   * @throws AuthError if the token endpoint returns none.
   */
  token(options?: OptionsOf<M>): ResultOf<M, Token> {
    const toResult = (value: unknown) => new Token(value as TokenData);
    return this.#dispatcher.send({ fields: { verb: "token" }, toResult }, options);
  }

  /**
   * Discards the current token, so that the next call fetches a new one.
   *
   * An earlier failure of the token endpoint is discarded too: the next call asks it at once.
   *
   * @param options Options of this call.
   */
  invalidate(options?: OptionsOf<M>): ResultOf<M, void> {
    return this.#dispatcher.send<void>({ fields: { verb: "invalidate" }, toResult: () => {} }, options);
  }
}
