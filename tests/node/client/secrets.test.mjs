/** Nothing shows a secret or a token. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { serialize } from "node:v8";
import { AsyncClient, Client } from "xero-m2m";
import { errorOf, runScript, until, withDemo } from "../support/helpers.mjs";

const DISPLAY = Symbol.for("Jupyter.display");
const CANARY = "canary-secret-5f1e0a";

/** Every text that a user, a logger or a notebook may make of a value. */
function texts(value) {
  const deep = inspect(value, { showHidden: true, depth: 20, getters: true, maxStringLength: null });
  const json = JSON.stringify(value) ?? "";
  const members = JSON.stringify(Object.getOwnPropertyNames(value).map((name) => [name, String(value[name])]));
  const displayed = value[DISPLAY] === undefined ? "" : JSON.stringify(value[DISPLAY]());
  return [String(value), deep, inspect(value), json, members, displayed, value.stack ?? ""].join("\n");
}

test(
  "neither client, token, error nor result shows the secret or the token",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    const blocking = demo.client();
    const token = await xero.auth.token();
    const forbidden = [demo.clientSecret, token.reveal(), Buffer.from(demo.clientSecret).toString("base64")];
    const values = [
      xero,
      blocking,
      token,
      xero.auth,
      xero.raw,
      xero.invoices,
      xero.invoices.list(),
      await xero.organisation.get(),
      await xero.invoices.list().page(1),
      await xero.raw.get("/Organisation"),
      await xero.rateLimits(),
      demo.journal.requests,
      await errorOf(() => xero.invoices.get("no-such-invoice")),
      await errorOf(() => xero.raw.get("/NoSuchThing")),
    ];
    for (const value of values) {
      for (const secret of forbidden) {
        assert.ok(!texts(value).includes(secret), `${value.constructor.name} shows a secret`);
      }
    }
    assert.ok(!`${inspect(demo)}${JSON.stringify(demo)}`.includes(demo.clientSecret));
    assert.match(inspect(xero), /^AsyncClient \{/);
    assert.match(inspect(blocking), new RegExp(demo.clientId));
  }),
);

test(
  "no error of the token endpoint or of the configuration shows the secret",
  withDemo(async (demo) => {
    const { baseUrl, tokenUrl, clientId } = demo;
    const wrong = { baseUrl, tokenUrl, clientId, clientSecret: CANARY, retry: 1 };
    const errors = [
      await errorOf(() => new AsyncClient(wrong).organisation.get()),
      await errorOf(() => new Client(wrong).organisation.get()),
      await errorOf(() => new Client({ ...wrong, clientSecret: () => CANARY }).organisation.get()),
      await errorOf(() => new Client({ ...wrong, clientSecret: `${CANARY}\n` })),
      await errorOf(() => new Client({ ...wrong, baseUrl: "http://example.com" })),
      await errorOf(() => new Client({ ...wrong, clientSecret: [CANARY] })),
      await errorOf(() => new Client({ ...wrong, clientSecret: { value: CANARY } })),
      await errorOf(() => new Client({ ...wrong, proxy: `http://user:${CANARY}@` })),
    ];
    for (const error of errors) assert.ok(!texts(error).includes(CANARY), error.name);
    assert.equal(errors[0].name, "InvalidClientError");
  }),
);

test(
  "what leaves the process of a client, of its resources and of its errors holds no secret",
  withDemo(async (demo) => {
    const xero = demo.asyncClient({ onEvent: () => {} });
    const token = await xero.auth.token();
    const forbidden = [demo.clientSecret, token.reveal(), demo.clientId].map((text) => Buffer.from(text));
    const stale = new AbortController();
    demo.faults.add("PUT /Contacts", { delay: 3, times: 1 });
    const cancelled = errorOf(() => xero.contacts.create({ name: "C" }, {}, { signal: stale.signal }));
    await until(() => demo.journal.apiRequests === 1);
    stale.abort();
    const values = [xero, demo.client(), xero.auth, xero.raw, xero.invoices, xero.invoices.list(), await cancelled];
    for (const value of values) {
      const bytes = Buffer.concat([serialize(value), Buffer.from(JSON.stringify(value))]);
      for (const secret of forbidden) assert.ok(!bytes.includes(secret), value.constructor.name);
    }
    assert.deepEqual(structuredClone(xero), {});
    const bytes = serialize(token);
    for (const secret of forbidden) assert.ok(!bytes.includes(secret));
  }),
);

