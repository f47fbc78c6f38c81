/** Several records in one call. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { BatchResult, ServerError, ValidationError, XeroError } from "xero-m2m";
import { withDemo } from "../support/helpers.mjs";

const draft = (reference) => ({
  type: "ACCREC",
  contact: { name: "City Limousines" },
  reference,
  lineItems: [{ description: "Work", quantity: 1, unitAmount: "5.00", accountCode: "200" }],
});
const drafts = (count) => Array.from({ length: count }, (_, nth) => draft(`R-${nth}`));

test(
  "a long list is cut into requests, and the results stand in its order",
  withDemo(async (demo) => {
    for (const client of [demo.client(), demo.asyncClient()]) {
      demo.journal.clear();
      const batch = await client.invoices.create(drafts(120));
      assert.ok(batch instanceof BatchResult && batch.ok);
      assert.equal(demo.journal.apiRequests, 3);
      assert.deepEqual([batch.length, batch.metas.length, batch.errors.length], [120, 3, 0]);
      assert.deepEqual(
        batch.records.map(({ reference }) => reference),
        drafts(120).map(({ reference }) => reference),
      );
      assert.equal(batch.records[119].meta, batch.metas[2]);
      assert.equal(new Set(batch.metas.map(({ idempotencyKey }) => idempotencyKey)).size, 3);
      assert.equal(batch.meta, batch.metas[0]);
    }
  }),
);

test(
  "a request that fails after others went through is the error of its records",
  withDemo(async (demo) => {
    demo.faults.add("PUT /Invoices", { status: 500, body: "{}", after: 1, times: null });
    const batch = demo.client({ retry: 1 }).invoices.create(drafts(120));
    assert.equal(batch.ok, false);
    assert.deepEqual([batch.records.length, batch.errors.length], [50, 70]);
    assert.ok(batch.errors.every((error) => error instanceof XeroError));
    assert.ok(batch.errors[0] instanceof ServerError);
    assert.deepEqual([batch.errors[0].index, batch.errors[69].index], [50, 119]);
    assert.equal(batch.errors[69].outcome, "not_sent");
  }),
);

test(
  "a refused record does not keep the others from being saved",
  withDemo((demo) => {
    const odd = {
      ...draft("odd"),
      lineItems: [{ description: "Nowhere", quantity: 1, unitAmount: 1, accountCode: "none" }],
    };
    const batch = demo.client().invoices.create([draft("a"), odd, draft("b")]);
    const [first, second, third] = batch;
    assert.deepEqual([first.reference, third.reference], ["a", "b"]);
    assert.ok(second instanceof ValidationError);
    assert.equal(second.index, 1);
    assert.match(inspect(batch), /BatchResult \[/);
    assert.equal(batch[Symbol.for("Jupyter.display")]()["text/plain"], "2 of 3 saved");
  }),
);

test(
  "raiseForErrors gives the batch back, or throws what went wrong",
  withDemo((demo) => {
    const odd = (reference) => ({
      ...draft(reference),
      lineItems: [{ description: "Nowhere", quantity: 1, unitAmount: 1, accountCode: "none" }],
    });
    const xero = demo.client({ retry: 1 });
    const saved = xero.invoices.create(drafts(2));
    assert.equal(saved.raiseForErrors(), saved);

    const one = xero.invoices.create([draft("a"), odd("b")]);
    assert.throws(
      () => one.raiseForErrors(),
      (error) => error === one.errors[0] && error.index === 1,
    );

    const several = xero.invoices.create([odd("c"), draft("d"), odd("e")]);
    assert.throws(
      () => several.raiseForErrors(),
      (error) => {
        assert.ok(error instanceof ValidationError);
        assert.equal(error.message, "2 of 3 records were refused");
        assert.deepEqual([...new Set(error.issues.map(({ index }) => index))], [0, 2]);
        assert.deepEqual([error.outcome, error.index], ["refused", undefined]);
        assert.match(String(error), /^ValidationError: invoices\.create: 2 of 3 records were refused\n {2}\[0\]/);
        assert.ok(
          String(error)
            .split("\n")
            .some((line) => line.startsWith("hint: ")),
        );
        assert.deepEqual(XeroError.from(error.toJSON()).issues, error.issues);
        return true;
      },
    );

    demo.faults.add("PUT /Invoices", { status: 500, body: "{}", after: 1, times: null });
    const cut = xero.invoices.create([odd("f"), ...drafts(119)]);
    assert.throws(
      () => cut.raiseForErrors(),
      (error) => {
        assert.ok(error instanceof ValidationError);
        assert.equal(error.message, "71 of 120 records failed");
        assert.deepEqual([error.outcome, error.idempotencyKey], ["unknown", undefined]);
        assert.ok(error.issues.every(({ index }) => index === 0));
        return true;
      },
    );
  }),
);

test(
  "records may come from any iterable, and a list of one is a list",
  withDemo((demo) => {
    const xero = demo.client();
    assert.ok(xero.invoices.create([draft("one")]) instanceof BatchResult);
    assert.equal(xero.invoices.create(new Set(drafts(3))).length, 3);
  }),
);
