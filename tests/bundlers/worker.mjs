/** A blocking client in a worker thread, while the main thread goes on. */

import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { AsyncClient, CancelledError, Client, DemoCompany } from "xero-m2m";

if (isMainThread) {
  const demo = DemoCompany.startSync();
  const { baseUrl, tokenUrl, clientId, clientSecret } = demo;
  const options = { baseUrl, tokenUrl, clientId, clientSecret };
  const worker = new Worker(new URL(import.meta.url), { workerData: options });
  const name = await new Promise((resolve, reject) => worker.on("message", resolve).on("error", reject));

  const events = [];
  const xero = new AsyncClient({ ...options, onEvent: ({ event }) => events.push(event) });
  const organisation = await xero.organisation.get();
  demo.faults.add("GET /Organisation", { delay: 30, times: 1 });
  const error = await xero.organisation.get({ signal: AbortSignal.timeout(50) }).catch((reason) => reason);
  const { invoiceId } = await xero.invoices.list({ pageSize: 1 }).first();
  await xero.invoices.attach(invoiceId, "note.txt", new Blob(["paid"]).stream());
  const bytes = await xero.invoices.attachment(invoiceId, "note.txt");
  demo.stop();
  const seen = [name === organisation.name, events.includes("request"), error instanceof CancelledError];
  process.stdout.write(`${seen.join(" ")} ${new TextDecoder().decode(bytes)}\n`);
} else {
  const xero = new Client(workerData);
  parentPort.postMessage(xero.organisation.get().name);
  xero.close();
}
