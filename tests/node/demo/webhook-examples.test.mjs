/** The examples of receivers run as they stand, and get what the demo company delivers. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { build, root, run, withDemo } from "../support/helpers.mjs";

const KEY = "a key of the tests";

for (const name of ["webhooks_express", "webhooks_fastify"]) {
  test(
    `${name} receives what the demo company delivers`,
    withDemo(async (demo, t) => {
      const server = spawn(process.execPath, [join(root, "docs", "examples", `${name}.mjs`)], {
        env: { ...process.env, XERO_WEBHOOK_KEY: KEY, PORT: "0" },
        stdio: ["ignore", "pipe", "inherit"],
      });
      t.after(() => server.kill());
      const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
      const { value: url } = await lines.next();
      const state = await demo.asyncWebhooks.set(url, { key: KEY });
      assert.deepEqual([state.status, state.checks.map(({ status }) => status)], ["ok", [200, 401, 401, 200]]);
      const xero = demo.asyncClient();
      const made = await xero.contacts.create({ name: "Bayside Library" });
      await xero.close();
      const { deliveries } = await demo.asyncWebhooks.deliver();
      assert.deepEqual(
        deliveries.map(({ outcome, status }) => [outcome, status]),
        [["delivered", 200]],
      );
      assert.equal((await lines.next()).value, `CONTACT CREATE ${made.contactId}`);
    }),
  );
}

test("the page's route compiles strictly, and responds as Xero asks", async () => {
  const folder = join(build, "webhooks");
  mkdirSync(folder, { recursive: true });
  const [, code] = readFileSync(join(root, "docs", "webhooks.md"), "utf8").match(/^```ts\n(.*?)^```/ms);
  writeFileSync(join(folder, "route.mts"), code);
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  const options = "--module nodenext --target es2022 --lib es2023,esnext.disposable,dom --types node --strict".split(
    " ",
  );
  const { stdout } = await run([
    tsc,
    join(folder, "route.mts"),
    "--ignoreConfig",
    "--rootDir",
    folder,
    "--outDir",
    folder,
    ...options,
  ]);
  assert.equal(stdout, "");
  const { POST } = await import(pathToFileURL(join(folder, "route.mjs")).href);
  const cases = JSON.parse(readFileSync(join(root, "tests", "webhooks", "deliveries.json"), "utf8"));
  const { body, signature, key } = cases.find(({ name }) => name.includes("intent-to-receive"));
  process.env.XERO_WEBHOOK_KEY = key;
  for (const [headers, status] of [
    [{ "x-xero-signature": signature }, 200],
    [{ "x-xero-signature": "wrong" }, 401],
    [{}, 401],
  ]) {
    const response = await POST(new Request("http://localhost/", { method: "POST", body, headers }));
    assert.deepEqual([response.status, await response.text()], [status, ""]);
  }
});
