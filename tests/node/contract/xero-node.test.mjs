/** A day with Xero's own library, over TLS: it decodes every response, and the amounts agree. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DemoCompany } from "xero-m2m";
import accounting from "xero-node";
import { peerClient, refusal } from "../support/peer-client.mjs";

// A Custom Connection has one tenant; xero-node's documentation passes an empty text for it.
const TENANT = "";
const TODAY = "2026-11-23";
const BANK = { code: "090" };
const { LineAmountTypes } = accounting;

let company;
let xero;
let api;
let customer;
before(async () => {
  company = await DemoCompany.start({ tls: true, limits: false, clock: "2026-11-23T09:00:00Z" });
  // Only connections of before 29 April 2026 read journals.
  company.connection({ scopes: [...company.connection({}).scopes, "accounting.journals.read"] });
  xero = await peerClient(company);
  api = xero.accountingApi;
  const contacts = [{ name: "Riverside Stationers", emailAddress: "accounts@example.com" }];
  [customer] = (await api.createContacts(TENANT, { contacts })).body.contacts;
});
after(() => company.stop());

function line(unitAmount, quantity = 1, accountCode = "200", taxType = "OUTPUT2") {
  return { description: "Paper", quantity, unitAmount, accountCode, taxType };
}

/** An invoice of 100.00 and 15 % of tax. */
async function invoice(status = "AUTHORISED", more = {}) {
  const draft = {
    type: "ACCREC",
    contact: { contactID: customer.contactID },
    lineItems: [line(40, 2), line(20)],
    lineAmountTypes: LineAmountTypes.Exclusive,
    date: TODAY,
    dueDate: "2026-12-07",
    status,
    ...more,
  };
  return (await api.createInvoices(TENANT, { invoices: [draft] })).body.invoices[0];
}

async function pay(amount, what) {
  return (await api.createPayment(TENANT, { account: BANK, amount, date: TODAY, ...what })).body.payments[0];
}

async function reread({ invoiceID }) {
  return (await api.getInvoice(TENANT, invoiceID)).body.invoices[0];
}

function balances({ amountDue, amountPaid, amountCredited }) {
  return [amountDue, amountPaid, amountCredited];
}

test("a token, the organisation, and what it may do", async () => {
  const token = xero.readTokenSet();
  assert.deepEqual([token.expires_in, token.token_type], [1800, "Bearer"]);
  const [organisation] = (await api.getOrganisations(TENANT)).body.organisations;
  assert.deepEqual([organisation.baseCurrency, organisation.isDemoCompany], ["NZD", true]);
  const { actions } = (await api.getOrganisationActions(TENANT)).body;
  assert.ok(actions.some(({ name }) => name === "CreateApprovedInvoice"));
});

test("contacts are made, changed, paged and found", async () => {
  const names = Array.from({ length: 12 }, (_, at) => `Paper buyer ${String(at).padStart(2, "0")}`);
  const made = (await api.createContacts(TENANT, { contacts: names.map((name) => ({ name })) })).body.contacts;
  assert.deepEqual(
    made.map(({ name }) => name),
    names,
  );
  const [first] = made;
  const changed = await api.updateContact(TENANT, first.contactID, { contacts: [{ firstName: "Ada" }] });
  assert.deepEqual([changed.body.contacts[0].name, changed.body.contacts[0].firstName], [names[0], "Ada"]);
  const found = [];
  for (const page of [1, 2, 3]) {
    const { body } = await api.getContacts(
      ...[TENANT, undefined, undefined, "Name ASC", undefined, page, undefined, undefined, "Paper buyer", 5],
    );
    assert.deepEqual([body.pagination.pageCount, body.pagination.itemCount], [3, 12]);
    found.push(...body.contacts.map(({ name }) => name));
  }
  assert.deepEqual(found, names);
  const where = `Name=="${names[3]}"`;
  const [third] = (await api.getContacts(TENANT, undefined, where)).body.contacts;
  assert.equal(third.contactID, made[3].contactID);
  const { statusCode, body } = await refusal(() => api.createContacts(TENANT, { contacts: [{ name: customer.name }] }));
  assert.deepEqual([statusCode, body.ErrorNumber ?? body.errorNumber], [400, 10]);
});

