/** JSON.parse alone, of a text that is decoded already: objects without types, dates or decimals. */

import { readFileSync } from "node:fs";
import { serve } from "./page.mjs";

serve(({ page }) => {
  const text = readFileSync(page, "utf8");
  return {
    make: () => JSON.parse(text),
    linesOf: (found) => found.Invoices.map((invoice) => invoice.LineItems.length),
  };
});
