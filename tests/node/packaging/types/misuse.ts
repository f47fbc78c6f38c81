/**
 * What a strict program may not do. Below each wrong line, a `^` stands under the first letter of each word that every
 * compiler must mark; the test compares the places.
 */

import { createWriteStream } from "node:fs";
import { AsyncClient, Client, DemoCompany, F, type Invoice, type models, type resources, xeroNames } from "xero-m2m";

export function misuse(xero: Client, awaited: AsyncClient, invoice: Invoice): void {
  new Client({ clientSecrets: "x" });
  //           ^ an option that does not exist
  new Client({ priority: "urgent" });
  //           ^ a call that is neither interactive nor bulk
  new Client({ tokenCache: "disk" });
  //           ^ a token cache of no kind there is
  new AsyncClient({ onEvent: [] });
  //                ^ a listener is a function
  xero.withOptions({ onEvent: () => {} });
  //                 ^ a clone shares the listener
  new AsyncClient({ clientSecret: 7 });
  //                ^ the secret is not a number
  xero.organisation.get({ signal: AbortSignal.timeout(1) });
  //                      ^ a blocking call has no signal
  xero.invoices.list({ statusses: [] });
  //                   ^ a parameter that does not exist
  xero.invoices.get(7);
  //                ^ an id is text
  awaited.invoices.get("id").invoiceNumber;
  //                         ^ a promise is not an invoice
  same(xero.invoices.list()[Symbol.asyncIterator]());
  //   ^ a blocking pager is not awaited
  [...awaited.invoices.list()];
  //  ^ an awaited pager is not a list
  same(invoice.total + 1);
  //   ^ money is not a number
  xero.auth.token().value;
  //                ^ a token does not show its value
  same(new DemoCompany());
  //   ^ demo companies are made by start and startSync
}

export async function misuseOfFamilies(
  xero: Client,
  awaited: AsyncClient,
  employee: models.payrollNz.Employee,
): Promise<void> {
  xero.payrollFr;
  //   ^ a namespace that does not exist
  xero.payrollNz.employes;
  //             ^ a resource that does not exist
  xero.accounts.void("id");
  //            ^ a verb that the resource does not have
  xero.payrollNz.employees.update("id", { dateOfBirth: new Date() });
  //                                      ^ a date is text, not a Date
  xero.payrollNz.employees.create([{ firstName: "Ann" }]);
  //                              ^ an employee takes no list
  xero.invoices.update({ reference: "R" });
  //            ^ the id is missing
  xero.invoices.addNote("id", { details: "x" });
  //                          ^ a note is text
  xero.reports.agedPayablesByContact();
  //           ^ the report needs a contact
  xero.invoices.pdf("id", { to: new WritableStream<Uint8Array>() });
  //                        ^ a blocking call cannot write to an asynchronous stream
  xero.invoices.attach("id", "a.pdf", (async function* () {})());
  //                                  ^ a blocking call cannot read an asynchronous stream
  const bytes: Uint8Array = await awaited.invoices.pdf("id", { to: createWriteStream("a.pdf") });
  //    ^ with `to` the size comes, not the bytes
  xero.invoices.attach("id", "a.pdf", new Blob([]));
  //                                  ^ a blocking call cannot read a Blob
  xero.invoices.withRawResponse.get(7);
  //                                ^ the id of a raw call is text too
  xero.invoices.withRawResponse.get("id").total;
  //                                      ^ a raw response is no record
  xero.invoices.withRawResponse.list().collect();
  //                                   ^ a raw list has pages alone
  xero.invoices.withRawResponse.gett("id");
  //                            ^ a verb that the resource does not have
  awaited.invoices.list().collect().withResponse();
  //                                ^ what takes several requests has no single response
  awaited.files.files.upload("a.pdf", 7);
  //                                  ^ content is no number
  (await awaited.payrollNz.employeeLeaves.delete("id", "id")).leaveId;
  //                                                          ^ a deleted thing gives nothing
  F("Total").gt({});
  //            ^ a filter compares with values
  const where: resources.InvoicesListParameters = { where: F("Total") > 1000 };
  //                                                ^      ^ a comparison in the language itself is no filter
  awaited.invoices.list().estimate().calls;
  //                                 ^ a plan is a promise here
  employee.extra = {};
  //       ^ the extra fields are not to be written
  same(bytes, where, employee);
}

