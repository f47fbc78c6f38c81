import { report } from "./program.mjs";

report().then((line) => process.stdout.write(`${line}\n`));
