/** Raw responses of the methods of resources. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiPromise, ArgumentError, BatchResult, NotFoundError, Page } from "xero-m2m";
import { errorOf, withDemo } from "../support/helpers.mjs";
import { withStubServer } from "../support/stub-server.mjs";

const ID = "11111111-2222-3333-4444-555555555555";
const BODY = `{ "Invoices" :\r\n[{"InvoiceID":"${ID}","Total":1.50}]}\n`;
const PDF = Buffer.from("%PDF-1.4\n\n\u00ff\u0000".repeat(20_000), "latin1");

function check(response, invoice) {
  assert.equal(response.status, 200);
  assert.match(response.headers["content-type"], /json/);
  assert.equal(Buffer.from(response.content).toString(), BODY);
  assert.equal(response.text, BODY);
  assert.equal(response.json().Invoices[0].InvoiceID, ID);
  assert.equal(response.parse(), invoice);
  assert.equal(invoice.total.toFixed(2), "1.50");
  assert.equal(response.meta.status, 200);
}

test(
  "a raw response is the response byte for byte, and parses as the record",
  withStubServer([BODY], async (xero) => {
    const blocking = xero.client().invoices.withRawResponse.get(ID);
    check(blocking, blocking.parse());
    const awaited = await xero.asyncClient().invoices.withRawResponse.get(ID);
    check(awaited, awaited.parse());
    const { data, response } = await xero.asyncClient().invoices.get(ID).withResponse();
    check(response, data);
    assert.equal(xero.requests.length, 3);
  }),
);

test(
  "a promise of a call is a promise like any other",
  withStubServer([BODY], async (xero) => {
    const promise = xero.asyncClient().invoices.get(ID);
    assert.ok(promise instanceof ApiPromise && promise instanceof Promise);
    assert.ok(!(promise.then((invoice) => invoice) instanceof ApiPromise));
    const [first, second] = await Promise.all([promise, promise.finally(() => {})]);
    assert.equal(first, second);
    assert.equal(xero.requests.length, 1);
  }),
);

test(
  "the response is kept only where withResponse() is chained to the call",
  withStubServer([BODY], async (xero) => {
    const promise = xero.asyncClient().invoices.get(ID);
    await promise;
    const late = await errorOf(() => promise.withResponse());
    assert.ok(late instanceof ArgumentError);
    assert.match(late.hint, /chain it/);
    assert.equal(xero.requests.length, 1);
  }),
);

test(
  "a raw response of a list is of a page, of a batch of its request, and of a download of the file",
  withDemo(async (demo) => {
    const xero = demo.client();
    const awaited = demo.asyncClient();
    assert.ok(xero.contacts.withRawResponse.list({ pageSize: 2 }).page(2).parse() instanceof Page);
    const { data, response } = await awaited.contacts.list({ pageSize: 2 }).page(2).withResponse();
    assert.equal(data.number, 2);
    assert.equal(response.json().Contacts.length, 2);
    const page = await awaited.contacts.withRawResponse.list({ pageSize: 2 }).page();
    assert.equal(page.parse().records.length, 2);
    const batch = await awaited.contacts.create([{ name: "A" }, { name: "B" }]).withResponse();
    assert.ok(batch.data instanceof BatchResult && batch.response.json().Contacts.length === 2);
    const many = Array.from({ length: 51 }, (_, n) => ({ name: `Contact ${n}` }));
    for (const call of [
      () => xero.contacts.withRawResponse.create(many),
      () => awaited.contacts.create(many).withResponse(),
    ]) {
      assert.match((await errorOf(call)).message, /51 records take 2 requests/);
    }
  }),
);

test(
  "a raw response of a download has the file, also where it was written",
  withStubServer([PDF], async (xero) => {
    const raw = xero.client().invoices.withRawResponse.pdf(ID);
    assert.ok(PDF.equals(raw.content) && PDF.equals(raw.parse()));
    const pieces = [];
    const written = xero.client().invoices.withRawResponse.pdf(ID, { to: { write: (piece) => pieces.push(piece) } });
    assert.equal(written.parse(), PDF.length);
    assert.ok(PDF.equals(Buffer.concat(pieces)) && PDF.equals(written.content));
    const { data, response } = await xero.asyncClient().invoices.pdf(ID).withResponse();
    assert.ok(PDF.equals(data) && PDF.equals(response.content));
  }),
);

test(
  "an upload has a raw response, whatever its content",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    const { invoiceId } = await xero.invoices.get("INV-0006");
    for (const content of ["text", Buffer.from("text"), new Blob(["text"])]) {
      const { data, response } = await xero.invoices.attach(invoiceId, "a.txt", content).withResponse();
      assert.equal(data.contentLength, 4);
      assert.equal(response.json().Attachments[0].FileName, "a.txt");
    }
  }),
);

test(
  "errors reject as usual, and no rejection is left unhandled",
  withDemo(async (demo) => {
    const unhandled = [];
    const listen = (reason) => unhandled.push(reason);
    process.on("unhandledRejection", listen);
    const xero = demo.asyncClient();
    const error = await errorOf(() => xero.invoices.get(ID).withResponse());
    assert.ok(error instanceof NotFoundError);
    assert.ok(error.stack.includes("raw-responses.test.mjs"));
    assert.ok((await errorOf(() => xero.invoices.withRawResponse.get(ID))) instanceof NotFoundError);
    assert.ok((await errorOf(() => demo.client().invoices.withRawResponse.get(ID))) instanceof NotFoundError);
    await new Promise((done) => setImmediate(done));
    process.off("unhandledRejection", listen);
    assert.deepEqual(unhandled, []);
  }),
);

test(
  "a function that returns the secret does no harm to a raw response",
  withDemo(async (demo) => {
    const clientSecret = async () => demo.clientSecret;
    const { response } = await demo.asyncClient({ clientSecret }).organisation.get().withResponse();
    assert.equal(response.status, 200);
    const blocking = demo.client({ clientSecret: () => demo.clientSecret });
    assert.equal(blocking.organisation.withRawResponse.get().status, 200);
  }),
);

test(
  "a stream has no raw response, and nothing is sent",
  withStubServer([BODY], async (xero) => {
    for (const client of [xero.client(), xero.asyncClient()]) {
      const error = await errorOf(() => client.invoices.withRawResponse.pdf(ID, { stream: true }));
      assert.ok(error instanceof ArgumentError);
      assert.match(error.message, /a stream has no raw response/);
    }
    assert.equal(xero.requests.length, 0);
  }),
);
