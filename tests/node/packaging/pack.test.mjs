/** The tarballs that are published install into an empty folder and run there. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root, run } from "../support/helpers.mjs";

const scratch = mkdtempSync(join(tmpdir(), "xero-m2m-pack-"));
const packages = join(scratch, "packages");
const project = join(scratch, "project");
after(() => rmSync(scratch, { recursive: true, force: true }));

const npm = (argumentList, cwd) =>
  execFileSync("npm", argumentList, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
const contents = (tarball) =>
  execFileSync("tar", ["-tzf", join(packages, tarball)], { encoding: "utf8" })
    .trim()
    .split("\n");

let tarballs;
before(async () => {
  const packed = await run([join(root, "node", "scripts", "pack.mjs"), packages]);
  assert.equal(packed.code, 0, packed.stderr);
  tarballs = readdirSync(packages);
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "private": true }\n');
  npm(
    ["install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs.map((name) => join(packages, name))],
    project,
  );
});

test("the addon is in the platform's package alone", () => {
  const main = tarballs.find((name) => /^xero-m2m-\d/.test(name));
  const platform = tarballs.filter((name) => name !== main);
  assert.ok(platform.length >= 1);
  assert.ok(!contents(main).some((file) => file.endsWith(".node")));
  assert.ok(contents(main).includes("package/node/dist/index.js"));
  assert.ok(contents(main).includes("package/node/dist/index.d.mts"));
  assert.ok(!contents(main).some((file) => /src|tests|scripts|build\//.test(file)), contents(main).join("\n"));
  for (const name of platform) assert.equal(contents(name).filter((file) => file.endsWith(".node")).length, 1);
});

test("plain npm pack of the checkout takes no addon along", () => {
  const [{ files }] = JSON.parse(npm(["pack", "--dry-run", "--ignore-scripts", "--json"], root));
  assert.ok(!files.some(({ path }) => path.endsWith(".node")));
});

test("the installed package names its platforms as optional, at its own version", () => {
  const about = JSON.parse(readFileSync(join(project, "node_modules", "xero-m2m", "package.json"), "utf8"));
  const names = Object.keys(about.optionalDependencies);
  assert.ok(names.length >= 1);
  for (const name of names) assert.equal(about.optionalDependencies[name], about.version);
  assert.equal(about.scripts, undefined);
  assert.equal(about.devDependencies, undefined);
});

const PROGRAM = `
  const demo = DemoCompany.startSync();
  console.log(demo.client().organisation.get().name);
  demo.asyncClient().organisation.get().then(({ name }) => console.log(name));`;

for (const [kind, head] of [
  ["module", 'import { DemoCompany } from "xero-m2m";'],
  ["commonjs", 'const { DemoCompany } = require("xero-m2m");'],
]) {
  test(`a ${kind} program runs with the installed package`, async () => {
    const { stdout, stderr, code } = await run([`--input-type=${kind}`, "-e", `${head}${PROGRAM}`], { cwd: project });
    assert.equal(code, 0, stderr);
    const [one, other] = stdout.trim().split("\n");
    assert.ok(one.length > 0);
    assert.equal(one, other);
  });
}

test("the command is installed", () => {
  const command = join(project, "node_modules", ".bin", "xero-m2m");
  assert.match(execFileSync(command, ["--help"], { encoding: "utf8", shell: process.platform === "win32" }), /demo/);
});
