/** Helpers for tests with node:test, vitest or any other runner that has hooks before and after each test. */

import { DemoCompany } from "./demo.js";
import type { DemoOptions } from "./demo-types.js";

/** The hooks of a test runner, such as those of `node:test`. */
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
 * With `strict`, a test fails if a request breaks a rule of Xero's; the error shows what was sent and what was
 * expected.
 *
 * @param hooks The hooks of the test runner.
 * @param options How each demo company is started.
 * @returns A function that returns the demo company of the current test.
 */
export function demoCompany(hooks: Hooks, options: DemoOptions = {}): () => DemoCompany {
  let company: DemoCompany | undefined;
  hooks.beforeEach(async () => {
    company = await DemoCompany.start(options);
  });
  hooks.afterEach(() => {
    const violations = company?.violations ?? [];
    company?.stop();
    company = undefined;
    if (violations.length > 0) throw new Error(violations.map(({ text }) => text).join("\n"));
  });
  return () => {
    if (company === undefined) throw new Error("the demo company exists only while a test runs");
    return company;
  };
}
