/** Records and what they hold. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { inspect } from "node:util";
import { serialize } from "node:v8";
import { BatchResult, Decimal, DemoCompany, ValidationError } from "xero-m2m";
import { errorOf, withDemo } from "../support/helpers.mjs";
import { withStubServer } from "../support/stub-server.mjs";

const UUID = "11111111-2222-3333-4444-555555555555";
const DISPLAY = Symbol.for("Jupyter.display");

test(
  "money is a Decimal, an instant is a Date, a date is text",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    const first = await xero.invoices.list().first();
    const invoice = await xero.invoices.get(first.invoiceId);
    assert.ok(invoice.total instanceof Decimal);
    assert.ok(invoice.updatedDateUtc instanceof Date);
    assert.match(invoice.date, /^\d{4}-\d\d-\d\d$/);
    const sum = invoice.lineItems.reduce((total, line) => total.plus(line.lineAmount), new Decimal(0));
    assert.ok(invoice.subTotal.equals(sum) || invoice.total.equals(sum));
    assert.equal(invoice.meta.status, 200);
    assert.equal(typeof invoice.meta.requestId, "string");
    assert.equal(first.meta.status, 200);
  }),
);

test(
  "a record shows its fields only, and gives back what Xero sent",
  withDemo((demo) => {
    const xero = demo.client();
    const { invoiceId } = xero.invoices.list().first();
    const invoice = xero.invoices.get(invoiceId);
    const sent = JSON.parse(xero.raw.get(`/Invoices/${invoiceId}`).text).Invoices[0];
    assert.deepEqual(invoice.toXero(), sent);
    assert.deepEqual(invoice.contact.toXero(), sent.Contact);
    assert.ok(Object.keys(invoice).every((name) => /^[a-z]/.test(name)));
    assert.match(inspect(invoice), /^Invoice \{/);
    assert.equal(invoice.constructor.name, "Invoice");
    const shown = invoice[DISPLAY]();
    assert.match(shown["text/html"], /<td>invoiceNumber<\/td>/);
    assert.match(shown["text/plain"], /^Invoice /);
  }),
);

test(
  "a record is an object like any other",
  withDemo((demo) => {
    const body = JSON.stringify({
      Invoices: [
        {
          InvoiceID: "a",
          Total: 10.5,
          UpdatedDateUTC: "/Date(1563753600000+0000)/",
          Novel: [1],
          LineItems: [{ Quantity: 2.0 }],
        },
      ],
    });
    demo.faults.add("GET /Invoices/*", { status: 200, body, contentType: "application/json", times: null });
    const invoice = demo.client().invoices.get("a");
    const total = new Decimal("10.5");
    const updatedDateUtc = new Date(1563753600000);
    const lineItems = [{ quantity: new Decimal(2) }];
    assert.deepEqual(Object.keys(invoice), ["invoiceId", "total", "updatedDateUtc", "lineItems"]);
    assert.deepEqual({ ...invoice }, { invoiceId: "a", total, updatedDateUtc, lineItems: invoice.lineItems });
    assert.deepEqual({ ...invoice.lineItems[0] }, lineItems[0]);
    assert.deepStrictEqual(invoice.total, total);
    assert.deepStrictEqual(invoice, demo.client().invoices.get("a"));
    assert.notDeepStrictEqual(invoice, Object.assign(demo.client().invoices.get("a"), { total: new Decimal(1) }));
    assert.match(inspect(invoice), /total: 10\.5,\n {2}updatedDateUtc: 2019-07-22T00:00:00\.000Z/);
    assert.ok(!("extra" in { ...invoice }) && !inspect(invoice, { showHidden: true }).includes("Novel"));
    assert.deepEqual([invoice.extra, invoice.lineItems[0].extra], [{ Novel: [1] }, {}]);
    invoice.total = new Decimal("7");
    assert.equal(invoice.toXero().Total, 7);
    assert.throws(() => {
      invoice.extra = {};
    });
  }),
);

test("amounts are what decimal.js makes of their texts", () => {
  const body = (texts) =>
    JSON.stringify({ Invoices: [{ LineItems: texts.map((text) => ({ UnitAmount: `~${text}~` })) }] });
  const random = (most) => String(Math.floor(Math.random() * 10 ** Math.ceil(Math.random() * most)));
  const texts = [
    "0",
    "-0",
    "0.00",
    "1e5",
    "1E-7",
    "-0.0000001",
    "12345678.1",
    "9999999.9999999",
    "123456789012345678901234567890.123456789",
  ];
  for (let nth = 0; nth < 5000; nth++) {
    const fraction = nth % 3 === 0 ? "" : `.${random(9).padStart(Math.floor(Math.random() * 9), "0")}`;
    texts.push(`${nth % 2 === 0 ? "" : "-"}${random(9)}${fraction}`);
  }
  const demo = DemoCompany.startSync({ limits: false });
  demo.faults.add("GET /Invoices/*", {
    status: 200,
    body: body(texts).replace(/"~|~"/g, ""),
    contentType: "application/json",
  });
  const { lineItems } = demo.client().invoices.get("a");
  for (const [nth, text] of texts.entries()) assert.deepStrictEqual(lineItems[nth].unitAmount, new Decimal(text), text);
  demo.stop();
});

test(
  "fields that are not known and values that do not fit are kept in extra",
  withDemo((demo) => {
    const body = JSON.stringify({
      Organisations: [{ Name: "<b>Odd</b>", Planet: "Mars", CreatedDateUTC: "yesterday", Addresses: [{ Moon: 1.5 }] }],
    });
    demo.faults.add("GET /Organisation", { status: 200, body, contentType: "application/json", times: null });
    const organisation = demo.client().organisation.get();
    assert.equal(organisation.name, "<b>Odd</b>");
    assert.equal(organisation.extra.Planet, "Mars");
    assert.equal(organisation.createdDateUtc ?? null, null);
    assert.equal(organisation.extra.CreatedDateUTC, "yesterday");
    assert.deepEqual(organisation.addresses[0].extra, { Moon: 1.5 });
    assert.deepEqual(organisation.toXero(), JSON.parse(body).Organisations[0]);
    assert.ok(!Object.keys(organisation).some((name) => name.startsWith("_")));
    assert.ok(!organisation[DISPLAY]()["text/html"].includes("<b>"));
  }),
);

test(
  "values that do not fit their type are reported by their path, and nothing that is hidden is shown or copied",
  withDemo((demo) => {
    const body = JSON.stringify({
      Invoices: [
        {
          InvoiceID: "a",
          Total: "much",
          DueDate: null,
          Novel: 1,
          LineItems: [{ Quantity: "many", UnitAmount: 1, Tracking: [{ Name: 7, Option: {} }] }],
          Contact: { Name: "A", Addresses: [{ City: "B", Novel: [] }] },
        },
      ],
    });
    demo.faults.add("GET /Invoices/*", { status: 200, body, contentType: "application/json", times: null });
    const invoice = demo.client().invoices.get("a");
    assert.deepEqual(invoice.misfits, { Total: "much" });
    assert.deepEqual(invoice.lineItems[0].misfits, { Quantity: "many" });
    assert.deepEqual(invoice.contact.misfits, {});
    assert.deepEqual(invoice.toXero(), JSON.parse(body).Invoices[0]);

    const names = [];
    const walk = (value) => {
      if (typeof value !== "object" || value === null || value instanceof Decimal) return;
      names.push(...Reflect.ownKeys(value));
      for (const inner of Object.values(value)) walk(inner);
    };
    for (const object of [invoice, { ...invoice }, Object.assign({}, invoice)]) walk(object);
    const plain = JSON.parse(JSON.stringify(invoice, (_, value) => value));
    walk(plain);
    assert.deepEqual(
      names.filter((name) => typeof name !== "string" || name.startsWith("_")),
      [],
    );
    // What decimal.js makes cannot be cloned.
    const { total: _, lineItems: __, ...rest } = invoice;
    const bare = Object.assign(Object.create(Object.getPrototypeOf(invoice)), rest);
    for (const shown of [
      inspect(invoice, { showHidden: true, depth: 9 }),
      inspect({ ...invoice }, { showHidden: true, depth: 9, customInspect: false }),
      inspect(structuredClone(bare), { showHidden: true, depth: 9 }),
      serialize(bare).toString("latin1"),
      JSON.stringify(invoice),
    ]) {
      assert.doesNotMatch(shown, /_extra|_wire|_misfits/);
    }
  }),
);

/** Another copy of decimal.js, as a program may have. */
function foreignDecimal() {
  const require = createRequire(import.meta.url);
  const path = require.resolve("decimal.js");
  const ours = require.cache[path];
  delete require.cache[path];
  const copy = require(path);
  require.cache[path] = ours;
  return copy.Decimal;
}

