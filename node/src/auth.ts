/** The token that calls are made with. */

import type { Caller, Mode, OptionsOf, Reply } from "./request.js";

/** A token that is good now. Nothing shows its value but {@link Token.reveal}. */
export class Token {
  readonly #value: string;
  /** Seconds until it expires, from when it was handed out. */
  readonly expiresIn: number;
  /** When it expires. */
  readonly expiresAt: Date;
  /** What it is good for. */
  readonly scopes: readonly string[];

  /** Tokens are made by `client.auth.token()`. */
  constructor(value: TokenValue) {
    this.#value = value.value;
    this.expiresIn = value.expiresIn;
    this.expiresAt = new Date(value.expiresAt);
    this.scopes = value.scopes;
  }

  /** The value of the token. Do not log or store it. */
  reveal(): string {
    return this.#value;
  }
}

interface TokenValue {
  readonly value: string;
  readonly expiresIn: number;
  readonly expiresAt: string;
  readonly scopes: readonly string[];
}

/** The token of a client, which all clients of this process with the same connection share. */
export class Auth<M extends Mode> {
  readonly #caller: Caller<M>;

  /** It is the member `auth` of a client. */
  constructor(caller: Caller<M>) {
    this.#caller = caller;
  }

  /**
   * A token that is good now; a new one is got where there is none. After a failure of the token endpoint nobody asks it
   * again for a while, and the error is thrown at once; its `retryAfter` says for how long.
   */
  token(options?: OptionsOf<M>): Reply<M, Token> {
    const read = (value: unknown) => new Token(value as TokenValue);
    return this.#caller.run({ parts: { verb: "token" }, read }, options);
  }

  /**
   * Forgets the token, so that the next call gets a new one. A failure of the token endpoint is forgotten too: the next
   * call asks it at once.
   */
  invalidate(options?: OptionsOf<M>): Reply<M, void> {
    return this.#caller.run<void>({ parts: { verb: "invalidate" }, read: () => {} }, options);
  }
}
