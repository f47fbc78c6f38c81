/** Runs tests at their loudest and fails, too, when their output shows a secret or a token. */

import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const SHORTEST = 16;
const CANARY = "canary-secret-5f1e0a";
/** How every token of Xero's begins, and the demo company's too. */
const TOKEN = /eyJhbGciOiJSUzI1Ni[\w-]*\.[\w-]+\./;
const DEBUG = /^(?:# )?XERO-M2M \d+: /;

const folder = mkdtempSync(join(tmpdir(), "xero-m2m-"));
const learnt = join(folder, "secrets");
appendFileSync(learnt, `${CANARY}\n`, { mode: 0o600 });

const { NODE_TEST_CONTEXT: _, ...env } = process.env;
const watch = new URL("support/canaries.mjs", import.meta.url).href;
const child = spawn(process.execPath, ["--import", watch, "--test", "--test-reporter=spec", ...process.argv.slice(2)], {
  env: { ...env, NODE_DEBUG: "xero-m2m", XERO_M2M_CANARIES: learnt },
  stdio: ["inherit", "pipe", "pipe"],
});

const lines = [];
for (const [from, to] of [
  [child.stdout, process.stdout],
  [child.stderr, process.stderr],
]) {
  createInterface({ input: from }).on("line", (line) => {
    lines.push(line);
    if (!DEBUG.test(line)) to.write(`${line}\n`);
  });
}

child.on("close", (code) => {
  const secrets = readFileSync(learnt, "utf8")
    .split("\n")
    .filter((secret) => secret.length >= SHORTEST);
  rmSync(folder, { recursive: true });
  const seen = lines.filter((line) => TOKEN.test(line) || secrets.some((secret) => line.includes(secret)));
  for (const { length } of seen)
    process.stderr.write(`a secret or a token was seen in a line of ${length} characters\n`);
  process.exitCode = code || (seen.length > 0 ? 1 : 0);
});