test("an invoice goes from draft to paid and back", async () => {
  const draft = await invoice("DRAFT", { reference: "R-1" });
  assert.deepEqual([draft.subTotal, draft.totalTax, draft.total], [100, 15, 115]);
  const approved = await api.updateInvoice(TENANT, draft.invoiceID, { invoices: [{ status: "AUTHORISED" }] });
  assert.deepEqual(balances(approved.body.invoices[0]), [115, 0, 0]);
  const first = await pay(15, { invoice: { invoiceID: draft.invoiceID } });
  assert.deepEqual(balances(await reread(draft)), [100, 15, 0]);
  await pay(100, { invoice: { invoiceNumber: draft.invoiceNumber } });
  const paid = await reread(draft);
  assert.deepEqual([paid.status, ...balances(paid)], ["PAID", 0, 115, 0]);
  await api.deletePayment(TENANT, first.paymentID, { status: "DELETED" });
  assert.deepEqual(balances(await reread(draft)), [15, 100, 0]);
  await refusal(() => pay(15.01, { invoice: { invoiceID: draft.invoiceID } }));
});

test("an invoice is voided, a draft deleted", async () => {
  for (const [before, after] of [
    ["AUTHORISED", "VOIDED"],
    ["DRAFT", "DELETED"],
  ]) {
    const made = await invoice(before);
    await api.updateInvoice(TENANT, made.invoiceID, { invoices: [{ status: after }] });
    assert.equal((await reread(made)).status, after);
  }
});

test("a credit note is allocated and taken back", async () => {
  const due = await invoice();
  const note = {
    type: "ACCRECCREDIT",
    contact: { contactID: customer.contactID },
    date: TODAY,
    lineItems: [line(50)],
    status: "AUTHORISED",
  };
  const [credit] = (await api.createCreditNotes(TENANT, { creditNotes: [note] })).body.creditNotes;
  assert.deepEqual([credit.total, credit.remainingCredit], [57.5, 57.5]);
  const allocations = [{ invoice: { invoiceID: due.invoiceID }, amount: 40, date: TODAY }];
  await api.createCreditNoteAllocation(TENANT, credit.creditNoteID, { allocations });
  assert.deepEqual(balances(await reread(due)), [75, 0, 40]);
  const [left] = (await api.getCreditNote(TENANT, credit.creditNoteID)).body.creditNotes;
  assert.equal(left.remainingCredit, 17.5);
  await api.deleteCreditNoteAllocations(TENANT, credit.creditNoteID, left.allocations[0].allocationID);
  assert.deepEqual(balances(await reread(due)), [115, 0, 0]);
});

test("invoices are paged, ordered and filtered", async () => {
  const made = [];
  for (let at = 0; at < 5; at++) made.push(await invoice("SUBMITTED", { reference: `Page ${at}` }));
  const numbers = [];
  for (const page of [1, 2, 3]) {
    const order = [undefined, undefined, "InvoiceNumber DESC", undefined, undefined];
    const { body } = await api.getInvoices(
      ...[TENANT, ...order, [customer.contactID], ["SUBMITTED"], page],
      ...[undefined, undefined, undefined, undefined, 2],
    );
    assert.ok(body.invoices.every(({ lineItems }) => lineItems.length === 2));
    numbers.push(...body.invoices.map(({ invoiceNumber }) => invoiceNumber));
  }
  assert.deepEqual(
    numbers,
    made
      .map(({ invoiceNumber }) => invoiceNumber)
      .sort()
      .reverse(),
  );
  const where = 'Reference.StartsWith("Page") AND Date==DateTime(2026, 11, 23) AND Total>=115';
  assert.equal((await api.getInvoices(TENANT, undefined, where)).body.invoices.length, 5);
});

