#!/usr/bin/env node
/** The command `xero-m2m`. */

import { native } from "./native.js";

// Node's own handlers raise a signal again and again if the native command listens for it too. Adding and removing a
// listener replaces them with the system's default.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  const listener = () => {};
  process.on(signal, listener).off(signal, listener);
}

process.exitCode = native().runCli(process.argv.slice(2));
