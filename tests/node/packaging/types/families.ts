/** The types of every family as a strict program sees them. Compiled, never run. */

import { createReadStream, createWriteStream } from "node:fs";
import {
  type AsyncClient,
  type AsyncPager,
  type BatchResult,
  Client,
  type Contact,
  Decimal,
  F,
  type FetchEstimate,
  type Field,
  type Filter,
  type Invoice,
  type InvoiceParams,
  type JsonObject,
  models,
  type Pager,
  type PlainDate,
  type PlainRecord,
  type Report,
  type resources,
  type XeroError,
  type XeroNames,
  xeroNames,
} from "xero-m2m";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Equal<A, B>): void {}

export function blocking(xero: Client): void {
  const employees = xero.payrollNz.employees.list();
  same<typeof employees, Pager<models.payrollNz.Employee>>(true);
  for (const employee of employees) same<typeof employee.dateOfBirth, PlainDate | null | undefined>(true);
  const uk = xero.payrollUk.employees.get("id");
  same<typeof uk, models.payrollUk.Employee>(true);
  const au = xero.payrollAu.employees.create([{ firstName: "Ann" }]);
  same<typeof au, BatchResult<models.payrollAu.Employee>>(true);
  const v2 = xero.payrollAu.timesheetsV2.list();
  same<typeof v2, Pager<models.payrollAuV2.Timesheet>>(true);
  const project = xero.projects.projects.create({ contactId: "id", name: "Kitchen", estimateAmount: "99.90" });
  same<typeof project, models.projects.Project>(true);
  same<typeof project.estimate, models.projects.Amount | null | undefined>(true);
  const statements = xero.bankFeeds.statements.list();
  same<typeof statements, Pager<models.bankFeeds.Statement>>(true);

  const report = xero.reports.balanceSheet({ date: "2026-01-31" });
  same<typeof report, Report>(true);
  const rows = report.rows?.[0]?.rows?.[0];
  same<typeof rows, models.ReportRow | undefined>(true);

  const size = xero.invoices.pdf("id", { to: "a.pdf" });
  same<typeof size, number>(true);
  const bytes = xero.invoices.pdf("id");
  same<typeof bytes, Uint8Array>(true);
  const written = xero.invoices.attachment("id", "a.pdf", { to: 1 });
  same<typeof written, number>(true);
  xero.invoices.attach("id", "a.pdf", [new Uint8Array(1)], { includeOnline: true }, { idempotencyKey: "k" });
  const file = xero.files.files.upload("a.pdf", new URL("file:///a.pdf"), { contentType: "application/pdf" });
  same<typeof file, models.files.File>(true);

  const plan = xero.invoices.list().estimate();
  same<typeof plan, FetchEstimate>(true);
  const count = xero.invoices.list().count();
  same<typeof count, number>(true);
  const gone = xero.invoices.email("id");
  same<typeof gone, void>(true);
  const history = xero.invoices.history("id");
  same<typeof history, models.HistoryRecord[]>(true);
  const invoices: resources.Invoices<"blocking"> = xero.invoices;
  const updated = invoices.update("id", { lineItems: [{ unitAmount: 1.5, quantity: "2" }] });
  same<typeof updated, Invoice>(true);
}

export async function awaited(xero: AsyncClient): Promise<void> {
  const pager = xero.payrollNz.employeeLeaves.list("id");
  same<typeof pager, AsyncPager<models.payrollNz.EmployeeLeave>>(true);
  const plan = await xero.invoices.list().estimate();
  same<typeof plan, FetchEstimate>(true);
  const size = await xero.invoices.pdf("id", { to: createWriteStream("a.pdf") });
  same<typeof size, number>(true);
  const bytes = await xero.invoices.pdf("id", undefined, { signal: AbortSignal.timeout(1) });
  same<typeof bytes, Uint8Array>(true);
  await xero.invoices.attach("id", "a.pdf", createReadStream("a.pdf"));
  const batch = await xero.contacts.upsert([{ name: "A" }]);
  for (const result of batch) same<typeof result, Contact | XeroError>(true);
  const validation = await xero.finance.cashValidations.list().first();
  same<typeof validation, models.finance.CashValidation | undefined>(true);
}

export function filters(xero: Client): void {
  const field = F("Total");
  same<typeof field, Field>(true);
  const where = field.gt(1000).and(F("Contact.Name").startsWith("A")).or(F("Date").ge("2026-01-31").not());
  same<typeof where, Filter>(true);
  xero.invoices.list({ where });
  xero.invoices.list({ where: "Total>1000", modifiedSince: new Date() });
}

export function inputs(total: Decimal, record: Invoice): (InvoiceParams | XeroNames)[] {
  return [{ currencyRate: total }, { currencyRate: 1.5, date: "2026-01-31" }, record, xeroNames({ Type: "ACCREC" })];
}

export function both(client: Client | AsyncClient): JsonObject[] {
  return client instanceof Client ? [client.invoices.get("id").toXero()] : [];
}

export function plain(record: Invoice): models.Invoice {
  const json = record.toJSON();
  same<typeof json, PlainRecord<Invoice>>(true);
  const total = json.total;
  same<typeof total, string | null | undefined>(true);
  const quantity = json.lineItems?.[0]?.quantity;
  same<typeof quantity, string | null | undefined>(true);
  const updated = json.updatedDateUtc;
  same<typeof updated, string | null | undefined>(true);
  const type = json.type;
  same<typeof type, Invoice["type"]>(true);
  const extra = json.lineItems?.[0]?.extra;
  same<typeof extra, Record<string, unknown> | undefined>(true);
  record.isSet("dueDate");
  // @ts-expect-error there is no such field
  record.isSet("due_date");
  // @ts-expect-error there is no such field
  json.invoice;
  const employee = models.payrollNz.Employee.from({ firstName: "A" });
  same<typeof employee, models.payrollNz.Employee>(true);
  same<models.payrollNz.Employee, models.payrollNz.Employee>(true);
  const status: models.InvoiceStatus = "AUTHORISED";
  const unknown: unknown = record;
  if (unknown instanceof models.Contact) same<typeof unknown, Contact>(true);
  return models.Invoice.from({ ...json, status });
}

export function decimals(value: Decimal.Value): Decimal {
  return new Decimal(value).plus(Decimal.max(1, "2"));
}
