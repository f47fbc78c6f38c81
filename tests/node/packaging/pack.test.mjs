/** What is published, and what a checkout gives npm, installs into an empty folder and runs there. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { root, run } from "../support/helpers.mjs";

const scratch = mkdtempSync(join(tmpdir(), "xero-m2m-pack-"));
const packages = join(scratch, "packages");
const project = join(scratch, "project");
const NOTICES = ["LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY-NOTICES"];
after(() => rmSync(scratch, { recursive: true, force: true }));

const npm = (argumentList, cwd, env = {}) =>
  execFileSync("npm", argumentList, {
    cwd,
    env: { ...process.env, ...env },
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

test("every package has the licences, and the notices of what is linked into the addon", () => {
  for (const name of tarballs) {
    for (const file of NOTICES) assert.ok(contents(name).includes(`package/${file}`), `${name}: ${file}`);
  }
});

test("nothing is packed to be published while the project has no address", async () => {
  const packed = await run([join(root, "node", "scripts", "pack.mjs"), join(scratch, "all"), "--all"]);
  assert.equal(packed.code, 1);
  assert.match(packed.stderr, /fill in the address of the project: `repository` in Cargo.toml/);
});

test("npm pack of a checkout makes a package that runs on this platform", async () => {
  const folder = emptyProject("packed");
  // Without the scripts, which would build again what other tests use.
  npm(["pack", "--ignore-scripts", "--pack-destination", folder], root);
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  npm(["install", "--prefer-offline", join(folder, tarball)], folder);
  await expectToRun(folder);
});

test("npm installs a package that runs from a repository of git", { skip: process.platform === "win32" }, async (t) => {
  const repository = join(scratch, "repository");
  if (!copyToRepository(repository)) return t.skip("not a checkout of git");
  const folder = emptyProject("from-git");
  // The repository has the checkout's sources: cargo finds them built there.
  const bin = join(scratch, "bin");
  const cargo = execFileSync("which", ["cargo"], { encoding: "utf8" }).trim();
  mkdirSync(bin);
  writeFileSync(join(bin, "cargo"), `#!/bin/sh\ncd '${root}' && exec '${cargo}' "$@"\n`, { mode: 0o755 });
  npm(["install", "--prefer-offline", `git+file://${repository}`], folder, {
    PATH: [bin, process.env.PATH].join(delimiter),
  });
  for (const file of NOTICES) assert.ok(existsSync(join(folder, "node_modules", "xero-m2m", file)), file);
  await expectToRun(folder);
});

test("without Rust a build from the sources says what is missing", async () => {
  const { stderr, code } = await run([join(root, "node", "scripts", "native.mjs")], { env: { PATH: scratch } });
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^This installation builds xero-m2m from its sources, and cargo was not found\.\nInstall Rust 1\.\d+ /,
  );
});

function emptyProject(name) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  return folder;
}

async function expectToRun(folder) {
  const program = `const { DemoCompany } = require("xero-m2m");
    const demo = DemoCompany.startSync();
    console.log(demo.client().organisation.get().name);`;
  const { stdout, stderr } = await run(["--input-type=commonjs", "-e", program], { cwd: folder });
  assert.deepEqual([stdout, stderr], ["Demo Company (NZ)\n", ""]);
}

/** Commits the files of the checkout as they are to a new repository. False without git. */
function copyToRepository(folder) {
  const git = (...argumentList) => execFileSync("git", argumentList, { cwd: folder, stdio: "pipe" });
  if (!existsSync(join(root, ".git"))) return false;
  const listed = execFileSync("git", ["ls-files", "-coz", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  for (const file of listed.split("\0").filter((name) => name !== "" && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(folder, file));
  }
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", "as it is");
  return true;
}

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
