/** Whether a client is ready to make calls, and what to do if it is not. */

import { htmlTable } from "./html.js";
import { display, inspect } from "./symbols.js";

/** One thing that was checked. */
export interface Check {
  /** What was checked, such as `"token"`. */
  readonly name: string;
  /** Whether it is in order. */
  readonly ok: boolean;
  /** What was found. */
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

/** What `client.check()` found. `String(report)` is its `text`. */
export class CheckReport {
  /** Whether calls would work. */
  readonly ready: boolean;
  /** The one thing to do next; `null` if there is nothing to do. */
  readonly nextStep: string | null;
  /** The name of the organisation; `null` if it could not be read. */
  readonly organisation: string | null;
  /** What was checked, in order. */
  readonly checks: readonly Check[];
  /** The whole report in words, as the command `xero-m2m check` prints it. */
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