test("bank, journals, quotes and orders", async () => {
  const contact = { contactID: customer.contactID };
  const spent = { type: "SPEND", contact, bankAccount: BANK, date: TODAY, lineItems: [line(12.34, 1, "400", "NONE")] };
  const banked = await api.createBankTransactions(TENANT, { bankTransactions: [spent] });
  assert.equal(banked.body.bankTransactions[0].total, 12.34);
  const transfer = { fromBankAccount: BANK, toBankAccount: { code: "091" }, amount: 50, date: TODAY };
  const moved = await api.createBankTransfer(TENANT, { bankTransfers: [transfer] });
  assert.equal(moved.body.bankTransfers[0].amount, 50);
  const journalLines = [10, -10].map((lineAmount) => ({ lineAmount, accountCode: "400" }));
  const journal = { narration: "Moved", date: TODAY, journalLines };
  const posted = await api.createManualJournals(TENANT, { manualJournals: [journal] });
  assert.equal(posted.body.manualJournals[0].journalLines.length, 2);
  const quoted = await api.createQuotes(TENANT, { quotes: [{ contact, date: TODAY, lineItems: [line(10)] }] });
  assert.equal(quoted.body.quotes[0].total, 11.5);
  const order = { contact, date: TODAY, lineItems: [line(30, 1, "429", "INPUT2")] };
  const ordered = await api.createPurchaseOrders(TENANT, { purchaseOrders: [order] });
  assert.equal(ordered.body.purchaseOrders[0].total, 34.5);
});

test("accounts, tax rates, refunds, budgets and journals", async () => {
  const account = { code: "401", name: "Posters", type: "EXPENSE" };
  const [opened] = (await api.createAccount(TENANT, account)).body.accounts;
  assert.deepEqual([opened.status, opened._class, opened.taxType], ["ACTIVE", "EXPENSE", "INPUT2"]);
  const taxComponents = [{ name: "Local", rate: 3.25 }];
  const taxRates = [{ name: "Local tax", taxComponents }];
  const [local] = (await api.createTaxRates(TENANT, { taxRates })).body.taxRates;
  const bill = await invoice("AUTHORISED", { type: "ACCPAY", lineItems: [line(100, 1, "401", local.taxType)] });
  assert.deepEqual([local.effectiveRate, bill.totalTax], [3.25, 3.25]);

  const contact = { contactID: customer.contactID };
  const note = { type: "ACCRECCREDIT", contact, lineItems: [line(80, 1, "200", "NONE")], status: "AUTHORISED" };
  const [credit] = (await api.createCreditNotes(TENANT, { creditNotes: [note] })).body.creditNotes;
  const refund = await pay(80, { creditNote: { creditNoteID: credit.creditNoteID } });
  assert.equal(refund.paymentType.toString(), "ARCREDITPAYMENT");
  const [paid] = (await api.getCreditNote(TENANT, credit.creditNoteID)).body.creditNotes;
  assert.deepEqual([paid.status, paid.remainingCredit], ["PAID", 0]);

  const [{ budgetID }] = (await api.getBudgets(TENANT)).body.budgets;
  const [budget] = (await api.getBudget(TENANT, budgetID)).body.budgets;
  assert.ok(budget.budgetLines.every(({ budgetBalances }) => budgetBalances.length === 36));
  const { journals } = (await api.getJournals(TENANT)).body;
  const sums = journals.map(({ journalLines }) => journalLines.reduce((sum, { netAmount }) => sum + netAmount, 0));
  assert.ok(journals.length === 100 && sums.every((sum) => Math.abs(sum) < 0.001));
});