/** A number of another library. */
class Big {
  constructor(text) {
    this.text = text;
  }
  toFixed() {
    return "0";
  }
  toString() {
    return this.text;
  }
}

test(
  "numbers of other libraries are sent exactly by their own text",
  withDemo(async (demo) => {
    const Foreign = foreignDecimal();
    const amount = new Foreign("19.90");
    assert.ok(!(amount instanceof Decimal));
    for (const unitAmount of [amount, new Big("19.90"), new Decimal("19.90"), Object("19.90"), 1990n / 100n]) {
      const contact = { contactId: demo.client().contacts.list().first().contactId };
      const saved = await demo.asyncClient().invoices.create(draft(contact, unitAmount));
      const expected = typeof unitAmount === "bigint" ? "38" : "39.8";
      assert.equal(saved.subTotal.toString(), expected, String(unitAmount));
    }
    const large = new Big("12345678901234567890.5");
    const line = { description: "x", quantity: 9007199254740993n, unitAmount: large };
    await withStubServer([{ Invoices: [{}] }], async (xero) => {
      xero.client().invoices.create({ type: "ACCREC", contact: { name: "A" }, lineItems: [line] });
      assert.match(
        xero.requests[0].body.toString(),
        /"Quantity":9007199254740993,"UnitAmount":12345678901234567890\.5/,
      );
    })();
  }),
);

