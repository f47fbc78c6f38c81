/** What the tests share. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DemoCompany } from "xero-m2m";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const build = join(root, "node", "build");

/** A test body with a demo company of its own, which it need not stop. */
export function withDemo(body, options = {}) {
  return async (context) => {
    const demo = await DemoCompany.start(options);
    try {
      await body(demo, context);
    } finally {
      demo.stop();
    }
  };
}

/** The error that `work` throws or rejects with. */
export async function errorOf(work) {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
}

/** Runs a program of this Node and gives what it printed, how it ended and how long it took. */
export function run(argumentList, { env = {}, cwd = root, timeout = 60_000 } = {}) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      argumentList,
      { cwd, timeout, env: { ...process.env, ...env }, maxBuffer: 1 << 24 },
      (_, stdout, stderr) =>
        resolve({ stdout, stderr, code: child.exitCode, signal: child.signalCode, ms: performance.now() - started }),
    );
  });
}

/** Runs this text as a module. */
export function runScript(script, options) {
  return run(["--input-type=module", "-e", script], options);
}

export function snakeName(name) {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

export function camelName(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** `value` with every field renamed. */
export function renamed(value, rename) {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [rename(name), renamed(inner, rename)]));
}

/** Resolves once this is so, and fails where that takes long. */
export async function until(isSo, within = 20_000) {
  const latest = performance.now() + within;
  while (!(await isSo())) {
    if (performance.now() > latest) assert.fail(`still not so: ${isSo}`);
    await pause(5);
  }
}

/** Resolves once no call of the client's connection is in flight or waits, and fails where that takes long. */
export function settled(xero) {
  return until(async () => {
    const { concurrent, waiting } = await xero.rateLimits();
    return concurrent.inFlight + waiting.interactive + waiting.bulk === 0;
  });
}

/** As `AbortSignal.timeout`, whose timer does not keep a program alive while nothing else does. */
export function abortAfter(ms) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException("too late", "TimeoutError")), ms);
  return controller.signal;
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
