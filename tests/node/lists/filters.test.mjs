/** Filters: what `F` makes, and that a list takes it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { Decimal, F, Filter } from "xero-m2m";
import { errorOf, withDemo } from "../support/helpers.mjs";

const UUID = "11111111-2222-3333-4444-55555555abcd";

const TEXTS = [
  [F("Total").gt(1000), "Total>1000"],
  [F("Total").ge(0.1), "Total>=0.1"],
  [F("Total").lt(new Decimal("1e21")), "Total<1000000000000000000000"],
  [F("Total").le(new Decimal("0.00000001")), "Total<=0.00000001"],
  [F("Total").eq(10n), "Total==10"],
  [F("Name").ne('The "Big" one'), 'Name!="The ""Big"" one"'],
  [F("Name").eq("back\\slash"), 'Name=="back\\slash"'],
  [F("IsReconciled").eq(true), "IsReconciled==true"],
  [F("DueDate").isNull(), "DueDate==null"],
  [F("DueDate").isNotNull(), "DueDate!=null"],
  [F("Date").ge("2026-01-31"), "Date>=DateTime(2026,1,31)"],
  [F("Reference").eq("2026-01-31"), 'Reference=="2026-01-31"'],
  [F("UpdatedDateUTC").gt(new Date("2026-01-31T10:30:00+13:00")), "UpdatedDateUTC>DateTime(2026,1,30,21,30,0)"],
  [F("Contact.ContactID").eq(UUID), `Contact.ContactID==Guid("${UUID}")`],
  [F("Reference").eq(UUID), `Reference=="${UUID}"`],
  [F("ContactID").eq("C-1"), 'ContactID=="C-1"'],
  [F("Contact.Name").contains("Ltd"), 'Contact.Name.Contains("Ltd")'],
  [F("Name").startsWith("A"), 'Name.StartsWith("A")'],
  [F("Name").endsWith('"'), 'Name.EndsWith("""")'],
  [F("Status").isIn(["PAID", "VOIDED"]), 'Status=="PAID" OR Status=="VOIDED"'],
  [F("Status").isIn(new Set(["PAID"])), 'Status=="PAID"'],
  [F("A").eq(1).and(F("B").eq(2)).and(F("C").eq(3)), "A==1 AND B==2 AND C==3"],
  [F("A").eq(1).or(F("B").eq(2)).and(F("C").eq(3)), "(A==1 OR B==2) AND C==3"],
  [
    F("C")
      .eq(3)
      .and(F("A").isIn([1, 2])),
    "C==3 AND (A==1 OR A==2)",
  ],
  [F("A").gt(1).not(), "A<=1"],
  [F("A").gt(1).not().not(), "A>1"],
  [F("A").eq(1).and(F("B").lt(2)).not(), "A!=1 OR B>=2"],
  [F("Name").contains("x").not(), 'Name.Contains("x")==false'],
];

for (const [filter, text] of TEXTS) {
  test(`${text} is what a filter says`, () => {
    assert.ok(filter instanceof Filter);
    assert.equal(String(filter), text);
    assert.equal(JSON.stringify({ filter }), JSON.stringify({ filter: text }));
    assert.ok(inspect(filter).startsWith("Filter "));
  });
}

const MISFITS = {
  "a name with a space": () => F("Total Amount"),
  "no name": () => F(""),
  "a name that is none": () => F(7),
  "more than null": () => F("A").gt(null),
  "less than true": () => F("A").lt(true),
  "not a number": () => F("A").eq(Number.NaN),
  "an invalid date": () => F("A").eq(new Date(Number.NaN)),
  "an object": () => F("A").eq({}),
  undefined: () => F("A").eq(undefined),
  "part of a number": () => F("A").contains(7),
  "none of nothing": () => F("A").isIn([]),
  "one of a text": () => F("A").isIn("text"),
  "and of text": () => F("A").eq(1).and("B==2"),
};

for (const [what, work] of Object.entries(MISFITS)) {
  test(`a filter refuses ${what}`, async () => {
    const error = await errorOf(work);
    assert.equal(error.name, "ArgumentError", String(error));
  });
}

const MEANT = {
  amount_due: "AmountDue",
  amountDue: "AmountDue",
  amout_due: "AmountDue",
  "contact.name": "Contact.Name",
  "Contact.contact_id": "Contact.ContactID",
  updatedDateUtc: "UpdatedDateUTC",
};

for (const [name, meant] of Object.entries(MEANT)) {
  test(`F("${name}") asks whether ${meant} was meant`, async () => {
    const error = await errorOf(() => F(name));
    assert.equal(error.name, "ArgumentError");
    assert.equal(error.message, `"${name}" is not one of Xero's fields`);
    assert.equal(error.hint, `did you mean ${meant}?`);
  });
}

test("a number of another library is compared by its own text, and values are in no error", async () => {
  const big = { toFixed: () => "no", toString: () => "12345678901234567890.10", toJSON: () => "no" };
  assert.equal(String(F("Total").gt(big)), "Total>12345678901234567890.1");
  for (const work of [() => F("A").isIn("secret"), () => F("A").eq(1).and("secret"), () => F("x y".repeat(99))]) {
    assert.doesNotMatch(String(await errorOf(work)), /secret|x yx y/);
  }
});

test(
  "a list takes a filter where it takes text",
  withDemo(async (demo) => {
    const where = F("Type").eq("ACCREC").and(F("Total").gt(100));
    const text = demo.client().invoices.list({ where: 'Type=="ACCREC" AND Total>100' });
    const ids = (records) => records.map(({ invoiceId }) => invoiceId);
    assert.ok(text.count() > 0);
    assert.deepEqual(ids(demo.client().invoices.list({ where }).collect()), ids(text.collect()));
    assert.deepEqual(ids(await demo.asyncClient().invoices.list({ where }).collect()), ids(text.collect()));
    assert.equal((await errorOf(() => demo.client().invoices.list({ where: 7 }).first())).name, "ArgumentError");
  }),
);
