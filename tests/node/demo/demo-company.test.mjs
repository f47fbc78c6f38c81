/** The demo company from Node. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DemoCompany } from "xero-m2m";
import { errorOf, runScript, until, withDemo } from "../support/helpers.mjs";

test("a demo company starts quickly, stops twice, and says what it is", async () => {
  const started = performance.now();
  const demo = await DemoCompany.start({ region: "NZ" });
  assert.ok(performance.now() - started < 10_000);
  assert.match(demo.baseUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.ok(demo.tokenUrl.startsWith(demo.baseUrl));
  assert.equal(demo.region, "NZ");
  demo.stop();
  demo.stop();
});

test(
  "what it refuses is named as this language names it",
  withDemo((demo) => {
    for (const [work, message] of [
      [() => DemoCompany.startSync({ clockspeed: 1 }), /did you mean "clockSpeed"\? .*tokenTtl/],
      [() => demo.limits.set({ perminute: 1 }), /did you mean "perMinute"/],
      [() => demo.faults.add("GET /*", { gzipBomb: "big" }), /^"gzipBomb" in the command must be/],
    ]) {
      assert.throws(work, { name: "ArgumentError", message });
      assert.throws(work, (error) => !/[a-z]_[a-z]/.test(String(error)));
    }
  }),
);

test("its clients do not warn of the credentials of the environment", async () => {
  const script = `
    import { DemoCompany } from "xero-m2m";
    const demo = DemoCompany.startSync();
    const onEvent = (event) => console.log(event);
    demo.client({ onEvent }).close();
    await demo.asyncClient({ onEvent }).close();
    demo.stop();`;
  const { code, stdout, stderr } = await runScript(script, {
    env: { XERO_CLIENT_ID: "mine", XERO_CLIENT_SECRET: "mine" },
  });
  assert.deepEqual([code, stdout, stderr], [0, "", ""]);
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
  "its clock stands still and runs faster",
  withDemo(
    async (demo) => {
      assert.equal(demo.clock.speed, 0);
      demo.clock.speed = 1_000;
      await until(() => demo.clock.now >= new Date("2026-11-23T00:00:20Z"));
    },
    { clock: "2026-11-23T00:00:00Z", clockSpeed: 0 },
  ),
);

test("faults by chance are the same for the same seed", async () => {
  const hits = async (seed) => {
    const found = [];
    const demo = await DemoCompany.start();
    demo.faults.add("GET /Organisation", { status: 404, times: null, probability: 0.5, seed });
    const xero = demo.client();
    for (let at = 0; at < 20; at++) {
      try {
        xero.organisation.get();
        found.push(false);
      } catch (error) {
        assert.equal(error.name, "NotFoundError");
        found.push(true);
      }
    }
    demo.stop();
    return found;
  };
  const first = await hits(7);
  assert.deepEqual(new Set(first), new Set([true, false]));
  assert.deepEqual(await hits(7), first);
  assert.notDeepEqual(await hits(8), first);
});

test(
  "a fault comes once unless more is said",
  withDemo((demo) => {
    demo.faults.add("GET /Organisation", { status: 404 });
    const xero = demo.client();
    assert.throws(() => xero.organisation.get(), { name: "NotFoundError" });
    assert.equal(typeof xero.organisation.get().name, "string");
  }),
);

test(
  "a minute can be the clock's own",
  withDemo(
    (demo) => {
      demo.client().organisation.get();
      const { window, minuteRemaining, dayRemaining, mostInFlight, refused } = demo.limits.state;
      assert.deepEqual([window, minuteRemaining, dayRemaining, mostInFlight], ["fixed", 29, null, 1]);
      assert.deepEqual(refused, { concurrent: 0, minute: 0, appMinute: 0, day: 0 });
      demo.clock.advance(10);
      assert.equal(demo.limits.set({ window: "sliding" }).minuteRemaining, 29);
      assert.equal(demo.limits.set({ window: "fixed" }).minuteRemaining, 30);
      demo.limits.clearCounters();
      assert.equal(demo.limits.state.mostInFlight, 0);
      assert.equal(demo.limits.set({ window: "both" }).minuteRemaining, 30);
    },
    { clock: "2026-11-23T00:00:50Z", clockSpeed: 0, limits: { window: "fixed", perMinute: 30, perDay: null } },
  ),
);

test(
  "faults come and go, and the journal shows them",
  withDemo(async (demo) => {
    const xero = demo.asyncClient({ retry: 1 });
    demo.faults.add("GET /Organisation", { status: 503, body: "down", contentType: "text/plain", times: null });
    assert.equal((await errorOf(() => xero.organisation.get())).name, "UnavailableError");
    assert.deepEqual(demo.faults.hits, [1]);
    demo.faults.clear();
    assert.deepEqual(demo.faults.hits, []);
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
  "a million invoices are there at once",
  withDemo((demo) => {
    const xero = demo.client();
    const before = xero.invoices.list().count();
    demo.seed({ invoices: 1_000_000 });
    const page = xero.invoices.list({ pageSize: 1000 }).page(1001);
    assert.equal(page.itemCount, before + 1_000_000);
    const last = page.records.at(-1);
    assert.equal(last.invoiceNumber, "GEN-1000000");
    assert.equal(xero.invoices.get("GEN-1000000").invoiceId, last.invoiceId);
  }),
);

test(
  "each connection reaches its own organisation",
  withDemo(async (demo) => {
    const added = demo.addOrganisation("Second", { region: "AU", empty: true });
    const { clientId, clientSecret } = demo.addConnection({ organisations: ["Second"] });
    const theirs = demo.asyncClient({ clientId, clientSecret, retry: 1 });
    assert.equal((await theirs.organisation.get()).organisationId, added.tenantId);
    demo.seed({ contacts: 2, organisation: "Second" });
    assert.equal(await theirs.contacts.list().count(), 2);
    assert.equal(demo.connection({ clientId, active: false }).active, false);
    assert.equal((await errorOf(() => theirs.organisation.get())).name, "CustomConnectionInactiveError");
    await demo.asyncClient().organisation.get();
    const { connections, organisations } = demo.connections;
    assert.deepEqual(
      organisations.map(({ name }) => name),
      ["Demo Company (NZ)", "Second"],
    );
    assert.equal("clientSecret" in connections[1], false);
  }),
);

test(
  "a user lets an app in by consent",
  withDemo(async (demo) => {
    const redirectUri = "http://localhost:8742/callback";
    const { clientId, clientSecret } = demo.addConnection({ app: "web", redirectUris: [redirectUri] });
    assert.equal(demo.consent({ deny: true }).refused, "access_denied");
    const { code, refused, redirectUrl } = demo.consent({ clientId, state: "s", organisations: ["Demo Company (NZ)"] });
    assert.equal(refused, null);
    assert.match(redirectUrl, /state=s/);
    const body = new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri,
      client_id: clientId,
      client_secret: clientSecret,
    });
    const tokens = await (await fetch(demo.tokenUrl, { method: "POST", body })).json();
    assert.ok(tokens.access_token && tokens.id_token && tokens.refresh_token, JSON.stringify(tokens));
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
      assert.match(error.message, /perMinute|status|region/);
    }
  }),
);

test(
  "limits are changed and read",
  withDemo(async (demo) => {
    demo.limits.set({ perMinute: 2 });
    const xero = demo.asyncClient({ limits: { perMinute: null }, retry: 1 });
    await xero.organisation.get();
    await xero.organisation.get();
    const error = await errorOf(() => xero.organisation.get({ deadline: 1 }));
    assert.ok(["RateLimitError", "DeadlineError"].includes(error.name), String(error));
  }),
);

test(
  "lock dates are set, read and lifted",
  withDemo((demo) => {
    assert.equal(demo.lockDates({ period: "2026-10-31" }).period, "2026-10-31");
    assert.deepEqual(demo.lockDates({ period: false, endOfYear: "2026-03-31" }), {
      period: null,
      endOfYear: "2026-03-31",
    });
  }),
);
