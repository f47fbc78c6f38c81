#!/usr/bin/env node
/** The command `xero-m2m`. */

import { native } from "./native.js";

process.exitCode = native().runCli(process.argv.slice(2));
