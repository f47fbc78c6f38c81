/** Spans, by the real SDK of OpenTelemetry. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { abortAfter, errorOf, runScript, withDemo } from "../support/helpers.mjs";

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

/** A test body with a demo company and a provider, and the spans that ended meanwhile. */
function traced(body) {
  return withDemo(async (demo) => {
    trace.setGlobalTracerProvider(provider);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    exporter.reset();
    try {
      await body(demo, () => exporter.getFinishedSpans());
    } finally {
      trace.disable();
      context.disable();
    }
  });
}

const KINDS = ["client", "asyncClient"];
const parentOf = (span) => span.parentSpanContext?.spanId;
const seconds = ([whole, nanoseconds]) => whole + nanoseconds / 1e9;

test(
  "a call is a span with its attempts in it, in the caller's own",
  traced(async (demo, spans) => {
    for (const kind of KINDS) {
      exporter.reset();
      const xero = demo[kind]();
      demo.faults.add("GET /Organisation", { status: 503, times: 1 });
      const outer = trace.getTracer("test").startSpan("outer");
      const { meta } = await context.with(trace.setSpan(context.active(), outer), () => xero.organisation.get());
      outer.end();
      const [first, second, call] = spans();
      assert.equal(spans().length, 4);
      assert.deepEqual(
        [call.name, call.kind, parentOf(call)],
        ["organisation.get", SpanKind.CLIENT, outer.spanContext().spanId],
      );
      for (const attempt of [first, second]) {
        assert.equal(parentOf(attempt), call.spanContext().spanId);
        assert.equal(attempt.kind, SpanKind.CLIENT);
        assert.ok(seconds(attempt.duration) > 0 && seconds(attempt.duration) < seconds(call.duration));
        assert.ok(seconds(attempt.startTime) >= seconds(call.startTime) - 0.05);
      }
      const { port } = new URL(demo.baseUrl);
      const shared = {
        "http.request.method": "GET",
        "server.address": "127.0.0.1",
        "server.port": Number(port),
        "xero.operation": "organisation.get",
      };
      assert.deepEqual(call.attributes, { ...shared, "http.response.status_code": 200, "xero.attempts": 2 });
      assert.equal(call.status.code, SpanStatusCode.UNSET);
      assert.equal(first.attributes["error.type"], "503");
      assert.equal(first.status.code, SpanStatusCode.ERROR);
      assert.equal(first.attributes["http.request.resend_count"], undefined);
      const { "http.response.body.size": size, ...rest } = second.attributes;
      assert.ok(size > 100);
      assert.deepEqual(rest, {
        ...shared,
        "http.response.status_code": 200,
        "http.request.body.size": 0,
        "http.request.resend_count": 1,
        "xero.request_id": meta.requestId,
      });
    }
  }),
);

test(
  "a call that fails or is cancelled has a span that says so, by its code alone",
  traced(async (demo, spans) => {
    for (const kind of KINDS) {
      exporter.reset();
      const xero = demo[kind]();
      await errorOf(async () => xero.invoices.get("00000000-0000-4000-8000-000000000000"));
      await errorOf(async () => xero.contacts.create({ name: 7n ** 2n, emailAddress: Number.NaN }));
      const [attempt, missing, unfit] = spans();
      assert.equal(attempt.attributes["error.type"], "404");
      assert.deepEqual(
        [missing.attributes["error.type"], missing.attributes["http.response.status_code"]],
        ["not_found", 404],
      );
      assert.deepEqual(missing.status, { code: SpanStatusCode.ERROR });
      assert.equal(unfit.attributes["error.type"], "argument");
      assert.deepEqual([unfit.name, unfit.attributes["http.request.method"]], ["contacts.create", "PUT"]);
    }
    exporter.reset();
    demo.faults.add("GET /Organisation", { delay: 3, times: 1 });
    await errorOf(() => demo.asyncClient().organisation.get({ signal: abortAfter(50) }));
    const [cancelled] = spans();
    assert.equal(cancelled.attributes["error.type"], "cancelled");
  }),
);

test(
  "a list is one span, whether it is read to its end or left early",
  traced(async (demo, spans) => {
    demo.seed({ invoices: 60 });
    for (const kind of KINDS) {
      for (const limit of [undefined, 25]) {
        exporter.reset();
        await demo[kind]().invoices.list({ pageSize: 20 }).collect({ limit });
        const [list, ...more] = spans().filter((span) => span.parentSpanContext === undefined);
        assert.deepEqual([list.name, more.length], ["invoices.list", 0]);
        const attempts = spans().filter((span) => parentOf(span) === list.spanContext().spanId);
        assert.ok(attempts.length >= 2);
      }
    }
  }),
);

