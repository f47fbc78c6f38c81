/** Files up and down: from bytes, a path or a stream, and to each of them. */

import assert from "node:assert/strict";
import {
  closeSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { WritableStream } from "node:stream/web";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { ValidationError } from "xero-m2m";
import { abortAfter, errorOf, settled, withDemo } from "../support/helpers.mjs";
import { withStubServer } from "../support/stub-server.mjs";

const scratch = mkdtempSync(join(tmpdir(), "xero-m2m-test-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const ID = "11111111-2222-3333-4444-555555555555";
const PDF = Buffer.from("%PDF-1.4\n\n\u00ff\u0000".repeat(20_000), "latin1");
const SAVED = { Attachments: [{ AttachmentID: ID, FileName: "rent.pdf", ContentLength: 3 }] };
const MEGABYTE = 1024 * 1024;

/** Runs `work` with an own folder for temporary files and checks that nothing is left there. */
async function leavingNothing(work) {
  const before = process.env.TMPDIR;
  const folder = mkdtempSync(join(scratch, "temporary-"));
  process.env.TMPDIR = folder;
  try {
    await work();
    assert.deepEqual(readdirSync(folder), []);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/** A `Writable` that keeps what it gets. */
function memory() {
  const pieces = [];
  const stream = new Writable({ write: (piece, _, done) => done(void pieces.push(Buffer.from(piece))) });
  return { stream, content: () => Buffer.concat(pieces), pieces };
}

test(
  "a file comes as bytes, or is written to the given target",
  withStubServer([PDF], (xero) =>
    leavingNothing(async () => {
      const client = xero.client();
      const held = client.invoices.pdf(ID);
      assert.ok(held instanceof Uint8Array && PDF.equals(held));
      assert.equal(xero.requests[0].headers.accept, "application/pdf");
      assert.equal(xero.requests[0].path, `/api.xro/2.0/Invoices/${ID}`);
      for (const to of [join(scratch, "a.pdf"), pathToFileURL(join(scratch, "b.pdf"))]) {
        assert.equal(client.invoices.pdf(ID, { to }), PDF.length);
        assert.ok(PDF.equals(readFileSync(to)));
      }
      const descriptor = openSync(join(scratch, "c.pdf"), "w");
      assert.equal(client.invoices.pdf(ID, { to: descriptor }), PDF.length);
      closeSync(descriptor);
      assert.ok(PDF.equals(readFileSync(join(scratch, "c.pdf"))));
      const pieces = [];
      assert.equal(
        client.invoices.attachment(ID, "rent.pdf", { to: { write: (piece) => pieces.push(piece) } }),
        PDF.length,
      );
      assert.ok(PDF.equals(Buffer.concat(pieces)));
      assert.ok(pieces.every((piece) => piece.length <= 64 * 1024));
    }),
  ),
);

test(
  "an awaited file comes the same way",
  withStubServer([PDF], (xero) =>
    leavingNothing(async () => {
      const client = xero.asyncClient();
      assert.ok(PDF.equals(await client.invoices.pdf(ID)));
      const path = join(scratch, "d.pdf");
      assert.equal(await client.invoices.pdf(ID, { to: path }), PDF.length);
      assert.ok(PDF.equals(readFileSync(path)));
      const { stream, content, pieces } = memory();
      assert.equal(await client.invoices.pdf(ID, { to: stream }), PDF.length);
      assert.ok(PDF.equals(content()) && pieces.every((piece) => piece.length <= 64 * 1024));
      assert.equal(stream.writable, true, "the stream is left open");
      const file = createWriteStream(join(scratch, "e.pdf"));
      assert.equal(await client.invoices.pdf(ID, { to: file }), PDF.length);
      await new Promise((done) => file.end(done));
      assert.ok(PDF.equals(readFileSync(join(scratch, "e.pdf"))));
      const web = [];
      const sink = new WritableStream({ write: (piece) => void web.push(piece) });
      assert.equal(await client.invoices.pdf(ID, { to: sink }, { deadline: 30 }), PDF.length);
      assert.ok(PDF.equals(Buffer.concat(web)));
      assert.equal(sink.locked, false);
    }),
  ),
);

test(
  "a stream that fails fails the call, and nothing is left behind",
  withStubServer([PDF], (xero) =>
    leavingNothing(async () => {
      const full = new Error("no space");
      const blocking = await errorOf(() =>
        xero.client().invoices.pdf(ID, {
          to: {
            write: () => {
              throw full;
            },
          },
        }),
      );
      assert.equal(blocking, full);
      const stream = new Writable({ write: (_, __, done) => done(full) });
      assert.equal(await errorOf(() => xero.asyncClient().invoices.pdf(ID, { to: stream })), full);
      await new Promise((done) => setImmediate(done));
    }),
  ),
);

test(
  "a refusal is an error and writes nothing",
  withStubServer(
    [{ status: 400, body: { Type: "ValidationException", Message: "no", ErrorNumber: 10, Elements: [] } }],
    (xero) =>
      leavingNothing(async () => {
        const folder = mkdtempSync(join(scratch, "refused-"));
        const { stream, content } = memory();
        for (const to of [undefined, join(folder, "a.pdf"), { write: () => assert.fail("written") }]) {
          assert.ok((await errorOf(() => xero.client().invoices.pdf(ID, { to }))) instanceof ValidationError);
        }
        assert.ok(
          (await errorOf(() => xero.asyncClient().invoices.pdf(ID, { to: stream }))) instanceof ValidationError,
        );
        assert.equal(content().length, 0);
        assert.deepEqual(readdirSync(folder), []);
      }),
  ),
);

const CONTENT = Buffer.from([0, 255, 37, 80, 68, 70, 10]);
const GIVEN = join(scratch, "given.pdf");
writeFileSync(GIVEN, CONTENT);
const BLOCKING = {
  "a Buffer": () => CONTENT,
  "a Uint8Array": () => new Uint8Array(CONTENT),
  "a view": () => new DataView(CONTENT.buffer, CONTENT.byteOffset, CONTENT.length),
  "an ArrayBuffer": () => new Uint8Array(CONTENT).buffer,
  "a path": () => ({ path: GIVEN }),
  "a file URL": () => pathToFileURL(GIVEN),
  pieces: () => [CONTENT.subarray(0, 3), CONTENT.subarray(3)],
  "a generator": function* () {
    for (const byte of CONTENT) yield Uint8Array.of(byte);
  },
};
const AWAITED = {
  ...BLOCKING,
  "a Readable": () => Readable.from([CONTENT.subarray(0, 2), CONTENT.subarray(2)]),
  "a ReadableStream": () => new Blob([CONTENT]).stream(),
  "a ReadableStream that cannot be iterated over": () => {
    const stream = new Blob([CONTENT]).stream();
    return { getReader: () => stream.getReader() };
  },
  "a Blob": () => new Blob([CONTENT]),
  "a File": () => new File([CONTENT], "rent.pdf"),
  "an asynchronous generator": async function* () {
    yield CONTENT;
  },
};

for (const [what, content] of Object.entries(AWAITED)) {
  test(
    `${what} is sent as it is`,
    withStubServer([SAVED], (xero) =>
      leavingNothing(async () => {
        const parameters = { includeOnline: true };
        if (what in BLOCKING) {
          const saved = xero.client().invoices.attach(ID, "rent & rates.pdf", content(), parameters);
          assert.equal(saved.fileName, "rent.pdf");
        }
        const saved = await xero.asyncClient().invoices.attach(ID, "rent & rates.pdf", content(), parameters);
        for (const { method, path, query, headers, body } of xero.requests) {
          assert.deepEqual([method, body], ["PUT", CONTENT]);
          assert.equal(path, `/api.xro/2.0/Invoices/${ID}/Attachments/rent%20%26%20rates.pdf`);
          assert.equal(query, "IncludeOnline=true");
          assert.equal(headers["content-type"], "application/pdf");
        }
        assert.equal(saved.meta.idempotencyKey, xero.requests.at(-1).headers["idempotency-key"]);
      }),
    ),
  );
}

test(
  "the Files API gets a form",
  withStubServer([{ Id: ID, Name: "rent.pdf", Size: 3 }], async (xero) => {
    const saved = xero.client().files.files.upload("rent.pdf", CONTENT, { contentType: "text/x-own" });
    assert.equal(saved.name, "rent.pdf");
    const [{ path, headers, body }] = xero.requests;
    assert.equal(path, "/files.xro/1.0/Files");
    assert.match(headers["content-type"], /^multipart\/form-data; boundary=/);
    assert.ok(body.includes('filename="rent.pdf"') && body.includes(CONTENT) && body.includes("text/x-own"));
  }),
);

const CANARY = "IBAN NZ12 3456 ";
const TEXTS = {
  "a text": () => CANARY,
  "a long text": () => CANARY.repeat(2000),
  "a text of several lines": () => `${CANARY}\nné 5 €`,
  "pieces of text": () => [CANARY, "née"],
};

for (const [what, content] of Object.entries({
  ...TEXTS,
  "a stream of text": () => Readable.from([CANARY.repeat(1000), "née"]),
})) {
  test(
    `${what} is sent in UTF-8`,
    withStubServer([SAVED], (xero) =>
      leavingNothing(async () => {
        for (const client of what in TEXTS ? [xero.client(), xero.asyncClient()] : [xero.asyncClient()]) {
          await client.invoices.attach(ID, "a.txt", content());
        }
        const text = what === "a stream of text" ? `${CANARY.repeat(1000)}née` : [content()].flat().join("");
        for (const { body } of xero.requests) assert.equal(body.toString(), text);
      }),
    ),
  );
}

const WORDS = {
  "half of a surrogate pair": () => `${CANARY}\ud800`,
  "a text that looks like a path": () => `./${CANARY}`,
  "a list of names": () => [Symbol(CANARY), CANARY],
  "a symbol": () => Symbol(CANARY),
  "a function": () => () => CANARY,
  "an object": () => ({ [CANARY]: CANARY }),
};

for (const [what, content] of Object.entries(WORDS)) {
  test(
    `${what} that is given as content is in no error`,
    withDemo(async (demo) => {
      for (const client of [demo.client(), demo.asyncClient()]) {
        const error = await errorOf(() => client.invoices.attach(ID, "a.txt", content()));
        assert.equal(error.name, "ArgumentError", String(error));
        for (const shown of [String(error), error.stack, inspect(error), JSON.stringify(error)]) {
          assert.ok(!shown.includes("IBAN"), shown.slice(0, 200));
        }
        assert.match(error.hint, /bytes/);
      }
      assert.equal(demo.journal.apiRequests, 0);
    }),
  );
}

const large = join(scratch, "large");
writeFileSync(large, Buffer.alloc(10 * MEGABYTE + 1));
const folder = join(scratch, "folder");
mkdirSync(folder);

/** More than Xero takes, without end. */
function* endless() {
  for (;;) yield Buffer.alloc(MEGABYTE);
}

const MISFITS = {
  "a path to nothing": () => ({ path: join(scratch, "nothing") }),
  "a path as a text": () => join(scratch, "nothing"),
  "a folder": () => ({ path: folder }),
  "a large file": () => ({ path: large }),
  "large bytes": () => Buffer.alloc(10 * MEGABYTE + 1),
  "an endless stream": endless,
  "no bytes": () => new Uint8Array(),
  "no pieces": () => [],
  "a list of numbers": () => [1, 2],
  "an object": () => ({}),
  "a number": () => 7,
  nothing: () => undefined,
  "the URL of a site": () => new URL("https://example.com/rent.pdf"),
};

for (const [what, content] of Object.entries(MISFITS)) {
  test(
    `${what} is refused before anything is sent`,
    withDemo((demo) =>
      leavingNothing(async () => {
        for (const client of [demo.client(), demo.asyncClient()]) {
          const error = await errorOf(() => client.invoices.attach(ID, "rent.pdf", content()));
          assert.equal(error.name, "ArgumentError", String(error));
          assert.ok(error.hint?.length > 0, "there is a hint");
        }
        assert.equal(demo.journal.apiRequests, 0);
      }),
    ),
  );
}

test(
  "what cannot be read or written by this client is refused before anything is sent",
  withDemo(async (demo) => {
    const calls = [
      () => demo.client().invoices.attach(ID, "rent.pdf", Readable.from([CONTENT])),
      () => demo.client().invoices.attach(ID, "rent.pdf", new Blob([CONTENT])),
      () => demo.asyncClient().invoices.attach(ID, "rent.pdf", new Blob([Buffer.alloc(11 * MEGABYTE)])),
      () => demo.client().invoices.pdf(ID, { to: new WritableStream() }),
      () => demo.client().invoices.pdf(ID, { to: {} }),
      () => demo.asyncClient().invoices.pdf(ID, { to: true }),
      () => demo.asyncClient().invoices.pdf(ID, { to: -1 }),
      () => demo.client().invoices.pdf(ID, { too: "x" }),
    ];
    for (const call of calls) assert.equal((await errorOf(call)).name, "ArgumentError");
    assert.equal(demo.journal.apiRequests, 0);
  }),
);

for (const name of ["", ".", "..", "a/b.pdf", "a\\b.pdf", "a\0.pdf", "a\r\n.pdf", "a?.pdf", 7, null]) {
  test(
    `a file named ${JSON.stringify(name)} is refused before anything is sent`,
    withDemo(async (demo) => {
      const error = await errorOf(() => demo.client().invoices.attach(ID, name, CONTENT));
      assert.equal(error.name, "ArgumentError", String(error));
      assert.equal(demo.journal.apiRequests, 0);
    }),
  );
}

test(
  "a signal ends an upload",
  withDemo((demo) =>
    leavingNothing(async () => {
      const controller = new AbortController();
      async function* slow() {
        for (;;) {
          yield CONTENT;
          controller.abort(new Error("enough"));
        }
      }
      const call = demo.asyncClient().invoices.attach(ID, "rent.pdf", slow(), {}, { signal: controller.signal });
      const { name, outcome, cause } = await errorOf(() => call);
      assert.deepEqual([name, outcome, cause.message], ["CancelledError", "not_sent", "enough"]);
      assert.equal(demo.journal.apiRequests, 0);
    }),
  ),
);

test(
  "a signal ends an upload whose stream gives nothing more",
  withDemo((demo) =>
    leavingNothing(async () => {
      async function* stalled() {
        yield CONTENT;
        await new Promise(() => {});
      }
      const options = { signal: abortAfter(50) };
      const error = await errorOf(() => demo.asyncClient().invoices.attach(ID, "rent.pdf", stalled(), {}, options));
      assert.deepEqual([error.name, error.cause.name, error.outcome], ["CancelledError", "TimeoutError", "not_sent"]);
      assert.equal(error.operation, "invoices.attach");
    }),
  ),
);

test(
  "a signal ends a download, on its way here and on its way on",
  withDemo((demo) =>
    leavingNothing(async () => {
      const xero = demo.asyncClient();
      const [invoice] = await xero.invoices.list({ statuses: ["AUTHORISED"] }).collect({ limit: 1 });
      const whole = await xero.invoices.pdf(invoice.invoiceId);
      const stalled = new Writable({ write() {}, highWaterMark: 1 });
      for (const to of [undefined, join(process.env.TMPDIR, "cut.pdf"), stalled]) {
        const isStalled = to === stalled;
        if (!isStalled) demo.faults.add("GET /Invoices/*", { drip: { bytes: 1, every: 0.2 }, times: 1 });
        const options = { signal: abortAfter(150) };
        const error = await errorOf(() => xero.invoices.pdf(invoice.invoiceId, { to }, options));
        assert.deepEqual([error.name, error.outcome, error.operation], ["CancelledError", undefined, "invoices.pdf"]);
        demo.faults.clear();
      }
      await settled(xero);
      assert.deepEqual(await xero.invoices.pdf(invoice.invoiceId), whole);
    }),
  ),
);
