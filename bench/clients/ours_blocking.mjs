/** Our blocking Client. */

import { Client } from "../../node/dist/index.mjs";
import { serveBlocking } from "./worker.mjs";

serveBlocking((company) => {
  const xero = new Client({
    clientId: company.client_id,
    clientSecret: company.client_secret,
    baseUrl: company.base_url,
    tokenUrl: company.token_url,
    limits: { perMinute: null },
  });
  return { call: () => xero.organisation.get().name, close: () => xero.close() };
});