const NEW = { type: "ACCREC", contact: { name: "A" } };

/** What JSON cannot hold, and what is reported of it. */
const UNFIT = [
  [Number.NaN, "NaN is not a number; leave the field out"],
  [Number.POSITIVE_INFINITY, "Infinity is not a number that Xero accepts; leave the field out"],
  [Number.NEGATIVE_INFINITY, "-Infinity is not a number that Xero accepts; leave the field out"],
  [new Decimal(Number.NaN), "NaN is not a number; leave the field out"],
  [new Decimal(Number.NEGATIVE_INFINITY), "-Infinity is not a number that Xero accepts; leave the field out"],
  [Object(Number.NaN), "NaN is not a number; leave the field out"],
  [new (foreignDecimal())(Number.NaN), "NaN is not a number; leave the field out"],
  [new Big("19,90 EUR"), 'this Big is not a number; give a Decimal, or text such as "12.50"'],
  [new Date(Number.NaN), "an invalid Date is not a date; give a valid Date, or leave the field out"],
  [() => 1, "a function is not a value; call it, or leave the field out"],
  [Symbol("s"), "a symbol is not a value; give text"],
  [Promise.resolve(1), "this Promise is not a value; await it"],
  [new Map([["a", 1]]), "a Map is not a record; give Object.fromEntries(map)"],
  [new Uint8Array(2), "bytes are not a value; give text"],
  [Buffer.from("x"), "bytes are not a value; give text"],
  [new ArrayBuffer(2), "bytes are not a value; give text"],
  [/x/, "this RegExp is not a value; give text, a number or a plain object"],
  [new WeakMap(), "this WeakMap is not a value; give text, a number or a plain object"],
];

for (const [value, why] of UNFIT) {
  test(
    `${inspect(value, { depth: 0 }).split("\n")[0]} in a body is an error that names its place and what to do`,
    withDemo(async (demo) => {
      for (const xero of [demo.client(), demo.asyncClient()]) {
        const line = { description: "x", quantity: value };
        const error = await errorOf(() => xero.invoices.create({ ...NEW, lineItems: [{}, line] }));
        assert.equal(error.name, "ArgumentError", String(error));
        assert.ok(error.message.startsWith("lineItems[1].quantity"), error.message);
        const [what, hint] = why.split("; ");
        assert.ok(error.message.includes(what), error.message);
        assert.equal(error.hint, hint);
        assert.equal(error.outcome, "not_sent");
      }
      assert.equal(demo.journal.apiRequests, 0);
    }),
  );
}

test(
  "all that a body holds and JSON cannot is reported at once",
  withDemo(async (demo) => {
    const records = [
      { type: "ACCREC", lineItems: [{ quantity: Number.NaN, unitAmount: 1 }, undefined] },
      {
        type: "ACCREC",
        date: new Date(Number.NaN),
        lineItems: [{ quantity: 1n, unitAmount: new Decimal("Infinity") }],
      },
      undefined,
    ];
    const error = await errorOf(() => demo.client().invoices.create(records));
    assert.equal(error.name, "ArgumentError");
    assert.deepEqual(
      error.issues.map(({ index, path }) => [index, path]),
      [
        [0, "lineItems[0].quantity"],
        [0, "lineItems[1]"],
        [0, "contact"],
        [1, "date"],
        [1, "lineItems[0].unitAmount"],
        [1, "contact"],
        [2, ""],
        [2, "type"],
        [2, "contact"],
      ],
    );
    assert.equal(error.issues[0].message, "NaN is not a number; leave the field out");
    const argument = await errorOf(() => demo.client().invoices.list({ page: Number.NaN }).first());
    assert.equal(argument.name, "ArgumentError");
    assert.match(argument.message, /^page: NaN is not a number/);
    assert.equal(demo.journal.apiRequests, 0);
  }),
);

