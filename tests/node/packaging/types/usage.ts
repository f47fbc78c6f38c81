/** The types as a strict program sees them. Compiled, never run. */

import {
  type Account,
  type AsyncClient,
  type AsyncPager,
  type BatchResult,
  CancelledError,
  type CheckReport,
  type ClientOptions,
  type Contact,
  DailyLimitError,
  type Decimal,
  DemoCompany,
  type Event,
  type Invoice,
  type InvoiceParams,
  type Meta,
  models,
  NotFoundError,
  type Organisation,
  type Outcome,
  type Page,
  type Pager,
  type PlainDate,
  type RequestEvent,
  type resources,
  type Token,
  ValidationError,
  XeroError,
  xeroNames,
} from "xero-m2m";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Equal<A, B>): void {}

export async function awaited(): Promise<void> {
  await using demo = await DemoCompany.start({ region: "NZ" });
  await using xero = demo.asyncClient({ timeout: { read: 5 }, retry: { maxAttempts: 2 } });

  const organisation = await xero.organisation.get();
  same<typeof organisation, Organisation>(true);
  const pager = xero.invoices.list({ statuses: ["AUTHORISED"], modifiedSince: new Date() });
  same<typeof pager, AsyncPager<Invoice>>(true);
  for await (const invoice of pager) {
    same<typeof invoice, Invoice>(true);
    same<typeof invoice.amountDue, Decimal | null | undefined>(true);
    same<typeof invoice.updatedDateUtc, Date | null | undefined>(true);
    same<typeof invoice.dueDate, PlainDate | null | undefined>(true);
    same<typeof invoice.status, models.InvoiceStatus | null | undefined>(true);
  }
  const first = await pager.first();
  same<typeof first, Invoice | undefined>(true);
  same<typeof organisation.misfits, Readonly<Record<string, unknown>>>(true);
  const page = await pager.page(2);
  same<typeof page, Page<Invoice>>(true);
  same<typeof page.meta, Meta>(true);
  const contacts = await xero.contacts.list().collect({ limit: 3 });
  same<typeof contacts, Contact[]>(true);

  const one = await xero.invoices.create({
    type: "ACCREC",
    contact: { name: "A" },
    lineItems: [{ unitAmount: "1.5" }, { unitAmount: 2n, quantity: { toFixed: () => "1", toString: () => "1" } }],
  });
  same<typeof one, Invoice>(true);
  const batch = await xero.invoices.create([one, xeroNames({ Type: "ACCREC" })], { summarizeErrors: false });
  same<typeof batch, BatchResult<Invoice>>(true);
  same<ReturnType<typeof batch.raiseForErrors>, typeof batch>(true);
  for (const { index, status } of batch.errors) {
    same<typeof index, number>(true);
    same<typeof status, number | undefined>(true);
  }
  for (const result of batch) {
    same<typeof result, Invoice | XeroError>(true);
    if (result instanceof ValidationError) same<typeof result.issues.length, number>(true);
  }

  const controller = new AbortController();
  await xero.organisation.get({ signal: controller.signal, deadline: 5 });
  const token = await xero.auth.token();
  same<typeof token, Token>(true);
  const answer = await xero.raw.get("/Invoices", { params: { page: 1 } });
  same<ReturnType<typeof answer.json>, unknown>(true);
  await xero.raw.request("PATCH", "/Invoices", { json: {}, params: { a: [1, "b"] } }, { tenantId: "t" });
  await xero.raw.patch("/Invoices", { json: {} });
  const retry = { initialDelay: 0.1, maxDelay: 1, statuses: [404] };
  const extras = { extraHeaders: { "X-Trace": "a" }, extraQuery: { trace: ["a", 1] }, extraBody: { A: 1 } };
  await xero.contacts.create({ name: "a" }, undefined, { tenantId: "t", retry, ...extras });
  xero.withOptions({ tenantId: "t", extraHeaders: { "X-Trace": "a" }, extraQuery: { trace: 1 } });

  try {
    await xero.invoices.get("id", { unitdp: 4 }, { retry: 1 });
  } catch (error) {
    if (error instanceof NotFoundError) same<typeof error.status, number>(true);
    if (error instanceof XeroError) same<typeof error.hint, string | undefined>(true);
    if (error instanceof XeroError) same<typeof error.status, number | undefined>(true);
    if (error instanceof XeroError) same<typeof error.requestId, string | undefined>(true);
    if (error instanceof XeroError) same<typeof error.headers, Readonly<Record<string, string>>>(true);
    if (error instanceof DailyLimitError) same<typeof error.resetsAt, Date | undefined>(true);
    // @ts-expect-error: no error has this code.
    if (error instanceof XeroError && error.code === "validaton") throw error;
    if (error instanceof CancelledError) same<typeof error.cause, unknown>(true);
    if (error instanceof XeroError) same<typeof error.outcome, Outcome | undefined>(true);
    if (error instanceof XeroError) same<typeof error.idempotencyKey, string | undefined>(true);
  }
  const report = await xero.check({ signal: controller.signal });
  same<typeof report, CheckReport>(true);
  for (const { name, ok } of report.checks) if (!ok) name.toUpperCase();
}

