/** Whether `import` and `require` give the same classes. */

import { createRequire } from "node:module";
import * as imported from "xero-m2m";

const required = createRequire(import.meta.url)("xero-m2m");
const names = Object.keys(required);
process.stdout.write(`${names.length > 20 && names.every((name) => imported[name] === required[name])}\n`);
