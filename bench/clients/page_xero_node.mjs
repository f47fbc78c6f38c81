/** xero-node: what its `getInvoices` does with the bytes of a reply, by way of axios. */

import { readFileSync } from "node:fs";
import models from "xero-node/dist/gen/model/accounting/models.js";
import { serve } from "./page.mjs";

serve(({ page }) => {
  const bytes = readFileSync(page);
  return {
    make: () => models.ObjectSerializer.deserialize(JSON.parse(bytes.toString()), "Invoices").invoices,
    linesOf: (invoices) => invoices.map((invoice) => invoice.lineItems.length),
  };
});
