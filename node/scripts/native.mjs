/**
 * Builds the native addon of this platform into `node/native`: `node node/scripts/native.mjs`.
 *
 * Cargo builds for the host, so that all dependencies are shared with the tests and the Python package. The napi command
 * would name a target, whose build cargo keeps in a separate folder.
 */

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const node = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(node);
const native = join(node, "native");

const { parseTriple } = await import("@napi-rs/cli").catch(() =>
  fail("The build's own tools are missing. Run `npm install` in the checkout first."),
);
const messages = run("cargo", [
  "build",
  "--release",
  "--locked",
  "-p",
  "xero-m2m-node",
  "--message-format",
  "json-render-diagnostics",
]);
const artifact = messages
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))
  .find(({ reason, target }) => reason === "compiler-artifact" && target.name === "xero_m2m_node");
const library = artifact.filenames.find((name) => /\.(so|dylib|dll)$/.test(name));
const host = /^host: (.+)$/m.exec(run("rustc", ["-vV"]))[1];

rmSync(native, { recursive: true, force: true });
mkdirSync(native);
copyFileSync(library, join(native, `xero-m2m.${parseTriple(host).platformArchABI}.node`));

function run(command, argumentList) {
  try {
    return execFileSync(command, argumentList, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 1 << 28,
    });
  } catch (error) {
    const [, version] = /^rust-version = "(.+)"$/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"));
    return fail(
      error.code === "ENOENT"
        ? `This installation builds xero-m2m from its sources, and ${command} was not found.\n` +
            `Install Rust ${version} or newer (https://rustup.rs), and run the same command again.`
        : `${command} failed: its messages are above. The build needs Rust ${version} or newer.`,
    );
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
