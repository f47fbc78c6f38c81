/** What a client reports of its work. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { errorOf, runScript, until, withDemo } from "../support/helpers.mjs";

/** Both clients of a demo company, each with the events that it reported so far. */
function clients(demo, options = {}) {
  return ["client", "asyncClient"].map((kind) => {
    const events = [];
    const xero = demo[kind]({ ...options, onEvent: (event) => events.push(event) });
    const of = (name) => events.filter(({ event }) => event === name);
    return { kind, xero, events, of };
  });
}

test(
  "a call reports its token and its request before it has its result",
  withDemo(async (demo) => {
    for (const { xero, events, of } of clients(demo)) {
      await xero.auth.invalidate();
      demo.journal.clear();
      const { meta } = await xero.organisation.get();
      assert.deepEqual(
        events.map(({ event }) => event),
        ["token", "request"],
      );
      const [token] = of("token");
      assert.deepEqual([token.outcome, token.error, token.early], ["fetched", null, false]);
      assert.ok(token.expiresIn > 1_700 && token.duration >= 0);
      const [request] = of("request");
      assert.deepEqual(
        [request.operation, request.attempt, request.status, request.error, request.sentBytes],
        ["organisation.get", 1, 200, null, 0],
      );
      assert.deepEqual([request.requestId, request.limits], [meta.requestId, meta.limits]);
      assert.ok(request.receivedBytes > 100 && request.duration > 0);
      assert.ok(Math.abs(request.startedAt - Date.now() / 1000) < 60);
      assert.equal(typeof request.call, "number");
    }
  }),
);

test(
  "a write that is tried again and refused reports each attempt, by one number",
  withDemo(async (demo) => {
    for (const { xero, of } of clients(demo)) {
      demo.faults.add("PUT /Contacts", { status: 503, times: 1 });
      demo.faults.add("PUT /Contacts", {
        status: 400,
        body: "{}",
        contentType: "application/json",
        times: 1,
      });
      const error = await errorOf(async () => xero.contacts.create({ name: "A" }));
      assert.equal(error.outcome, "refused");
      const [first, second] = of("request");
      assert.deepEqual([first.status, second.status, second.attempt], [503, 400, 2]);
      assert.equal(first.call, second.call);
      assert.equal(first.idempotencyKey, error.idempotencyKey);
      assert.equal(second.idempotencyKey, error.idempotencyKey);
      assert.ok(second.sentBytes > 2);
      const [retry] = of("retry");
      assert.deepEqual([retry.attempt, retry.status, retry.call], [1, 503, first.call]);
      assert.ok(retry.wait > 0);
      assert.equal(typeof retry.reason, "string");
    }
  }),
);

test(
  "pages are reported as they come",
  withDemo(async (demo) => {
    demo.seed({ invoices: 60 });
    for (const { xero, of } of clients(demo)) {
      const pager = xero.invoices.list({ pageSize: 20 });
      const invoices = await pager.collect();
      const pages = of("page");
      assert.deepEqual(
        pages.map(({ number }) => number),
        pages.map((_, at) => at + 1),
      );
      assert.equal(
        pages.reduce((sum, { records }) => sum + records, 0),
        invoices.length,
      );
      assert.equal(pages[0].pageCount, pages.length);
      const calls = new Set([...of("request"), ...pages].map(({ call }) => call));
      assert.deepEqual(
        [...calls].map((call) => typeof call),
        ["number"],
      );
    }
  }),
);

test(
  "a wait for the limits is reported when it begins",
  withDemo(async (demo) => {
    for (const kind of ["client", "asyncClient"]) {
      const told = [];
      const xero = demo[kind]({
        limits: { concurrent: 1, perMinute: null },
        onEvent: (event) => told.push([event, performance.now()]),
      });
      await xero.organisation.get();
      demo.faults.add("GET /Organisation", { delay: 3, times: 1 });
      const before = demo.journal.apiRequests;
      const other = demo.asyncClient({ limits: { concurrent: 1, perMinute: null } });
      const holder = other.organisation.get();
      await until(() => demo.journal.apiRequests > before);
      const priority = "bulk";
      await xero.accounts.list({}, { priority }).page();
      const ended = performance.now();
      const [wait, at] = told.find(([{ event }]) => event === "limit_wait");
      assert.deepEqual([wait.operation, wait.kind, wait.byServer], ["accounts.list", "concurrent", false]);
      assert.equal(wait.priority, priority);
      assert.equal(wait.waiting, 1);
      assert.ok(ended - at > 500, `${kind} was told ${ended - at} ms before the call's end`);
      await holder;
    }
  }),
);

