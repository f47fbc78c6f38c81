/** The helper for tests: a company for each test, and failures where strict mode finds something. */

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { demoCompany } from "xero-m2m/testing";
import { build, root, run } from "../support/helpers.mjs";

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

test("the sample of the guide runs", async () => {
  const [, sample] = readFileSync(join(root, "docs", "demo-company.md"), "utf8").match(/^```js\n(.*?)^```/ms);
  mkdirSync(build, { recursive: true });
  const file = join(build, "guide.test.mjs");
  writeFileSync(file, sample);
  // As a run of its own, and no part of this one.
  const { stdout, code } = await run(["--test", "--test-reporter=tap", file], {
    env: { NODE_TEST_CONTEXT: undefined },
  });
  assert.equal(code, 0, stdout);
  assert.match(stdout, /# pass 1/);
});
