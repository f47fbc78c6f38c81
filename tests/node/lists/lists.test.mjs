/** Lists. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { AsyncPager, Page, Pager } from "xero-m2m";
import { errorOf, settled, until, withDemo } from "../support/helpers.mjs";

const ACCREC = 'Type=="ACCREC"';

function seeded(body) {
  return withDemo(async (demo) => {
    demo.seed({ invoices: 250 });
    await body(demo);
  });
}

test(
  "nothing is sent until a pager is used, and showing one sends nothing",
  withDemo((demo) => {
    const pagers = [demo.client().invoices.list({ where: ACCREC }), demo.asyncClient().invoices.list()];
    assert.ok(pagers[0] instanceof Pager && pagers[1] instanceof AsyncPager);
    for (const pager of pagers) {
      assert.match(inspect(pager), /Pager invoices\.list/);
      assert.match(pager[Symbol.for("Jupyter.display")]()["text/plain"], /not fetched yet/);
    }
    assert.equal(demo.journal.apiRequests + demo.journal.tokenRequests, 0);
  }),
);

test(
  "both pagers give the same records in the same order, by every way",
  seeded(async (demo) => {
    const blocking = demo.client().invoices.list({ pageSize: 100 });
    const awaited = demo.asyncClient().invoices.list({ pageSize: 100 });
    const ids = (records) => records.map((record) => record.invoiceId);
    const all = ids(blocking.collect());
    assert.ok(all.length >= 250);
    assert.equal(new Set(all).size, all.length);
    assert.deepEqual(ids(await awaited.collect()), all);
    assert.deepEqual(ids([...blocking]), all);
    const looped = [];
    for await (const invoice of awaited) looped.push(invoice);
    assert.deepEqual(ids(looped), all);
    assert.deepEqual(
      [...blocking.pages()].flatMap((page) => ids(page.records)),
      all,
    );
    assert.deepEqual(ids(blocking.collect({ limit: 120 })), all.slice(0, 120));
    assert.deepEqual(ids(await awaited.collect({ limit: 120 })), all.slice(0, 120));
    assert.deepEqual(blocking.collect({ limit: 0 }), []);
    assert.equal((await awaited.first()).invoiceId, all[0]);
    assert.equal(blocking.first().invoiceId, all[0]);
    assert.equal(await awaited.count(), all.length);
    assert.equal(blocking.count(), all.length);
  }),
);

test(
  "one page is one request and knows its number and the number of pages",
  seeded(async (demo) => {
    const list = demo.client().invoices.list({ pageSize: 100 });
    demo.journal.clear();
    const page = list.page(2);
    assert.equal(demo.journal.apiRequests, 1);
    assert.ok(page instanceof Page);
    assert.deepEqual([page.number, page.records.length, page.next], [2, 100, 3]);
    assert.equal(page.itemCount, list.count());
    assert.equal(page.meta.status, 200);
    assert.equal([...page].length, 100);
    assert.match(page[Symbol.for("Jupyter.display")]()["text/html"], /^<table>.*<\/table>$/s);
  }),
);

test(
  "calls of next() in parallel queue, each record comes once, and each iteration starts afresh",
  seeded(async (demo) => {
    const pager = demo.asyncClient().invoices.list({ pageSize: 50 });
    for (let round = 0; round < 2; round++) {
      const iterator = pager[Symbol.asyncIterator]();
      const results = await Promise.all(Array.from({ length: 120 }, () => iterator.next()));
      assert.equal(new Set(results.map(({ value }) => value.invoiceId)).size, 120);
      assert.equal((await iterator.return()).done, true);
      assert.equal((await iterator.next()).done, true);
    }
  }),
);

test(
  "an error ends an iteration for good; the next one starts afresh",
  seeded(async (demo) => {
    demo.faults.add("GET /Invoices", { status: 404, after: 1, times: 1 });
    const pager = demo.asyncClient().invoices.list({ pageSize: 100 });
    const iterator = pager[Symbol.asyncIterator]();
    let seen = 0;
    const error = await errorOf(async () => {
      for (;;) {
        const { done } = await iterator.next();
        assert.equal(done, false);
        seen++;
      }
    });
    assert.equal(error.name, "NotFoundError");
    assert.equal(seen, 100);
    assert.equal((await iterator.next()).done, true);
    assert.ok((await pager.collect()).length >= 250);
  }),
);

test(
  "a loop that is left early asks for no more than is fetched ahead",
  seeded(async (demo) => {
    const clients = [demo.asyncClient(), demo.client()];
    const [awaited, blocking] = clients.map((client) => client.invoices.list({ pageSize: 10 }));
    await awaited.page();
    demo.journal.clear();
    for await (const invoice of awaited) if (invoice) break;
    for (const invoice of blocking) if (invoice) break;
    for (const client of clients) await settled(client);
    assert.ok(demo.journal.apiRequests <= 10, String(demo.journal.apiRequests));
    demo.journal.clear();
    assert.ok(awaited.first() instanceof Promise && blocking.first() !== undefined);
    assert.equal(blocking.collect({ limit: 10 }).length, 10);
    assert.equal((await awaited.collect({ limit: 11 })).length, 11);
    for (const client of clients) await settled(client);
    assert.ok(demo.journal.apiRequests <= 5, String(demo.journal.apiRequests));
  }),
);

test(
  "an estimate says what a list takes",
  seeded(async (demo) => {
    const parameters = { pageSize: 100 };
    const count = demo.client().invoices.list(parameters).count();
    demo.journal.clear();
    const estimate = demo.client().invoices.list(parameters).estimate();
    assert.deepEqual(await demo.asyncClient().invoices.list(parameters).estimate(), estimate);
    assert.deepEqual([estimate.calls, estimate.records], [Math.ceil(count / 100), count]);
    assert.equal(typeof estimate.seconds, "number");
    assert.ok(demo.journal.apiRequests <= 2);
  }),
);

test(
  "a pager that is used like an array says what to do instead, and is shown and compared as ever",
  withDemo(async (demo) => {
    const pagers = [demo.client().invoices.list(), demo.asyncClient().invoices.list()];
    for (const pager of pagers) {
      for (const [use, hint] of [
        [() => pager.length, /count\(\)/],
        [() => pager[0], /first\(\)/],
        [() => pager.map((it) => it), /collect\(\)\)?\.map\(/],
        [() => pager.filter(Boolean), /collect\(\)\)?\.filter\(/],
        [() => pager.slice(0, 1), /collect\(\)\)?\.slice\(/],
        [() => pager.forEach(() => {}), /collect\(\)\)?\.forEach\(/],
      ]) {
        const error = await errorOf(use);
        assert.equal(error.name, "ArgumentError", String(error));
        assert.match(error.hint, hint);
      }
      assert.match(inspect(pager, { showHidden: true, getters: true }), /Pager invoices\.list/);
      assert.equal(JSON.stringify(pager), "{}");
      assert.deepEqual(Object.keys(pager), []);
      assert.deepStrictEqual({ pager }, { pager });
      assert.equal(await pager, pager);
      assert.ok(pager);
    }
    assert.match((await errorOf(() => pagers[1].map(String))).hint, /\(await pager\.collect\(\)\)\.map/);
    assert.equal(demo.journal.apiRequests, 0);
  }),
);

test(
  "the records of a list have the meta of their page, whichever way they come",
  seeded(async (demo) => {
    const pager = demo.asyncClient().invoices.list({ pageSize: 100 });
    const page = await pager.page(2);
    assert.ok(page.records.every(({ meta }) => meta === page.meta));
    assert.equal(page.records[0].lineItems?.[0]?.meta, undefined);
    const seen = new Set();
    for await (const { meta } of pager) seen.add(meta.requestId);
    assert.equal(seen.size, Math.ceil((await pager.count()) / 100));
    for (const record of [await pager.first(), demo.client().invoices.list().first()]) {
      assert.equal(record.meta.status, 200);
    }
    assert.equal((await demo.asyncClient().accounts.list().collect()).at(-1).meta.attempts, 1);
    assert.ok(!inspect(page.records[0], { showHidden: true, depth: 9 }).includes("requestId"));
  }),
);

test(
  "a list keeps its parameters as they were",
  seeded(async (demo) => {
    const statuses = ["PAID"];
    const parameters = { statuses };
    const pager = demo.client().invoices.list(parameters);
    statuses[0] = "VOIDED";
    parameters.order = "nonsense";
    assert.ok(pager.collect().every((invoice) => invoice.status === "PAID"));
  }),
);

test(
  "odd limits, pages and parameters are refused",
  seeded(async (demo) => {
    for (const client of [demo.client(), demo.asyncClient()]) {
      const calls = [
        () => client.invoices.list().collect({ limit: -1 }),
        () => client.invoices.list().collect({ limit: 1.5 }),
        () => client.invoices.list().collect({ limit: "all" }),
        () => client.invoices.list().page(0),
        () => client.invoices.list().page(1.5),
        () => client.invoices.list({ pageSize: 0 }).first(),
        () => client.invoices.list({ pageSize: 1001 }).first(),
        () => client.invoices.list({ statusses: [] }).count(),
        () => client.invoices.list({ ids: ["no uuid"] }).estimate(),
        () => client.invoices.list("PAID").first(),
      ];
      for (const call of calls) assert.equal((await errorOf(call)).name, "ArgumentError", String(call));
    }
    assert.equal(demo.journal.apiRequests, 0);
  }),
);

test(
  "a signal ends a list that is being read",
  seeded(async (demo) => {
    const controller = new AbortController();
    const pager = demo.asyncClient().invoices.list({ pageSize: 10 }, { signal: controller.signal });
    let seen = 0;
    const error = await errorOf(async () => {
      for await (const invoice of pager) if (invoice && ++seen === 15) controller.abort(new Error("enough"));
    });
    assert.deepEqual([error.name, error.operation], ["CancelledError", "invoices.list"]);
    assert.equal(error.cause.message, "enough");
    assert.equal(seen, 20);
  }),
);

test(
  "a list that is left early lets go of the pages that it fetched ahead",
  seeded(async (demo) => {
    const xero = demo.asyncClient();
    demo.faults.add("GET /Invoices", { delay: 60, after: 1, times: null });
    for await (const _ of xero.invoices.list({ pageSize: 10 })) {
      await until(() => demo.journal.apiRequests > 1);
      break;
    }
    await settled(xero);
    demo.faults.clear();
    demo.faults.add("GET /Invoices", { delay: 60, after: 1, times: null });
    demo.journal.clear();
    const moment = new Int32Array(new SharedArrayBuffer(4));
    for (const _ of demo.client().invoices.list({ pageSize: 10 })) {
      while (demo.journal.apiRequests < 2) Atomics.wait(moment, 0, 0, 5);
      break;
    }
    await settled(xero);
  }),
);

test(
  "an empty list is empty by every way",
  withDemo(async (demo) => {
    const where = 'InvoiceNumber=="there is none"';
    const blocking = demo.client().invoices.list({ where });
    assert.deepEqual([blocking.collect(), blocking.first(), blocking.count()], [[], undefined, 0]);
    const awaited = demo.asyncClient().invoices.list({ where });
    assert.deepEqual([await awaited.collect(), await awaited.first(), await awaited.count()], [[], undefined, 0]);
  }),
);

test(
  "a large page is read bit by bit, and other work of the thread goes on in between",
  withDemo(async (demo) => {
    demo.seed({ invoices: 1000 });
    const xero = demo.asyncClient();
    const { records: expected } = demo.client().invoices.list().page(1);
    const read = [];
    let turn = 0;
    let isOver = false;
    const count = () => {
      turn++;
      if (!isOver) setImmediate(count);
    };
    const { parse } = JSON;
    JSON.parse = (text, ...rest) => {
      read.push([turn, text.length]);
      return parse(text, ...rest);
    };
    try {
      for (const fetch of [() => xero.invoices.list().page(1), () => xero.invoices.list().pages().next()]) {
        read.length = 0;
        isOver = false;
        count();
        const result = await fetch();
        isOver = true;
        const { records } = result.value ?? result;
        assert.deepEqual(records, expected);
        assert.ok(records.length === 1000 && records.every((record) => record.meta === records[0].meta));
        const large = read.filter(([, length]) => length > 100_000 && length < 200_000);
        assert.ok(large.length > 5 && read.every(([, length]) => length < 200_000), JSON.stringify(read));
        assert.equal(new Set(large.map(([turn]) => turn)).size, large.length, JSON.stringify(read));
      }
    } finally {
      isOver = true;
      JSON.parse = parse;
    }
  }),
);
