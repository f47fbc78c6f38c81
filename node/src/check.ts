/** Whether a client can make calls, and the next step if it cannot. */

import { htmlTable } from "./html.js";
import { display, inspect } from "./symbols.js";

/** The result of one check. */
export interface Check {
  /** What was checked, such as `"clock"`. */
  readonly name: string;
  /** Whether the check passed. */
  readonly ok: boolean;
  /** The finding, in a few words. */
  readonly detail: string;
}

/** A report as the core sends it. */
export interface CheckData {
  readonly ready: boolean;
  readonly nextStep: string | null;
  readonly organisation: string | null;
  readonly checks: readonly Check[];
  readonly text: string;
}

/** Whether the client can make calls, the result of each check, and the next step if it cannot. */
export class CheckReport {
  /** Whether all checks passed, so that calls will work. */
  readonly ready: boolean;
  /** What to do next; `null` if the client is ready. */
  readonly nextStep: string | null;
  /** The name of the organisation, if it was reached. */
  readonly organisation: string | null;
  /** All checks, in the order in which they were made. */
  readonly checks: readonly Check[];
  /** The report as text, as the command `xero-m2m check` prints it. */
  readonly text: string;

  /** `client.check()` returns reports. */
  constructor(data: CheckData) {
    this.ready = data.ready;
    this.nextStep = data.nextStep;
    this.organisation = data.organisation;
    this.checks = data.checks;
    this.text = data.text;
  }

  toString(): string {
    return this.text;
  }

  [inspect](): string {
    return this.text;
  }

  /** A table for notebooks. */
  [display](): Record<string, string> {
    const rows = this.checks.map(({ name, ok, detail }) => [name, ok ? "ok" : "failed", detail]);
    const step = this.nextStep === null ? "ready" : `next step: ${this.nextStep}`;
    return { "text/html": htmlTable(["check", "", step], rows), "text/plain": this.text };
  }
}
