/** The worker's half of the protocol for pages, for the ways in Node; see page.py. */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** Serves a way: `open({ page, company })` gives `{ make, linesOf, without, close }`, of which the last two may miss. */
export async function serve(open) {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const { make, linesOf, without, close } = open(JSON.parse((await lines.next()).value));
  const counts = linesOf(make());
  answer({ invoices: counts.length, lines: counts.reduce((sum, count) => sum + count, 0) });
  for await (const line of lines) {
    const pages = Number(line);
    // Caches have cooled while the others had their turn.
    make();
    const spent = { wall: 0, cpu: 0 };
    for (let i = 0; i < pages; i++) {
      add(spent, make, 1);
      if (without !== undefined) add(spent, without, -1);
    }
    answer({ wall_ms: spent.wall / pages, cpu_ms: spent.cpu / pages, peak_mb: peak() / 1e6 });
  }
  close?.();
}

/** Adds what a page takes, in milliseconds. V8 collects garbage when it likes, so all of it is in there. */
function add(spent, make, sign) {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  make();
  const { user, system } = process.cpuUsage(cpu);
  spent.wall += sign * (performance.now() - wall);
  spent.cpu += (sign * (user + system)) / 1000;
}

/** The most memory that this process held, in bytes; see page.py. */
function peak() {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "latin1"))[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

function answer(members) {
  process.stdout.write(`${JSON.stringify(members)}\n`);
}
