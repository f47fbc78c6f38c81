/** Files that are read piece by piece, from a socket that sends as the test says. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { Readable } from "node:stream";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import {
  ArgumentError,
  AsyncClient,
  CancelledError,
  Client,
  ClosedError,
  DeadlineError,
  TimeoutError,
  TransportError,
} from "xero-m2m";
import { errorOf, pause, withDemo } from "../support/helpers.mjs";

const ID = "11111111-2222-3333-4444-555555555555";
const MEGABYTE = 1024 * 1024;

/** On a thread of its own: every response is a file of `size` bytes, of which `sends` are sent. */
const SENDER = `
  const { createServer } = require("node:net");
  const { parentPort, workerData: { size, sends, breaks, counts } } = require("node:worker_threads");
  const count = new Int32Array(counts);
  const token = JSON.stringify({ access_token: "a.b.c", expires_in: 1800, token_type: "Bearer", scope: "x" });
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (head) => {
      if (head.includes("/connect/token")) {
        socket.end("HTTP/1.1 200 OK\\r\\ncontent-type: application/json\\r\\ncontent-length: " + token.length + "\\r\\nconnection: close\\r\\n\\r\\n" + token);
        return;
      }
      socket.on("close", () => Atomics.add(count, 1, 1));
      socket.write("HTTP/1.1 200 OK\\r\\ncontent-type: application/pdf\\r\\ncontent-length: " + size + "\\r\\n\\r\\n%PDF");
      let sent = 4;
      const more = () => {
        while (sent < sends) {
          const piece = Buffer.alloc(Math.min(65536, sends - sent), 120);
          sent += piece.length;
          Atomics.store(count, 0, sent);
          if (!socket.write(piece)) return socket.once("drain", more);
        }
        if (breaks) socket.end();
      };
      more();
    });
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

function withSender(given, body) {
  return async () => {
    const counts = new SharedArrayBuffer(8);
    const worker = new Worker(SENDER, {
      eval: true,
      workerData: { sends: given.size, breaks: false, ...given, counts },
    });
    const [port] = await once(worker, "message");
    const url = `http://127.0.0.1:${port}`;
    const options = {
      clientId: "id",
      clientSecret: "secret",
      baseUrl: url,
      tokenUrl: `${url}/connect/token`,
      limits: { perMinute: null },
    };
    const count = new Int32Array(counts);
    try {
      await body({
        client: (more) => new Client({ ...options, ...more }),
        asyncClient: (more) => new AsyncClient({ ...options, ...more }),
        sent: () => Atomics.load(count, 0),
        /** How many connections have ended. */
        ended: async () => {
          for (let tries = 0; tries < 100 && Atomics.load(count, 1) === 0; tries++) await pause(20);
          return Atomics.load(count, 1);
        },
      });
    } finally {
      await worker.terminate();
    }
  };
}

async function sizeOf(pieces) {
  let size = 0;
  for await (const piece of pieces) size += piece.length;
  return size;
}

test(
  "a stream waits for its reader and holds one piece at a time",
  withSender({ size: 40 * MEGABYTE }, async (xero) => {
    const pieces = xero.asyncClient().invoices.pdf(ID, { stream: true });
    assert.ok(pieces instanceof ReadableStream);
    const reader = pieces.getReader();
    let size = (await reader.read()).value.length;
    await pause(300);
    assert.ok(xero.sent() < 20 * MEGABYTE, String(xero.sent()));
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length;
      assert.ok(next.value.length <= MEGABYTE);
    }
    assert.equal(size, 40 * MEGABYTE);
  }),
);

test(
  "a stream is what the platform takes for one",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    const { invoiceId } = await xero.invoices.get("INV-0006");
    const content = Buffer.alloc(100_000, "0123456789");
    await xero.invoices.attach(invoiceId, "a.bin", content);
    const stream = () => xero.invoices.attachment(invoiceId, "a.bin", { stream: true });
    assert.ok(content.equals(Buffer.from(await new Response(stream()).arrayBuffer())));
    assert.ok(content.equals(Buffer.concat(await Readable.fromWeb(stream()).toArray())));
    assert.equal(await sizeOf(stream()), content.length);
    const blocking = demo.client().invoices.attachment(invoiceId, "a.bin", { stream: true });
    assert.ok(content.equals(Buffer.concat([...blocking])));
    // What was read goes up again.
    await xero.invoices.attach(invoiceId, "b.bin", stream());
    assert.ok(content.equals(await xero.invoices.attachment(invoiceId, "b.bin")));
  }),
);

