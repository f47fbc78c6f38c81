import { fileURLToPath } from "node:url";

// The packages are installed one folder up, which Next would not look at.
const root = fileURLToPath(new URL("..", import.meta.url));

export default {
  output: "standalone",
  serverExternalPackages: ["xero-m2m", "decimal.js"],
  distDir: process.env.NEXT_OUT,
  outputFileTracingRoot: root,
  turbopack: { root },
};