test(
  "a fetched record goes back, whole or within another, with values that are newer than this version",
  withStubServer(
    [{ Invoices: [{ InvoiceID: UUID, Type: "ACCHOLO", Contact: { Name: "A", ContactStatus: "DORMANT" } }] }],
    async (xero) => {
      for (const client of [xero.client(), xero.asyncClient()]) {
        const invoice = await client.invoices.get(UUID);
        const sent = async (call) => {
          await call();
          const text = xero.requests.at(-1).body.toString();
          assert.doesNotMatch(text, /_extra|_wire|_misfits/);
          return text;
        };
        assert.match(await sent(() => client.invoices.create(invoice)), /"Type":"ACCHOLO"/);
        const within = { type: "ACCREC", contact: invoice.contact };
        assert.match(await sent(() => client.invoices.create(within)), /"ContactStatus":"DORMANT"/);
        const raw = () => client.raw.put("/Invoices", { json: { Invoices: [invoice] } });
        assert.match(await sent(raw), /"Type":"ACCHOLO".*"InvoiceID":/);
        assert.equal((await errorOf(() => client.invoices.create({ ...invoice }))).name, "ArgumentError");
      }
    },
  ),
);

test(
  "a record that was changed to what JSON cannot hold says so where Xero's format is made",
  withDemo((demo) => {
    const invoice = demo.client().invoices.list().first();
    invoice.total = Number.NaN;
    assert.throws(() => invoice.toXero(), { name: "ArgumentError", message: "total: NaN is not a number" });
  }),
);

const draft = (contact, unitAmount) => ({
  type: "ACCREC",
  contact: { contactId: contact.contactId },
  date: "2026-11-23",
  dueDate: "2026-12-23",
  lineAmountTypes: "Exclusive",
  lineItems: [{ description: "Work", quantity: 2, unitAmount, accountCode: "200" }],
});

test(
  "one record is created from our names, from Xero's names, and from a record",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    const contact = await xero.contacts.list().first();
    const one = await xero.invoices.create(draft(contact, new Decimal("10.05")));
    assert.equal(one.subTotal.toString(), "20.1");
    assert.equal(typeof one.meta.idempotencyKey, "string");
    const other = await xero.invoices.create({
      Type: "ACCREC",
      Contact: { ContactID: contact.contactId },
      LineItems: [{ Description: "Work", Quantity: 1, UnitAmount: 3.5, AccountCode: "200" }],
    });
    assert.equal(other.subTotal.toString(), "3.5");
    const { invoiceId: _, invoiceNumber: __, ...rest } = one;
    const again = { ...rest, contact: { contactId: contact.contactId } };
    assert.equal((await xero.invoices.create(again)).subTotal.toString(), "20.1");
    const bound = await xero.invoices
      .create({ ...draft(contact, "1"), date: new Date("2026-11-23T12:00:00Z") })
      .catch((e) => e);
    assert.ok(bound.name === "ArgumentError" || bound.date === "2026-11-23", String(bound));
  }),
);

test(
  "a list gives a result for each record",
  withDemo((demo) => {
    const xero = demo.client();
    const contact = xero.contacts.list().first();
    const good = draft(contact, "5");
    const bad = {
      ...good,
      lineItems: [{ description: "Nowhere", quantity: 1, unitAmount: 1, accountCode: "no such" }],
    };
    const batch = xero.invoices.create([good, bad], { summarizeErrors: false });
    assert.ok(batch instanceof BatchResult);
    assert.deepEqual([batch.length, batch.ok, batch.records.length, batch.errors.length], [2, false, 1, 1]);
    const [saved, refused] = batch;
    assert.equal(saved.subTotal.toString(), "10");
    assert.ok(refused instanceof ValidationError);
    assert.ok(refused.issues.length > 0 && refused.issues.every((issue) => issue.index === 1));
    const plain = JSON.parse(JSON.stringify(batch));
    assert.equal(plain.results[0].record.subTotal, "10");
    assert.equal(plain.results[1].error.code, "validation");
  }),
);

test(
  "raw calls give the response as it came",
  withDemo(async (demo) => {
    const answer = await demo.asyncClient().raw.get("/Invoices", { params: { page: 1, pageSize: 5 } });
    assert.equal(answer.status, 200);
    assert.match(answer.headers["content-type"], /json/);
    assert.equal(answer.json().Invoices.length, 5);
    assert.deepEqual(answer.parse(), answer.json());
    assert.equal(answer.requestId, answer.meta.requestId);
    assert.deepEqual(JSON.parse(Buffer.from(answer.content).toString()), answer.json());
  }),
);

test(
  "operations and limits are data",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    const names = xero.operations().map((operation) => operation.name);
    for (const name of ["organisation.get", "invoices.list", "invoices.create"]) assert.ok(names.includes(name), name);
    const limits = await xero.rateLimits();
    assert.deepEqual([limits.concurrent.limit, limits.minute.limit], [5, 60]);
    assert.deepEqual(Object.keys(demo.client().rateLimits()), Object.keys(limits));
  }),
);
