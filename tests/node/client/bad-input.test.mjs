/** Bad input: a typed error with a hint, and nothing sent. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { AsyncClient, Client, ClosedError, ConfigError } from "xero-m2m";
import { errorOf, withDemo } from "../support/helpers.mjs";

const scratch = mkdtempSync(join(tmpdir(), "xero-m2m-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs `work` with these environment variables and no other of ours. */
async function inEnvironment(variables, work) {
  const before = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith("XERO_")) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

const badPem = join(scratch, "bad.pem");
writeFileSync(badPem, "not a certificate\n");
const profiles = join(scratch, "config.toml");
writeFileSync(profiles, '[profiles.mine]\nclient_id = "a"\n');

const CREDENTIALS = { clientId: "id", clientSecret: "secret" };
const OPENINGS = {
  "no credentials at all": {},
  "an empty id": { options: { clientId: "", clientSecret: "secret" } },
  "an empty secret": { options: { clientId: "id", clientSecret: "" } },
  "a missing secret": { options: { clientId: "id" } },
  "a missing id": { options: { clientSecret: "secret" } },
  "an id that is not text": { options: { clientId: 7, clientSecret: "secret" } },
  "a secret that is not text": { options: { clientId: "id", clientSecret: 7 } },
  "a secret with a newline": { options: { clientId: "id", clientSecret: "sec\nret" } },
  "an id with a newline": { options: { clientId: "i\nd", clientSecret: "secret" } },
  "a secret file that cannot be read": {
    env: { XERO_CLIENT_ID: "id", XERO_CLIENT_SECRET_FILE: join(scratch, "nothing") },
  },
  "a profile that does not exist": { options: { profile: "yours" }, env: { XERO_CONFIG_FILE: profiles } },
  "http to a real host": { options: { ...CREDENTIALS, baseUrl: "http://api.xero.com" } },
  "http to a real token host": { options: { ...CREDENTIALS, tokenUrl: "http://identity.xero.com/connect/token" } },
  "a URL that is none": { options: { ...CREDENTIALS, baseUrl: "not a url" } },
  "a bad proxy": { options: { ...CREDENTIALS, proxy: "::::" } },
  "a CA file that does not exist": { options: { ...CREDENTIALS, caFile: join(scratch, "nothing.pem") } },
  "a CA file that is none": { options: { ...CREDENTIALS, caFile: badPem } },
  "an option that does not exist": { options: { ...CREDENTIALS, clientSecrets: "x" }, hint: /clientSecret/ },
  "a time-out that is none": { options: { ...CREDENTIALS, timeout: -1 } },
  "a member of timeout that does not exist": { options: { ...CREDENTIALS, timeout: { conect: 1 } }, hint: /connect/ },
  "an option that is a function": { options: { ...CREDENTIALS, deadline: () => 1 } },
  "a token cache that this version has not": { options: { ...CREDENTIALS, tokenCache: "disk" } },
  "a backend of limits that this version has not": { options: { ...CREDENTIALS, limits: { backend: "disk" } } },
  "a priority that there is not": { options: { ...CREDENTIALS, priority: "urgent" } },
  "options that are text": { options: "id" },
};

for (const Class of [Client, AsyncClient]) {
  for (const [what, { options, env, hint }] of Object.entries(OPENINGS)) {
    test(`${Class.name} refuses ${what}`, () =>
      inEnvironment(env ?? {}, async () => {
        const error = await errorOf(() => new Class(options));
        assert.ok(error instanceof ConfigError, String(error));
        assert.ok(error.hint?.length > 0, "there is a hint");
        if (hint !== undefined) assert.match(error.hint, hint);
        assert.ok(!error.stack.includes("sec\nret"));
      }));
  }
}

for (const Class of [Client, AsyncClient]) {
  for (const wrong of [["id", "secret word"], ["id"], [["id"]], [{}, "secret word"], [null], [7]]) {
    test(`${Class.name} says how it is made from options, not from ${JSON.stringify(wrong)}`, async () => {
      const error = await errorOf(() => new Class(...wrong));
      assert.ok(error instanceof ConfigError, String(error));
      assert.equal(error.message, `${Class.name} takes one object of options`);
      assert.equal(error.hint, `new ${Class.name}({ clientId, clientSecret })`);
      assert.ok(!error.stack.includes("secret word"));
    });
  }

  test(`${Class.name} names the nearest option, and the one that JSON cannot hold`, async () => {
    const misspelt = await errorOf(() => new Class({ ...CREDENTIALS, clientid: "id" }));
    assert.equal(misspelt.message, 'a client has no option "clientid"');
    assert.equal(misspelt.hint, "did you mean clientId?");
    for (const [options, message] of [
      [{ timeout: Number.NaN }, "timeout: NaN is not a number"],
      [{ timeout: { read: Number.POSITIVE_INFINITY } }, "timeout.read: Infinity is not a number that Xero accepts"],
      [{ deadline: () => 1 }, "deadline: a function is not a value"],
      [{ scopes: ["a", undefined] }, "scopes[1]: undefined is not a value"],
      [{ limits: { perMinute: Symbol("many") } }, "limits.perMinute: a symbol is not a value"],
    ]) {
      const error = await errorOf(() => new Class({ ...CREDENTIALS, ...options }));
      assert.deepEqual([error.name, error.message], ["ConfigError", message]);
    }
  });
}

