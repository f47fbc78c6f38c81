/** The package as ES module and as CommonJS: the same classes, loaded quickly. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as imported from "xero-m2m";
import { run, runScript } from "../support/helpers.mjs";

const required = createRequire(import.meta.url)("xero-m2m");

test("import and require give the same values", () => {
  assert.deepEqual(Object.keys(imported).sort(), Object.keys(required).sort());
  for (const name of Object.keys(imported)) assert.equal(imported[name], required[name], name);
});

test("a CommonJS program works", async () => {
  const { stdout, code, stderr } = await run([
    "--input-type=commonjs",
    "-e",
    `const { DemoCompany } = require("xero-m2m");
     const demo = DemoCompany.startSync();
     console.log(demo.client().organisation.get().name.length > 0);`,
  ]);
  assert.deepEqual([code, stdout, stderr], [0, "true\n", ""]);
});

test("importing loads neither the addon nor the resources", async () => {
  const { stdout } = await run([
    "--input-type=commonjs",
    "-e",
    `require("xero-m2m");
     console.log(JSON.stringify(Object.keys(require.cache)));`,
  ]);
  const files = JSON.parse(stdout);
  assert.ok(files.some((file) => file.endsWith("client.js")));
  for (const late of [/\.node$/, /api.accounting\.js$/, /[\\/]models[\\/]/, /[\\/]decimal\.js$/]) {
    assert.ok(!files.some((file) => late.test(file)), String(late));
  }
});

test("a missing addon is explained", async () => {
  const { stdout } = await runScript(`
    Object.defineProperty(process, "arch", { value: "s390x" });
    const { Client } = await import("xero-m2m");
    try { new Client(); } catch (error) { console.log(error.message); }
  `);
  assert.match(stdout, /found no native addon for linux s390x|found no native addon for \w+ s390x/);
});
