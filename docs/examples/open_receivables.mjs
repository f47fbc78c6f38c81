/** Prints the demo company's open receivables, with a blocking client and with an async one. */

import { performance } from "node:perf_hooks";
import { DemoCompany, Decimal } from "xero-m2m";

const OPEN = { statuses: ["AUTHORISED"], where: 'Type=="ACCREC"', order: "DueDate" };

function blocking() {
  const demo = DemoCompany.startSync();
  const xero = demo.client();
  const started = performance.now();
  const organisation = xero.organisation.get();
  const invoices = xero.invoices.list(OPEN).collect();
  report("Node, blocking", organisation.name, invoices, performance.now() - started, demo);
  xero.close();
  demo.stop();
}

async function awaited() {
  const demo = await DemoCompany.start();
  const xero = demo.asyncClient();
  const started = performance.now();
  const organisation = await xero.organisation.get();
  const invoices = await xero.invoices.list(OPEN).collect();
  report("Node, async", organisation.name, invoices, performance.now() - started, demo);
  await xero.close();
  demo.stop();
}

function report(client, organisation, invoices, milliseconds, demo) {
  const money = (amount) => amount.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ",").padStart(12);
  console.log(`\n${client}: open receivables of ${organisation}`);
  for (const { invoiceNumber, contact, dueDate, amountDue } of invoices)
    console.log(`  ${(invoiceNumber ?? "").padEnd(10)} ${(contact?.name ?? "").padEnd(30)} ${dueDate} ${money(amountDue)}`);
  const total = invoices.reduce((sum, { amountDue }) => sum.plus(amountDue), new Decimal(0));
  console.log(`  ${"total".padEnd(52)} ${money(total)}`);
  const { tokenRequests } = demo.journal;
  console.log(`  ${invoices.length} invoices in ${milliseconds.toFixed(1)} ms, token requests: ${tokenRequests}`);
}

blocking();
await awaited();
console.log("\nNode: both clients printed the open receivables.");
