/** For tests with node:test, vitest or any other runner that has hooks before and after each test. */

import { DemoCompany } from "./demo.js";
import type { DemoOptions } from "./demo-types.js";

/** The hooks of the test runner, such as those of `node:test`. */
export interface Hooks {
  readonly beforeEach: (hook: () => Promise<void>) => unknown;
  readonly afterEach: (hook: () => void) => unknown;
}

/**
 * Gives each test a demo company of its own, with Xero's real limits.
 *
 * ```ts
 * import { afterEach, beforeEach, test } from "node:test"; // or "vitest"
 * import { demoCompany } from "xero-m2m/testing";
 *
 * const demo = demoCompany({ beforeEach, afterEach }, { region: "AU", strict: true });
 *
 * test("the organisation has a name", async () => {
 *   await using xero = demo().asyncClient();
 *   assert.ok((await xero.organisation.get()).name);
 * });
 * ```
 *
 * With `strict` a test fails when a request breaks a rule, and shows what was sent and what was expected.
 *
 * @returns A function that gives the company of the test that runs.
 */
export function demoCompany({ beforeEach, afterEach }: Hooks, options: DemoOptions = {}): () => DemoCompany {
  let company: DemoCompany | undefined;
  beforeEach(async () => {
    company = await DemoCompany.start(options);
  });
  afterEach(() => {
    const violations = company?.violations ?? [];
    company?.stop();
    company = undefined;
    if (violations.length > 0) throw new Error(violations.map(({ text }) => text).join("\n"));
  });
  return () => {
    if (company === undefined) throw new Error("there is a demo company only while a test runs");
    return company;
  };
}
