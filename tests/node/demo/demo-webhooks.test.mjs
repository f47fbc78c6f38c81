/** Webhooks of the demo company, delivered to real receivers: in a thread if calls block, in this one if they await. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Worker } from "node:worker_threads";
import { DemoCompany } from "xero-m2m";

const KEY = "a key of the tests";

let demo;
before(async () => {
  demo = await DemoCompany.start();
});
after(() => demo.stop());

/** A receiver as Xero asks for: 200 to what it signed, 401 to all else, with nothing in the body. */
async function receiver() {
  const bodies = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const isOurs = request.headers["x-xero-signature"] === createHmac("sha256", KEY).update(body).digest("base64");
    if (isOurs) bodies.push(JSON.parse(body));
    response.writeHead(isOurs ? 200 : 401).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { bodies, url: `http://127.0.0.1:${server.address().port}/hook`, stop: () => server.close() };
}

test("a receiver of this process is awaited, and gets what changes", async () => {
  const { bodies, url, stop } = await receiver();
  const state = await demo.asyncWebhooks.set(url, { key: KEY, events: ["CONTACT"] });
  assert.deepEqual([state.status, state.checks.map(({ status }) => status)], ["ok", [200, 401, 401, 200]]);
  const xero = demo.asyncClient();
  const made = await xero.contacts.create({ name: "Bayside Library" });
  await xero.close();
  const { deliveries } = await demo.asyncWebhooks.deliver();
  assert.deepEqual(
    deliveries.map(({ outcome, events }) => [outcome, events]),
    [["delivered", 1]],
  );
  const [event] = bodies.at(-1).events;
  assert.deepEqual([event.eventType, event.resourceId], ["CREATE", made.contactId]);
  demo.asyncWebhooks.off();
  assert.equal(demo.asyncWebhooks.state.status, "off");
  await assert.rejects(demo.asyncWebhooks.deliver(), /no receiver is set/);
  stop();
});

test("a program that blocks has its receiver in another thread", async (t) => {
  const worker = new Worker(
    `const { createHmac } = require("node:crypto");
    const { createServer } = require("node:http");
    const { parentPort } = require("node:worker_threads");
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      const signature = createHmac("sha256", "${KEY}").update(body).digest("base64");
      response.writeHead(request.headers["x-xero-signature"] === signature ? 200 : 401).end();
    });
    server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  t.after(() => worker.terminate());
  const [port] = await once(worker, "message");
  assert.equal(demo.webhooks.set(`http://127.0.0.1:${port}/`, { key: KEY }).status, "ok");
  const xero = demo.client();
  xero.contacts.create({ name: "Harbour Choir" });
  xero.close();
  assert.deepEqual(
    demo.webhooks.deliver().deliveries.map(({ outcome }) => outcome),
    ["delivered"],
  );
  demo.webhooks.off();
});

test("a receiver on the blocked thread never responds, and the wait takes no longer than its timeout", async () => {
  const { url, stop } = await receiver();
  assert.equal(demo.webhooks.set(url, { key: KEY, within: 0.05 }).status, "checking");
  demo.webhooks.off();
  stop();
});
