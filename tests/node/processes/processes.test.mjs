/** Worker threads and processes share what Xero counts, and leave nothing behind when they end. */

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { build, runScript, settled, until, withDemo } from "../support/helpers.mjs";

const limits = { concurrent: 50, perMinute: null };

function credentials({ baseUrl, tokenUrl, clientId, clientSecret }) {
  return { baseUrl, tokenUrl, clientId, clientSecret };
}

/** A module with this body. */
function program(name, body) {
  mkdirSync(build, { recursive: true });
  const file = join(build, `${name}.mjs`);
  writeFileSync(file, body);
  return file;
}

/** A worker with this body, once it has said that it is ready. */
async function readyWorker(name, body, options) {
  const file = program(
    name,
    `import { parentPort, workerData } from "node:worker_threads";
     import { AsyncClient, Client } from "xero-m2m";
     ${body}`,
  );
  const worker = new Worker(file, { workerData: options });
  await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  return worker;
}

test(
  "eight workers ask for one token and keep one count of calls",
  { timeout: 60_000 },
  withDemo(async (demo) => {
    const file = program(
      "eight-workers",
      `import { parentPort, workerData } from "node:worker_threads";
       import { AsyncClient, Client } from "xero-m2m";
       const awaited = new AsyncClient(workerData);
       await Promise.all(Array.from({ length: 3 }, () => awaited.organisation.get()));
       new Client(workerData).organisation.get();
       parentPort.postMessage("done");`,
    );
    const workerData = { ...credentials(demo), limits: { concurrent: 3 } };
    const workers = Array.from({ length: 8 }, () => new Worker(file, { workerData }));
    await Promise.all(
      workers.map((it) => new Promise((resolve, reject) => it.once("exit", resolve).once("error", reject))),
    );
    assert.equal(demo.journal.tokenRequests, 1);
    assert.equal(demo.journal.apiRequests, 32);
    assert.ok(demo.journal.requests.every(({ status }) => status === 200));
    const { remaining } = demo.client({ limits: { concurrent: 3 } }).rateLimits().minute;
    assert.ok(remaining <= 28, `${remaining} calls are left`);
  }),
);

for (const [kind, calls] of [
  [
    "awaited",
    "const xero = new AsyncClient(workerData); for (let i = 0; i < 10; i++) xero.organisation.get().catch(() => {});",
  ],
  ["blocking", "const xero = new Client(workerData); xero.organisation.get();"],
  [
    "walking",
    "const xero = new AsyncClient(workerData); xero.invoices.list({ pageSize: 1 }).collect().catch(() => {});",
  ],
]) {
  test(
    `a worker that is terminated gives up its ${kind} calls`,
    { timeout: 60_000 },
    withDemo(
      async (demo) => {
        const options = { ...credentials(demo), limits };
        const xero = demo.asyncClient({ limits });
        await xero.organisation.get();
        demo.faults.add("GET /*", { delay: 20, times: null });
        for (let round = 0; round < 3; round++) {
          const worker = await readyWorker(`ended-${kind}`, `parentPort.postMessage("calling"); ${calls}`, options);
          await until(async () => (await xero.rateLimits()).concurrent.inFlight > 0);
          await worker.terminate();
          await settled(xero);
        }
        demo.faults.clear();
        assert.equal(typeof (await xero.organisation.get()).name, "string");
      },
      { limits: false },
    ),
  );
}

test("process.exit does not wait for calls, on this thread or on workers", { timeout: 60_000 }, async () => {
  const { code, signal, stderr, ms } = await runScript(`
    import { Worker } from "node:worker_threads";
    import { DemoCompany } from "xero-m2m";
    import { until } from "./tests/node/support/helpers.mjs";
    const demo = DemoCompany.startSync({ limits: false });
    demo.faults.add("GET /*", { delay: 30, times: null });
    const { baseUrl, tokenUrl, clientId, clientSecret } = demo;
    const workerData = { baseUrl, tokenUrl, clientId, clientSecret };
    const code = (calls) => \`
      const { AsyncClient, Client } = require("xero-m2m");
      const { parentPort, workerData } = require("node:worker_threads");
      parentPort.postMessage("calling");
      \${calls}\`;
    const calls = ["new Client(workerData).organisation.get()", "new AsyncClient(workerData).organisation.get()"];
    for (const each of calls) {
      const worker = new Worker(code(each), { eval: true, workerData, execArgv: [] });
      await new Promise((resolve) => worker.once("message", resolve));
    }
    demo.asyncClient().organisation.get().catch(() => {});
    await until(() => demo.journal.apiRequests === 3);
    process.exit(0);`);
  assert.deepEqual([code, signal, stderr], [0, null, ""]);
  assert.ok(ms < 15_000, `it took ${ms} ms`);
});