export async function misuseOfBodies(xero: AsyncClient, invoice: Invoice, company: typeof DemoCompany): Promise<void> {
  xero.invoices.create({ tpye: "ACCREC", contact: { name: "x" } });
  //                     ^ a field that does not exist
  xero.invoices.create({ type: "ACCRECC", contact: { name: "x" } });
  //                     ^ a value that Xero does not list
  xero.invoices.create({ type: "ACCREC", contact: { nmae: "x" }, lineItems: [{ descripton: "x" }] });
  //                                                ^                          ^ at any depth
  xero.invoices.create({ Type: "ACCREC", Contact: { Name: "x" } });
  //                     ^ Xero's names without xeroNames
  xero.invoices.create({ type: "ACCREC", Contact: { Name: "x" } });
  //                                     ^ names of both kinds
  xero.invoices.create({ type: "ACCREC", contact: { name: 5 } });
  //                                                ^ a name is text
  xero.invoices.create({ type: "ACCREC", contact: { name: "x" }, lineItems: [{ description: "x", quantity: true }] });
  //                                                                                             ^ a quantity is a number
  xero.invoices.create({ type: "ACCREC", line_items: [] });
  //                                     ^ a name of Python's
  xero.invoices.create({ type: "ACCREC", date: new Date() });
  //                                     ^ a date is text, not a Date
  xero.invoices.create({ type: "ACCREC", amountDue: "12.50" });
  //                                     ^ a field that only Xero sets
  xero.invoices.create({ type: "ACCREC", timeout: 5 });
  //                                     ^ an option within a record
  xero.invoices.create({ type: "ACCREC", lineItems: "Cleaning" });
  //                                     ^ a list is not text
  xero.invoices.create({ type: "ACCREC", lineItems: { description: "x" } });
  //                                                  ^ a line is not a list of lines
  xero.invoices.create({ type: "ACCREC", contact: [] });
  //                                     ^ a contact is not a list
  xero.invoices.create({ ...invoice, refrence: "R" });
  //                                 ^ a field that does not exist, beside those of a fetched record
  xero.invoices.create({ contact: xeroNames({ Name: "x" }), refrence: "R" });
  //                                                        ^ a field that does not exist, beside Xero's names
  xero.invoices.create("invoice");
  //                   ^ a record is not text
  xero.invoices.create([{ type: "ACCREC" }, { tpye: "ACCREC" }]);
  //                                          ^ one of several records
  xero.invoices.create([{ type: "ACCREC" }, { type: "ACCRECC" }]);
  //                                          ^ a value in one of several records
  xero.invoices.create([{ type: "ACCREC", contact: { nmae: "x" }, lineItems: [{ descripton: "x" }] }]);
  //                                                 ^                          ^ in one of several records
  xero.invoices.create([{ type: "ACCREC", contact: { name: 5 }, lineItems: [{ quantity: true }] }]);
  //                                                 ^                        ^ in one of several records
  xero.invoices.create(new Set([{ tpye: "ACCREC" }]));
  //                   ^ records in an iterable
  xero.invoices.update("id", { refrence: "x" });
  //                           ^ a field that does not exist
  xero.invoices.update("id", { lineItems: [{ lineAmount: true }] });
  //                                         ^ a value within a record
  const misspelt = { tpye: "ACCREC", contact: { nmae: "x" } };
  xero.invoices.create(misspelt);
  //                   ^ a variable with a field that does not exist
  const widened = { type: "ACCREC", contact: { name: "x" } };
  xero.invoices.create(widened);
  //                   ^ a variable whose value may be any text
  invoice.invoiceNumbr;
  //      ^ a field of a record that does not exist
  xero.invoice.get("x");
  //   ^ a resource that does not exist
  await company.start({ region: "FR" });
  //                    ^ a country that the demo company does not have
}

export function misuseOfQueries(xero: AsyncClient): void {
  xero.invoices.list({ status: ["AUTHORISED"] });
  //                   ^ a parameter that does not exist
  xero.invoices.list({ statuses: ["PAID", "AUTHORIZED"] });
  //                                      ^ a value that Xero does not list
  xero.invoices.list({ statuses: "AUTHORISED" });
  //                   ^ a list is not text
  xero.invoices.list({ ids: "243216c5-369e-4056-ac67-05388f86dc81" });
  //                   ^ a list is not text
  xero.invoices.list({ ids: [5] });
  //                         ^ ids are text
  xero.invoices.list({ order: "Date DESC", pageSize: "x" });
  //                                       ^ a page size is a number
  xero.invoices.list({ timeot: 5 });
  //                   ^ an option that does not exist, in the place of the parameters
  xero.invoices.list({ timeout: "5" });
  //                   ^ an option of another type
  xero.invoices.list({ unitdp: 4, signal: AbortSignal.timeout(5) });
  //                              ^ an option among the parameters
  xero.invoices.list({}, { unitdp: 4 });
  //                       ^ a parameter among the options
  xero.organisation.get({ timeot: 3 });
  //                      ^ an option that does not exist
  xero.invoices.create({ type: "ACCREC" }, { unitdp: 4 }, { timeot: 3 });
  //                                                        ^ after a record and parameters
  xero.invoices.create({ type: "ACCREC" }, { unitpd: 4 });
  //                                         ^ a parameter that does not exist, after a record
  xero.invoices.get("id", { sginal: AbortSignal.timeout(5) });
  //                        ^ an option that does not exist, after an id
}

function same(..._: unknown[]): void {}