test("an invoice has attachments and history", async () => {
  const { invoiceID } = await invoice();
  const content = Buffer.from(Array.from({ length: 4_000 }, (_, at) => at % 256));
  const name = "a receipt é.png";
  const attached = await api.createInvoiceAttachmentByFileName(TENANT, invoiceID, name, content, true);
  const [attachment] = attached.body.attachments;
  assert.deepEqual([attachment.fileName, attachment.contentLength], [name, content.length]);
  const down = await api.getInvoiceAttachmentById(TENANT, invoiceID, attachment.attachmentID, "image/png");
  assert.deepEqual(Buffer.from(down.body), content);
  await api.createInvoiceHistory(TENANT, invoiceID, { historyRecords: [{ details: "Promised for Friday" }] });
  const { historyRecords } = (await api.getInvoiceHistory(TENANT, invoiceID)).body;
  assert.ok(historyRecords.some(({ details }) => details === "Promised for Friday"));
  const pdf = await api.getInvoiceAsPdf(TENANT, invoiceID);
  assert.equal(Buffer.from(pdf.body).subarray(0, 5).toString(), "%PDF-");
  assert.equal((await api.emailInvoice(TENANT, invoiceID, {})).response.status, 204);
});

test("reports are read, and the trial balance balances", async () => {
  const rowsOf = (rows = []) => rows.flatMap((row) => [row, ...rowsOf(row.rows)]);
  const balance = (await api.getReportTrialBalance(TENANT, TODAY)).body.reports[0];
  const total = rowsOf(balance.rows).find((row) => row.cells?.[0].value === "Total");
  const [debit, credit] = total.cells.slice(-2).map(({ value }) => Number(value));
  assert.ok(debit === credit && debit > 0, `${debit} and ${credit}`);
  for (const read of ["ProfitAndLoss", "BalanceSheet", "BankSummary", "BudgetSummary", "ExecutiveSummary"]) {
    const { reports } = (await api[`getReport${read}`](TENANT)).body;
    assert.ok(rowsOf(reports[0].rows).length > 0, read);
  }
  for (const side of ["Receivables", "Payables"]) {
    const { reports } = (await api[`getReportAged${side}ByContact`](TENANT, customer.contactID)).body;
    assert.match(reports[0].reportName, /^Aged/);
  }
});

test("payroll, assets, files and projects", async () => {
  const address = { addressLine1: "23 Main Street", city: "Marineville", postCode: "1234", countryName: "NEW ZEALAND" };
  const person = { firstName: "Karen", lastName: "Jones", dateOfBirth: "1990-05-17", address, gender: "F" };
  const hired = { ...person, email: "karen@example.com", startDate: "2026-11-02" };
  const { employee } = (await xero.payrollNZApi.createEmployee(TENANT, hired)).body;
  assert.equal(employee.firstName, "Karen");
  const { employees } = (await xero.payrollNZApi.getEmployees(TENANT)).body;
  assert.ok(employees.some(({ employeeID }) => employeeID === employee.employeeID));

  const asset = {
    assetName: "Printing press",
    assetNumber: "FA-9001",
    purchaseDate: "2026-11-02",
    purchasePrice: 1000,
  };
  const bought = (await xero.assetApi.createAsset(TENANT, asset)).body;
  assert.equal(bought.purchasePrice, 1000);
  const { items } = (await xero.assetApi.getAssets(TENANT, "DRAFT")).body;
  assert.ok(items.some(({ assetId }) => assetId === bought.assetId));

  const content = Buffer.from("signed\0\xff");
  const file = (await xero.filesApi.uploadFile(TENANT, content, "lease.pdf", "lease.pdf", undefined, "application/pdf"))
    .body;
  assert.deepEqual(Buffer.from((await xero.filesApi.getFileContent(TENANT, file.id)).body), content);

  const made = await xero.projectApi.createProject(TENANT, { contactId: customer.contactID, name: "New kitchen" });
  const task = { name: "Paint", rate: { currency: "NZD", value: 60 }, chargeType: "TIME", estimateMinutes: 120 };
  const painted = (await xero.projectApi.createTask(TENANT, made.body.projectId, task)).body;
  assert.equal(painted.rate.value, 60);
});
