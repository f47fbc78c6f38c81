/**
 * Webhooks: whether a delivery is from Xero, and the events in it.
 *
 * Xero signs each delivery with the webhook's key, which the developer portal shows. The signature is in the header
 * `x-xero-signature`. Respond within five seconds and without a body: with 200 to a delivery that verifies, with 401 to
 * any other.
 */

import { describeType, usageError } from "./error-factory.js";
import type { XeroError } from "./errors.js";
import { native } from "./native.js";
import { type CoreResponse, throwIfFailed } from "./response.js";

/** One change of a record. A text that Xero did not send is empty. */
export interface WebhookEvent {
  /** The address of the record that changed. */
  readonly resourceUrl: string;
  /** The ID of the record that changed, such as an invoice's. */
  readonly resourceId: string;
  /** When it changed; `null` if Xero did not say. */
  readonly eventDateUtc: Date | null;
  /** `"CREATE"` or `"UPDATE"`, or what Xero adds. */
  readonly eventType: string;
  /**
   * `"CONTACT"`, `"INVOICE"`, `"CREDITNOTE"`, `"PREPAYMENT"`, `"OVERPAYMENT"`, `"SUBSCRIPTION"`, or what Xero adds.
   */
  readonly eventCategory: string;
  /** The ID of the organisation, or of the application. */
  readonly tenantId: string;
  /** `"ORGANISATION"`, or `"APPLICATION"` for a subscription. */
  readonly tenantType: string;
  /** What some categories say of the record, by Xero's names, such as the `Type` and `Status` of a credit note. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Fields that this version does not know, and values that do not fit their type, by Xero's names. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A delivery that Xero signed. */
export interface WebhookEvents {
  /** The events, in the order of their sequence numbers. */
  readonly events: readonly WebhookEvent[];
  /** The sequence number of the first event; 0 without events. */
  readonly firstEventSequence: number;
  /** The sequence number of the last event; 0 without events. */
  readonly lastEventSequence: number;
  /** Random text, which makes the signatures of equal deliveries differ. */
  readonly entropy: string;
  /** Fields that this version does not know, and values that do not fit their type, by Xero's names. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Whether there are no events: Xero checks that the receiver verifies signatures. */
  readonly isIntentToReceive: boolean;
}

/**
 * Returns the events of a delivery that Xero signed. The comparison of signatures takes the same time wherever they
 * differ.
 *
 * @param body The raw body, exactly as it arrived. JSON that was parsed and encoded again does not verify.
 * @param signature The value of the header `x-xero-signature`; `undefined` or `null` if there is none.
 * @param key The webhook's key, which the developer portal shows.
 * @returns The events.
 * @throws {WebhookSignatureError} The signature is missing or does not match. Respond with 401.
 * @throws {ArgumentError} An argument has a wrong type, or the key cannot be one.
 * @throws {DecodeError} The signature is right, but the body is not that of a webhook.
 */
export function verify(
  body: string | Uint8Array | ArrayBuffer,
  signature: string | readonly string[] | null | undefined,
  key: string,
): WebhookEvents {
  const header = Array.isArray(signature) ? signature.join() : (signature ?? "");
  if (typeof header !== "string") {
    throw wrongType("signature", header, "a string", "give the value of the header x-xero-signature");
  }
  if (typeof key !== "string") {
    throw wrongType("key", key, "a string", "give the key that the developer portal shows");
  }
  const verified: CoreResponse & ReceivedEvents = JSON.parse(native().verifyWebhook(rawBytes(body), header, key));
  throwIfFailed(verified);
  return {
    ...verified,
    events: verified.events.map((event) => ({
      ...event,
      eventDateUtc: event.eventDateUtc === null ? null : new Date(event.eventDateUtc),
    })),
    isIntentToReceive: verified.events.length === 0,
  };
}

/** The events as the core gives them. */
interface ReceivedEvents extends Omit<WebhookEvents, "events" | "isIntentToReceive"> {
  readonly events: readonly (Omit<WebhookEvent, "eventDateUtc"> & { readonly eventDateUtc: string | null })[];
}

function rawBytes(body: unknown): Uint8Array {
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (body instanceof Uint8Array) return body;
  throw wrongType("body", body, "a string or bytes", "give the raw body, as it was before anything parsed it as JSON");
}

function wrongType(name: string, value: unknown, right: string, hint: string): XeroError {
  return usageError("argument", `${name} is ${describeType(value)}, not ${right}`, hint);
}
