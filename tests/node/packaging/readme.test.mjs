/** The TypeScript samples of the README, compiled strictly and run as they stand, against the demo company. */

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { DemoCompany } from "xero-m2m";
import { build, root, run } from "../support/helpers.mjs";

const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
const folder = join(build, "readme");
const samples = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/^```ts\n(.*?)^```/gms)].map(
  ([, code]) => code,
);

let demo;
before(async () => {
  demo = await DemoCompany.start();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [index, code] of samples.entries()) writeFileSync(join(folder, `sample-${index}.ts`), code);
  writeFileSync(join(folder, "secret"), demo.clientSecret, { mode: 0o600 });
  writeFileSync(
    join(folder, "config.toml"),
    `[profiles.demo]
client_id = "${demo.clientId}"
client_secret_file = ${JSON.stringify(join(folder, "secret"))}
base_url = "${demo.baseUrl}"
token_url = "${demo.tokenUrl}"
`,
  );
  const files = samples.map((_, index) => join(folder, `sample-${index}.ts`));
  const options = "--module nodenext --target es2022 --lib es2023,esnext.disposable --types node --strict".split(" ");
  const { stdout } = await run([tsc, ...files, "--ignoreConfig", "--rootDir", folder, "--outDir", folder, ...options]);
  assert.equal(stdout, "");
});
after(() => demo.stop());

test("the README has samples", () => assert.ok(samples.length >= 3));

for (const [index, code] of samples.entries()) {
  test(`README sample ${index + 1} runs: ${code.split("\n", 1)[0]}`, async () => {
    const { stdout, stderr, code } = await run([join(folder, `sample-${index}.js`)], {
      env: { XERO_CONFIG_FILE: join(folder, "config.toml"), XERO_PROFILE: "demo" },
    });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.ok(stdout.length > 0);
  });
}
