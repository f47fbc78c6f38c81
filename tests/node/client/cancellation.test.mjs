/** `signal` cancels awaited calls. */

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { inspect } from "node:util";
import { CancelledError, XeroError } from "xero-m2m";
import { abortAfter, errorOf, run, settled, until, withDemo } from "../support/helpers.mjs";

test(
  "a call with a signal that is aborted already rejects with the reason and sends nothing",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    const reason = new Error("not today");
    const options = { signal: AbortSignal.abort(reason) };
    const calls = {
      "organisation.get": () => xero.organisation.get(options),
      "invoices.list": () => xero.invoices.list({}, options).first(),
      "GET /Invoices": () => xero.raw.get("/Invoices", {}, options),
      "invoices.pdf": () => xero.invoices.pdf("id", {}, options),
    };
    for (const [operation, call] of Object.entries(calls)) {
      const error = await errorOf(call);
      assert.ok(error instanceof CancelledError, error.stack);
      assert.deepEqual([error.cause, error.operation, error.outcome], [reason, operation, undefined]);
      assert.equal(String(error), `CancelledError: ${operation}: the call was cancelled`);
    }
    assert.equal((await errorOf(() => xero.auth.token(options))).operation, undefined);
    for (const call of [
      () => xero.contacts.create({ name: "A" }, {}, { ...options, idempotencyKey: "k" }),
      () => xero.raw.post("/Contacts", { json: {} }, options),
    ]) {
      const error = await errorOf(call);
      assert.deepEqual([error.name, error.outcome, error.cause], ["CancelledError", "not_sent", reason]);
      assert.match(error.message, /before anything was sent/);
    }
    assert.deepEqual([demo.journal.tokenRequests, demo.journal.apiRequests], [0, 0]);
  }),
);

test(
  "a signal that aborts later rejects at once and leaves no listener",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    await xero.organisation.get();
    demo.faults.add("GET /Organisation", { delay: 30, times: null });
    const controller = new AbortController();
    const call = xero.organisation.get({ signal: controller.signal });
    await until(() => demo.journal.apiRequests === 2);
    assert.equal(getEventListeners(controller.signal, "abort").length, 1);
    const started = performance.now();
    controller.abort();
    const error = await errorOf(() => call);
    assert.equal(error.name, "CancelledError");
    assert.equal(error.cause, controller.signal.reason);
    assert.equal(error.cause.name, "AbortError");
    assert.ok(performance.now() - started < 10_000);
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  }),
);

test(
  "a cancelled call gives its slot back",
  withDemo(async (demo) => {
    const xero = demo.asyncClient({ limits: { concurrent: 1 } });
    await xero.organisation.get();
    demo.faults.add("GET /Organisation", { delay: 30, times: 1 });
    const controller = new AbortController();
    const call = xero.organisation.get({ signal: controller.signal });
    await until(() => demo.journal.apiRequests === 2);
    controller.abort();
    await errorOf(() => call);
    demo.faults.clear();
    assert.equal(typeof (await xero.organisation.get({ deadline: 10 })).name, "string");
  }),
);

test(
  "a signal that never aborts changes nothing and keeps no listener",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    const { signal } = new AbortController();
    await Promise.all([xero.organisation.get({ signal }), xero.accounts.list({}, { signal }).collect()]);
    assert.equal(getEventListeners(signal, "abort").length, 0);
  }),
);

test(
  "all calls of one signal share one listener, and the last one takes it away",
  withDemo(
    async (demo) => {
      const xero = demo.asyncClient({ limits: { perMinute: null } });
      const { signal } = new AbortController();
      const warnings = [];
      const warn = ({ name }) => warnings.push(name);
      process.on("warning", warn);
      const most = [];
      const once = () => xero.auth.token({ signal });
      const calls = Array.from({ length: 500 }, once);
      most.push(getEventListeners(signal, "abort").length);
      await Promise.all([...calls, xero.accounts.list({}, { signal }).collect()]);
      most.push(getEventListeners(signal, "abort").length);
      for (let nth = 0; nth < 500; nth++) await once();
      most.push(getEventListeners(signal, "abort").length);
      assert.deepEqual(most, [1, 0, 0]);
      await new Promise(setImmediate);
      process.off("warning", warn);
      assert.deepEqual(warnings, []);
    },
    { limits: false },
  ),
);

