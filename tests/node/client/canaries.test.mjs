/** A run in which a secret or a token is seen fails. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { root, run } from "../support/helpers.mjs";

const scratch = mkdtempSync(join(tmpdir(), "xero-m2m-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const INDEX = pathToFileURL(join(root, "node", "dist", "index.mjs")).href;
const BODIES = {
  "holds a secret": ["if (demo.clientSecret === '') throw new Error()", 0],
  "prints a secret": ["console.log(demo.clientSecret)", 1],
  "logs a token": ["console.error('Bearer ' + xero.auth.token().reveal())", 1],
};

for (const [what, [body, expected]] of Object.entries(BODIES)) {
  test(`a test that ${what}`, async () => {
    const file = join(scratch, `${what.replaceAll(" ", "-")}.test.mjs`);
    const lines = [
      `import { test } from "node:test";`,
      `import { DemoCompany } from ${JSON.stringify(INDEX)};`,
      `test("it", async () => {`,
      `  const demo = await DemoCompany.start();`,
      `  const xero = demo.client();`,
      `  xero.organisation.get();`,
      `  ${body};`,
      `  demo.stop();`,
      `});`,
    ];
    writeFileSync(file, lines.join("\n"));
    const { code, stdout, stderr } = await run([join(root, "tests", "node", "run.mjs"), file]);
    assert.equal(code, expected, stdout + stderr);
    assert.equal(/was seen/.test(stderr), expected === 1);
    assert.doesNotMatch(stdout, /XERO-M2M \d+: /);
  });
}