test(
  "calls at the same time have their own attempts",
  traced(async (demo, spans) => {
    const xero = demo.asyncClient();
    await Promise.all([
      xero.organisation.get(),
      xero.accounts.list().page(),
      xero.raw.get("/Accounts"),
      xero.auth.token(),
    ]);
    const calls = spans().filter((span) => span.parentSpanContext === undefined);
    assert.deepEqual(calls.map(({ name }) => name).sort(), [
      "GET /Accounts",
      "accounts.list",
      "auth.token",
      "organisation.get",
    ]);
    for (const call of calls.filter(({ name }) => name !== "auth.token")) {
      const [attempt, ...more] = spans().filter((span) => parentOf(span) === call.spanContext().spanId);
      assert.deepEqual([attempt.name, more.length], [call.name, 0]);
    }
  }),
);

test(
  "a call that a listener makes has its own span and attempt",
  traced(async (demo, spans) => {
    for (const kind of KINDS) {
      exporter.reset();
      const inner = [];
      const xero = demo[kind]({
        onEvent: ({ event }) => {
          if (event === "request" && inner.length === 0) inner.push(xero.accounts.list().page());
        },
      });
      await xero.organisation.get();
      await inner[0];
      const calls = spans().filter((span) => span.parentSpanContext === undefined);
      assert.deepEqual(calls.map(({ name }) => name).sort(), ["accounts.list", "organisation.get"]);
      for (const call of calls) {
        const [attempt, ...more] = spans().filter((span) => parentOf(span) === call.spanContext().spanId);
        assert.deepEqual([attempt?.name, more.length, call.attributes["xero.attempts"]], [call.name, 0, 1]);
        assert.ok(seconds(attempt.duration) < seconds(call.duration));
      }
    }
  }),
);

test(
  "tokens and checks have spans, and what sends nothing has none",
  traced(async (demo, spans) => {
    for (const kind of KINDS) {
      exporter.reset();
      const xero = demo[kind]();
      await xero.auth.token();
      await xero.check();
      await xero.rateLimits();
      await xero.auth.invalidate();
      const calls = spans().filter((span) => span.parentSpanContext === undefined);
      assert.deepEqual(
        calls.map(({ name, attributes }) => [name, attributes["server.address"]]),
        [
          ["auth.token", "127.0.0.1"],
          ["check", "127.0.0.1"],
        ],
      );
      assert.ok(spans().every(({ instrumentationScope }) => instrumentationScope.name === "xero-m2m"));
    }
  }),
);

test(
  "no span holds a token, a secret or what was sent",
  traced(async (demo, spans) => {
    const xero = demo.client();
    xero.contacts.create({ name: "Unseen Name" });
    demo.faults.add("PUT /Contacts", { status: 400, body: '{"Message":"Unseen Name is wrong"}', times: 1 });
    const { message } = await errorOf(async () => xero.contacts.create({ name: "Unseen Name" }));
    assert.match(message, /Unseen Name/);
    const text = JSON.stringify(
      spans().map(({ name, attributes, status, events }) => ({ name, attributes, status, events })),
    );
    for (const hidden of [demo.clientSecret, xero.auth.token().reveal(), "Unseen Name"])
      assert.ok(!text.includes(hidden));
  }),
);

test(
  "a provider that comes later is used from then on, and none means no spans",
  withDemo(async (demo) => {
    const xero = demo.asyncClient();
    exporter.reset();
    await xero.organisation.get();
    trace.setGlobalTracerProvider(provider);
    await xero.organisation.get();
    trace.disable();
    await xero.organisation.get();
    assert.deepEqual(
      exporter.getFinishedSpans().map(({ name }) => name),
      ["organisation.get", "organisation.get"],
    );
  }),
);

test(
  "attempts belong to their call, also where no context manager is",
  withDemo(async (demo) => {
    trace.setGlobalTracerProvider(provider);
    exporter.reset();
    try {
      await demo.asyncClient().organisation.get();
    } finally {
      trace.disable();
    }
    const [attempt, call] = exporter.getFinishedSpans();
    assert.equal(parentOf(call), undefined);
    assert.equal(parentOf(attempt), call.spanContext().spanId);
  }),
);

test("OpenTelemetry's API is not imported, so that a bundle has nothing to find", async () => {
  const { code, stdout, stderr } = await runScript(`
    import { createRequire } from "node:module";
    import { DemoCompany } from "xero-m2m";
    const spans = [];
    const span = (name) => ({ setAttribute() {}, setStatus() {}, end: () => spans.push(name) });
    globalThis[Symbol.for("opentelemetry.js.api.1")] = { trace: { getTracer: () => ({ startSpan: span }) } };
    const demo = DemoCompany.startSync();
    await demo.asyncClient().organisation.get();
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes("@opentelemetry"));
    console.log(spans.join(), loaded.length);`);
  assert.deepEqual([code, stdout], [0, "organisation.get,organisation.get 0\n"], stderr);
});
