/** The examples of Xero's specifications: responses are read without loss, requests arrive as they are written there. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BatchResult, DemoCompany, ValidationError } from "xero-m2m";
import { echoServer } from "../support/echo-server.mjs";
import { errorOf, root } from "../support/helpers.mjs";
import { examples, meaning, operations, tagged, withExamples } from "../support/operation-catalog.mjs";

const exceptions = JSON.parse(readFileSync(join(root, "tests", "openapi", "example-exceptions.json"), "utf8"));
let demo;
let server;

before(async () => {
  demo = await DemoCompany.start({ limits: false });
  server = await echoServer();
});
after(async () => {
  demo.stop();
  await server.stop();
});

for (const isAwaited of [false, true]) {
  const manner = isAwaited ? "awaited" : "blocking";

  test(
    `every example of a response is read without loss, ${manner}`,
    withExamples(async (context) => {
      for (const shown of examples()) {
        for (const reply of shown.replies) {
          await context.test(nameOf(shown), () =>
            unlessExcepted("reply", shown, () => checkReply(shown, reply, isAwaited)),
          );
        }
      }
    }),
  );

  test(
    `every example of a request arrives as it is written, ${manner}`,
    withExamples(async (context) => {
      for (const shown of examples().filter(({ request }) => request !== undefined)) {
        await context.test(nameOf(shown), () => unlessExcepted("request", shown, () => checkRequest(shown, isAwaited)));
      }
    }),
  );
}

const nameOf = (shown) => `${shown.operation}: ${shown.operation_id}`;

/** An excepted example must fail: the list of exceptions is never longer than it need be. */
async function unlessExcepted(side, shown, check) {
  const exception = exceptions.find(
    (it) => it.side === side && it.operation === shown.operation && it.operation_id === shown.operation_id,
  );
  if (exception === undefined) return check();
  const error = await errorOf(check);
  assert.ok(["AssertionError", "ArgumentError"].includes(error.name), String(error));
  return undefined;
}

function clientOf(company, isAwaited) {
  const options = { limits: { concurrent: 20, perMinute: null } };
  return isAwaited ? company.asyncClient(options) : company.client(options);
}

async function checkReply(shown, { status, value }, isAwaited) {
  const operation = operations().get(shown.operation);
  const { sort } = operation.reply;
  const records = operation.reply.schema === undefined ? [] : operation.reply.unwrap(value);
  demo.faults.clear();
  const answer = { status: Number(status), body: JSON.stringify(value), contentType: "application/json" };
  demo.faults.add(operation.route, answer);
  const client = clientOf(demo, isAwaited);
  const call = () => operation.call(client, operation.minimal(sort === "Saved" ? records.length : 1));
  if (sort === "One" && operation.method !== "GET" && records.some(isRefused)) {
    checkElement(await errorOf(call), records[0]);
    return client.close();
  }
  const called = call();
  const result = await (sort === "Pages" ? called.page(1) : called);
  if (sort === "Nothing") {
    assert.equal(result, undefined);
  } else if (sort === "Json") {
    assert.deepEqual(result, value);
  } else if (sort === "One") {
    checkRecord(result, records[0]);
  } else {
    const found = [...(sort === "Pages" ? result.records : result)];
    assert.equal(found.length, records.length);
    for (const [index, record] of records.entries()) {
      // In a read the same fields are about a record's past.
      if (operation.method === "GET") checkRecord(found[index], record);
      else checkElement(found[index], record);
    }
  }
  await client.close();
}

/** A record as it was sent, or the error that a refused one of a batch is. */
function checkElement(element, sent) {
  if (isRefused(sent)) {
    assert.ok(element instanceof ValidationError, String(element));
    assert.deepEqual(element.issues.map(({ message }) => message).sort(), messages(sent).sort());
    assert.deepEqual(element.record, sent);
  } else {
    checkRecord(element, sent);
  }
}

/** A record gives back what was sent, and comes back from all that it gives. */
function checkRecord(record, sent) {
  assert.deepEqual(record.toXero(), sent);
  const json = JSON.stringify(record);
  const forms = [record, JSON.parse(json), structuredClone(record.toJSON())];
  // Where Xero's names are like ours, a field that is not known may be a known one that is misspelt.
  if (!json.includes('"extra":')) forms.push(record.toXero());
  for (const form of forms) assert.deepStrictEqual(record.constructor.from(form), record);
}

/** Whether an element says no, by any of the signs that the families have for it. */
function isRefused(sent) {
  const { HasErrors, StatusAttributeString, status } = sent;
  return messages(sent).length > 0 || HasErrors || StatusAttributeString === "ERROR" || status === "REJECTED";
}

/** What Xero has against a record, at any depth. */
function messages(value) {
  if (typeof value !== "object" || value === null) return [];
  const { ValidationErrors: own, error: problem, ...rest } = value;
  const found = [...(own ?? []).map(({ Message }) => Message), ...Object.values(rest).flatMap(messages)];
  return typeof problem?.detail === "string" ? [...found, problem.detail] : found;
}

async function checkRequest(shown, isAwaited) {
  const operation = operations().get(shown.operation);
  assert.ok("value" in shown.request, shown.request.unreadable);
  const example = shown.request.value;
  const [body, count] = given(operation, example);
  const { schema } = operation.reply;
  server.answer(JSON.stringify(schema === undefined ? {} : operation.reply.wrap(Array(count).fill({}))));
  const client = clientOf(server, isAwaited);
  const result = await operation.call(client, body);
  assert.ok(!(result instanceof BatchResult) || result.ok);
  const arrived = server.asked().map((asked) => (asked.body.length === 0 ? null : JSON.parse(asked.body)));
  if (operation.body.sort === "None") {
    assert.deepEqual([arrived, example], [[null], {}]);
  } else if (operation.body.sort === "Fixed") {
    assert.deepEqual(arrived, [example]);
  } else {
    assert.equal(arrived.length, 1);
    assert.deepEqual(shape(operation, arrived[0]), shape(operation, example));
  }
  await client.close();
}

/** What the method is called with for this body, and how many records that is. */
function given(operation, example) {
  if (operation.body.schema === undefined) return [undefined, 1];
  const records = operation.body.unwrap(example);
  if (operation.body.sort === "Note") return [records[0].Details, 1];
  return operation.body.sort === "Records" && records.length > 1 ? [records, records.length] : [records[0], 1];
}

/** A body's records by their meaning, in what they stand in as it is. */
function shape(operation, body) {
  const { family, kind, envelope } = operation.body;
  const [sort, name] = tagged(envelope);
  if (name === undefined) assert.equal(Array.isArray(body), sort === "BareList");
  else assert.deepEqual(Object.keys(body), [name]);
  return operation.body.unwrap(body).map((record) => meaning(family, kind, record));
}
