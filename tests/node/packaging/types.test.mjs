/** The shipped types. */

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { build, root, run } from "../support/helpers.mjs";

const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
const types = join(root, "tests", "node", "packaging", "types");

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

test("the declarations ask for no package that an installation may lack", () => {
  const dist = join(root, "node", "dist");
  for (const file of readdirSync(dist, { recursive: true }).filter((name) => name.endsWith(".d.ts"))) {
    assert.doesNotMatch(readFileSync(join(dist, file), "utf8"), /@opentelemetry/, file);
  }
});

test("each misuse fails to compile, and for its own reason", async () => {
  const lines = readFileSync(join(types, "misuse.ts"), "utf8").split("\n");
  const expected = lines.filter((line) => line.includes("// @ts-expect-error")).length;
  assert.ok(expected > 25, String(expected));
  const folder = join(build, "misuse");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "misuse.ts"), lines.map((line) => line.replace("@ts-expect-error", "")).join("\n"));
  const config = { extends: join(types, "tsconfig.json"), include: ["misuse.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const { stdout, code } = await run([tsc, "-p", folder, "--pretty", "false"]);
  const wrong = new Set([...stdout.matchAll(/misuse\.ts\((\d+),/g)].map(([, line]) => line));
  assert.notEqual(code, 0);
  assert.equal(wrong.size, expected, stdout);
});
