/** Errors are classes, and data. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createRequire } from "node:module";
import { test } from "node:test";
import { inspect } from "node:util";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import * as xero from "xero-m2m";
import { errorOf, withDemo } from "../support/helpers.mjs";

const { XeroError } = xero;

const PARENTS = {
  AuthError: ["InvalidClientError", "InvalidScopeError", "CustomConnectionInactiveError"],
  ApiError: [
    "ValidationError",
    "MissingScopeError",
    "PermissionDeniedError",
    "NotFoundError",
    "ConflictError",
    "PreconditionFailedError",
    "PayloadTooLargeError",
    "RateLimitError",
    "ServerError",
  ],
  RateLimitError: ["DailyLimitError"],
  ServerError: ["UnavailableError"],
  TransportError: ["ConnectError", "TlsError", "TimeoutError", "ResponseTooLargeError"],
  XeroError: [
    "ConfigError",
    "ArgumentError",
    "AuthError",
    "ApiError",
    "TransportError",
    "DeadlineError",
    "DecodeError",
    "CancelledError",
    "ClosedError",
    "WebhookSignatureError",
  ],
};

test("the classes form the documented tree", () => {
  for (const [parent, children] of Object.entries(PARENTS)) {
    for (const child of children) {
      assert.equal(Object.getPrototypeOf(xero[child]), xero[parent], child);
      assert.equal(xero[child].prototype.name, child);
    }
  }
});

test("every code of the core has its class", async () => {
  const { native } = await import("../../../node/dist/native.js");
  const codes = native().errorCodes();
  assert.equal(new Set(codes).size, codes.length);
  for (const code of codes) {
    const error = XeroError.from({ code, message: "m", hint: null, isRetryable: false, text: "m" });
    assert.equal(error.code, code);
    const words = code.split("_").map((word) => word[0].toUpperCase() + word.slice(1));
    assert.equal(error.name, `${words.join("")}Error`);
    assert.ok(error instanceof XeroError && error instanceof Error);
  }
});

test("a code that is not known yet is still a XeroError", () => {
  const error = XeroError.from({ code: "of_tomorrow", message: "m" });
  assert.equal(error.constructor, XeroError);
  assert.equal(error.code, "of_tomorrow");
});

const DATA = {
  code: "validation",
  message: "Xero refused the invoice",
  hint: "correct it",
  isRetryable: false,
  status: 400,
  requestId: "abc",
  operation: "invoices.create",
  attempts: 1,
  issues: [{ index: 0, path: "LineItems[0]", message: "is wrong" }],
  body: "x".repeat(500),
  text: "invoices.create: Xero refused the invoice\nhint: correct it\nrequest id abc; 1 attempt",
};

test("an error shows its text, carries its data and is made again from it", () => {
  const error = XeroError.from(DATA);
  assert.ok(error instanceof xero.ValidationError);
  assert.equal(error.message, DATA.message);
  assert.equal(String(error), `ValidationError: ${DATA.text}`);
  assert.ok(error.stack.startsWith(`ValidationError: ${DATA.text}\n`));
  assert.deepEqual(error.issues, DATA.issues);
  assert.equal(error.status, 400);
  assert.deepEqual(error.toJSON(), DATA);
  assert.deepEqual(JSON.parse(JSON.stringify(error)), DATA);
  assert.deepEqual(XeroError.from(error.toJSON()).toJSON(), DATA);
  assert.ok(!inspect(error).includes("xxxx"), "the body is not printed");
  assert.ok(inspect(error).includes("requestId: 'abc'"));
  assert.match(error[Symbol.for("Jupyter.display")]()["text/html"], /<td>correct it<\/td>/);
});

test("an error is made again in another thread: whole from its data, and its class from its clone", () => {
  const error = XeroError.from(DATA);
  assert.deepEqual(XeroError.from(structuredClone(error.toJSON())).toJSON(), DATA);
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(error);
  for (const copy of [structuredClone(error), receiveMessageOnPort(port2).message]) {
    assert.ok(copy instanceof Error);
    assert.equal(copy.message, DATA.message);
    assert.equal(copy.stack, error.stack);
    const again = XeroError.from(copy);
    assert.ok(again instanceof xero.ValidationError);
    assert.deepEqual([again.message, again.code, again.stack], [DATA.message, DATA.code, error.stack]);
    assert.equal(String(again), String(error));
  }
  port1.close();
});

test("what is no error of this package is refused, and its data cannot replace what an error is", () => {
  for (const wrong of [new Error("another's"), null, undefined, "text", {}, { code: "api" }, { message: "m" }]) {
    assert.throws(() => XeroError.from(wrong), { name: "ArgumentError", hint: /toJSON\(\)/ });
  }
  for (const code of ["constructor", "__proto__", "newer"]) {
    const error = XeroError.from({ code, message: "m" });
    assert.deepEqual([error.constructor, error.code, error.message], [XeroError, code, "m"]);
  }
  const odd = { code: "api", message: "m", name: "Odd", stack: "odd", toJSON: 1, toString: 1 };
  const error = XeroError.from(odd);
  assert.deepEqual([error.name, typeof error.toJSON, String(error)], ["ApiError", "function", "ApiError: m"]);
  assert.notEqual(error.stack, "odd");
});

test("an error that ends a worker thread keeps its fields", async () => {
  const main = `
    const { XeroError } = require(${JSON.stringify(createRequire(import.meta.url).resolve("xero-m2m"))});
    throw XeroError.from(${JSON.stringify({ ...DATA, outcome: "refused" })});`;
  const [received] = await once(new Worker(main, { eval: true }), "error");
  const { code, issues, outcome, status } = XeroError.from(received);
  assert.deepEqual(
    { code, issues, outcome, status },
    { code: DATA.code, issues: DATA.issues, outcome: "refused", status: 400 },
  );
});

test("an error has a cause only where something else caused it, and every error has the same fields", () => {
  const error = XeroError.from({ code: "config", message: "m" });
  assert.ok(!("cause" in error));
  const { status, requestId, attempts, index, headers } = error;
  assert.deepEqual([status, requestId, attempts, index, headers], [undefined, undefined, undefined, undefined, {}]);
  assert.deepEqual(Object.keys(error), ["code"]);
});

test(
  "an error has the headers of its response, but none that may hold a secret",
  withDemo(async (demo) => {
    const headers = { "Set-Cookie": "session=canary", Location: "/?canary", "X_Odd-Name": "kept", "Retry-After": "2" };
    demo.faults.add("GET /Organisation", { status: 404, headers });
    const error = await errorOf(() => demo.asyncClient().organisation.get());
    assert.equal(error.headers["xero-correlation-id"], error.requestId);
    assert.equal(error.headers["x_odd-name"], "kept");
    assert.ok(!JSON.stringify(error).includes("canary"));
    assert.ok(!inspect(error).includes("x_odd-name"), "headers are not printed");
  }),
);

test(
  "a stack begins at the user's call, for blocking and for awaited calls",
  withDemo(async (demo) => {
    async function myOwnFunction() {
      await demo.asyncClient().invoices.get("no-such-invoice");
    }
    function myBlockingFunction() {
      demo.client().invoices.get("no-such-invoice");
    }
    async function myLoop() {
      demo.faults.add("GET /Invoices", { status: 404, times: null });
      for await (const invoice of demo.asyncClient().invoices.list()) assert.ok(invoice);
    }
    for (const mine of [myOwnFunction, myBlockingFunction, myLoop]) {
      const error = await errorOf(mine);
      assert.ok(error instanceof xero.NotFoundError, error.stack);
      const first = error.stack.split("\n").find((line) => line.startsWith("    at "));
      assert.match(first, new RegExp(`${mine.name} .*errors\\.test\\.mjs`), error.stack);
    }
  }),
);

test(
  "a failure that nobody awaits names where its call was made",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    const signal = AbortSignal.abort();
    const calls = [
      () => xero.invoices.create({ tpye: "ACCREC" }),
      () => xero.invoices.get("no-such-invoice"),
      () => xero.raw.get("/no-such-path"),
      () => xero.invoices.void("no-such-invoice"),
      () => xero.invoices.history("no-such-invoice").then(() => {}),
      () => xero.invoices.pdf("no-such-invoice"),
      () => xero.invoices.list({ statusses: [] }).collect(),
      () => xero.invoices.list({ statusses: [] }).count(),
      () => xero.invoices.attach("no-such-invoice", "a.txt", "/no/such/file"),
      () => xero.raw.post("/Nowhere", { json: {} }),
      () => xero.organisation.get({ timeout: Number.NaN }),
      () => xero.accounts.archive("no-such-account", { signal }),
    ];
    for (const call of calls) {
      let caught = () => {};
      const failed = new Promise((resolve) => {
        caught = resolve;
      });
      function job() {
        call().catch(caught);
      }
      job();
      const error = await failed;
      const frames = error.stack.split("\n").filter((line) => line.startsWith("    at "));
      assert.match(frames[0], /errors\.test\.mjs/, `${call}: ${error.stack}`);
      assert.match(frames[1], /at job .*errors\.test\.mjs/, `${call}: ${error.stack}`);
      assert.ok(error.stack.startsWith(`${error.name}: `));
      assert.equal(XeroError.from(structuredClone(error)).stack, error.stack);
    }
  }),
);

test("a refused record is there, and not printed with every error", () => {
  const record = '{"Total":89.00,"ValidationErrors":[{"Message":"no"}]}';
  const error = XeroError.from({ code: "validation", message: "m", record });
  assert.deepEqual(error.record, { Total: 89, ValidationErrors: [{ Message: "no" }] });
  assert.doesNotMatch(inspect(error), /89\.00|Total/);
  assert.deepEqual(XeroError.from(error.toJSON()).record, error.record);
  assert.equal(XeroError.from({ code: "validation", message: "m" }).record, undefined);
});

test("an error about an argument has a list of what is wrong, which may be empty", () => {
  assert.deepEqual(XeroError.from({ code: "argument", message: "m" }).issues, []);
  assert.deepEqual(XeroError.from({ code: "validation", message: "m" }).issues, []);
  const issues = [{ index: 2, path: "lineItems[0].quantity", message: "NaN is not a number" }];
  assert.deepEqual(XeroError.from({ code: "argument", message: "m", issues }).issues, issues);
  assert.equal(XeroError.from({ code: "config", message: "m" }).issues, undefined);
});

test(
  "awaited methods reject and never throw",
  withDemo(async (demo) => {
    const client = demo.asyncClient();
    const circular = {};
    circular.self = circular;
    const calls = [
      () => client.invoices.get(Symbol("id")),
      () => client.invoices.get(() => {}),
      () => client.invoices.get(undefined),
      () => client.invoices.create(circular),
      () => client.invoices.create({ total: Number.NaN }),
      () => client.invoices.create({ date: new Date(Number.NaN) }),
      () => client.organisation.get({ timeout: "soon" }),
      () => client.organisation.get({ deadlin: 3 }),
      () => client.organisation.get("options"),
      () => client.invoices.list({ statusses: [] }).first(),
      () => client.invoices.list().collect({ limit: -1 }),
      () => client.invoices.list().page(0),
      () => client.invoices.list().page("one"),
    ];
    for (const call of calls) {
      const promise = call();
      assert.ok(promise instanceof Promise, String(call));
      const error = await errorOf(() => promise);
      assert.ok(error instanceof XeroError, `${call}: ${inspect(error)}`);
      assert.ok(["ArgumentError", "ConfigError"].includes(error.name), `${call}: ${error}`);
    }
    assert.equal(demo.journal.apiRequests, 0);
  }),
);
