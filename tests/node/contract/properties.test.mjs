/** For all operations, all records and any response: nothing is lost, nothing crashes, nothing wrong is sent. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { BatchResult, Decimal, ValidationError, XeroError } from "xero-m2m";
import { echoServer } from "../support/echo-server.mjs";
import { camelName, errorOf } from "../support/helpers.mjs";
import { enumerations, ID, moment, operations, schemas, tagged, withCatalog } from "../support/operation-catalog.mjs";

const DEEPEST = 2;
/** The same examples in every run: a failure in CI is one here. */
const few = (numRuns) => ({ seed: 20261123, numRuns });

let server;
let client;
let awaited;
before(async () => {
  server = await echoServer();
  client = server.client();
  awaited = server.asyncClient();
});
after(async () => {
  client.close();
  await awaited.close();
  await server.stop();
});

const fieldsOf = (family, schema) => schemas().get(`${family}.${schema}`).fields;
const takesRecords = ({ body }) => ["Record", "Records", "Changes"].includes(body.sort);
const givesItBack = (it) => takesRecords(it) && it.body.schema === it.reply.schema;

// Values as users give them.

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const digits = (most) => fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: most });
const decimal = fc
  .tuple(fc.constantFrom("", "-"), digits(9), fc.option(digits(6)))
  .map(([sign, whole, fraction]) => `${sign}${Number(whole)}${fraction === null ? "" : `.${fraction}`}`);
