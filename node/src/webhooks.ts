/** The webhooks of a demo company: what changes is told to a receiver of yours. */

/** How a receiver is set. */
export interface Receiver {
  /** What deliveries are signed with. Default: one is made, and comes back. */
  readonly key?: string | undefined;
  /** Which changes it is told of: `"CONTACT"`, `"INVOICE"`, `"CREDITNOTE"`, `"PREPAYMENT"`, `"OVERPAYMENT"`. Default: all. */
  readonly events?: readonly string[] | undefined;
  /** For https: the certificate that the receiver's own is signed with. */
  readonly caFile?: string | undefined;
  /** Seconds that the receiver has for an answer. Default 5. */
  readonly timeout?: number | undefined;
  /** Seconds to wait until its intent to receive is checked. Default 30; 0 does not wait. */
  readonly within?: number | undefined;
}

/** What is known of the receiver. */
export interface WebhookState {
  readonly status: "off" | "checking" | "ok" | "failed" | "disabled";
  readonly url?: string;
  readonly events?: readonly string[];
  /** The key, where one was made. */
  readonly key?: string;
  /** What it answered when its intent to receive was checked. */
  readonly checks: readonly IntentCheck[];
  /** How many events have not been delivered. */
  readonly undelivered: number;
}

/** One request of the intent-to-receive sequence. */
export interface IntentCheck {
  readonly signature: string;
  /** The status that a good receiver answers with. */
  readonly expected: number;
  readonly status: number | null;
  readonly ok: boolean;
  readonly problem: string | null;
}

/** What came of the deliveries. */
export interface Deliveries {
  readonly status: WebhookState["status"];
  /** One for each batch since this was last asked; one that waits for its next try is told again. */
  readonly deliveries: readonly Delivery[];
  readonly undelivered: number;
}

/** One batch of events. */
export interface Delivery {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly events: number;
  readonly outcome: "delivered" | "waiting" | "disabled";
  readonly attempts: number;
  readonly status: number | null;
  readonly problem: string | null;
  readonly nextAttempt: string | null;
}

type Command = Readonly<Record<string, unknown>>;

/** What both kinds have, which waits for nothing. */
class Webhooks {
  readonly #control: (command: Command) => unknown;

  constructor(control: (command: Command) => unknown) {
    this.#control = control;
  }

  /** What is known of the receiver now. */
  get state(): WebhookState {
    return this.#control({ do: "webhooks", within: 0 }) as WebhookState;
  }

  /** Tells nobody any more. */
  off(): void {
    this.#control({ do: "webhooks", enabled: false });
  }
}

/**
 * The webhooks of a demo company, in a program that does not await.
 *
 * While it waits, this thread does nothing else: the receiver must run in another thread or process. One that runs on this
 * thread is for the awaited ones, `demo.asyncWebhooks`.
 */
export class DemoWebhooks extends Webhooks {
  readonly #control: (command: Command) => unknown;

  /** They are the member `webhooks` of a demo company. */
  constructor(control: (command: Command) => unknown) {
    super(control);
    this.#control = control;
  }

  /** Sets the receiver, a URL on loopback, and waits until its intent to receive is checked. */
  set(url: string, receiver: Receiver = {}): WebhookState {
    return this.#control(setting(url, receiver)) as WebhookState;
  }

  /** Waits until all that is due has been tried, for 10 seconds unless told otherwise, and gives what came of it. */
  deliver({ within }: { within?: number } = {}): Deliveries {
    return this.#control({ do: "deliver", within }) as Deliveries;
  }
}

/** The webhooks of a demo company, awaited: the receiver may run in the same process. */
export class AsyncDemoWebhooks extends Webhooks {
  readonly #control: (command: Command) => Promise<unknown>;

  /** They are the member `asyncWebhooks` of a demo company. */
  constructor(control: (command: Command) => unknown, awaited: (command: Command) => Promise<unknown>) {
    super(control);
    this.#control = awaited;
  }

  /** Sets the receiver, a URL on loopback, and gives its state when its intent to receive is checked. */
  async set(url: string, receiver: Receiver = {}): Promise<WebhookState> {
    return (await this.#control(setting(url, receiver))) as WebhookState;
  }

  /** Gives what came of the deliveries when all that is due has been tried, or after 10 seconds unless told otherwise. */
  async deliver({ within }: { within?: number } = {}): Promise<Deliveries> {
    return (await this.#control({ do: "deliver", within })) as Deliveries;
  }
}

function setting(url: string, { caFile, ...rest }: Receiver): Command {
  return { do: "webhooks", url, ...rest, ca_file: caFile };
}