test(
  "a long silence is reported with what is waited for",
  withDemo(async (demo) => {
    const told = [];
    const xero = demo.asyncClient({ onEvent: (event) => told.push([event, performance.now()]), deadline: 30 });
    const blocking = demo.client({ onEvent: (event) => told.push([event, performance.now()]) });
    await xero.auth.token();
    for (const [client, longest] of [
      [xero, 30],
      [blocking, 60],
    ]) {
      told.length = 0;
      demo.faults.add("GET /Organisation", { delay: 8, times: 1 });
      await client.organisation.get();
      const ended = performance.now();
      const [wait, at] = told.find(([{ event }]) => event === "waiting");
      assert.deepEqual([wait.operation, wait.waitingFor], ["organisation.get", "attempt"]);
      assert.ok(wait.waited >= 5 && wait.waited < 8, String(wait.waited));
      assert.ok(wait.atMost > longest - 1 && wait.atMost <= longest, String(wait.atMost));
      assert.ok(ended - at > 300, `told ${ended - at} ms before the call's end`);
    }
  }),
);

test("NODE_DEBUG says what a call waits for, with its limit by number", async () => {
  const { code, stderr } = await runScript(
    `import { DemoCompany } from "xero-m2m";
     import { until } from "./tests/node/support/helpers.mjs";
     const demo = DemoCompany.startSync();
     const xero = demo.asyncClient({ limits: { concurrent: 1 } });
     demo.faults.add("GET /Organisation", { delay: 8, times: 1 });
     const slow = xero.organisation.get();
     await until(() => demo.journal.apiRequests === 1);
     await Promise.all([slow, xero.accounts.list().page()]);`,
    { env: { NODE_DEBUG: "xero-m2m" } },
  );
  assert.equal(code, 0, stderr);
  assert.match(stderr, /waits for the limit of 1 call at once; 1 waiting, interactive/);
  assert.match(stderr, /organisation\.get: waiting for Xero's response for 5 s, at most 60 s/);
  assert.match(stderr, /accounts\.list: waiting for the limits for 5 s\n/);
});

test(
  "hints have the names of this language",
  withDemo(async (demo) => {
    const xero = demo.asyncClient({ limits: { perMinute: 1 }, maxWait: 1 });
    await xero.organisation.get();
    const error = await errorOf(() => xero.organisation.get());
    assert.equal(error.hint, "wait, or give a longer maxWait");
    assert.ok(error.retryAfter > 0 && error.toString().includes("give a longer maxWait"));
    const other = demo.asyncClient({ tenantId: "00000000-0000-4000-8000-000000000000" });
    demo.faults.add("GET /Organisation", { status: 403, times: 1 });
    const denied = await errorOf(() => other.organisation.get());
    assert.match(denied.hint, /^check tenantId/);
    const failed = await demo.asyncClient({ baseUrl: "http://127.0.0.1:1" }).check();
    assert.doesNotMatch(failed.text, /_/);
  }),
);

test(
  "a clone reports to the same listener",
  withDemo(async (demo) => {
    for (const { xero, of } of clients(demo)) {
      await xero.withOptions({ maxWait: 5, priority: "bulk" }).organisation.get();
      assert.equal(of("request").length, 1);
    }
  }),
);

test(
  "a listener that throws or rejects breaks no call and is warned of once",
  withDemo(async (demo) => {
    const warnings = [];
    const note = (warning) => warnings.push(warning);
    process.on("warning", note);
    const broken = [
      () => {
        throw new RangeError("listener one");
      },
      async () => {
        throw new RangeError("listener two");
      },
    ];
    for (const onEvent of broken) {
      for (const kind of ["client", "asyncClient"]) {
        const xero = demo[kind]({ onEvent });
        assert.equal(typeof (await xero.organisation.get()).name, "string");
        assert.equal(typeof (await xero.organisation.get()).name, "string");
      }
    }
    await until(() => warnings.length >= 4);
    process.off("warning", note);
    assert.deepEqual(
      warnings.map(({ name, message }) => [name, /RangeError: listener (\w+)/.exec(message)?.[1]]),
      [
        ["XeroWarning", "one"],
        ["XeroWarning", "one"],
        ["XeroWarning", "two"],
        ["XeroWarning", "two"],
      ],
    );
  }),
);

test(
  "a listener may make calls, and gets their events behind the one that it was called with",
  withDemo(async (demo) => {
    for (const kind of ["client", "asyncClient"]) {
      const inner = [];
      const told = [];
      const xero = demo[kind]({
        onEvent: (event) => {
          if (event.event === "request" && inner.length === 0) inner.push(xero.accounts.list().page());
          told.push(event);
        },
      });
      await xero.organisation.get();
      assert.ok((await inner[0]).records.length > 0);
      const requests = told.filter(({ event }) => event === "request");
      assert.deepEqual(
        requests.map(({ operation }) => operation),
        ["organisation.get", "accounts.list"],
      );
      assert.notEqual(requests[0].call, requests[1].call);
    }
  }),
);

test(
  "what is not a function is refused as a listener, and calls and clones take none",
  withDemo(async (demo) => {
    assert.throws(() => demo.client({ onEvent: [] }), { name: "ConfigError", message: /onEvent/ });
    assert.throws(() => demo.client().withOptions({ onEvent: () => {} }), { name: /ConfigError|ArgumentError/ });
  }),
);

test("a warning goes to the process, and to the listener", async () => {
  const { code, stdout, stderr } = await runScript(
    `import { Client } from "xero-m2m";
     const events = [];
     new Client({ clientId: "id", clientSecret: "secret", onEvent: (event) => events.push(event) });
     new Client({ clientId: "id", clientSecret: "secret" });
     console.log(JSON.stringify(events));`,
    { env: { XERO_CLIENT_ID: "other", XERO_CLIENT_SECRET: "other" } },
  );
  assert.equal(code, 0, stderr);
  const [warning, ...more] = JSON.parse(stdout);
  assert.deepEqual([warning.event, more], ["warning", []]);
  assert.match(warning.message, /hide XERO_CLIENT_ID/);
  assert.equal(stderr.match(/XeroWarning: explicit credentials hide/g).length, 2);
});

test("NODE_DEBUG has a line for each event, without a token, a secret or a body", async () => {
  const script = `
    import { DemoCompany } from "xero-m2m";
    const demo = DemoCompany.startSync();
    const xero = demo.client();
    demo.faults.add("PUT /Contacts", { status: 503, times: 1 });
    xero.contacts.create({ name: "Unseen Name" });
    xero.accounts.list().collect();
    console.log(JSON.stringify([demo.clientSecret, xero.auth.token().reveal()]));`;
  const { code, stdout, stderr } = await runScript(script, { env: { NODE_DEBUG: "xero-m2m" } });
  assert.equal(code, 0, stderr);
  for (const line of [
    /XERO-M2M \d+: token: fetched in \d+ ms, lives \d+ s/,
    /contacts\.create: 503 in \d+ ms; attempt 1; \d+ bytes sent, \d+ received/,
    /contacts\.create: attempt 1 failed \(503\), next (at once|in \d+\.\d s)/,
    /contacts\.create: 200 in \d+ ms; attempt 2; .*request id/,
    /accounts\.list: page 1, \d+ records/,
  ]) {
    assert.match(stderr, line);
  }
  for (const hidden of [...JSON.parse(stdout), "Unseen Name"]) assert.ok(!stderr.includes(hidden));
  const silent = await runScript(script);
  assert.equal(silent.stderr, "");
});

test("a client that somebody listens to keeps no program alive", async () => {
  const { code, ms } = await runScript(`
    import { DemoCompany } from "xero-m2m";
    const demo = DemoCompany.startSync();
    const xero = demo.asyncClient({ onEvent: () => {} });
    await xero.organisation.get();
    const walk = xero.invoices.list({ pageSize: 2 })[Symbol.asyncIterator]();
    await walk.next();`);
  assert.equal(code, 0);
  assert.ok(ms < 20_000);
});

test(
  "limits say what is waiting, what is reserved and what may be repeated",
  withDemo(async (demo) => {
    const xero = demo.asyncClient({ limits: { concurrent: 2, reserveDaily: 100 } });
    await xero.organisation.get();
    const limits = await xero.rateLimits();
    assert.deepEqual(limits.concurrent, { limit: 2, allowed: 2, inFlight: 0 });
    assert.deepEqual([limits.minute.limit, limits.minute.remaining], [60, 59]);
    assert.ok(limits.minute.resetsIn > 0 && limits.minute.resetsIn <= 61, String(limits.minute.resetsIn));
    assert.equal(limits.day.reserve, 100);
    assert.ok(limits.day.remaining > 1_000);
    assert.deepEqual(limits.waiting, { interactive: 0, bulk: 0 });
    assert.ok(limits.retries.remaining > 0);
    assert.deepEqual(demo.client({ limits: { concurrent: 2, reserveDaily: 100 } }).rateLimits().day.reserve, 100);
  }),
);

test(
  "a call that would wait longer than maxWait fails at once",
  withDemo(async (demo) => {
    const xero = demo.asyncClient({ limits: { perMinute: 1 }, maxWait: 20 });
    await xero.organisation.get();
    const started = performance.now();
    const error = await errorOf(() => xero.contacts.create({ name: "Late" }));
    assert.ok(performance.now() - started < 10_000);
    assert.deepEqual([error.name, error.kind, error.outcome], ["RateLimitError", "minute", "not_sent"]);
    assert.equal(error.operation, "contacts.create");
  }),
);
