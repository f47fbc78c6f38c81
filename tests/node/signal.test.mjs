/** `signal` cancels awaited calls. */

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { errorOf, pause, withDemo } from "./helpers.mjs";

test(
  "a call with a signal that is aborted already rejects with its reason and sends nothing",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    const reason = new Error("not today");
    assert.equal(await errorOf(() => xero.organisation.get({ signal: AbortSignal.abort(reason) })), reason);
    assert.equal(await errorOf(() => xero.invoices.list({}, { signal: AbortSignal.abort(reason) }).first()), reason);
    assert.deepEqual([demo.journal.tokenRequests, demo.journal.apiRequests], [0, 0]);
  }),
);

test(
  "a signal that aborts later rejects at once and leaves no listener",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    await xero.organisation.get();
    demo.faults.add("GET /Organisation", { delay: 5, times: null });
    const controller = new AbortController();
    const started = performance.now();
    const call = xero.organisation.get({ signal: controller.signal });
    await pause(50);
    assert.equal(getEventListeners(controller.signal, "abort").length, 1);
    controller.abort();
    const error = await errorOf(() => call);
    assert.equal(error, controller.signal.reason);
    assert.equal(error.name, "AbortError");
    assert.ok(performance.now() - started < 1_000);
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  }),
);

test(
  "a cancelled call gives its slot back",
  withDemo(async (demo) => {
    const xero = demo.asyncClient({ limits: { concurrent: 1 } });
    await xero.organisation.get();
    demo.faults.add("GET /Organisation", { delay: 5, times: 1 });
    const controller = new AbortController();
    const call = xero.organisation.get({ signal: controller.signal });
    await pause(50);
    controller.abort();
    await errorOf(() => call);
    demo.faults.clear();
    assert.equal(typeof (await xero.organisation.get({ deadline: 2 })).name, "string");
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
  "cancelling one of several waiting calls leaves the others and the token alone",
  withDemo(async (demo) => {
    demo.faults.add("POST /connect/token", { delay: 0.3, times: 1 });
    const xero = demo.asyncClient();
    const controller = new AbortController();
    const leader = xero.organisation.get({ signal: controller.signal });
    const others = [xero.organisation.get(), xero.organisation.get()];
    await pause(50);
    controller.abort(new Error("leader left"));
    await assert.rejects(leader, /leader left/);
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
