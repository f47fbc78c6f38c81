/** Options of clients and calls, where Node behaves in its own way: `tests/vectors/options.json` has the rest. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DemoCompany } from "xero-m2m";
import { runScript, withDemo } from "../support/helpers.mjs";

const PROGRAM = `
  import { Client } from "xero-m2m";
  const xero = new Client();
  console.log(xero.organisation.get().name);`;

/** The lines of stderr of a program whose first attempt fails; none of them shows a secret. */
async function lines(demo, env, script = PROGRAM) {
  demo.faults.add("GET /Organisation", { status: 503 });
  const { code, stdout, stderr } = await runScript(script, { env: { NODE_DEBUG: "", ...demo.environment(), ...env } });
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "Demo Company (NZ)\n");
  assert.ok(!stderr.includes(demo.clientSecret) && !stderr.includes("eyJ"));
  return stderr.split("\n").filter((line) => line !== "");
}

for (const tls of [false, true]) {
  test(`an unchanged program uses the company that its environment names${tls ? ", over https too" : ""}`, async () => {
    const demo = await DemoCompany.start({ tls });
    const { stdout, stderr } = await runScript(PROGRAM, { env: { NODE_DEBUG: "", ...demo.environment() } });
    assert.equal(stdout, "Demo Company (NZ)\n");
    assert.equal(stderr, "");
    demo.stop();
  });
}

test("a client of a demo company never warns of the environment's credentials", async () => {
  const script = `
    import { DemoCompany } from "xero-m2m";
    const demo = await DemoCompany.start();
    for (const xero of [demo.asyncClient(), demo.asyncClient()]) {
      await xero.organisation.get();
      await xero.close();
    }
    demo.client().close();
    demo.stop();`;
  const env = { XERO_CLIENT_ID: "mine", XERO_CLIENT_SECRET: "mine", XERO_CLIENT_SECRET_FILE: "mine", NODE_DEBUG: "" };
  const { code, stderr } = await runScript(script, { env: { ...env, XERO_BASE_URL: "https://elsewhere.example" } });
  assert.deepEqual([code, stderr], [0, ""]);
});

test(
  "the log level of the environment writes lines to stderr, and none of them a secret",
  withDemo(async (demo) => {
    const [token, first, retry, second, ...more] = await lines(demo, { XERO_LOG: "debug" });
    assert.match(token, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z xero-m2m DEBUG token: fetched in \d+ ms/);
    assert.match(first, /xero-m2m DEBUG organisation\.get: 503 in \d+ ms; attempt 1/);
    assert.match(retry, /xero-m2m INFO organisation\.get: attempt 1 failed \(503\)/);
    assert.match(second, /xero-m2m DEBUG organisation\.get: 200 in \d+ ms; attempt 2/);
    assert.deepEqual(more, []);
  }),
);

test(
  "the log level of a client goes before that of the environment, and its clones have it",
  withDemo(async (demo) => {
    const script = PROGRAM.replace("Client()", 'Client({ logLevel: "info" }).withOptions({ retry: 2 })');
    const [line, ...more] = await lines(demo, { XERO_LOG: "debug" }, script);
    assert.match(line, /xero-m2m INFO organisation\.get: attempt 1 failed/);
    assert.deepEqual(more, []);
    const silent = PROGRAM.replace("Client()", 'Client({ logLevel: "warning" })');
    assert.deepEqual(await lines(demo, { XERO_LOG: "debug" }, silent), []);
  }),
);

test(
  "a record in an extra body is sent by Xero's names",
  withDemo(async (demo) => {
    const xero = demo.client();
    const contact = xero.contacts.list().first();
    const invoice = { type: "ACCREC", lineItems: [{ description: "Rent", unitAmount: 1 }] };
    const saved = xero.invoices.create(invoice, undefined, { extraBody: { Contact: contact } });
    assert.equal(saved.contact.contactId, contact.contactId);
  }),
);

test(
  "a clone for another organisation has its rate limits",
  withDemo(async (demo) => {
    const xero = demo.client();
    xero.organisation.get();
    const other = xero.withOptions({ tenantId: "6efdd2c3-f777-5cfd-ad10-3b96a605ba56" });
    assert.equal(xero.rateLimits().minute.remaining, 59);
    assert.equal(other.rateLimits().minute.remaining, 60);
    assert.equal(other.withOptions({ retry: 1 }).rateLimits().minute.remaining, 60);
  }),
);
