/** The packed package in bundlers, test runners and runtimes, as docs/bundling.md says they take it. */

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as vite from "vite";
import webpack from "webpack";
import { root, until } from "../node/support/helpers.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = join(here, "node_modules");
const scratch = mkdtempSync(join(tmpdir(), "xero-m2m-bundlers-"));
const out = join(here, "dist");
const main = join(here, "main.mjs");
const { NODE_DEBUG: _, ...environment } = process.env;
after(() => rmSync(scratch, { recursive: true, force: true }));

/** What `main.mjs` prints. */
let line;
/** The package that holds this platform's addon. */
let platform;
let tarballs;

before(async () => {
  const packages = join(scratch, "packages");
  await node([join(root, "node", "scripts", "pack.mjs"), packages]);
  tarballs = readdirSync(packages).map((name) => join(packages, name));
  for (const tarball of tarballs) {
    const [, name] = /^(.+)-\d+\.\d+\.\d+.*\.tgz$/.exec(basename(tarball));
    if (name !== "xero-m2m") platform = name;
    const folder = join(modules, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    execFileSync("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"]);
  }
  rmSync(out, { recursive: true, force: true });
  const { stdout } = await node([main]);
  assert.match(stdout, /^\S+ NotFoundError true\n$/);
  line = stdout;
});

/** Runs a program, which must end well and print nothing but to its standard output. */
function run(command, argumentList, { cwd = here, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, argumentList, {
      cwd,
      env: { ...environment, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data) => {
      stdout += data;
    });
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve({ stdout, stderr });
      else reject(new Error(`${basename(command)} ended with ${code}:\n${stdout}${stderr}`));
    });
  });
}

function node(argumentList, options) {
  return run(process.execPath, argumentList, options);
}

function tool(name, argumentList, options) {
  return run(join(modules, ".bin", name), argumentList, options);
}

/** Runs a bundle where no packages are, with the addon beside it. */
async function runAlone(bundle) {
  const folder = mkdtempSync(join(scratch, "alone-"));
  cpSync(bundle, join(folder, basename(bundle)));
  await assert.rejects(node([basename(bundle)], { cwd: folder }), /found no native addon.*docs\/bundling\.md/s);
  copyAddon(folder);
  assert.deepEqual(await node([basename(bundle)], { cwd: folder }), { stdout: line, stderr: "" });
}

/** Puts the addon into a folder, as the page says. */
function copyAddon(folder) {
  const [addon] = readdirSync(join(modules, platform)).filter((name) => name.endsWith(".node"));
  cpSync(join(modules, platform, addon), join(folder, addon));
}

for (const [format, extension] of [
  ["esm", "mjs"],
  ["cjs", "cjs"],
]) {
  test(`esbuild bundles it minified as ${format}, without a warning`, async () => {
    const outfile = join(out, "esbuild", `main.${extension}`);
    const shared = { bundle: true, platform: "node", minify: true, logLevel: "silent" };
    const { warnings } = await esbuild.build({ ...shared, entryPoints: [main], format, outfile });
    assert.deepEqual(warnings, []);
    assert.deepEqual(await node([outfile]), { stdout: line, stderr: "" });
    await runAlone(outfile);
  });

  test(`webpack bundles it minified as ${format}, without a warning`, async () => {
    const options = {
      mode: "production",
      target: "node",
      entry: main,
      output: { path: join(out, "webpack"), filename: `main.${extension}`, module: format === "esm" },
      experiments: { outputModule: format === "esm" },
      ...(format === "esm" && { module: { parser: { javascript: { importMeta: false } } } }),
    };
    const stats = await new Promise((resolve, reject) => {
      webpack(options, (error, result) => (error ? reject(error) : resolve(result)));
    });
    assert.equal(stats.toString({ all: false, errors: true, warnings: true }), "");
    await runAlone(join(out, "webpack", `main.${extension}`));
  });
}

test("an esbuild bundle in a zip runs as a function of AWS Lambda does", async () => {
  const folder = join(scratch, "lambda");
  const entry = join(here, "handler.mjs");
  const outfile = join(folder, "index.mjs");
  await esbuild.build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm", minify: true });
  copyAddon(folder);
  const archive = join(scratch, "function.zip");
  await run("python3", ["-m", "zipfile", "-c", archive, ...readdirSync(folder)], { cwd: folder });
  const task = join(scratch, "task");
  await run("python3", ["-m", "zipfile", "-e", archive, task]);
  const call = `const { handler } = await import(${JSON.stringify(join(task, "index.mjs"))});
    for (const _ of [1, 2]) console.log((await handler()).body);`;
  const { stdout } = await node(["--input-type=module", "-e", call], { cwd: tmpdir(), env: { HOME: "" } });
  assert.equal(stdout, line + line);
});

for (const [what, noExternal] of [
  ["leaves it out of a server's bundle by itself", undefined],
  ["bundles it where the configuration says so", true],
]) {
  test(`vite ${what}`, async () => {
    const warnings = [];
    const outDir = join(out, `vite-${noExternal ? "whole" : "external"}`);
    await vite.build({
      root: here,
      configFile: false,
      logLevel: "warn",
      customLogger: { ...vite.createLogger("silent"), warn: (text) => warnings.push(text) },
      build: { ssr: main, outDir, minify: true },
      ssr: { noExternal },
    });
    assert.deepEqual(warnings, []);
    assert.deepEqual(await node([join(outDir, "main.mjs")]), { stdout: line, stderr: "" });
    if (noExternal) await runAlone(join(outDir, "main.mjs"));
  });
}

