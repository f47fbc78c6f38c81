/** The helper for tests: a company for each test, and failures where strict mode finds something. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { afterEach, beforeEach, test } from "node:test";
import { demoCompany } from "xero-m2m/testing";

const demo = demoCompany({ beforeEach, afterEach }, { region: "AU" });

for (const name of ["each test has a company", "of its own"]) {
  test(name, async () => {
    const xero = demo().asyncClient();
    assert.equal((await xero.organisation.get()).countryCode, "AU");
    assert.equal(demo().journal.apiRequests, 1);
    await xero.close();
  });
}

test("what breaks a rule fails the test with a difference", async () => {
  const hooks = {};
  const strict = demoCompany(
    { beforeEach: (hook) => (hooks.before = hook), afterEach: (hook) => (hooks.after = hook) },
    { strict: true },
  );
  await hooks.before();
  const xero = strict().asyncClient();
  const headers = { Authorization: `Bearer ${(await xero.auth.token()).reveal()}` };
  const refused = await fetch(`${strict().baseUrl}/api.xro/2.0/Invoices?pagesize=5`, { headers });
  assert.equal(refused.status, 400);
  await xero.close();
  assert.throws(hooks.after, /strict mode: parameter: GET .*\n- pagesize\n\+ pageSize/);
  assert.throws(strict, /only while a test runs/);
});

test("import and require give the same helper", () => {
  assert.equal(createRequire(import.meta.url)("xero-m2m/testing").demoCompany, demoCompany);
});