test(
  "one signal ends all of its calls, and no other's",
  withDemo(async (demo) => {
    const xero = demo.asyncClient({ limits: { perMinute: null } });
    await xero.organisation.get();
    demo.faults.add("GET /Organisation", { delay: 30, times: null });
    const controller = new AbortController();
    const ended = Array.from({ length: 12 }, () => errorOf(() => xero.organisation.get({ signal: controller.signal })));
    const other = new AbortController();
    const kept = errorOf(() => xero.organisation.get({ signal: other.signal }));
    await until(() => demo.journal.apiRequests > 1);
    controller.abort(new Error("enough"));
    for (const { name, cause } of await Promise.all(ended)) {
      assert.deepEqual([name, cause.message], ["CancelledError", "enough"]);
    }
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    assert.equal(getEventListeners(other.signal, "abort").length, 1);
    other.abort();
    await kept;
  }),
);

test("a signal that lives long keeps nothing of the calls that it was used for", async () => {
  const { stdout, stderr } = await run(
    [
      "--expose-gc",
      "--input-type=module",
      "-e",
      `import { DemoCompany } from "xero-m2m";
       const demo = DemoCompany.startSync({ limits: false });
       const xero = demo.asyncClient({ limits: { perMinute: null } });
       const { signal } = new AbortController();
       const held = async () => {
         for (let nth = 0; nth < 2000; nth++) await xero.auth.token({ signal });
         for (let nth = 0; nth < 5; nth++) gc();
         return process.memoryUsage().heapUsed;
       };
       await held();
       const before = await held();
       console.log((await held()) - before);
       await xero.close();
       demo.stop();`,
    ],
    {},
  );
  assert.ok(Number(stdout) < 100_000, stdout + stderr);
});

test(
  "cancelling one of several waiting calls leaves the others and the token alone",
  withDemo(async (demo) => {
    demo.faults.add("POST /connect/token", { delay: 2, times: 1 });
    const xero = demo.asyncClient();
    const controller = new AbortController();
    const leader = xero.organisation.get({ signal: controller.signal });
    const others = [xero.organisation.get(), xero.organisation.get()];
    await until(() => demo.journal.tokenRequests === 1);
    controller.abort(new Error("leader left"));
    assert.equal((await errorOf(() => leader)).cause.message, "leader left");
    for (const { name } of await Promise.all(others)) assert.equal(typeof name, "string");
    assert.equal(demo.journal.tokenRequests, 1);
  }),
);

test(
  "what is not a signal is refused",
  withDemo(async (demo) => {
    const error = await errorOf(() => demo.asyncClient().organisation.get({ signal: "stop" }));
    assert.equal(error.name, "ArgumentError");
  }),
);

/** A write that is under way when it is cancelled, and its error. */
async function cancelledWrite(demo, reason) {
  const xero = demo.asyncClient();
  await xero.organisation.get();
  demo.faults.add("PUT /Contacts", { delay: 30, times: 1 });
  const controller = new AbortController();
  const before = demo.journal.apiRequests;
  const call = xero.contacts.create({ name: "Cancelled" }, {}, { signal: controller.signal });
  await until(() => demo.journal.apiRequests > before);
  controller.abort(reason);
  return errorOf(() => call);
}

test(
  "the error of a write that is cancelled under way has the outcome unknown, and its key",
  withDemo(async (demo) => {
    const error = await cancelledWrite(demo, "a reason that is no error");
    assert.deepEqual([error.outcome, error.operation], ["unknown", "contacts.create"]);
    assert.ok(error.idempotencyKey.length > 8);
    assert.match(error.hint, /same idempotency key/);
    assert.equal(error.cause, "a reason that is no error");
    assert.equal(error.isRetryable, false);
  }),
);

test(
  "the error of a cancelled call is made again from its data, whatever the reason was",
  withDemo(async (demo) => {
    for (const reason of [undefined, new Error("shutting down"), () => "cannot be cloned", Symbol("nor can this")]) {
      const error = await cancelledWrite(demo, reason);
      const again = XeroError.from(structuredClone(error.toJSON()));
      assert.ok(again instanceof CancelledError);
      assert.deepEqual(again.toJSON(), error.toJSON());
      assert.deepEqual([again.outcome, again.idempotencyKey], [error.outcome, error.idempotencyKey]);
      assert.ok(!inspect(error).includes(demo.clientSecret));
    }
    const copy = structuredClone(await cancelledWrite(demo, new Error("shutting down")));
    assert.deepEqual([XeroError.from(copy).name, copy.cause.message], ["CancelledError", "shutting down"]);
  }),
);