test(
  "an option of a call that JSON cannot hold is named, and so is what a raw call sends",
  withDemo(async (demo) => {
    const circular = { name: "A" };
    circular.self = circular;
    let deep = {};
    for (let nth = 0; nth < 100; nth++) deep = { deep };
    const calls = [
      [(xero) => xero.organisation.get({ timeout: Number.NaN }), "timeout: NaN is not a number"],
      [
        (xero) => xero.organisation.get({ retry: { maxAttempts: -1 / 0 } }),
        "retry.maxAttempts: -Infinity is not a number that Xero accepts",
      ],
      [(xero) => xero.organisation.get({ idempotencyKey: new Uint8Array(1) }), "idempotencyKey: bytes are not a value"],
      [
        (xero) => xero.raw.post("/Contacts", { json: { Contacts: [{ A: Number.NaN }] } }),
        "json.Contacts[0].A: NaN is not a number",
      ],
      [
        (xero) => xero.raw.post("/Contacts", { json: { Name: "cut \ud83d" } }),
        "json.Name: this text holds half of a surrogate pair, which is not a character",
      ],
      [(xero) => xero.raw.post("/Contacts", { json: circular }), "json.self: this contains itself"],
      [(xero) => xero.raw.get("/Contacts", { params: { page: Number.NaN } }), "params.page: NaN is not a number"],
    ];
    for (const xero of [demo.client(), demo.asyncClient()]) {
      const { message, hint } = await errorOf(() => xero.raw.post("/Contacts", { json: deep }));
      assert.match(message, /^json(\.deep)+: this is nested too deep$/);
      assert.equal(hint, "give plain values");
      for (const [call, message] of calls) {
        const error = await errorOf(() => call(xero));
        assert.deepEqual([error.name, error.message], ["ArgumentError", message]);
        assert.ok(error.hint.length > 0);
      }
    }
    assert.throws(() => demo.clock.set(new Date(Number.NaN)), { name: "ArgumentError", message: /invalid Date/ });
    assert.equal(demo.journal.apiRequests, 0);
  }),
);

test(
  "a raw call takes its own parameters alone, or options in their place, and names the right ones",
  withDemo(async (demo) => {
    for (const [call, message, hint] of [
      [
        (raw) => raw.get("/Contacts", { method: "DELETE" }),
        'a raw call has no parameter "method"',
        /there are: params/,
      ],
      [(raw) => raw.get("/Contacts", { verb: "check" }), 'a raw call has no parameter "verb"', /there are: params/],
      [(raw) => raw.get("/Contacts", { query: { page: 2 } }), 'a raw call has no parameter "query"', /mean params\?/],
      [(raw) => raw.post("/Contacts", { body: {} }), 'a raw call has no parameter "body"', /mean json\?/],
      [(raw) => raw.get("/Contacts", "page=2"), "the parameters are not an object", /there are: params/],
      [(raw) => raw.get("/Contacts", new Map()), "the parameters are not an object", /there are: params/],
      [(raw) => raw.get("/Contacts", { params: new URLSearchParams("page=2") }), "params is not an object", /names/],
      [
        (raw) => raw.get("/Contacts", { params: {}, timeout: 5 }),
        "timeout is an option, not a parameter of a raw call",
        /with the call's options/,
      ],
    ]) {
      for (const xero of [demo.client(), demo.asyncClient()]) {
        const error = await errorOf(() => call(xero.raw));
        assert.deepEqual([error.name, error.message], ["ArgumentError", message]);
        assert.match(error.hint, hint);
      }
    }
    assert.equal(demo.journal.apiRequests, 0);
    const { raw } = demo.asyncClient();
    await assert.rejects(raw.get("/Contacts", { signal: AbortSignal.abort() }), { name: "CancelledError" });
    assert.equal((await raw.get("/Contacts", { timeout: 5 })).status, 200);
  }),
);

