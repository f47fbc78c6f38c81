/** Xero's own library reads the demo company's records: its values and ours agree. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Decimal, DemoCompany } from "xero-m2m";
import { XeroClient } from "xero-node";

let demo;
let ours;
let theirs;
before(async () => {
  demo = await DemoCompany.start();
  ours = demo.asyncClient();
  const token = await ours.auth.token();
  const xero = new XeroClient();
  // Its token endpoint is fixed, so it is given a token.
  xero.setTokenSet({ access_token: token.reveal(), token_type: "Bearer" });
  xero.accountingApi.basePath = `${demo.baseUrl}/api.xro/2.0`;
  theirs = xero.accountingApi;
});
after(async () => {
  await ours.close();
  demo.stop();
});

// A Custom Connection has one tenant; xero-node's documentation passes an empty text for it.
const CALLS = {
  organisation: [
    async () => (await theirs.getOrganisations("")).body.organisations,
    async () => [await ours.organisation.get()],
  ],
  accounts: [async () => (await theirs.getAccounts("")).body.accounts, () => ours.accounts.list().collect()],
  contacts: [async () => (await theirs.getContacts("")).body.contacts, () => ours.contacts.list().collect()],
  // Lines come with pages alone.
  invoices: [
    async () => (await theirs.getInvoices("", ...Array(7), 1)).body.invoices,
    async () => (await ours.invoices.list({ pageSize: 100 }).page(1)).records,
  ],
};

for (const [what, [read, readOurs]] of Object.entries(CALLS)) {
  test(`xero-node reads the same: ${what}`, async () => {
    const [records, own] = [await read(), await readOurs()];
    assert.ok(own.length > 0);
    assert.equal(records.length, own.length);
    for (const [at, record] of records.entries()) assert.ok(agree(record, own[at], `${what}[${at}]`) > 4);
  });
}

test("xero-node reads the same: one invoice", async () => {
  const { invoiceId } = await ours.invoices.list().first();
  const { body } = await theirs.getInvoice("", invoiceId);
  assert.ok(agree(body.invoices[0], await ours.invoices.get(invoiceId), "invoice") > 20);
});

/** Fails unless every value of theirs is ours; gives how many there were. */
function agree(theirs, ours, where) {
  if (theirs === undefined || theirs === null) return 0;
  if (Array.isArray(theirs)) {
    assert.equal(ours?.length, theirs.length, where);
    return theirs.reduce((count, part, at) => count + agree(part, ours[at], `${where}[${at}]`), 0);
  }
  if (ours instanceof Decimal) {
    assert.ok(ours.equals(theirs), `${where}: ${theirs} is ${ours} of ours`);
  } else if (theirs instanceof Date) {
    // They have a moment also where Xero means a day.
    const isDay = typeof ours === "string";
    assert.equal(isDay ? `${ours}T00:00:00.000Z` : ours.toISOString(), theirs.toISOString(), where);
  } else if (typeof theirs === "object") {
    const names = new Map(Object.keys(ours).map((name) => [name.toLowerCase(), name]));
    const counts = Object.entries(theirs).map(([name, value]) =>
      agree(value, ours[names.get(name.replace("_", "").toLowerCase())], `${where}.${name}`),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  } else {
    assert.equal(ours, theirs, where);
  }
  return 1;
}
