/** A client whose credentials come from the environment. */

import { Client } from "xero-m2m";

let line = "ready";
try {
  new Client().close();
} catch (error) {
  line = error.name;
}
process.stdout.write(`${line}\n`);
