/** The shared cases of tests/vectors, with both clients. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { AsyncClient, BatchResult, Client, XeroError } from "xero-m2m";
import { native } from "../../../node/dist/native.js";
import { camelName, pause, renamed, root, snakeName } from "../support/helpers.mjs";

const folder = join(root, "tests", "vectors");
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];

for (const Class of [AsyncClient, Client]) {
  for (const file of files.sort()) {
    describe(`${Class.name}: ${file}`, () => {
      for (const vector of JSON.parse(readFileSync(join(folder, file), "utf8"))) {
        test(vector.name, () => check(vector, Class));
      }
    });
  }
}

test("there are vectors", () => assert.ok(files.length > 0));

async function check(vector, Class) {
  const demo = native().startDemo(JSON.stringify(vector.demo ?? {}));
  try {
    const { baseUrl, tokenUrl, clientId, clientSecret } = renamed(JSON.parse(demo.describe()), camelName);
    const port = new URL(baseUrl).port;
    const own = JSON.parse(filled(JSON.stringify(vector), { base_url: baseUrl, port }));
    for (const command of own.before ?? []) control(demo, command);
    const options = { baseUrl, tokenUrl, clientId, clientSecret, ...renamed(own.client ?? {}, camelName) };
    if (own.open !== undefined) {
      assert.throws(
        () => new Class(options),
        (error) => matches(errorData(error), own.open.error, "open") ?? true,
      );
    } else {
      const client = new Class(options);
      for (const [index, step] of own.steps.entries()) await take(step, client, demo, `step ${index + 1}`);
      await client.close();
    }
    if (own.journal !== undefined) matches(control(demo, { do: "journal" }), own.journal, "journal");
  } finally {
    demo.stop();
  }
}

function control(demo, command) {
  const reply = JSON.parse(demo.control(JSON.stringify(command)) || "null");
  assert.equal(reply?.error, undefined, JSON.stringify(reply));
  return reply;
}

function filled(text, values) {
  return text.replace(/\{(base_url|port)\}/g, (_, name) => values[name]);
}

async function take(step, client, demo, where) {
  if (step.control !== undefined) {
    control(demo, step.control);
  } else if (step.sleep !== undefined) {
    await pause(step.sleep * 1000);
  } else {
    const outcome = await outcomeOf(() => call(step, client));
    if (step.expect?.error === undefined && outcome.error !== undefined) throw outcome.thrown;
    if (step.expect !== undefined) matches(outcome, step.expect, where);
  }
}

async function outcomeOf(work) {
  try {
    return { value: await work() };
  } catch (thrown) {
    return { error: errorData(thrown), thrown };
  }
}

function errorData(error) {
  if (!(error instanceof XeroError)) throw error;
  const data = renamed(error.toJSON(), snakeName);
  // An operation has a name of the language; a raw call has its method and path.
  if (/^[\w.]+$/.test(data.operation ?? "")) data.operation = snakeName(data.operation);
  return data;
}

/** The verb's own arguments, in the order of its signature, and its result as Xero's JSON. */
async function call(step, client) {
  const path = step.call.split(".").map(camelName);
  const verb = path.pop();
  const target = path.reduce((owner, member) => owner[member], client);
  const parameters = renamed(step.arguments ?? {}, camelName);
  const options = renamed(step.options ?? {}, camelName);
  if (path[0] === "raw") {
    const { path: where, ...rest } = step.arguments;
    // A method that has no function of its own.
    const send = target[verb]?.bind(target) ?? target.request.bind(target, verb.toUpperCase());
    const { status, headers, text } = await send(where, rest, options);
    return { status, headers, text };
  }
  const operation = client.operations().find(({ name }) => name === [...path, verb].join("."));
  const places = operation?.path.match(/\{/g)?.length ?? 0;
  const given = (operation?.parameters ?? []).slice(0, places).map((name) => parameters[name]);
  for (const name of (operation?.parameters ?? []).slice(0, places)) delete parameters[name];
  if (step.body !== undefined) given.push(renamed(step.body, camelName));
  // Between these and the options stands an object of the other parameters, where there are any.
  if (target[verb].length > given.length + 1) given.push(parameters);
  const result = target[verb](...given, options);
  return typeof result?.collect === "function" ? listed(result, step.page) : wire(await result);
}

async function listed(pager, page) {
  if (page === undefined) return wire(await pager.collect());
  const { records, ...rest } = await pager.page(page);
  return { ...renamed(rest, snakeName), records: wire(records) };
}

function wire(value) {
  if (value instanceof BatchResult) {
    return [...value].map((line) => (line instanceof XeroError ? { error: errorData(line) } : { record: wire(line) }));
  }
  if (Array.isArray(value)) return value.map(wire);
  return value === undefined ? null : (value?.toXero?.() ?? value);
}

/** Fails unless `actual` is what `expected` says: fields that it does not name are not looked at. */
function matches(actual, expected, where) {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), `${where}: ${JSON.stringify(actual)} is not a list`);
    assert.equal(actual.length, expected.length, `${where}: the length of ${JSON.stringify(actual)}`);
    for (const [index, item] of expected.entries()) matches(actual[index], item, `${where}[${index}]`);
  } else if (typeof expected !== "object" || expected === null) {
    assert.deepEqual(actual, expected, `${where}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
  } else if (expected.$any === true) {
    assert.notEqual(actual, undefined, `${where} is absent`);
  } else if (expected.$contains !== undefined) {
    assert.ok(String(actual).includes(expected.$contains), `${where}: ${actual} has no ${expected.$contains}`);
  } else if (expected.$matches !== undefined) {
    assert.match(String(actual), new RegExp(expected.$matches), where);
  } else {
    assert.ok(typeof actual === "object" && actual !== null, `${where}: ${JSON.stringify(actual)} is not an object`);
    for (const [name, item] of Object.entries(expected)) matches(actual[name], item, `${where}.${name}`);
  }
}
