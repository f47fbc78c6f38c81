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
for (const entry of ["index", "testing"]) {
  const names = Object.keys(require(join(dist, `${entry}.js`))).sort();
  const values = `import it from "./${entry}.js";\n\nexport const { ${names.join(", ")} } = it;\n`;
  writeFileSync(join(dist, `${entry}.mjs`), values);
  writeFileSync(join(dist, `${entry}.d.mts`), `export * from "./${entry}.js";\n`);
}
chmodSync(join(dist, "cli.js"), 0o755);
