/** What every bundler and runtime is tried with: a demo company, awaited and blocking calls, a record and an error. */

import { Decimal as DecimalItself } from "decimal.js";
import { AsyncClient, Decimal, DemoCompany, NotFoundError, XeroError } from "xero-m2m";

/** A line with an invoice's number, an error's name, and whether their classes are the ones that were imported. */
export async function report() {
  const demo = await DemoCompany.start({ limits: false });
  try {
    const { baseUrl, tokenUrl, clientId, clientSecret } = demo;
    const xero = new AsyncClient({ baseUrl, tokenUrl, clientId, clientSecret });
    const { invoiceId, total } = await xero.invoices.list({ pageSize: 1 }).first();
    const { invoiceNumber } = demo.client().invoices.get(invoiceId);
    const error = await xero.invoices.get("00000000-0000-4000-8000-000000000000").catch((reason) => reason);
    const classes = [
      total instanceof Decimal,
      total instanceof DecimalItself,
      error instanceof NotFoundError,
      error instanceof XeroError,
    ];
    return `${invoiceNumber} ${error.name} ${classes.every(Boolean)}`;
  } finally {
    demo.stop();
  }
}
