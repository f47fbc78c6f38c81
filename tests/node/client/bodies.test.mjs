/** What calls take: records by either names, iterables in the place of lists, options in the place of parameters. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { xeroNames } from "xero-m2m";
import { errorOf, withDemo } from "../support/helpers.mjs";

const APART = "apart from the parameters";

function clientsOf(demo) {
  return [demo.client(), demo.asyncClient()];
}

test(
  "a record by Xero's names is sent as it is, alone, within a record and within a list",
  withDemo(async (demo) => {
    for (const xero of clientsOf(demo)) {
      const contact = await xero.contacts.list().first();
      const lines = [{ Description: "Cleaning", Quantity: "1", UnitAmount: 12.5 }];
      const bodies = [
        xeroNames({ Type: "ACCREC", Contact: { Name: "Ann" }, LineItems: lines }),
        xeroNames({ Type: "ACCREC", Contact: contact, LineItems: new Set(lines) }),
        { type: "ACCREC", contact: xeroNames({ Name: "Ann" }), lineItems: lines.map((line) => xeroNames(line)) },
        { ...xeroNames({ Type: "ACCREC" }), Contact: { Name: "Ann" }, LineItems: lines },
      ];
      for (const body of bodies) assert.equal((await xero.invoices.create(body)).subTotal?.toFixed(2), "12.50");
      const batch = await xero.invoices.create(bodies);
      assert.deepEqual([batch.length, batch.errors.length], [4, 0]);
    }
  }),
);

test(
  "names of TypeScript within xeroNames are an error that says so, at any depth, and nothing is sent",
  withDemo(async (demo) => {
    const within = "all names within xeroNames are Xero's";
    const cases = [
      [xeroNames({ type: "ACCREC", Contact: {} }), 'Invoice has no field "type"', `did you mean Type? ${within}`],
      [xeroNames({ Type: "ACCREC", Contact: { name: "A" } }), 'has no field "name" (in Contact)', "did you mean Name?"],
      [{ type: "ACCREC", contact: xeroNames({ name: "A" }) }, 'has no field "name" (in contact)', "did you mean Name?"],
      [xeroNames({ Tpye: "ACCREC", Contact: {} }), 'Invoice has no field "Tpye"', "did you mean Type?"],
    ];
    for (const xero of clientsOf(demo)) {
      for (const [body, message, hint] of cases) {
        const error = await errorOf(() => xero.invoices.create(body));
        assert.deepEqual([error.name, error.outcome], ["ArgumentError", "not_sent"]);
        assert.ok(error.message.includes(message), error.message);
        assert.ok(error.hint.startsWith(hint), error.hint);
      }
    }
    assert.equal(demo.journal.apiRequests, 0);
  }),
);

for (const wrong of ["text", 7, null, undefined, [{ Type: "ACCREC" }], new Map()]) {
  test(`xeroNames takes the fields of one record, not ${JSON.stringify(wrong)}`, async () => {
    const error = await errorOf(() => xeroNames(wrong));
    assert.deepEqual([error.name, error.hint], ["ArgumentError", "give an object, one for each record"]);
  });
}

test(
  "generators and sets are taken where lists are, in bodies and in queries, and a list can be read again",
  withDemo(async (demo) => {
    for (const xero of clientsOf(demo)) {
      const names = ["Ann", "Ben"].map((name) => `${name} of ${xero.constructor.name}`);
      const contacts = () => names.map((name) => ({ name })).values();
      const batch = await xero.contacts.create(contacts());
      assert.equal(batch.length, 2);
      const lines = (function* () {
        yield { description: "Cleaning", quantity: 2n, unitAmount: "1.50" };
      })();
      const invoice = await xero.invoices.create({ type: "ACCREC", contact: { name: names[0] }, lineItems: lines });
      assert.equal(invoice.subTotal?.toFixed(2), "3.00");
      const ids = (await xero.contacts.list().collect({ limit: 3 })).map(({ contactId }) => contactId);
      for (const some of [ids.values(), new Set(ids)]) {
        const found = xero.contacts.list({ ids: some });
        assert.equal((await found.collect()).length, 3);
        assert.equal((await found.collect()).length, 3);
      }
    }
  }),
);

test(
  "options in the place of parameters are the call's options",
  withDemo(async (demo) => {
    for (const xero of clientsOf(demo)) {
      const { invoiceId } = await xero.invoices.list({ timeout: 30, priority: "bulk" }).first();
      const calls = [
        () => xero.invoices.list({ timeout: 1e-6 }).first(),
        () => xero.invoices.get(invoiceId, { timeout: 1e-6 }),
        () => xero.invoices.pdf(invoiceId, { timeout: 1e-6 }),
        () => xero.invoices.create({ type: "ACCREC", contact: { name: "Ann" } }, { timeout: 1e-6, retry: 1 }),
      ];
      for (const call of calls) assert.equal((await errorOf(call)).name, "TimeoutError");
    }
    const signal = AbortSignal.abort();
    const cancelled = await errorOf(() => demo.asyncClient().invoices.list({ signal }).first());
    assert.equal(cancelled.name, "CancelledError");
  }),
);

test(
  "an option or a parameter in a wrong place is named with its right place, and nothing is sent",
  withDemo(async (demo) => {
    const signal = AbortSignal.timeout(60_000);
    const list =
      (...given) =>
      (xero) =>
        xero.invoices.list(...given).first();
    const cases = [
      [list({ unitdp: 4, timeout: 5 }), "timeout is an option, not a parameter of this operation", APART],
      [list({ unitdp: 4, signal }), "signal is an option, not a parameter of this operation", APART],
      [list({ timeout: 5 }, { retry: 1 }), "timeout is an option, not a parameter of this operation", APART],
      [list({}, { unitdp: 4 }), "unitdp is a parameter of invoices.list, not an option", "with the other parameters"],
      [
        (xero) => xero.invoices.create({ type: "ACCREC", contact: { name: "A" }, idempotencyKey: "k" }),
        'Invoice has no field "idempotencyKey"',
        "it is an option: give it with the call's options",
      ],
      [
        (xero) => xero.invoices.create([{ type: "ACCREC", contact: { name: "A" }, signal }]),
        'Invoice has no field "signal" (in [0])',
        "it is an option: give it with the call's options",
      ],
    ];
    for (const xero of clientsOf(demo)) {
      for (const [call, message, hint] of cases) {
        const error = await errorOf(() => call(xero));
        assert.deepEqual([error.name, error.message], ["ArgumentError", message]);
        assert.ok(error.hint.includes(hint), error.hint);
      }
    }
    assert.equal(demo.journal.apiRequests, 0);
  }),
);
