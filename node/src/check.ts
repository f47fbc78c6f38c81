/** Whether a client is ready to work, and what to do where it is not. */

import { table } from "./html.js";
import { display, inspect } from "./symbols.js";

/** One thing that was checked. */
export interface Check {
  /** What was checked, such as `"token"`. */
  readonly name: string;
  /** Whether it is as it should be. */
  readonly ok: boolean;
  /** What was found. */
  readonly detail: string;
}

/** A report as the core gives it. */
export interface CheckValue {
  readonly ready: boolean;
  readonly nextStep: string | null;
  readonly organisation: string | null;
  readonly checks: readonly Check[];
  readonly text: string;
}

/** What `client.check()` found. `String()` gives its `text`. */
export class CheckReport {
  /** Whether calls would work. */
  readonly ready: boolean;
  /** The one thing to do next; `null` where nothing is to be done. */
  readonly nextStep: string | null;
  /** The name of the organisation, where it could be asked for. */
  readonly organisation: string | null;
  /** What was checked, in order. */
  readonly checks: readonly Check[];
  /** All of it in words: what the command `xero-m2m check` prints. */
  readonly text: string;

  /** Reports are made by `client.check()`. */
  constructor(value: CheckValue) {
    this.ready = value.ready;
    this.nextStep = value.nextStep;
    this.organisation = value.organisation;
    this.checks = value.checks;
    this.text = value.text;
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
    return { "text/html": table(["check", "", step], rows), "text/plain": this.text };
  }
}