export function told(event: Event): string {
  switch (event.event) {
    case "request":
      same<typeof event, RequestEvent>(true);
      return `${event.operation} ${event.status ?? event.error} ${event.limits?.dayRemaining}`;
    case "retry":
      return `${event.reason} ${event.wait.toFixed(1)}`;
    case "limit_wait":
      return event.byServer ? event.kind : `${event.priority} ${event.limit}`;
    case "waiting":
      same<typeof event.waitingFor, "limiter" | "token" | "attempt" | "retry" | "file">(true);
      return `${event.waited.toFixed(0)} of ${event.atMost}`;
    case "token":
      return event.outcome;
    case "page":
      return `${event.number} of ${event.pageCount}`;
    case "warning":
      return event.message;
  }
}

export function options(): ClientOptions {
  return {
    maxWait: 5,
    priority: "bulk",
    tokenCache: "file:/var/lib/acme",
    limits: { concurrent: 3, perMinute: null, reserveDaily: 500, backend: "file" },
    onEvent: (event) => void told(event),
  };
}

export function blocking(): void {
  using demo = DemoCompany.startSync();
  using xero = demo.client();
  const organisation = xero.organisation.get();
  same<typeof organisation, Organisation>(true);
  const pager = xero.accounts.list();
  same<typeof pager, Pager<Account>>(true);
  for (const account of pager) same<typeof account, Account>(true);
  const token = xero.auth.token();
  same<typeof token, Token>(true);
  const { waiting, day } = xero.rateLimits({ priority: "interactive" });
  same<typeof waiting.bulk, number>(true);
  same<typeof day.resetsIn, number | null>(true);
  same<ReturnType<typeof xero.check>, CheckReport>(true);
  xero.withOptions({ maxWait: 1, priority: "bulk" }).accounts.list({}, { maxWait: 2 });
}

export function typeAndClass(data: object): models.payrollNz.Employee {
  const invoice: models.Invoice = models.Invoice.from(data);
  same<models.Invoice, Invoice>(true);
  same<models.InvoiceParams, InvoiceParams>(true);
  const query: resources.InvoicesListParameters & resources.payrollNz.EmployeesListParameters = {};
  query.filter?.toUpperCase();
  invoice.toJSON();
  return models.payrollNz.Employee.from(data);
}

export function newerValues(invoice: Invoice): InvoiceParams {
  const { status } = invoice;
  if (status === "OF_TOMORROW") return { status };
  const text: string = status ?? "none";
  return { status: status === "PAID" ? "DRAFT" : status, reference: text };
}

export async function bodies(xero: AsyncClient, invoice: Invoice, either: InvoiceParams | InvoiceParams[]) {
  const changed = await xero.invoices.update("id", {
    ...invoice,
    lineItems: [...(invoice.lineItems ?? []), { quantity: 1 }],
  });
  same<typeof changed, Invoice>(true);
  const fetched = await xero.invoices.upsert(invoice);
  same<typeof fetched, Invoice>(true);
  const copies = await xero.invoices.create([invoice, { ...invoice, date: "2026-01-31" }]);
  same<typeof copies, BatchResult<Invoice>>(true);
  const named = await xero.invoices.create(xeroNames({ Type: "ACCREC", Contact: { Name: "A" } }));
  same<typeof named, Invoice>(true);
  const nested = await xero.invoices.create({
    contact: xeroNames({ Name: "A" }),
    lineItems: new Set([{ quantity: "1" }]),
  });
  same<typeof nested, Invoice>(true);
  const listed = await xero.invoices.create(drafts());
  same<typeof listed, BatchResult<Invoice>>(true);
  const saved = await xero.invoices.create(either);
  same<typeof saved, Invoice | BatchResult<Invoice>>(true);
  const one: (params: InvoiceParams) => Promise<Invoice> = (params) => xero.invoices.create(params);
  await one(invoice);
}

function* drafts(): Iterable<InvoiceParams> {
  yield { type: "ACCREC", contact: { name: "A" } };
}

export async function optionsInPlaceOfParameters(xero: AsyncClient, status: models.InvoiceStatus): Promise<void> {
  await xero.invoices.get("id", { signal: AbortSignal.timeout(1) });
  await xero.invoices.list({ timeout: 5, maxWait: 5 }).first();
  await xero.invoices.list({ statuses: new Set([status]), ids: ["id"].values() }, { timeout: 5 }).first();
  const bytes = await xero.invoices.pdf("id", { timeout: 5 });
  same<typeof bytes, Uint8Array>(true);
}

export function environmentMayBeAbsent(): ClientOptions {
  return { clientId: process.env.MY_ID, clientSecret: async () => "secret" };
}
