/** Webhooks are verified and read: the shared cases, and what only TypeScript has. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ArgumentError, WebhookSignatureError, webhooks, XeroError } from "xero-m2m";
import { camelName, errorOf, root } from "../support/helpers.mjs";

const cases = JSON.parse(readFileSync(join(root, "tests", "webhooks", "deliveries.json"), "utf8"));
const contact = cases.find(({ name }) => name.includes("contact"));

const camelKeys = (object) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [camelName(name), value]));

for (const { name, body, signature, key, value, error } of cases) {
  test(name, async () => {
    if (error !== undefined) {
      const thrown = await errorOf(() => webhooks.verify(body, signature, key));
      for (const [field, expected] of Object.entries(error)) assert.equal(thrown[field], expected);
      assert.ok(thrown instanceof XeroError && thrown.constructor !== XeroError);
      return;
    }
    const received = webhooks.verify(body, signature, key);
    const events = value.events.map(camelKeys).map((event) => ({
      ...event,
      eventDateUtc: event.eventDateUtc === null ? null : new Date(event.eventDateUtc),
    }));
    assert.deepEqual(received, { ...camelKeys(value), events, isIntentToReceive: events.length === 0 });
    assert.deepEqual(structuredClone(received), received);
  });
}

test("bytes of any kind are a body", () => {
  const { body, signature, key } = contact;
  const bytes = new TextEncoder().encode(body);
  for (const raw of [Buffer.from(body), bytes, bytes.buffer]) {
    const [event] = webhooks.verify(raw, signature, key).events;
    assert.equal(event.eventDateUtc.toISOString(), "2024-06-21T01:15:39.902Z");
  }
});

for (const [argument, value, message] of [
  ["body", { events: ["canary"] }, "body is this Object, not a string or bytes"],
  ["body", undefined, "body is undefined, not a string or bytes"],
  ["signature", 5, "signature is a number, not a string"],
  ["key", undefined, "key is undefined, not a string"],
  ["key", Buffer.from("canary"), "key is this Buffer, not a string"],
]) {
  test(`a wrong type is named, and no content is quoted: ${message}`, async () => {
    const { body, signature, key } = { ...contact, [argument]: value };
    const refused = await errorOf(() => webhooks.verify(body, signature, key));
    assert.ok(refused instanceof ArgumentError);
    assert.equal(refused.message, message);
    assert.ok(refused.hint);
    assert.ok(!String(refused).includes("canary"));
  });
}

test("a delivery without the header, or with several signatures, is rejected", () => {
  const { body, signature, key } = contact;
  for (const header of [undefined, null, [], [signature, signature], "\ud800", "é", "\0"]) {
    assert.throws(() => webhooks.verify(body, header, key), WebhookSignatureError);
  }
  assert.equal(webhooks.verify(body, [signature], key).events.length, 1);
});
