/** Our AsyncClient. */

import { AsyncClient } from "../../node/dist/index.mjs";
import { serveAwaited } from "./worker.mjs";

serveAwaited((company) => {
  const xero = new AsyncClient({
    clientId: company.client_id,
    clientSecret: company.client_secret,
    baseUrl: company.base_url,
    tokenUrl: company.token_url,
    limits: { perMinute: null },
  });
  return { call: async () => (await xero.organisation.get()).name, close: () => xero.close() };
});
