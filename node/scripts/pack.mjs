/**
 * Makes the tarballs to publish: `node node/scripts/pack.mjs [folder] [--all]`.
 *
 * Users install one package, `xero-m2m`. Its optional dependencies are packages with the native addon, one for each
 * platform, of which npm installs the right one. These packages are not committed: napi generates `node/npm/<platform>`
 * from the targets in package.json, so that names and versions cannot differ. The root package depends only on platforms
 * that were packed with it. A release uses `--all`, which fails unless `node/native` has the addon of every target, and
 * the project has an address.
 */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const node = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(node);
const platforms = join(node, "npm");
const staging = join(node, "build", "package");
const all = process.argv.includes("--all");
const target = resolve(
  process.argv.slice(2).find((argument) => !argument.startsWith("--")) ?? join(node, "build", "packages"),
);

const manifest = read(root);
if (all && new URL(manifest.homepage).hostname.endsWith(".invalid")) {
  throw new Error("fill in the address of the project: `repository` in Cargo.toml, then run `make generate`");
}
const notices = manifest.files.filter((file) => !file.startsWith("node/"));

rmSync(platforms, { recursive: true, force: true });
rmSync(staging, { recursive: true, force: true });
mkdirSync(staging, { recursive: true });
mkdirSync(target, { recursive: true });

run("napi", ["create-npm-dirs", "--npm-dir", "node/npm"]);
const packed = [];
for (const platform of readdirSync(platforms)) {
  const addon = `xero-m2m.${platform}.node`;
  const built = join(node, "native", addon);
  if (existsSync(built)) {
    const folder = join(platforms, platform);
    cpSync(built, join(folder, addon));
    for (const file of notices) cpSync(join(root, file), join(folder, file));
    write(folder, { ...read(folder), files: [addon, ...notices] });
    pack(folder);
    packed.push(`xero-m2m-${platform}`);
  } else if (all) {
    throw new Error(`${addon} was not built, and --all needs every platform of package.json`);
  }
}
if (packed.length === 0) throw new Error("no native addon was built: run `npm run build:native` first");

const { scripts, devDependencies, napi, ...published } = manifest;
published.optionalDependencies = Object.fromEntries(packed.map((name) => [name, manifest.version]));
// The addon that a package from a checkout carries is in the packages of the platforms here.
published.files = manifest.files.filter((file) => file !== "node/native");
write(staging, published);
for (const file of [...published.files, "README.md"]) {
  cpSync(join(root, file), join(staging, file), { recursive: true });
}
pack(staging);

function read(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function write(folder, about) {
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(about, null, 2)}\n`);
}

function pack(folder) {
  run("npm", ["pack", folder, "--ignore-scripts", "--pack-destination", target]);
}

function run(command, argumentList) {
  const bin = join(root, "node_modules", ".bin");
  const PATH = [bin, process.env.PATH].join(process.platform === "win32" ? ";" : ":");
  execFileSync(command, argumentList, {
    cwd: root,
    env: { ...process.env, PATH },
    shell: process.platform === "win32",
    stdio: ["ignore", "inherit", "inherit"],
  });
}
