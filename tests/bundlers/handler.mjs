/** A handler as AWS Lambda calls it. */

import { report } from "./program.mjs";

export async function handler() {
  return { statusCode: 200, body: await report() };
}