for (const bundler of ["turbopack", "webpack"]) {
  test(`Next takes it into a standalone server, with ${bundler}`, async () => {
    const distDir = join("..", "dist", `next-${bundler}`);
    const env = { NEXT_OUT: distDir, NEXT_TELEMETRY_DISABLED: "1", CI: "1" };
    const { stdout, stderr } = await tool("next", ["build", `--${bundler}`], { cwd: join(here, "next"), env });
    assert.doesNotMatch(stdout + stderr, /warn|xero-m2m/i);
    const server = join(scratch, `next-${bundler}`);
    cpSync(join(here, "next", distDir, "standalone"), server, { recursive: true });
    await served(join(server, "next"), async (address) => {
      assert.equal(await (await fetch(new URL("/invoice", address))).text(), line.trim());
      assert.ok((await (await fetch(address)).text()).includes(`<p>${line.trim()}</p>`));
    });
  });
}

/** Runs Next's server in this folder for the time of `body`. */
async function served(cwd, body) {
  const port = await freePort();
  const env = { ...environment, PORT: String(port), HOSTNAME: "127.0.0.1" };
  const server = spawn(process.execPath, ["server.js"], { cwd, env, stdio: "ignore" });
  try {
    const address = `http://127.0.0.1:${port}/`;
    await until(() =>
      fetch(address).then(
        () => true,
        () => false,
      ),
    );
    await body(address);
  } finally {
    server.kill();
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

test("jest runs tests as CommonJS and as modules", async () => {
  const suite = (extension) => ["--rootDir=suites", `--testMatch=**/jest.test.${extension}`];
  await tool("jest", suite("cjs"));
  await tool("jest", suite("mjs"), { env: { NODE_OPTIONS: "--experimental-vm-modules" } });
});

test("vitest runs tests in processes and in threads", async () => {
  for (const pool of ["forks", "threads"]) {
    await tool("vitest", ["run", "--root=.", `--pool=${pool}`, "suites/vitest.test.mjs"]);
  }
});

const WORKER_LINE = "true true true paid\n";

test("Bun runs it", async () => {
  assert.equal((await tool("bun", ["main.mjs"])).stdout, line);
  assert.equal((await tool("bun", ["same.mjs"])).stdout, "true\n");
  assert.equal((await tool("bun", ["worker.mjs"])).stdout, WORKER_LINE);
});

test("bun build --compile puts it and the addon into one program", async () => {
  const program = join(out, "bun", "main");
  await tool("bun", ["build", "--compile", "--minify", "main.mjs", "--outfile", program]);
  const alone = join(mkdtempSync(join(scratch, "alone-")), "main");
  cpSync(program, alone);
  assert.deepEqual(await run(alone, [], { cwd: scratch }), { stdout: line, stderr: "" });
});

test("bun build puts the addon beside the bundle", async () => {
  const folder = join(out, "bun-bundle");
  await tool("bun", ["build", "--target=bun", "--minify", "main.mjs", "--outdir", folder]);
  assert.equal((await tool("bun", ["main.js"], { cwd: folder })).stdout, line);
});

function deno(flags, script, options) {
  return tool("deno", ["run", "--quiet", "--no-prompt", ...flags, script], options);
}

test("Deno needs its permission for native code, and no other", async () => {
  assert.deepEqual(await deno(["--allow-ffi"], "main.mjs"), { stdout: line, stderr: "" });
  await assert.rejects(deno([], "main.mjs"), /found no native addon.*--allow-ffi/s);
  assert.equal((await deno(["--allow-ffi", "--allow-read"], "same.mjs")).stdout, "true\n");
  assert.equal((await deno(["--allow-all"], "worker.mjs")).stdout, WORKER_LINE);
});

test("Deno reads variables of the environment that are permitted; others count as not set", async () => {
  const env = { XERO_CLIENT_ID: "id-of-a-connection", XERO_CLIENT_SECRET: "secret-of-a-connection" };
  assert.equal((await deno(["--allow-ffi"], "environment.mjs", { env })).stdout, "ConfigError\n");
  const some = "--allow-env=XERO_CLIENT_ID,XERO_CLIENT_SECRET";
  assert.equal((await deno(["--allow-ffi", some], "environment.mjs", { env })).stdout, "ready\n");
});

for (const version of ["22", "24"]) {
  const binary = join(modules, `node${version}`, "bin", "node");
  test(`Node ${version} runs it`, { skip: !existsSync(binary) && "npm has it for x64 Linux here" }, async () => {
    assert.deepEqual(await run(binary, ["main.mjs"]), { stdout: line, stderr: "" });
    assert.equal((await run(binary, ["same.mjs"])).stdout, "true\n");
    assert.equal((await run(binary, ["worker.mjs"])).stdout, WORKER_LINE);
  });
}

test("publint and attw find nothing in the published package", async () => {
  const tarball = tarballs.find((name) => /xero-m2m-\d/.test(name));
  assert.match((await tool("publint", [tarball, "--strict"])).stdout, /All good/);
  await tool("attw", [tarball, "--no-emoji"]);
});
