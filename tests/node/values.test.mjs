/** Records and what they hold. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { BatchResult, Decimal, DemoCompany, ValidationError } from "xero-m2m";
import { withDemo } from "./helpers.mjs";

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
    assert.equal(first.meta, undefined);
  }),
);

test(
  "a record shows its members only, and gives back what Xero sent",
  withDemo((demo) => {
    const xero = demo.client();
    const { invoiceId } = xero.invoices.list().first();
    const invoice = xero.invoices.get(invoiceId);
    const sent = JSON.parse(xero.raw.get(`/Invoices/${invoiceId}`).text).Invoices[0];
    assert.deepEqual(invoice.toJSON(), sent);
    assert.deepEqual(JSON.parse(JSON.stringify({ invoice })).invoice, sent);
    assert.deepEqual(invoice.contact.toJSON(), sent.Contact);
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
    assert.equal(invoice.toJSON().Total, 7);
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
  "members that are not known and values that do not fit are kept in extra",
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
    assert.deepEqual(organisation.toJSON(), JSON.parse(body).Organisations[0]);
    assert.ok(!Object.keys(organisation).some((name) => name.startsWith("_")));
    assert.ok(!organisation[DISPLAY]()["text/html"].includes("<b>"));
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
    assert.equal(plain.results[0].record.SubTotal, 10);
    assert.equal(plain.results[1].error.code, "validation");
  }),
);

test(
  "raw calls give the answer as it came",
  withDemo(async (demo) => {
    const answer = await demo.asyncClient().raw.get("/Invoices", { params: { page: 1, pageSize: 5 } });
    assert.equal(answer.status, 200);
    assert.match(answer.headers["content-type"], /json/);
    assert.equal(answer.json().Invoices.length, 5);
    assert.deepEqual(JSON.parse(Buffer.from(answer.bytes).toString()), answer.json());
  }),
);

test(
  "operations and limits are data",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    const names = xero.operations().map((operation) => operation.name);
    for (const name of ["organisation.get", "invoices.list", "invoices.create"]) assert.ok(names.includes(name), name);
    const limits = await xero.limits();
    assert.deepEqual([limits.concurrent.limit, limits.minute.limit], [5, 60]);
    assert.deepEqual(Object.keys(demo.client().limits()), Object.keys(limits));
  }),
);
