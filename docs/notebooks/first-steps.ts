/**
 * First steps with xero-m2m, against the demo company: no Xero account, no network.
 *
 * Compile and run: `npx tsc first-steps.ts --module nodenext --target es2022 && node first-steps.js`.
 */

import { AsyncClient, DemoCompany, Decimal, NotFoundError } from "xero-m2m";

// A simulated Xero on a loopback port of this process.
const demo = await DemoCompany.start();

// For a real organisation, use new AsyncClient() and set XERO_CLIENT_ID and XERO_CLIENT_SECRET.
const xero: AsyncClient = demo.asyncClient();

// One record.
const organisation = await xero.organisation.get();
console.log(`Organisation: ${organisation.name}, in ${organisation.baseCurrency}`);

// A list is lazy: the loop fetches pages as it needs them.
let due = new Decimal(0);
let count = 0;
for await (const invoice of xero.invoices.list({ where: 'Type=="ACCREC"', statuses: ["AUTHORISED"] })) {
  due = due.plus(invoice.amountDue ?? 0);
  count++;
}
console.log(`Open receivables: ${count}, ${due.toFixed(2)} in all`);

// The first records of a list, and one page.
for (const invoice of await xero.invoices.list({ order: "DueDate DESC" }).collect({ limit: 3 })) {
  console.log(`  ${invoice.invoiceNumber} due ${invoice.dueDate}: ${invoice.amountDue}`);
}
const page = await xero.contacts.list({ pageSize: 5 }).page(1);
console.log(`Contacts: ${page.itemCount}, of which page 1 has ${page.records.length}; request ${page.meta.requestId}`);

// Create an invoice. Xero's own names, such as LineItems, work too.
const [contact] = page.records;
const created = await xero.invoices.create({
  type: "ACCREC",
  contact: { contactId: contact?.contactId },
  lineItems: [{ description: "First steps", quantity: 1, unitAmount: new Decimal("12.50"), accountCode: "200" }],
});
console.log(`Created: ${created.status} over ${created.subTotal}`);

// Each kind of error is a class, and every error has a hint.
try {
  await xero.invoices.get("00000000-0000-0000-0000-000000000000");
} catch (error) {
  if (!(error instanceof NotFoundError)) throw error;
  console.log(`${error.name}: ${error.hint}`);
}

// A signal cancels a call that takes too long.
demo.faults.add("GET /Organisation", { delay: 5 });
await xero.organisation.get({ signal: AbortSignal.timeout(100) }).catch((reason: Error) => {
  console.log(`Cancelled: ${reason.name}`);
});

// All clients of the connection share one token, and none of them shows it.
const token = await xero.auth.token();
console.log(`Token: valid for ${Math.round(token.expiresIn / 60)} minutes, requests: ${demo.journal.tokenRequests}`);

await xero.close();
demo.stop();
