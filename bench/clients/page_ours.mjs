/** xero-m2m: a page as it is asked for, less the same bytes fetched and thrown away. */

import { devNull } from "node:os";
import { Client } from "../../node/dist/index.mjs";
import { serve } from "./page.mjs";

serve(({ company }) => {
  const xero = new Client({
    clientId: company.client_id,
    clientSecret: company.client_secret,
    baseUrl: company.base_url,
    tokenUrl: company.token_url,
    limits: { perMinute: null },
  });
  return {
    make: () => xero.invoices.list().page(1).records,
    linesOf: (invoices) => invoices.map((invoice) => invoice.lineItems.length),
    without: () => xero.files.files.content("243216c5-369e-4056-ac67-05388f86dc81", { to: devNull }),
    close: () => xero.close(),
  };
});
