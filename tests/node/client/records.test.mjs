/** Records as plain data, and records made of it. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { deserialize, serialize } from "node:v8";
import { Worker } from "node:worker_threads";
import { Decimal as ImportedDecimal } from "decimal.js";
import { ArgumentError, Decimal, models } from "xero-m2m";
import { errorOf, runScript, withDemo } from "../support/helpers.mjs";

const SENT = {
  InvoiceID: "a",
  Type: "NEWER",
  Total: 10.5,
  CurrencyRate: 1e-9,
  Date: "/Date(1426849200000+1300)/",
  DueDate: null,
  UpdatedDateUTC: "/Date(1563753600123+0000)/",
  AmountPaid: "much",
  Novel: [{ a: 1.5 }],
  LineItems: [{ Quantity: 2, Moon: true, Tracking: [{ Name: "Region" }] }, 7],
  Contact: { Name: "Ünïcode" },
};

const PLAIN = {
  invoiceId: "a",
  type: "NEWER",
  total: "10.5",
  currencyRate: "1e-9",
  date: "2015-03-21",
  updatedDateUtc: "2019-07-22T00:00:00.123Z",
  lineItems: [{ quantity: "2", tracking: [{ name: "Region" }], extra: { Moon: true } }],
  contact: { name: "Ünïcode" },
  extra: { AmountPaid: "much", Novel: [{ a: 1.5 }] },
};

/** The invoice of {@link SENT}, and its client. */
function withInvoice(body) {
  return withDemo(async (demo) => {
    const answer = { status: 200, body: JSON.stringify({ Invoices: [SENT] }), contentType: "application/json" };
    demo.faults.add("GET /Invoices/*", { ...answer, times: null });
    const xero = demo.client();
    await body(xero.invoices.get("a"), xero);
  });
}

test(
  "a record as plain data has the names of its type at every depth, decimals and instants as text",
  withInvoice((invoice) => {
    assert.deepStrictEqual(invoice.toJSON(), PLAIN);
    assert.deepStrictEqual(invoice.contact.toJSON(), PLAIN.contact);
    assert.deepStrictEqual(JSON.parse(JSON.stringify({ list: [invoice] })), { list: [PLAIN] });
    assert.deepStrictEqual(invoice.toXero(), SENT);
    invoice.reference = undefined;
    assert.ok(!("reference" in invoice.toJSON()));
    invoice.lineItems = [models.LineItem.from({ quantity: 1 })];
    invoice.url = null;
    assert.deepStrictEqual(invoice.toJSON(), { ...PLAIN, lineItems: [{ quantity: "1" }], url: null });
  }),
);

