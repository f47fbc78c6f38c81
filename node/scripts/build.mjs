/** Builds `node/dist`: CommonJS by the compiler, and a module that re-exports it, so that there is only one of each class. */

import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(folder, "dist");
const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", folder], { stdio: "inherit" });

writeFileSync(join(dist, "package.json"), '{ "type": "commonjs" }\n');
const names = Object.keys(require(join(dist, "index.js"))).sort();
writeFileSync(join(dist, "index.mjs"), `import it from "./index.js";\n\nexport const { ${names.join(", ")} } = it;\n`);
writeFileSync(join(dist, "index.d.mts"), 'export * from "./index.js";\n');
chmodSync(join(dist, "cli.js"), 0o755);
