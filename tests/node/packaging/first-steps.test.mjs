/** The first steps of docs/notebooks, compiled and run as they stand. */

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { build, root, run } from "../support/helpers.mjs";

const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

test("docs/notebooks/first-steps.ts compiles strictly and runs", async () => {
  const out = join(build, "first-steps");
  mkdirSync(out, { recursive: true });
  const options = "--module nodenext --target es2022 --lib es2023,esnext.disposable --types node --strict".split(" ");
  const folder = join(root, "docs", "notebooks");
  const script = join(folder, "first-steps.ts");
  const compiled = await run([tsc, script, "--ignoreConfig", ...options, "--rootDir", folder, "--outDir", out]);
  assert.equal(compiled.stdout, "");
  const { stdout, stderr, code } = await run([join(out, "first-steps.js")]);
  assert.equal(code, 0, stderr);
  for (const line of [
    /^Organisation: .+, in [A-Z]{3}$/m,
    /^Open receivables: [1-9]\d*, \d+\.\d\d in all$/m,
    /^Contacts: [1-9]\d*, of which page 1 has 5; request \S+$/m,
    /^Created: DRAFT over 12\.5$/m,
    /^NotFoundError: \S/m,
    /^Cancelled: CancelledError$/m,
    /^Token: valid for 30 minutes, requests: 1$/m,
  ]) {
    assert.match(stdout, line);
  }
});