test(
  "what a server echoes of secret and token is shown nowhere",
  withDemo(async (demo) => {
    const events = [];
    const xero = demo.asyncClient({ retry: 1, onEvent: (event) => events.push(event) });
    const token = (await xero.auth.token()).reveal();
    const { clientId, clientSecret } = demo;
    const sent = [token, clientSecret, Buffer.from(`${clientId}:${clientSecret}`).toString("base64")];
    const numbers = (text) =>
      [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
    const spellings = [String, encodeURIComponent, numbers, (text) => text.replaceAll("/", "\\/")];
    const shown = [];
    for (const spelled of spellings) {
      const echo = sent.map(spelled).join(" and ");
      const headers = { "Xero-Correlation-Id": echo, "X-Echo": echo };
      for (const status of [200, 400, 500]) {
        const body = status === 200 ? `<html>${echo}` : `{"Type":"PostDataInvalidException","Message":"${echo}"}`;
        demo.faults.add("GET /Organisation", { status, body, headers, times: 2 });
        const errors = [
          await errorOf(() => xero.organisation.get()),
          await errorOf(() => demo.client({ retry: 1 }).organisation.get()),
        ];
        for (const error of errors) {
          assert.match(error.message, status === 400 ? /\*\*\* and \*\*\* and \*\*\*/ : /./);
          assert.equal(error.requestId, "*** and *** and ***");
          shown.push(texts(error), serialize(error).toString("latin1"), JSON.stringify(error));
        }
      }
      demo.faults.add("GET /Organisation", { status: 200, body: "{}", headers, times: 1 });
      shown.push(JSON.stringify((await xero.raw.get("/Organisation")).headers));
      demo.faults.add("POST /connect/token", {
        status: 400,
        body: `{"error":"x","error_description":"${echo}"}`,
        headers,
        times: 1,
      });
      await xero.auth.invalidate();
      const refused = await errorOf(() => xero.auth.token());
      assert.equal(refused.requestId, "*** and *** and ***");
      assert.ok(refused.retryAfter > 0);
      shown.push(texts(refused));
      await xero.auth.invalidate();
      demo.faults.add("POST /connect/token", {
        status: 200,
        body: JSON.stringify({ access_token: token, token_type: "Bearer" }),
        times: 1,
      });
      await xero.auth.token();
    }
    const all = `${shown.join("\n")}${JSON.stringify(events)}`;
    for (const text of sent) for (const spelled of spellings) assert.ok(!all.includes(spelled(text)), spelled(text));
  }),
);

test("NODE_DEBUG shows calls, and no secrets", async () => {
  const { code, stdout, stderr } = await runScript(
    `
    import { DemoCompany } from "xero-m2m";
    const demo = DemoCompany.startSync();
    const xero = demo.asyncClient();
    await xero.organisation.get();
    await xero.invoices.get("none").catch(() => {});
    console.log(JSON.stringify([demo.clientSecret, (await xero.auth.token()).reveal()]));
  `,
    { env: { NODE_DEBUG: "xero-m2m" } },
  );
  assert.equal(code, 0, stderr);
  assert.match(stderr, /organisation\.get: 200 in \d+ ms/);
  assert.match(stderr, /invoices\.get: 404 in \d+ ms/);
  for (const secret of JSON.parse(stdout)) assert.ok(!stderr.includes(secret));
});
