/** Every TypeScript sample of the README runs as it stands, against a demo company that a profile points to. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DemoCompany } from "xero-m2m";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = await readFile(join(root, "README.md"), "utf8");
const samples = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, sample]) => sample);

test("the README has TypeScript samples", () => assert.equal(samples.length, 3));

for (const sample of samples) {
  test(`a sample runs: ${sample.split("\n")[0]}`, async () => {
    const demo = await DemoCompany.start();
    // Inside the package, so that its own name resolves.
    const folder = await mkdtemp(join(root, "node", "sample-"));
    try {
      const secret = join(folder, "secret");
      const configuration = join(folder, "config.toml");
      await writeFile(secret, demo.clientSecret);
      await writeFile(
        configuration,
        [
          "[profiles.demo]",
          `client_id = "${demo.clientId}"`,
          `client_secret_file = "${secret}"`,
          `base_url = "${demo.baseUrl}"`,
          `token_url = "${demo.tokenUrl}"`,
        ].join("\n"),
      );
      await writeFile(join(folder, "sample.mjs"), sample);
      const env = { ...process.env, XERO_CONFIG_FILE: configuration, XERO_PROFILE: "demo" };
      const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "sample.mjs")], { env });
      assert.match(stdout, sample.includes("organisation") ? /Demo Company \(NZ\)/ : /INV-0006/);
    } finally {
      await rm(folder, { recursive: true });
      demo.stop();
    }
  });
}
