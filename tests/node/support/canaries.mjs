/** Loaded before each test file: writes down the secret of every demo company that it starts. */

import { appendFileSync } from "node:fs";
import { native } from "../../../node/dist/native.js";

const core = native();
const { startDemo } = core;

core.startDemo = (options) => {
  const demo = startDemo(options);
  if (typeof demo !== "string") {
    const { client_id: id, client_secret: secret } = JSON.parse(demo.describe());
    const asSent = Buffer.from(`${id}:${secret}`).toString("base64");
    appendFileSync(process.env.XERO_M2M_CANARIES, `${secret}\n${asSent}\n`);
  }
  return demo;
};

// This process has read it; the programs that tests start are to be as quiet as everywhere else.
delete process.env.NODE_DEBUG;
