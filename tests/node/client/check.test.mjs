/** `check()`: what it finds, and that it throws nothing for it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";
import { CheckReport } from "xero-m2m";
import { errorOf, root, run, withDemo } from "../support/helpers.mjs";

const COMMAND = join(root, "node", "dist", "cli.js");
const KINDS = ["client", "asyncClient"];
const shown = (report) => report[Symbol.for("Jupyter.display")]();
const lines = (text) => text.trimEnd().split("\n");

test(
  "a connection that works is ready",
  withDemo(async (demo) => {
    for (const kind of KINDS) {
      const report = await demo[kind]().check();
      assert.ok(report instanceof CheckReport);
      assert.deepEqual([report.ready, report.nextStep, report.organisation], [true, null, "Demo Company (NZ)"]);
      const names = new Set(report.checks.map(({ name }) => name));
      for (const name of ["token", "scopes", "clock", "organisation", "limits"]) assert.ok(names.has(name), name);
      assert.ok(report.checks.every(({ ok, detail }) => ok && detail !== ""));
      assert.equal(lines(String(report)).at(-1), "ready");
      assert.equal(lines(String(report)).length, report.checks.length + 1);
      assert.equal(inspect(report), String(report));
      assert.deepEqual(JSON.parse(JSON.stringify(report)), { ...report });
      assert.match(shown(report)["text/html"], /<th>ready<\/th>.*Demo Company \(NZ\)/s);
      assert.equal(shown(report)["text/plain"], report.text);
    }
  }),
);

test(
  "what is wrong is reported with the one thing to do next",
  withDemo(async (demo) => {
    for (const kind of KINDS) {
      const report = await demo[kind]({ clientSecret: "wrong" }).check();
      assert.deepEqual([report.ready, report.organisation], [false, null]);
      assert.deepEqual(
        report.checks.filter(({ ok }) => !ok).map(({ name }) => name),
        ["token"],
      );
      assert.ok(report.nextStep);
      assert.equal(lines(String(report)).at(-1), `next step: ${report.nextStep}`);
      assert.match(shown(report)["text/html"], /<th>next step: /);
    }
  }),
);

test(
  "the secret may come from a function",
  withDemo(async (demo) => {
    for (const kind of KINDS) assert.ok((await demo[kind]({ clientSecret: () => demo.clientSecret }).check()).ready);
  }),
);

test(
  "a closed client checks nothing",
  withDemo(async (demo) => {
    for (const kind of KINDS) {
      const xero = demo[kind]();
      await xero.close();
      assert.equal((await errorOf(async () => xero.check())).name, "ClosedError");
    }
  }),
);

test(
  "the command prints the same",
  withDemo(async (demo) => {
    for (const [clientSecret, code] of [
      [demo.clientSecret, 0],
      ["wrong", 1],
    ]) {
      const env = { XERO_CLIENT_ID: demo.clientId, XERO_CLIENT_SECRET: clientSecret };
      const urls = ["--base-url", demo.baseUrl, "--token-url", demo.tokenUrl];
      const printed = await run([COMMAND, "check", ...urls], { env });
      const report = await demo.asyncClient({ clientSecret }).check();
      const names = (text) => lines(text).map((line) => line.split(":", 1)[0]);
      assert.deepEqual([printed.code, names(printed.stdout)], [code, names(String(report))], printed.stderr);
      assert.equal(lines(printed.stdout).at(-1), lines(String(report)).at(-1));
    }
  }),
);

test("a report is a table in a notebook, with nothing in it that is taken for markup", () => {
  const checks = [{ name: "token", ok: false, detail: "the connection is <inactive>" }];
  const report = new CheckReport({ ready: false, nextStep: "wait", organisation: null, checks, text: "FAIL token" });
  assert.match(shown(report)["text/html"], /<td>the connection is &#60;inactive&#62;<\/td>/);
});
