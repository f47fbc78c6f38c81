/**
 * Builds `node/dist`: CommonJS, a module that re-exports it, so that each class exists once, and for bundlers the same as
 * modules alone, in `node/dist/bundler`.
 */

import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseTriple } from "@napi-rs/cli";
import { build } from "esbuild";

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(folder, "dist");
const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
const entries = ["index", "testing"];
const { napi } = JSON.parse(readFileSync(join(dirname(folder), "package.json"), "utf8"));
const platforms = napi.targets.map((target) => parseTriple(target).platformArchABI);

rmSync(dist, { recursive: true, force: true });
// Comments belong to the declarations, which editors show; in code they would only make it larger.
compile("--emitDeclarationOnly");
compile("--declaration", "false", "--removeComments");

writeFileSync(join(dist, "package.json"), '{ "type": "commonjs" }\n');
writeFileSync(join(dist, "installation.js"), installed());
for (const entry of entries) {
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

await build({
  entryPoints: entries.map((entry) => join(dist, `${entry}.mjs`)),
  outdir: join(dist, "bundler"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  keepNames: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  plugins: [{ name: "modules", setup: modules }],
  logLevel: "warning",
});

/** Turns what CommonJS requires from elsewhere into imports, which a bundle of modules can keep. */
function modules({ onResolve, onLoad }) {
  onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
    kind === "require-call" ? { path, namespace: "imported" } : { path, external: kind !== "entry-point" },
  );
  onLoad({ filter: /.*/, namespace: "imported" }, ({ path }) => ({
    contents: `export * from ${JSON.stringify(path)};`,
  }));
  onLoad({ filter: /[\\/]installation\.js$/ }, () => ({ contents: bundled() }));
}

/** Names in full and within `try`: tools that follow `require` take along what is there, and miss nothing else. */
function installed() {
  const loaders = platforms.map((platform) => {
    const attempts = [`../native/xero-m2m.${platform}.node`, `xero-m2m-${platform}`].map(
      (place) => `    try { return require("${place}"); } catch (reason) { onFailure(reason); }\n`,
    );
    return `  "${platform}": (onFailure) => {\n${attempts.join("")}  },\n`;
  });
  return `"use strict";\n\nexports.FOLDER = __dirname;\nexports.ADDONS = {\n${loaders.join("")}};\n`;
}

/** Bundlers leave the addon out: it is next to the bundle, or in a package that Node finds from there. */
function bundled() {
  return `import { Module } from "node:module";

export const FOLDER = undefined;
export const ADDONS = Object.fromEntries(
  ${JSON.stringify(platforms)}.map((platform) => [platform, (onFailure) => find(platform, onFailure)]),
);

function find(platform, onFailure) {
  for (const place of ["./xero-m2m." + platform + ".node", "xero-m2m-" + platform]) {
    try {
      return Module.createRequire(bundle())(place);
    } catch (reason) {
      onFailure(reason);
    }
  }
}

function bundle() {
  try {
    return __filename;
  } catch {
    return import.meta.url;
  }
}
`;
}

function compile(...options) {
  execFileSync(process.execPath, [tsc, "-p", folder, ...options], { stdio: "inherit" });
}
