/** The token that calls are made with. */

import type { Dispatcher } from "./dispatch.js";
import type { Mode, OptionsOf, ResultOf } from "./options.js";

/** A valid access token. Only {@link Token.reveal} shows its value. */
export class Token {
  readonly #value: string;
  /** Seconds until it expires, counted from when it was returned. */
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
   * The value of the token. Do not log or store it.
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

/** The token of a client; all clients of this process with the same connection share it. */
export class Auth<M extends Mode> {
  readonly #dispatcher: Dispatcher<M>;

  /** It is the property `auth` of a client. */
  constructor(dispatcher: Dispatcher<M>) {
    this.#dispatcher = dispatcher;
  }

  /**
   * Returns a valid token, and fetches one if there is none. After a failure of the token endpoint no call asks it again
   * for a while: the same error is thrown at once, and its `retryAfter` says for how many seconds.
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
   * Forgets the token, so that the next call fetches a new one. A failure of the token endpoint is forgotten too, so that
   * the next call asks it at once.
   *
   * @param options Options of this call.
   */
  invalidate(options?: OptionsOf<M>): ResultOf<M, void> {
    return this.#dispatcher.send<void>({ fields: { verb: "invalidate" }, toResult: () => {} }, options);
  }
}
