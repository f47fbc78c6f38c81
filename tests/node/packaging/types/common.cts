/** The types as a CommonJS program sees them. */

import xero = require("xero-m2m");

export function name(client: xero.Client): string | null | undefined {
  return client.organisation.get().name;
}

export const error: xero.XeroError = xero.XeroError.from({ code: "config", message: "m" });
