/**
 * What a strict program may not do. Every `@ts-expect-error` must stand before an error; the test takes them out, too,
 * and counts what is left.
 */

import { createWriteStream } from "node:fs";
import {
  AsyncClient,
  Client,
  DemoCompany,
  F,
  type Invoice,
  type InvoicesListParameters,
  type payrollNz,
  type Report,
} from "xero-m2m";

export function misuse(xero: Client, awaited: AsyncClient, invoice: Invoice): void {
  // @ts-expect-error an option that does not exist
  new Client({ clientSecrets: "x" });
  // @ts-expect-error a call that is neither interactive nor bulk
  new Client({ priority: "urgent" });
  // @ts-expect-error a token cache of no kind there is
  new Client({ tokenCache: "disk" });
  // @ts-expect-error a listener is a function
  new AsyncClient({ onEvent: [] });
  // @ts-expect-error a clone shares the listener
  xero.withOptions({ onEvent: () => {} });
  // @ts-expect-error the secret is not a number
  new AsyncClient({ clientSecret: 7 });
  // @ts-expect-error a blocking call has no signal
  xero.organisation.get({ signal: AbortSignal.timeout(1) });
  // @ts-expect-error a parameter that does not exist
  xero.invoices.list({ statusses: [] });
  // @ts-expect-error an id is text
  xero.invoices.get(7);
  // @ts-expect-error a field that does not exist
  xero.invoices.create({ totall: "1" });
  // @ts-expect-error a promise is not an invoice
  awaited.invoices.get("id").invoiceNumber;
  // @ts-expect-error a blocking pager is not awaited
  xero.invoices.list()[Symbol.asyncIterator]();
  // @ts-expect-error an awaited pager is not a list
  [...awaited.invoices.list()];
  // @ts-expect-error money is not a number
  invoice.total + 1;
  // @ts-expect-error a token does not show its value
  xero.auth.token().value;
  // @ts-expect-error demo companies are made by start and startSync
  new DemoCompany();
}

export async function misuseOfFamilies(
  xero: Client,
  awaited: AsyncClient,
  employee: payrollNz.Employee,
): Promise<void> {
  // @ts-expect-error a namespace that does not exist
  xero.payrollFr;
  // @ts-expect-error a resource that does not exist
  xero.payrollNz.employes;
  // @ts-expect-error a verb that the resource does not have
  xero.accounts.void("id");
  // @ts-expect-error a date is text, not a Date
  employee.dateOfBirth = new Date();
  // @ts-expect-error an employee takes no list
  xero.payrollNz.employees.create([{ firstName: "Ann" }]);
  // @ts-expect-error the id is missing
  xero.invoices.update({ reference: "R" });
  // @ts-expect-error a note is text
  xero.invoices.addNote("id", { details: "x" });
  // @ts-expect-error the report needs a contact
  xero.reports.agedPayablesByContact();
  // @ts-expect-error a blocking call cannot write to an asynchronous stream
  xero.invoices.pdf("id", { to: new WritableStream<Uint8Array>() });
  // @ts-expect-error a blocking call cannot read an asynchronous stream
  xero.invoices.attach("id", "a.pdf", (async function* () {})());
  // @ts-expect-error with `to` the size comes, not the bytes
  const bytes: Uint8Array = await awaited.invoices.pdf("id", { to: createWriteStream("a.pdf") });
  // @ts-expect-error a blocking call cannot read a Blob
  xero.invoices.attach("id", "a.pdf", new Blob([]));
  // @ts-expect-error a stream and a target exclude each other
  xero.invoices.pdf("id", { to: "a.pdf", stream: true });
  // @ts-expect-error the id of a raw call is text too
  xero.invoices.withRawResponse.get(7);
  // @ts-expect-error a raw response is no record
  xero.invoices.withRawResponse.get("id").total;
  // @ts-expect-error a raw list has pages alone
  xero.invoices.withRawResponse.list().collect();
  // @ts-expect-error a verb that the resource does not have
  xero.invoices.withRawResponse.gett("id");
  // @ts-expect-error what takes several requests has no single response
  awaited.invoices.list().collect().withResponse();
  // @ts-expect-error content is no number
  awaited.files.files.upload("a.pdf", 7);
  // @ts-expect-error a deleted thing gives nothing
  (await awaited.payrollNz.employeeLeaves.delete("id", "id")).leaveId;
  // @ts-expect-error a filter compares with values
  F("Total").gt({});
  // @ts-expect-error a comparison in the language itself is no filter
  const where: InvoicesListParameters = { where: F("Total") > 1000 };
  // @ts-expect-error a plan is a promise here
  awaited.invoices.list().estimate().calls;
  // @ts-expect-error the extra fields are not to be written
  employee.extra = {};
  same<Report, Report>(bytes, where);
}

function same<A, B>(..._: (A | B | unknown)[]): void {}