test(
  "what stands in the place of parameters or options and is no object is refused",
  withDemo(async (demo) => {
    for (const xero of [demo.client(), demo.asyncClient()]) {
      for (const wrong of [[], ["PAID"], new Set(["PAID"]), new Map(), "PAID", () => "PAID"]) {
        const error = await errorOf(() => xero.invoices.list(wrong).page());
        assert.deepEqual([error.name, error.message], ["ArgumentError", "arguments are not an object"]);
        assert.equal(error.hint, "give each argument by its name");
      }
      for (const wrong of [[], new Set([5])]) {
        const error = await errorOf(() => xero.organisation.get(wrong));
        assert.deepEqual([error.name, error.message], ["ArgumentError", "options are not an object"]);
      }
      for (const [wrong, message] of [
        [5, "collect() takes an object, not a number"],
        [{ limt: 5 }, 'collect() has no option "limt"'],
        [{ timeout: 5 }, 'collect() has no option "timeout"'],
      ]) {
        const error = await errorOf(() => xero.invoices.list().collect(wrong));
        assert.deepEqual([error.name, error.message], ["ArgumentError", message]);
        assert.ok(error.hint.length > 0);
      }
    }
    assert.equal(demo.journal.apiRequests, 0);
  }),
);

test(
  "a blocking call takes no signal",
  withDemo(async (demo) => {
    const { signal } = new AbortController();
    const xero = demo.client();
    for (const call of [() => xero.organisation.get({ signal }), () => xero.invoices.list({}, { signal }).first()]) {
      const error = await errorOf(call);
      assert.deepEqual([error.name, error.message], ["ArgumentError", "a blocking call takes no signal"]);
      assert.match(error.hint, /AsyncClient/);
    }
    assert.equal(demo.journal.apiRequests, 0);
  }),
);

test(
  "a body that is an asynchronous iterable or bytes is refused with what to give",
  withDemo(async (demo) => {
    async function* contacts() {
      yield { name: "A" };
    }
    const xero = demo.asyncClient();
    for (const [body, message, hint] of [
      [contacts(), /an asynchronous iterable is not a list/, /into an array/],
      [Buffer.from("canary"), /bytes are not a value/, /give text/],
      [[new AbortController()], /this AbortController is not a value/, /plain object/],
    ]) {
      const error = await errorOf(() => xero.contacts.create(body));
      assert.equal(error.name, "ArgumentError");
      assert.match(error.message, message);
      assert.match(error.hint, hint);
    }
    assert.equal(demo.journal.apiRequests, 0);
  }),
);

const IDS = ["", ".", "..", "a/b", "a\\b", "../Contacts", "a\0b", "a\r\nb", 7, null, undefined, {}, ["a"], true];

for (const id of IDS) {
  test(
    `an id of ${JSON.stringify(id)} is refused before anything is sent`,
    withDemo(async (demo) => {
      const client = demo.client();
      const awaited = demo.asyncClient();
      for (const call of [
        () => client.invoices.get(id),
        () => client.contacts.get(id),
        () => awaited.invoices.get(id),
        () => awaited.contacts.get(id),
      ]) {
        const error = await errorOf(call);
        assert.equal(error.name, "ArgumentError", String(error));
        assert.ok(error.message.length > 0);
      }
      const { apiRequests, tokenRequests } = demo.journal;
      assert.deepEqual([apiRequests, tokenRequests], [0, 0]);
    }),
  );
}

test(
  "a closed client refuses everything",
  withDemo(async (demo) => {
    const client = demo.client();
    const awaited = demo.asyncClient();
    client.close();
    client.close();
    await awaited.close();
    assert.ok(client.closed && awaited.closed);
    for (const call of [
      () => client.organisation.get(),
      () => client.invoices.list().first(),
      () => client.auth.token(),
      () => client.raw.get("/Organisation"),
      () => awaited.organisation.get(),
      () => awaited.invoices.list().first(),
      () => awaited.auth.token(),
      () => awaited.raw.get("/Organisation"),
    ]) {
      const error = await errorOf(call);
      assert.ok(error instanceof ClosedError, String(error));
      assert.ok(error.hint?.length > 0);
    }
    assert.deepEqual([demo.journal.apiRequests, demo.journal.tokenRequests], [0, 0]);
  }),
);

test(
  "a clone outlives the client that it came from",
  withDemo(async (demo) => {
    const client = demo.client();
    const clone = client.withOptions({ timeout: 10, retry: 1 });
    clone.close();
    assert.ok(clone.closed && !client.closed);
    assert.equal(typeof client.organisation.get().name, "string");
    const awaited = demo.asyncClient();
    assert.equal(typeof (await awaited.withOptions({ deadline: 5 }).organisation.get()).name, "string");
    assert.equal((await errorOf(() => awaited.withOptions({ retries: 1 }))).name, "ConfigError");
  }),
);
