/** The command, as a shell runs it. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../../node/dist/cli.js", import.meta.url));

for (const signal of ["SIGINT", "SIGTERM"]) {
  test(`the demo in a shell goes without a trace on ${signal}`, async () => {
    const demo = spawn(process.execPath, [CLI, "demo", "--tls", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(demo, "exit");
    try {
      const [line] = await once(createInterface(demo.stdout), "line");
      const { ca_file: caFile } = JSON.parse(line);
      assert.ok(existsSync(caFile));
      demo.kill(signal);
      assert.deepEqual(await Promise.race([ended, once(AbortSignal.timeout(30_000), "abort")]), [0, null]);
      assert.equal(existsSync(caFile), false);
    } finally {
      demo.kill("SIGKILL");
    }
  });
}
