/** Node's own fetch by hand. */

import { bearer, organisationUrl, serveAwaited } from "./worker.mjs";

serveAwaited(async (company) => {
  const [url, headers] = [organisationUrl(company), await bearer(company)];
  return { call: async () => (await (await fetch(url, { headers })).json()).Organisations[0].Name };
});
