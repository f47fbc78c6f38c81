/** The shipped types. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { root, run } from "./helpers.mjs";

const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
const types = join(root, "tests", "node", "types");

for (const [what, config] of [
  ["right use compiles strictly and misuse does not, from an ES module and from CommonJS", "tsconfig.json"],
  ["a program with no newer library of the language compiles", "plain.tsconfig.json"],
]) {
  test(what, async () => {
    const { stdout, code } = await run([tsc, "-p", join(types, config)]);
    assert.equal(stdout, "");
    assert.equal(code, 0);
  });
}
