/** The client secret that a function of the user's returns. */

import { debuglog } from "node:util";
import { errorFrom, usageError } from "./error-factory.js";
import type { XeroErrorData } from "./errors.js";
import type { NativeClient } from "./native.js";
import type { Mode } from "./options.js";
import type { CoreResponse } from "./response.js";
import type { Steps } from "./steps.js";

/** A function that returns the client secret each time that it is needed, so that the secret can be rotated. */
export type SecretFunction = () => string | Promise<string>;

/** After so many calls of the user's function a call fails. */
const MAX_SECRET_CALLS = 5;
const HINT = "clientSecret is a function: it must return the secret as a string";

const debug = debuglog("xero-m2m");

/** Gives the core the secret that the user's function returns. */
export class SecretSupplier {
  readonly #native: NativeClient;
  readonly #secret: SecretFunction;
  readonly #mode: Mode;
  #pending: Promise<void> | undefined;

  constructor(native: NativeClient, secret: SecretFunction, mode: Mode) {
    this.#native = native;
    this.#secret = secret;
    this.#mode = mode;
  }

  /**
   * Sends a request, and again each time that the core asks for the secret.
   *
   * @param supply Calls {@link SecretSupplier.supply}; it receives what the core knows of the call.
   */
  *withSecret(
    send: () => unknown,
    parse: (raw: unknown) => CoreResponse,
    supply: (known: XeroErrorData | undefined) => unknown,
  ): Steps<CoreResponse> {
    let response = parse(yield send());
    for (let calls = 0; calls < MAX_SECRET_CALLS && isSecretWanted(response); calls++) {
      yield supply(response.error);
      response = parse(yield send());
    }
    if (this.#native.wantsSecret) this.#renew();
    if (!isSecretWanted(response)) return response;
    throw usageError("config", "clientSecret returned no secret that could be used", HINT);
  }

  /** Calls the user's function and passes the secret to the core. Awaited calls share one call of the function. */
  supply(): void | Promise<void> {
    if (this.#mode === "awaited") {
      this.#pending ??= this.#supplyAwaited();
      return this.#pending;
    }
    if (!this.#native.wantsSecret) return;
    const secret = this.#secret();
    if (secret instanceof Promise) {
      secret.catch(() => {});
      throw usageError(
        "config",
        "clientSecret is an asynchronous function",
        "use AsyncClient, or give Client a function that returns the secret itself",
      );
    }
    this.#pass(secret);
  }

  async #supplyAwaited(): Promise<void> {
    try {
      if (this.#native.wantsSecret) this.#pass(await this.#secret());
    } finally {
      this.#pending = undefined;
    }
  }

  /** Supplies the secret ahead of need. The current call has succeeded, so the next one meets a failure. */
  #renew(): void {
    (async () => this.supply())().catch((reason) => debug("clientSecret could not be renewed yet: %s", reason?.name));
  }

  #pass(secret: unknown): void {
    if (typeof secret !== "string") {
      throw usageError("config", `clientSecret returned ${secret === null ? "null" : typeof secret}, not string`, HINT);
    }
    const response = this.#native.supplySecret(secret);
    if (response !== "") throw errorFrom((JSON.parse(response) as Required<CoreResponse>).error);
  }
}

function isSecretWanted(response: CoreResponse): boolean {
  return response.error?.code === "secret_wanted";
}
