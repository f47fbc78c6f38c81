#!/usr/bin/env node
/** The command `xero-m2m`. */

import { native } from "./native.js";

// Node's own handlers raise a signal again and again where the native command listens for it too. A listener that is
// added and taken away leaves the system's default in their place.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  const listener = () => {};
  process.on(signal, listener).off(signal, listener);
}

process.exitCode = native().runCli(process.argv.slice(2));
