/** Programs end, workers come and go, clients are disposed of. */

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { DemoCompany } from "xero-m2m";
import { build, pause, runScript, withDemo } from "../support/helpers.mjs";

test("a program with an idle client and a demo company ends by itself", async () => {
  const { code, stdout, ms } = await runScript(`
    import { DemoCompany } from "xero-m2m";
    const demo = await DemoCompany.start();
    const xero = demo.asyncClient();
    console.log(typeof (await xero.organisation.get()).name);
    demo.client().organisation.get();
  `);
  assert.equal(code, 0);
  assert.equal(stdout, "string\n");
  assert.ok(ms < 20_000);
});

test("a pending call keeps the program alive until its response", async () => {
  const { code, stdout } = await runScript(`
    import { DemoCompany } from "xero-m2m";
    const demo = await DemoCompany.start();
    demo.faults.add("GET /Organisation", { delay: 0.5 });
    demo.asyncClient().organisation.get().then(() => console.log("answered"));
  `);
  assert.equal(code, 0);
  assert.equal(stdout, "answered\n");
});

test("process.exit works with calls under way", async () => {
  const { code, signal, stderr } = await runScript(`
    import { DemoCompany } from "xero-m2m";
    import { until } from "./tests/node/support/helpers.mjs";
    const demo = await DemoCompany.start({ limits: false });
    demo.faults.add("*", { delay: 30, times: null });
    const xero = demo.asyncClient({ limits: { concurrent: 50, perMinute: null } });
    for (let i = 0; i < 200; i++) xero.organisation.get().catch(() => {});
    await until(() => demo.journal.tokenRequests > 0);
    process.exit(3);
  `);
  assert.deepEqual([code, signal, stderr], [3, null, ""]);
});

test(
  "using and await using close the client",
  withDemo(async (demo) => {
    const client = demo.client();
    client[Symbol.dispose]();
    assert.ok(client.closed);
    const awaited = demo.asyncClient();
    await awaited[Symbol.asyncDispose]();
    assert.ok(awaited.closed);
    const other = DemoCompany.startSync();
    const theirs = other.client({ retry: 1 });
    other[Symbol.dispose]();
    assert.throws(() => theirs.organisation.get(), { name: "ConnectError" });
  }),
);

/** The limits of a connection are the process's, workers and all. */
const NO_LIMITS = { limits: { concurrent: 50, perMinute: null } };

/** Runs the body in a worker, which gets `demo`'s address; gives what it posts. */
function worker(body, demo) {
  mkdirSync(build, { recursive: true });
  const file = join(build, `worker-${Buffer.from(body).toString("base64url").slice(-24)}.mjs`);
  writeFileSync(
    file,
    `import { parentPort, workerData } from "node:worker_threads";
     import { AsyncClient, Client } from "xero-m2m";
     ${body}`,
  );
  const { baseUrl, tokenUrl, clientId, clientSecret } = demo;
  return new Worker(file, { workerData: { baseUrl, tokenUrl, clientId, clientSecret, ...NO_LIMITS } });
}

function message(thread) {
  return new Promise((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", reject);
  });
}

const CALLS = `
  const awaited = new AsyncClient(workerData);
  const blocking = new Client(workerData);
  parentPort.postMessage([(await awaited.organisation.get()).name, blocking.organisation.get().name]);`;

test(
  "workers call, end and are terminated, over and over",
  withDemo(
    async (demo) => {
      for (let round = 0; round < 8; round++) {
        const threads = Array.from({ length: 4 }, () => worker(CALLS, demo));
        for (const [one, other] of await Promise.all(threads.map(message))) {
          assert.equal(typeof one, "string");
          assert.equal(one, other);
        }
        await Promise.all(threads.map((thread) => thread.terminate()));
      }
      assert.equal(demo.journal.tokenRequests, 1, "workers share the process's token");
    },
    { limits: false },
  ),
);

test(
  "a worker is terminated in the middle of its calls",
  withDemo(
    async (demo) => {
      demo.faults.add("GET /Organisation", { delay: 0.2, times: null });
      for (let round = 0; round < 10; round++) {
        const thread = worker(
          `const xero = new AsyncClient(workerData);
           for (let i = 0; i < 20; i++) xero.organisation.get().catch(() => {});
           parentPort.postMessage("calling");`,
          demo,
        );
        assert.equal(await message(thread), "calling");
        await pause(round * 10);
        await thread.terminate();
      }
      demo.faults.clear();
      assert.equal(typeof demo.client().organisation.get().name, "string");
    },
    { limits: false },
  ),
);

test("the addon works again in a worker after the last thread that had it is gone", async () => {
  const demoScript = `
    import { Worker } from "node:worker_threads";
    const code = \`
      const { DemoCompany } = require("xero-m2m");
      const { parentPort } = require("node:worker_threads");
      (async () => {
        const demo = DemoCompany.startSync();
        const xero = demo.asyncClient();
        parentPort.postMessage((await xero.organisation.get()).name + demo.client().organisation.get().name);
      })();
    \`;
    for (let round = 0; round < 12; round++) {
      const worker = new Worker(code, { eval: true, execArgv: [] });
      const name = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
      if (typeof name !== "string") throw new Error("no name");
      await worker.terminate();
    }
    console.log("done");
  `;
  const { code, signal, stdout, stderr } = await runScript(demoScript);
  assert.deepEqual([code, signal, stdout, stderr], [0, null, "done\n", ""]);
});