const day = fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
const instant = fc.date({ min: new Date("1900-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });
const plainDay = day.map((it) => it.toISOString().slice(0, 10));
const whole = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

const holdsRecords = (kind) => {
  const [sort, of] = tagged(kind);
  return sort === "Record" || (sort === "List" && holdsRecords(of));
};

/** Values that a field of this kind takes. */
function values(family, kind, depth) {
  const [sort, of] = tagged(kind);
  if (sort === "Enumeration") return fc.constantFrom(...enumerations().get(`${family}.${of}`).values);
  if (sort === "Record") return given(family, of, depth - 1);
  if (sort === "List") return fc.array(values(family, of, depth), { maxLength: 2 });
  const amounts = fc.oneof(decimal, decimal.map(Decimal));
  const plain = { Text: text, Id: fc.uuid(), Boolean: fc.boolean(), Integer: whole, Decimal: amounts };
  return { ...plain, Date: plainDay, Instant: instant }[sort];
}

/** Some of these fields, each with a value of the generator that `make` gives for it. */
function some(fields, make) {
  const chosen = fc.uniqueArray(fc.nat({ max: Math.max(fields.length - 1, 0) }), { maxLength: 6 });
  return chosen.chain((places) => {
    const own = fields.length === 0 ? [] : places.map((place) => fields[place]);
    return fc.tuple(...own.map((field) => make(field).map((value) => [field, value])));
  });
}

/** A record as users give it: by our names or by Xero's. `isNew`: with all that a new one must have. */
function given(family, schema, depth, isNew = false) {
  const fields = fieldsOf(family, schema).filter(({ kind }) => depth > 0 || !holdsRecords(kind));
  const needed = fields.filter(({ required }) => isNew && required);
  const others = fields.filter((field) => !needed.includes(field));
  const make = ({ kind }) => values(family, kind, depth);
  // An empty text in a new record counts as missing.
  const full = (field) => make(field).filter((value) => value !== "");
  const all = fc.tuple(fc.tuple(...needed.map((it) => full(it).map((value) => [it, value]))), some(others, make));
  const nameOf = fc.constantFrom(
    ({ name }) => camelName(name),
    ({ wire }) => wire,
  );
  return fc
    .tuple(all, nameOf)
    .map(([pairs, name]) => Object.fromEntries(pairs.flat().map(([it, value]) => [name(it), value])));
}

/** What a value that was given should read as, in plain JSON and without what is never sent. */
function expected(family, kind, value) {
  const [sort, of] = tagged(kind);
  if (sort === "Record") {
    const fields = fieldsOf(family, of).filter(({ read_only }) => !read_only);
    const named = (it) => [camelName(it.name), value[camelName(it.name)] ?? value[it.wire], it.kind];
    const present = fields.map(named).filter(([, part]) => part !== undefined);
    return Object.fromEntries(present.map(([name, part, kind]) => [name, expected(family, kind, part)]));
  }
  if (sort === "List") return value.map((part) => expected(family, of, part));
  return plain(sort === "Decimal" ? new Decimal(value) : value);
}

function plain(value) {
  if (value instanceof Decimal) return value.toFixed();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

/** Where the only record of a body begins and ends. */
function cut(form) {
  return JSON.stringify(form.wrap(["here"])).split('"here"');
}

test(
  "what is written is read again",
  withCatalog(async (context) => {
    for (const operation of [...operations().values()].filter(givesItBack)) {
      await context.test(operation.name, () => checkRoundTrip(operation));
    }
  }),
);

function checkRoundTrip(operation) {
  const { family, schema, kind } = operation.body;
  const [[start, end], [head, tail]] = [cut(operation.body), cut(operation.reply)];
  server.giveBack({ start: start.length, end: end.length, head, tail });
  const send = (record) => [operation.call(client, record)].flat()[0];
  const property = fc.property(given(family, schema, DEEPEST, true), (record) => {
    const back = send(record);
    assert.deepEqual(plain(back), expected(family, kind, record));
    // What was read can be sent as it is.
    assert.deepEqual(plain(send(back)), plain(back));
  });
  fc.assert(property, few(8));
}

// Values as Xero sends them.

const offset = fc.constantFrom("", "+0000", "+1300", "-0800", "+0530");
const spelt = fc.oneof(
  fc.tuple(fc.integer({ min: -2e12, max: 4e12 }), offset).map(([at, zone]) => `/Date(${at}${zone})/`),
  instant.map((it) => it.toISOString().slice(0, 10)),
  instant.map((it) => it.toISOString().slice(0, 19)),
  instant.map((it) => it.toISOString().replace("Z", "4567Z")),
);
const amount = decimal.map(Number);
const anything = fc.jsonValue({ maxDepth: 3, stringUnit: "grapheme" });

function wireValues(family, kind, depth) {
  const [sort, of] = tagged(kind);
  if (sort === "Record") return sent(family, of, depth - 1);
  if (sort === "List") return fc.array(wireValues(family, of, depth), { maxLength: 2 });
  if (sort === "Enumeration") return fc.oneof(fc.constantFrom(...enumerations().get(`${family}.${of}`).values), text);
  const plain = { Text: text, Id: fc.uuid(), Boolean: fc.boolean(), Integer: whole, Decimal: amount };
  return { ...plain, Date: spelt, Instant: spelt }[sort];
}

const NOVEL = ["Novel", "_extra", "_wire", "_meta", "__proto__", "constructor", "toJSON", "ünknown"];

// What a record may be refused with.
const COMPLAINTS = [
  "validationerrors",
  "invalidfields",
  "fieldvalidationerrors",
  "resourcevalidationerrors",
  "errors",
  "invalid-params",
  "modelstate",
  "error",
];
const SIGNS = [...COMPLAINTS, "haserrors", "hasvalidationerrors", "statusattributestring", "status"];

/** A record as Xero may send it: with nulls, values that do not fit, and fields that nobody knows. */
function sent(family, schema, depth) {
  const fields = fieldsOf(family, schema).filter(({ kind }) => depth > 0 || !holdsRecords(kind));
  const make = ({ kind }) => {
    const fitting = { arbitrary: wireValues(family, kind, depth), weight: 3 };
    return fc.oneof(fitting, { arbitrary: fc.constant(null), weight: 1 }, { arbitrary: anything, weight: 1 });
  };
  const novel = fc.option(fc.tuple(fc.constantFrom(...NOVEL), anything));
  const signs = fields.filter(({ wire }) => SIGNS.includes(wire.toLowerCase()));
  return fc.tuple(some(fields, make), some(signs, make), novel).map(([pairs, more, extra]) => {
    const named = [...pairs, ...more].map(([{ wire }, value]) => [wire, value]);
    // As JSON gives it: also a field called __proto__ is one like others.
    return JSON.parse(JSON.stringify(Object.fromEntries(extra === null ? named : [...named, extra])));
  });
}

/** A read and a write for each record that they give. */
function twoForEachSchema() {
  const found = new Map();
  for (const operation of operations().values()) {
    const { family, schema } = operation.reply;
    const name = `${family}.${schema}, ${operation.method === "GET" ? "read" : "written"}`;
    if (schema !== undefined && !found.has(name)) found.set(name, operation);
  }
  return found;
}

test(
  "whatever Xero sends is typed and comes back",
  withCatalog(async (context) => {
    for (const [name, operation] of twoForEachSchema()) {
      await context.test(name, () => checkResponse(operation));
    }
  }),
);

function checkResponse(operation) {
  const { family, schema, sort } = operation.reply;
  const [body] = [operation.minimal(1)].flat();
  const property = fc.property(sent(family, schema, DEEPEST), (record) => {
    server.answer(JSON.stringify(operation.reply.wrap([record])));
    if (operation.method !== "GET" && saysNo(record)) {
      assert.throws(() => operation.call(client, body), ValidationError);
      return;
    }
    const result = operation.call(client, body);
    const back = sort === "Pages" ? result.page(1).records[0] : [result].flat()[0];
    assert.deepEqual(back.toXero(), record);
    const again = back.constructor.from(JSON.parse(JSON.stringify(back)));
    assert.deepStrictEqual([again, again.extra], [back, back.extra]);
    checkTypes(family, schema, back, record);
  });
  fc.assert(property, few(8));
}

/** Whether the record of a response to a write is refused: by a flag of its own, or by a complaint at any depth. */
function saysNo(record) {
  const plain = (value) => (["boolean", "string"].includes(typeof value) ? String(value) : "");
  const is = (name, word) => plain(record[name]).trim().toLowerCase() === word;
  const flags = [is("HasErrors", "true"), is("HasValidationErrors", "true")];
  return [...flags, is("StatusAttributeString", "error"), is("status", "rejected")].some(Boolean) || complains(record);
}

function complains(value) {
  if (Array.isArray(value)) return value.some(complains);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, part]) =>
    COMPLAINTS.includes(name.toLowerCase()) ? saysSomething(part) : complains(part),
  );
}

function saysSomething(value) {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.values(value).some((part) => part !== null);
  return typeof value === "string" && value.trim() !== "";
}

/** Every field holds the value that was sent, in its type; or nothing, and the value is kept aside. */
function checkTypes(family, schema, record, raw) {
  for (const { name, wire, kind } of fieldsOf(family, schema)) {
    const [sort, of] = tagged(kind);
    const own = Object.hasOwn(record, camelName(name)) ? record[camelName(name)] : undefined;
    const [value, from] = [own ?? null, Object.hasOwn(raw, wire) ? raw[wire] : null];
    if (value === null) {
      assert.deepEqual(record.extra[wire] ?? null, from);
    } else if (sort === "Record") {
      checkTypes(family, of, value, from);
    } else if (sort === "List") {
      const [inner, schema] = tagged(of);
      // One that does not fit, or is null, leaves the list and stands aside.
      const fit = from.filter((_, at) => !Object.hasOwn(record.misfits, `${wire}[${at}]`));
      assert.equal(value.length, fit.length);
      if (inner === "Record") for (const [at, part] of value.entries()) checkTypes(family, schema, part, fit[at]);
    } else if (sort === "Decimal") {
      assert.ok(value instanceof Decimal && value.equals(new Decimal(from)));
    } else if (sort === "Instant") {
      assert.ok(value instanceof Date);
      assert.equal(value.toISOString(), moment(from, false));
    } else if (sort === "Date") {
      assert.equal(value, moment(from, true).slice(0, 10));
    } else if (sort === "Integer") {
      assert.equal(value, Number(from));
    } else if (sort === "Boolean") {
      assert.equal(value, String(from).toLowerCase() === "true");
    } else {
      assert.equal(value, String(from));
    }
  }
}

const HOSTILE = [
  "",
  "null",
  "[]",
  "{}",
  '"text"',
  "7",
  "<html></html>",
  Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
  "\ufeff{}",
  '{"Invoices":[{"Total":1e400}]}',
  `{"Invoices":[{"Total":${"9".repeat(5000)}}]}`,
  `{"Invoices":[{"Novel":${"9".repeat(5000)}}]}`,
  '{"Invoices":[{"Novel":1e999999999}]}',
  '{"Invoices":[{"Reference":"\\ud800"}]}',
  '{"Invoices":[{"Novel":"\\udc00\\ud800"}]}',
  '{"Invoices":[{"\\ud800":1}]}',
  '{"Invoices":[{"Total":1,"Total":2,"Novel":1,"Novel":2}],"Invoices":[{"Total":3}]}',
  `{"Invoices":[{"Novel":${"[".repeat(150)}${"]".repeat(150)}}]}`,
  `{"Invoices":[{"Novel":${"[".repeat(100_000)}${"]".repeat(100_000)}}]}`,
  `{"Invoices":[${'{"Contact":'.repeat(5000)}{}${"}".repeat(5000)}]}`,
  `{"Invoices":[${'{"CreditNotes":[{"Invoice":'.repeat(100)}{}${"}]}".repeat(100)}]}`,
  '{"Invoices":[{"Date":"/Date(99999999999999999999+0000)/","DueDate":"/Date(1+9999)/"}]}',
  '{"Invoices":[{"_extra":"{","_wire":7,"__proto__":{"toJSON":1},"constructor":1}]}',
  '{"Invoices":[null,null]}',
  '{"Invoices":{"Total":1},"pagination":{"page":-1,"pageCount":99999999999}}',
];

const ONE = { Type: "ACCREC", Contact: { ContactID: ID } };
const CALLS = [
  (xero) => xero.invoices.get(ID),
  (xero) => xero.invoices.list().page(1),
  (xero) => xero.invoices.create(ONE),
  (xero) => xero.invoices.create([ONE, ONE]),
  (xero) => xero.invoices.history(ID),
  (xero) => xero.files.associations.count({ objectIds: [ID] }),
  (xero) => xero.payrollNz.employees.list().page(1),
  (xero) => xero.projects.projects.list().page(1),
];

/** A response is either read, with all that can be done with it, or a typed error. */
async function survives(body, status) {
  server.answer(body, status);
  for (const [at, call] of CALLS.entries()) {
    let result;
    try {
      result = await call(at % 2 === 0 ? client : awaited);
    } catch (error) {
      assert.ok(error instanceof XeroError && error.code.length > 0, String(error));
      continue;
    }
    const whole = Array.isArray(result) || result instanceof BatchResult ? [...result] : (result?.records ?? [result]);
    for (const record of whole) {
      JSON.stringify(record);
      if (record?.constructor?.name === "Invoice") assert.equal(typeof record.extra, "object");
    }
  }
}

for (const status of [200, 400, 401, 404, 500]) {
  for (const body of HOSTILE) {
    const shown = body.toString().slice(0, 40);
    test(`a hostile response is read or is a typed error: ${status} ${shown}`, () => survives(body, status));
  }
}

const VALID = Buffer.from(
  '{"Invoices":[{"Type":"ACCREC","Total":1.50,"Date":"/Date(0)/","LineItems":[{"Quantity":1}],"Novel":[{}]}]}',
);
const replies = fc.oneof(
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  fc.nat({ max: VALID.length }).map((end) => VALID.subarray(0, end)),
  fc.tuple(fc.nat({ max: VALID.length - 1 }), fc.nat({ max: 255 })).map(([at, byte]) => {
    const changed = Buffer.from(VALID);
    changed[at] = byte;
    return changed;
  }),
  anything.map((it) => JSON.stringify({ Invoices: it })),
  anything.map((it) => JSON.stringify({ Invoices: [{ LineItems: it, Total: it, Novel: it }] })),
  anything.map((it) => JSON.stringify({ Elements: it, ValidationErrors: it, Message: it })),
);

test("any response is read or is a typed error", () =>
  fc.assert(
    fc.asyncProperty(replies, fc.constantFrom(200, 201, 400, 403, 503), (body, status) => survives(body, status)),
    few(80),
  ));

/** What no field and no parameter of a kind takes. */
const WRONG = {
  Text: [7, 1.5, true, [], {}, () => 1, "\ud800"],
  Id: ["", "INV-1", 7, true, [], {}, `${ID}0`],
  Enumeration: ["no such value", 7, [], {}],
  Boolean: ["true", 1, 0, [], {}, "yes"],
  Integer: [1.5, "1", true, [], {}, 2 ** 64, Number.NaN],
  Decimal: ["", "much", "1,5", true, [], {}, Number.NaN, Number.POSITIVE_INFINITY, 0.1 + 0.2, new Decimal(Number.NaN)],
  Date: ["", "soon", 7, [], {}, "2026-02-30", "2026-01-31T10:30:00"],
  Instant: ["", "soon", 7, [], {}, "2026-01-31T10:30:00", new Date(Number.NaN)],
  Record: ["text", 7, [], true, [{}]],
  List: ["text", 7, {}, true, { a: 1 }],
  Filter: [7, true, [], {}],
  Ids: [7, [], [7], ["no id"], {}, [ID, null], [`${ID},`]],
  Texts: [7, [], [7], [""], ["a,b"], {}],
  Enumerations: [7, [], ["no such value"], {}],
};

async function refused(call) {
  const error = await errorOf(call);
  assert.equal(error.name, "ArgumentError", String(error));
  assert.deepEqual(server.asked(), []);
}

test(
  "a field of the wrong type is refused and nothing is sent",
  withCatalog(async (context) => {
    server.answer("{}");
    for (const [kind, [operation, { name, wire }]] of oneMemberOfEachKind()) {
      const [{ [wire]: _, ...others }] = [operation.minimal(1)].flat();
      for (const wrong of WRONG[kind]) {
        for (const key of [camelName(name), wire]) {
          const what = `${kind}: ${operation.name}, ${key}: ${String(JSON.stringify(wrong))}`;
          await context.test(what, () => refused(() => operation.call(client, { ...others, [key]: wrong })));
        }
      }
    }
  }),
);

/** A field of each kind with an operation that takes it. Every field of every operation is tried in Rust. */
function oneMemberOfEachKind() {
  const found = new Map();
  for (const operation of [...operations().values()].filter(takesRecords)) {
    for (const field of fieldsOf(operation.body.family, operation.body.schema)) {
      const [kind] = tagged(field.kind);
      if (!field.read_only && !found.has(kind)) found.set(kind, [operation, field]);
    }
  }
  return found;
}

test(
  "an argument of the wrong type is refused and nothing is sent",
  withCatalog(async (context) => {
    server.answer("{}");
    for (const [where, [operation, parameter]] of oneParameterOfEachKind()) {
      for (const wrong of WRONG[tagged(parameter.value)[0]]) {
        const what = `${where}: ${operation.name}, ${parameter.name}: ${String(JSON.stringify(wrong))}`;
        await context.test(what, () => refused(() => callWrongly(operation, parameter, wrong, operation.minimal(1))));
      }
    }
  }),
);

/** A parameter of each kind and place with an operation that takes it. */
function oneParameterOfEachKind() {
  const found = new Map();
  for (const operation of operations().values()) {
    for (const parameter of operation.parameters) {
      const where = `${tagged(parameter.value)[0]} in ${parameter.place}`;
      const isPage = operation.reply.sort === "Pages" && parameter.name === "page";
      if (!isPage && !found.has(where)) found.set(where, [operation, parameter]);
    }
  }
  return found;
}

/** Calls with one wrong argument; a list is asked for its first page. */
function callWrongly(operation, parameter, wrong, body) {
  const called = operation.call(client, body, { [parameter.name]: wrong });
  return operation.reply.sort === "Pages" ? called.page(1) : called;
}