test(
  "a connection that breaks in the middle is a transport error",
  withSender({ size: MEGABYTE, sends: MEGABYTE / 2, breaks: true }, async (xero) => {
    for (const client of [xero.client(), xero.asyncClient()]) {
      const error = await errorOf(() => sizeOf(client.invoices.pdf(ID, { stream: true })));
      assert.ok(error instanceof TransportError, String(error));
      assert.deepEqual([error.operation, error.attempts, error.status], ["invoices.pdf", 1, 200]);
    }
  }),
);

test(
  "ending a stream early frees its connection and its place",
  withSender({ size: MEGABYTE, sends: MEGABYTE / 2 }, async (xero) => {
    const client = xero.client();
    for (const _ of client.invoices.pdf(ID, { stream: true })) {
      assert.equal(client.rateLimits().concurrent.inFlight, 1);
      break;
    }
    assert.equal(client.rateLimits().concurrent.inFlight, 0);
    assert.equal(await xero.ended(), 1);
  }),
);

for (const [how, end] of Object.entries({
  cancel: (stream) => stream.cancel(),
  break: async (stream) => {
    for await (const _ of stream) break;
  },
})) {
  test(
    `an awaited stream that is ended by ${how} frees its connection`,
    withSender({ size: MEGABYTE, sends: MEGABYTE / 2 }, async (xero) => {
      const stream = xero.asyncClient().invoices.pdf(ID, { stream: true });
      if (how === "cancel") {
        const reader = stream.getReader();
        await reader.read();
        reader.releaseLock();
      }
      await end(stream);
      assert.equal(await xero.ended(), 1);
    }),
  );
}

test(
  "a signal ends a stream",
  withSender({ size: MEGABYTE, sends: MEGABYTE / 2 }, async (xero) => {
    const signal = AbortSignal.timeout(300);
    const error = await errorOf(() => sizeOf(xero.asyncClient().invoices.pdf(ID, { stream: true }, { signal })));
    assert.ok(error instanceof CancelledError, String(error));
    assert.equal(await xero.ended(), 1);
  }),
);

for (const [options, error] of [
  [{ deadline: 0.5 }, DeadlineError],
  [{ timeout: { read: 0.3 } }, TimeoutError],
  [{ timeout: 0.5 }, TimeoutError],
]) {
  test(
    `no stream outlasts ${JSON.stringify(options)}`,
    withSender({ size: MEGABYTE, sends: MEGABYTE / 2 }, async (xero) => {
      for (const client of [xero.client(), xero.asyncClient()]) {
        const thrown = await errorOf(() => sizeOf(client.invoices.pdf(ID, { stream: true }, options)));
        assert.ok(thrown instanceof error, String(thrown));
      }
    }),
  );
}

test(
  "a client that is closed meanwhile ends the stream",
  withSender({ size: 40 * MEGABYTE }, async (xero) => {
    const client = xero.asyncClient();
    const reader = client.invoices.pdf(ID, { stream: true }).getReader();
    await reader.read();
    await client.close();
    assert.ok((await errorOf(() => reader.read())) instanceof ClosedError);
    assert.equal(await xero.ended(), 1);
  }),
);

test(
  "a stream sends nothing before it is read, and is one request to events",
  withDemo(async (demo) => {
    const events = [];
    const xero = demo.asyncClient({ onEvent: (event) => events.push(event) });
    const stream = xero.invoices.pdf("INV-0006", { stream: true });
    await pause(50);
    assert.equal(demo.journal.apiRequests, 0);
    const size = await sizeOf(stream);
    const requests = events.filter(({ event }) => event === "request");
    assert.deepEqual(
      requests.map(({ receivedBytes }) => receivedBytes),
      [size],
    );
  }),
);

test(
  "a stream excludes what needs the whole file",
  withDemo(async (demo) => {
    for (const client of [demo.client(), demo.asyncClient()]) {
      for (const call of [
        () => client.invoices.pdf(ID, { to: "a.pdf", stream: true }),
        () => client.invoices.pdf(ID, { stream: "yes" }),
        () => client.invoices.withRawResponse.pdf(ID, { stream: true }),
      ]) {
        assert.ok((await errorOf(call)) instanceof ArgumentError);
      }
      const lazy = await errorOf(() => sizeOf(client.invoices.pdf("../x", { stream: true })));
      assert.ok(lazy instanceof ArgumentError);
    }
    assert.equal(demo.journal.apiRequests, 0);
  }),
);