test(
  "plain data survives a clone, a message, another process and a log",
  withInvoice(async (invoice) => {
    const plain = invoice.toJSON();
    assert.deepStrictEqual(structuredClone(plain), PLAIN);
    assert.deepStrictEqual(deserialize(serialize(plain)), PLAIN);

    const worker = new Worker(
      `const { parentPort } = require("node:worker_threads");
       parentPort.once("message", (plain) => parentPort.postMessage([plain.total, plain]));`,
      { eval: true },
    );
    worker.postMessage(plain);
    const [total, back] = await new Promise((resolve) => worker.once("message", resolve));
    assert.equal(total, "10.5");
    assert.deepStrictEqual(models.Invoice.from(back), invoice);

    // What `res.json` of Express sends.
    const server = createServer((_, response) => {
      response.setHeader("content-type", "application/json").end(JSON.stringify({ invoice }));
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const received = await (await fetch(`http://127.0.0.1:${server.address().port}`)).json();
    await new Promise((resolve) => server.close(resolve));
    assert.deepStrictEqual(received.invoice, PLAIN);
    assert.deepStrictEqual(models.Invoice.from(received.invoice), invoice);
  }),
);

test(
  "a record comes back from everything that it gives",
  withInvoice((invoice) => {
    const plain = invoice.toJSON();
    for (const given of [
      plain,
      JSON.parse(JSON.stringify(invoice)),
      structuredClone(plain),
      invoice.toXero(),
      invoice,
    ]) {
      const again = models.Invoice.from(given);
      assert.notEqual(again, given);
      assert.deepStrictEqual(again, invoice);
      assert.deepStrictEqual([again.extra, again.lineItems[0].extra], [invoice.extra, invoice.lineItems[0].extra]);
    }
    for (const lossless of [invoice.toXero(), invoice]) {
      const again = models.Invoice.from(lossless);
      assert.deepStrictEqual(again.toXero(), SENT);
      assert.deepStrictEqual(again.misfits, invoice.misfits);
    }
    assert.deepStrictEqual(
      [models.Invoice.from(invoice).meta, models.Invoice.from(plain).meta],
      [invoice.meta, undefined],
    );
    const changed = models.Invoice.from({ ...invoice, reference: "x" });
    assert.deepStrictEqual(changed, Object.assign(models.Invoice.from(invoice), { reference: "x" }));
  }),
);

test(
  "a record belongs to its class, which loads with its family",
  withInvoice((invoice) => {
    assert.ok(invoice instanceof models.Invoice && !(invoice instanceof models.Contact));
    assert.ok(invoice.lineItems[0] instanceof models.LineItem);
    assert.equal(invoice.constructor, models.Invoice);
    assert.ok(Object.keys(models).includes("Invoice") && Object.keys(models).includes("payrollNz"));
    const employee = models.payrollNz.Employee.from({ firstName: "A", dateOfBirth: "1990-01-31" });
    assert.equal(employee.dateOfBirth, "1990-01-31");
    assert.ok(Object.keys(models.payrollNz).includes("Employee"));
    assert.throws(() => {
      models.Invoice = undefined;
    }, TypeError);
  }),
);

test("a family of records is not loaded before it is used", async () => {
  const { stdout } = await runScript(`
    import { models } from "xero-m2m";
    import { createRequire } from "node:module";
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((it) => /models.(acc|pay)/.test(it)).length;
    const counts = [loaded()];
    models.payrollNz.Employee;
    counts.push(loaded());
    models.Invoice;
    console.log(JSON.stringify([...counts, loaded()]));
  `);
  assert.deepEqual(JSON.parse(stdout), [0, 1, 2]);
});

test(
  "what is no such record is refused by its place, with the nearest word and without its content",
  withInvoice(async (invoice) => {
    const circular = { lineItems: [{}] };
    circular.lineItems[0].tracking = [circular];
    for (const [make, expected] of [
      [() => models.Invoice.from({ lineItems: [{ qantity: 1 }] }), /LineItem has no field "qantity".*quantity/s],
      [
        () => models.Invoice.from({ due_date: "2026-01-31" }),
        /Invoice has no field "due_date".*did you mean dueDate\?/s,
      ],
      [() => models.Invoice.from({ lineItems: [{ quantity: "secret" }] }), /lineItems\[0\]\.quantity is not a decimal/],
      [() => models.Invoice.from({ contact: { name: Symbol("secret") } }), /contact\.name: a symbol is not a value/],
      [() => models.Invoice.from(circular), /lineItems\[0\]\.tracking\[0\]: this contains itself/],
      [() => models.Contact.from(invoice), /this is a record of accounting\.Invoice, not of accounting\.Contact/],
      [() => models.Contact.from(invoice.lineItems), /this is not an object with the fields of Contact/],
      [() => models.Contact.from("secret"), /this is not an object with the fields of Contact/],
      [() => models.Contact.from(null), /this is not an object with the fields of Contact/],
      [() => models.Contact.from(undefined), /this is not an object with the fields of Contact/],
      [() => models.Contact.from([{}]), /this is not an object with the fields of Contact/],
      [() => invoice.isSet("due_date"), /Invoice has no field "due_date".*did you mean dueDate\?/s],
      [() => invoice.isSet("DueDate"), /did you mean dueDate\?/],
      [() => invoice.isSet("constructor"), /has no field/],
      [() => invoice.isSet(undefined), /has no field/],
    ]) {
      const error = await errorOf(make);
      assert.ok(error instanceof ArgumentError, `${make}: ${error?.stack}`);
      assert.match(String(error), expected);
      assert.ok(!String(error).includes("secret"));
      assert.match(error.stack, /records\.test\.mjs/);
    }
  }),
);

test(
  "null is told from absent",
  withInvoice((invoice) => {
    assert.equal(invoice.dueDate, undefined);
    assert.deepEqual(
      ["dueDate", "plannedPaymentDate", "total", "amountPaid"].map((field) => invoice.isSet(field)),
      [true, false, true, true],
    );
    invoice.url = null;
    assert.ok(invoice.isSet("url"));
    assert.ok(models.Invoice.from({ reference: null }).isSet("reference"));
    assert.deepEqual(models.Invoice.from({ reference: null }).toXero(), { Reference: null });
  }),
);

test(
  "a fetched record is sent back whole, with values that this version does not know",
  withDemo((demo) => {
    const xero = demo.client();
    const [{ contactId }] = xero.contacts.list().collect({ limit: 1 });
    const saved = xero.invoices.create({
      type: "ACCREC",
      contact: { contactId },
      lineItems: [{ description: "Rent", quantity: 1, unitAmount: "10.00", accountCode: "200" }],
    });
    const sent = JSON.stringify({ Invoices: [{ ...saved.toXero(), LineAmountTypes: "Newer" }] });
    demo.faults.add("GET /Invoices/*", { status: 200, body: sent, contentType: "application/json", times: 1 });
    const fetched = xero.invoices.get(saved.invoiceId);
    const again = models.Invoice.from({ ...fetched, reference: "x" });
    demo.journal.clear();
    demo.faults.add("POST /Invoices/*", { status: 200, body: sent, contentType: "application/json", times: null });
    for (const body of [fetched, again, models.Invoice.from(JSON.parse(JSON.stringify(again)))]) {
      assert.equal(xero.invoices.update(saved.invoiceId, body).lineAmountTypes, "Newer");
    }
  }),
);

test("decimals are of the class that the program imports or requires itself", async () => {
  const compare = `
    const demo = DemoCompany.startSync();
    const { total } = demo.client().invoices.list().first();
    console.log(total instanceof Decimal, Ours === Decimal, Decimal.isDecimal(total), new Decimal(1).plus(total).minus(1).eq(total));
    require("node:assert").deepStrictEqual(total, new Decimal(total.toString()));
    demo.stop();`;
  const imports = `import { createRequire } from "node:module"; import { DemoCompany, Decimal as Ours } from "xero-m2m";
    import { Decimal } from "decimal.js"; const require = createRequire(import.meta.url);`;
  const requires = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);
    const { DemoCompany, Decimal: Ours } = require("xero-m2m"); const { Decimal } = require("decimal.js");`;
  for (const head of [imports, requires]) {
    const { stdout, stderr } = await runScript(head + compare);
    assert.equal(stdout, "true true true true\n", stderr);
  }
  assert.equal(Decimal, ImportedDecimal);
  const other = createRequire(import.meta.url)("decimal.js").Decimal;
  assert.ok(
    isDeepStrictEqual(models.Invoice.from({ total: new other("1.50") }), models.Invoice.from({ total: "1.5" })),
  );
});
