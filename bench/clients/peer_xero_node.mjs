/** xero-node, Xero's own library. Its token endpoint is fixed, so it is given a token. */

import { XeroClient } from "xero-node";
import { serveAwaited, token } from "./worker.mjs";

serveAwaited(async (company) => {
  const xero = new XeroClient();
  xero.setTokenSet({ access_token: await token(company), token_type: "Bearer" });
  xero.accountingApi.basePath = `${company.base_url}/api.xro/2.0`;
  // A Custom Connection has one tenant; xero-node's documentation passes an empty text for it.
  return { call: async () => (await xero.accountingApi.getOrganisations("")).body.organisations[0].name };
});