test(
  "a signal ends the wait for the limits, for a token and for the secret",
  withDemo(async (demo) => {
    const full = demo.asyncClient({ limits: { concurrent: 1 } });
    await full.organisation.get();
    demo.faults.add("GET /Organisation", { delay: 30, times: 1 });
    const holder = new AbortController();
    const first = errorOf(() => full.organisation.get({ signal: holder.signal }));
    await until(() => demo.journal.apiRequests === 2);
    const controller = new AbortController();
    const { signal } = controller;
    const waits = [
      () => full.contacts.create({ name: "Queued" }, {}, { signal }),
      () => full.contacts.list({}, { signal }).collect(),
    ];
    const ends = Promise.all(waits.map(errorOf));
    await until(async () => {
      const { interactive, bulk } = (await full.rateLimits()).waiting;
      return interactive === 1 && bulk === 1;
    });
    const started = performance.now();
    controller.abort();
    const [write, read] = await ends;
    assert.deepEqual([write.name, write.outcome], ["CancelledError", "not_sent"]);
    assert.deepEqual([read.name, read.outcome], ["CancelledError", undefined]);
    assert.ok(performance.now() - started < 10_000);
    // A list's page is given up a moment after its error.
    await until(async () => {
      const { interactive, bulk } = (await full.rateLimits()).waiting;
      return interactive === 0 && bulk === 0;
    });
    holder.abort();
    assert.equal((await first).name, "CancelledError");

    await full.auth.invalidate();
    demo.faults.add("POST /connect/token", { delay: 2, times: 1 });
    const token = await errorOf(() => full.auth.token({ signal: abortAfter(50) }));
    assert.deepEqual([token.name, token.cause.name], ["CancelledError", "TimeoutError"]);
    const { expiresIn } = await full.auth.token();
    assert.ok(expiresIn > 0);

    const never = demo.asyncClient({ clientId: "another", clientSecret: () => new Promise(() => {}) });
    const secret = await errorOf(() =>
      never.contacts.create({ name: "No secret" }, {}, { signal: abortAfter(50), idempotencyKey: "mine" }),
    );
    assert.deepEqual(
      [secret.name, secret.outcome, secret.operation, secret.idempotencyKey],
      ["CancelledError", "not_sent", "contacts.create", "mine"],
    );
    assert.deepEqual(
      demo.journal.requests.filter(({ method, path }) => method === "PUT" && path.includes("Contacts")),
      [],
    );
  }),
);

test(
  "a cancelled call drops its connection, and later calls work on others",
  withDemo(
    async (demo) => {
      const xero = demo.asyncClient({ limits: { perMinute: null }, retry: 1 });
      await xero.organisation.get();
      demo.faults.add("GET /Organisation", { delay: 30, times: 5 });
      const controller = new AbortController();
      const { signal } = controller;
      const calls = Array.from({ length: 5 }, () => errorOf(() => xero.organisation.get({ signal })));
      await until(() => demo.journal.apiRequests === 6);
      controller.abort();
      await Promise.all(calls);
      await settled(xero);
      const started = performance.now();
      await Promise.all(Array.from({ length: 5 }, () => xero.organisation.get()));
      assert.ok(performance.now() - started < 10_000);
    },
    { limits: false },
  ),
);

/** Numbers that look random and are the same in every run. */
function* numbers(seed = 20260101) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

test(
  "after ten thousand calls that were cancelled at any moment all slots are back",
  { timeout: 180_000 },
  withDemo(
    async (demo) => {
      const xero = demo.asyncClient({ limits: { concurrent: 20, perMinute: null } });
      demo.faults.add("GET /Organisation", { delay: 0.004, times: null });
      const random = numbers();
      const next = () => random.next().value;
      const counts = { given: 0, cancelled: 0 };
      const kinds = [
        (options) => xero.organisation.get(options),
        (options) => xero.organisation.get(options),
        (options) => xero.accounts.list({}, options).first(),
        (options) => xero.raw.get("/Organisation", {}, options),
        (options) => xero.auth.token(options),
        (options) => xero.contacts.create({ name: `C${next()}` }, {}, options),
      ];
      const one = async () => {
        const controller = new AbortController();
        const kind = kinds[Math.floor(next() * kinds.length)];
        const delay = next() * 12;
        if (delay < 1) queueMicrotask(() => controller.abort());
        else setTimeout(() => controller.abort(), delay);
        try {
          await kind({ signal: controller.signal });
          counts.given++;
        } catch (error) {
          assert.equal(error.name, "CancelledError", error.stack);
          counts.cancelled++;
        }
      };
      const lane = async () => {
        for (let made = 0; made < 200; made++) await one();
      };
      await Promise.all(Array.from({ length: 50 }, lane));
      assert.equal(counts.given + counts.cancelled, 10_000);
      assert.ok(counts.cancelled > 1_000 && counts.given > 200, JSON.stringify(counts));
      await settled(xero);
      demo.faults.clear();
      const answers = await Promise.all(Array.from({ length: 40 }, () => xero.organisation.get({ deadline: 10 })));
      assert.ok(answers.every(({ name }) => typeof name === "string"));
    },
    { limits: false },
  ),
);
