/** The webhooks of a demo company: it sends an event for each change to a receiver of yours. */

/** The options of a webhook receiver. */
export interface ReceiverOptions {
  /** The key that deliveries are signed with. Default: a new key, which is in the returned state. */
  readonly key?: string | undefined;
  /**
   * The categories of events that it receives: `"CONTACT"`, `"INVOICE"`, `"CREDITNOTE"`, `"PREPAYMENT"`,
   * `"OVERPAYMENT"`. Default: all.
   */
  readonly events?: readonly string[] | undefined;
  /** For https: a PEM file with the certificate that signed the receiver's certificate. */
  readonly caFile?: string | undefined;
  /** Seconds that the receiver has to respond. Default 5. */
  readonly timeout?: number | undefined;
  /** Seconds to wait for the intent-to-receive check. Default 30; 0 does not wait. */
  readonly within?: number | undefined;
}

/** The state of the webhooks and their receiver. */
export interface WebhookState {
  readonly status: "off" | "checking" | "ok" | "failed" | "disabled";
  readonly url?: string;
  readonly events?: readonly string[];
  /** The key, if a new one was made. */
  readonly key?: string;
  /** The requests of the intent-to-receive check, and how the receiver responded. */
  readonly checks: readonly IntentCheck[];
  /** How many events have not been delivered. */
  readonly undelivered: number;
}

/** One request of the intent-to-receive check. */
export interface IntentCheck {
  readonly signature: string;
  /** The status that a correct receiver responds with. */
  readonly expected: number;
  readonly status: number | null;
  readonly ok: boolean;
  readonly problem: string | null;
}

/** The results of deliveries. */
export interface DeliveryReport {
  readonly status: WebhookState["status"];
  /** One for each batch since the last report; a batch that waits for its next attempt is reported again. */
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

/** The shared part of blocking and awaited webhooks, which waits for nothing. */
abstract class WebhooksBase {
  readonly #control: (command: Command) => unknown;

  constructor(control: (command: Command) => unknown) {
    this.#control = control;
  }

  /** The state of the webhooks and their receiver. */
  get state(): WebhookState {
    return this.#control({ do: "webhooks", within: 0 }) as WebhookState;
  }

  /** Turns the webhooks off. */
  off(): void {
    this.#control({ do: "webhooks", enabled: false });
  }
}

/**
 * The webhooks of a demo company, for programs that do not await.
 *
 * A call blocks this thread while it waits, so the receiver must run in another thread or process. For a receiver on
 * this thread use the awaited webhooks, `demo.asyncWebhooks`.
 */
export class DemoWebhooks extends WebhooksBase {
  readonly #control: (command: Command) => unknown;

  /** It is the property `webhooks` of a demo company. */
  constructor(control: (command: Command) => unknown) {
    super(control);
    this.#control = control;
  }

  /**
   * Sets the receiver, and waits for the intent-to-receive check.
   *
   * @param url The receiver's URL, on a loopback host.
   * @param options Key, events, certificate and times.
   * @returns The state after the check.
   */
  set(url: string, options: ReceiverOptions = {}): WebhookState {
    return this.#control(setReceiver(url, options)) as WebhookState;
  }

  /**
   * Waits until every delivery that is due has been attempted.
   *
   * @param options `within`: seconds to wait at most. Default 10.
   * @returns The results since the last report.
   */
  deliver(options: { within?: number } = {}): DeliveryReport {
    return this.#control({ do: "deliver", within: options.within }) as DeliveryReport;
  }
}

/** The webhooks of a demo company, awaited: the receiver may run in the same process. */
export class AsyncDemoWebhooks extends WebhooksBase {
  readonly #control: (command: Command) => Promise<unknown>;

  /** It is the property `asyncWebhooks` of a demo company. */
  constructor(control: (command: Command) => unknown, awaited: (command: Command) => Promise<unknown>) {
    super(control);
    this.#control = awaited;
  }

  /**
   * Sets the receiver, and waits for the intent-to-receive check.
   *
   * @param url The receiver's URL, on a loopback host.
   * @param options Key, events, certificate and times.
   * @returns The state after the check.
   */
  async set(url: string, options: ReceiverOptions = {}): Promise<WebhookState> {
    return (await this.#control(setReceiver(url, options))) as WebhookState;
  }

  /**
   * Waits until every delivery that is due has been attempted.
   *
   * @param options `within`: seconds to wait at most. Default 10.
   * @returns The results since the last report.
   */
  async deliver(options: { within?: number } = {}): Promise<DeliveryReport> {
    return (await this.#control({ do: "deliver", within: options.within })) as DeliveryReport;
  }
}

function setReceiver(url: string, { caFile, ...rest }: ReceiverOptions): Command {
  return { do: "webhooks", url, ...rest, ca_file: caFile };
}
