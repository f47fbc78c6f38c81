/** undici.request by hand. */

import { request } from "undici";
import { bearer, organisationUrl, serveAwaited } from "./worker.mjs";

serveAwaited(async (company) => {
  const [url, headers] = [organisationUrl(company), await bearer(company)];
  return { call: async () => (await (await request(url, { headers })).body.json()).Organisations[0].Name };
});
