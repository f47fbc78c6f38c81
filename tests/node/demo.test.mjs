/** The demo company from Node. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DemoCompany } from "xero-m2m";
import { errorOf, withDemo } from "./helpers.mjs";

test("a demo company starts quickly, stops twice, and says what it is", async () => {
  const started = performance.now();
  const demo = await DemoCompany.start({ region: "NZ" });
  assert.ok(performance.now() - started < 2_000);
  assert.match(demo.baseUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.ok(demo.tokenUrl.startsWith(demo.baseUrl));
  assert.equal(demo.region, "NZ");
  demo.stop();
  demo.stop();
});

test(
  "its clock is set and moved",
  withDemo(
    (demo) => {
      assert.equal(demo.clock.now.toISOString().slice(0, 16), "2026-11-23T00:00");
      demo.clock.advance(3_600);
      assert.equal(demo.clock.now.toISOString().slice(0, 16), "2026-11-23T01:00");
      demo.clock.set(new Date("2027-01-01T00:00:00Z"));
      assert.equal(demo.clock.now.getUTCFullYear(), 2027);
    },
    { clock: "2026-11-23T00:00:00Z" },
  ),
);

test(
  "faults come and go, the journal tells of them",
  withDemo(async (demo) => {
    const xero = demo.asyncClient({ retry: 1 });
    demo.faults.add("GET /Organisation", { status: 503, body: "down", contentType: "text/plain", times: null });
    assert.equal((await errorOf(() => xero.organisation.get())).name, "UnavailableError");
    demo.faults.clear();
    await xero.organisation.get();
    const { requests, apiRequests, tokenRequests } = demo.journal;
    assert.deepEqual([apiRequests, tokenRequests], [2, 1]);
    assert.deepEqual(
      requests.map(({ status }) => status),
      [200, 503, 200],
    );
    assert.equal(requests[0].authorization, "Basic ***");
    assert.equal(requests[1].authorization, "Bearer ***");
    demo.journal.clear();
    assert.equal(demo.journal.requests.length, 0);
  }),
);

test(
  "records are seeded, remembered and brought back",
  withDemo((demo) => {
    const count = () => demo.client().invoices.list().count();
    const before = count();
    const snapshot = demo.snapshot();
    demo.seed({ invoices: 12 });
    assert.equal(count(), before + 12);
    demo.reset(snapshot);
    assert.equal(count(), before);
  }),
);

test(
  "what it does not understand is refused with the nearest right word",
  withDemo(async (demo) => {
    for (const wrong of [
      () => demo.limits.set({ perMinutes: 1 }),
      () => demo.faults.add("GET /Invoices", { satus: 500 }),
      () => DemoCompany.startSync({ regon: "NZ" }),
    ]) {
      const error = await errorOf(wrong);
      assert.equal(error.name, "ArgumentError");
      assert.match(error.message, /per_minute|status|region/);
    }
  }),
);

test(
  "limits are changed and told",
  withDemo(async (demo) => {
    demo.limits.set({ perMinute: 2 });
    const xero = demo.asyncClient({ limits: { perMinute: null }, retry: 1 });
    await xero.organisation.get();
    await xero.organisation.get();
    const error = await errorOf(() => xero.organisation.get({ deadline: 1 }));
    assert.ok(["RateLimitError", "DeadlineError"].includes(error.name), String(error));
  }),
);