test("a cancelled call no longer keeps the program alive", { timeout: 60_000 }, async () => {
  const { code, stdout, ms } = await runScript(`
    import { DemoCompany } from "xero-m2m";
    import { until } from "./tests/node/support/helpers.mjs";
    const demo = DemoCompany.startSync();
    demo.faults.add("GET /*", { delay: 30, times: null });
    const controller = new AbortController();
    demo.asyncClient().organisation.get({ signal: controller.signal }).catch(({ name }) => console.log(name));
    await until(() => demo.journal.apiRequests === 1);
    controller.abort();`);
  assert.deepEqual([code, stdout], [0, "CancelledError\n"]);
  assert.ok(ms < 15_000, `it took ${ms} ms`);
});

/** Four child processes that make so many calls each with these options; what each of them says at its end. */
async function children(options, calls) {
  const file = program(
    "child",
    `import { AsyncClient } from "xero-m2m";
     const { options, calls } = JSON.parse(process.argv[2]);
     const xero = new AsyncClient(options);
     process.send("ready");
     process.once("message", async () => {
       const outcomes = await Promise.allSettled(Array.from({ length: calls }, () => xero.organisation.get()));
       const failed = outcomes.filter(({ status }) => status === "rejected").map(({ reason }) => String(reason));
       process.send({ failed, limits: await xero.rateLimits() });
       process.disconnect();
     });`,
  );
  const said = (child) => new Promise((resolve, reject) => child.once("message", resolve).once("error", reject));
  const forked = Array.from({ length: 4 }, () => fork(file, [JSON.stringify({ options, calls })]));
  const ended = forked.map((child) => new Promise((resolve) => child.once("exit", resolve)));
  await Promise.all(forked.map(said));
  const answers = Promise.all(forked.map(said));
  for (const child of forked) child.send("go");
  const results = await answers;
  assert.deepEqual(await Promise.all(ended), [0, 0, 0, 0]);
  return results;
}

function inFolder(body) {
  return withDemo(async (demo) => {
    const folder = mkdtempSync(join(tmpdir(), "xero-m2m-state-"));
    try {
      await body(demo, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

test(
  "four processes with a file for the token ask for one, and the file does not show it",
  { timeout: 60_000 },
  inFolder(async (demo, folder) => {
    const options = { ...credentials(demo), tokenCache: `file:${folder}`, limits: { concurrent: 1 } };
    for (const { failed } of await children(options, 2)) assert.deepEqual(failed, []);
    assert.equal(demo.journal.tokenRequests, 1);
    const token = demo
      .client({ tokenCache: `file:${folder}` })
      .auth.token()
      .reveal();
    assert.equal(demo.journal.tokenRequests, 1, "this process has the others' token");
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(files.length >= 1);
    for (const { parentPath, path, name } of files) {
      const bytes = readFileSync(join(parentPath ?? path, name));
      for (const hidden of [token, demo.clientSecret]) assert.ok(!bytes.includes(hidden));
    }
  }),
);

test(
  "four processes with a file for the limits keep one count",
  { timeout: 120_000 },
  inFolder(async (demo, folder) => {
    const backend = `file:${folder}`;
    const options = { ...credentials(demo), tokenCache: backend, limits: { concurrent: 5, backend } };
    const results = await children(options, 12);
    for (const { failed } of results) assert.deepEqual(failed, []);
    const statuses = demo.journal.requests.map(({ status }) => status);
    assert.deepEqual([...new Set(statuses)], [200], "no limit of Xero's was met");
    assert.equal(demo.journal.apiRequests, 48);
    const left = demo.client(options).rateLimits();
    assert.ok(left.minute.remaining <= 12 && left.minute.remaining >= 0, JSON.stringify(left.minute));
    const late = await demo.asyncClient({ ...options, maxWait: 0.1 });
    const outcomes = await Promise.allSettled(Array.from({ length: 14 }, () => late.organisation.get()));
    const refused = outcomes.filter(({ status }) => status === "rejected").map(({ reason }) => reason);
    assert.ok(refused.length >= 2, String(refused.length));
    for (const reason of refused) assert.equal(reason.name, "RateLimitError", String(reason));
    assert.ok(demo.journal.requests.every(({ status }) => status === 200));
  }),
);
