/**
 * The worker's half of the bench's protocol, for the clients in Node; see worker.py.
 *
 * `open(company)` gives `{ call, close }`: a function that makes one call and gives the organisation's name, and,
 * where there is something to close, one that closes it.
 */

import { createInterface } from "node:readline";

/** Serves a client that is awaited. */
export function serveAwaited(open) {
  return serve(open, async (call, count) => {
    for (let i = 0; i < count; i++) await call();
  });
}

/** Serves a client that blocks. */
export function serveBlocking(open) {
  return serve(open, (call, count) => {
    for (let i = 0; i < count; i++) call();
  });
}

/** The headers of a call made by hand, with a token that is fetched once. */
export async function bearer(company) {
  return { authorization: `Bearer ${await token(company)}`, accept: "application/json" };
}

/** A token, fetched once. */
export async function token({ token_url, client_id, client_secret }) {
  const pair = Buffer.from(`${client_id}:${client_secret}`).toString("base64");
  const reply = await fetch(token_url, {
    method: "POST",
    headers: { authorization: `Basic ${pair}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  return (await reply.json()).access_token;
}

/** Where the organisation is. */
export function organisationUrl(company) {
  return `${company.base_url}/api.xro/2.0/Organisation`;
}

async function serve(open, run) {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const { call, close } = await open(JSON.parse((await lines.next()).value));
  answer({ name: await call() });
  for await (const line of lines) {
    const count = Number(line);
    const [wall, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
    await run(call, count);
    const spent = process.cpuUsage(cpu);
    const wallUs = Number(process.hrtime.bigint() - wall) / 1000;
    answer({ wall_us: wallUs / count, cpu_us: (spent.user + spent.system) / count });
  }
  await close?.();
}

function answer(members) {
  process.stdout.write(`${JSON.stringify(members)}\n`);
}
