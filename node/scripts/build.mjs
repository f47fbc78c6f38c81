/** Builds `node/dist`: CommonJS, and a module that re-exports it, so that each class exists once. */

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
// Comments belong to the declarations, which editors show; in code they would only make it larger.
compile("--emitDeclarationOnly");
compile("--declaration", "false", "--removeComments");

writeFileSync(join(dist, "package.json"), '{ "type": "commonjs" }\n');
for (const entry of ["index", "testing"]) {
  const names = Object.keys(require(join(dist, `${entry}.js`))).sort();
  const ours = names.filter((name) => name !== "Decimal");
  // decimal.js has one class for modules and another for CommonJS.
  const imports = `import { Decimal } from "decimal.js";\nimport { useDecimal } from "./decimals.js";\n`;
  const values = `import it from "./${entry}.js";\n\nuseDecimal(Decimal);\nexport const { ${ours.join(", ")} } = it;\n`;
  const decimal = names.includes("Decimal") ? "export { Decimal };\n" : "";
  writeFileSync(join(dist, `${entry}.mjs`), imports + values + decimal);
  writeFileSync(join(dist, `${entry}.d.mts`), `export * from "./${entry}.js";\n`);
}
chmodSync(join(dist, "cli.js"), 0o755);

function compile(...options) {
  execFileSync(process.execPath, [tsc, "-p", folder, ...options], { stdio: "inherit" });
}
