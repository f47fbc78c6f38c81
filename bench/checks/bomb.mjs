/** Takes a reply that inflates to 300 MB; prints how it ended and the most memory that this process held, as JSON. */

import { DemoCompany } from "../../node/dist/index.mjs";

const SIZE = 300 * 1024 * 1024;

const demo = await DemoCompany.start();
const xero = demo.asyncClient();
await xero.organisation.get();
demo.faults.add("GET /Organisation", { gzipBomb: SIZE, times: null });
const refused = await xero.organisation.get().then(
  () => null,
  (error) => error.code,
);
console.log(JSON.stringify({ refused, peak_mb: (process.resourceUsage().maxRSS * 1024) / 1e6 }));
await xero.close();
demo.stop();
