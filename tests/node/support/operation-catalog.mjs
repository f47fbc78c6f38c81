/** Every operation and every record as the generator sees them, and the examples of Xero's specifications. */

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { camelName, root } from "./helpers.mjs";

export const ID = "243216c5-369e-4056-ac67-05388f86dc81";

const specs = resolve(root, process.env.SPECS ?? "../shared/xero-openapi-19.0");

/** A test body that asks for operations, schemas or examples: it is skipped where the generator cannot be run. */
export function withCatalog(body) {
  return async (context) => {
    const { error } = spawnSync("cargo", ["--version"], { stdio: "ignore" });
    if (error) context.skip("the generator needs cargo, which is not there");
    else await body(context);
  };
}

/** The same for a test body that asks for the examples. */
export function withExamples(body) {
  return withCatalog(async (context) => {
    if (existsSync(specs)) await body(context);
    else context.skip(`Xero's OpenAPI files are not in ${specs}: set SPECS`);
  });
}

/** What `make` gives, made when it is first asked for. */
function once(make) {
  let made;
  return () => {
    made ??= make();
    return made;
  };
}

/** What the generator prints. Run by tests alone: while files are loaded, nothing is built. */
function codegen(...argumentList) {
  const command = ["run", "--quiet", "--release", "--locked", "-p", "xero-m2m-codegen", "--", ...argumentList];
  const stdio = ["ignore", "pipe", "inherit"];
  return JSON.parse(execFileSync("cargo", command, { cwd: root, stdio, maxBuffer: 1 << 26 }));
}

/** The examples of Xero's OpenAPI files by our names. */
export const examples = once(() => codegen("examples", "--from", specs));

const families = once(() => codegen("table").families);
const byFamily = (list) =>
  once(() => new Map(families().flatMap((family) => family[list].map((it) => [`${family.key}.${it.name}`, it]))));
/** The records, by family and name. */
export const schemas = byFamily("schemas");
/** The enumerations, by family and name. */
export const enumerations = byFamily("enumerations");

/** The only field of an object such as `{"List": "Invoices"}`; a text is a field without a value. */
export const tagged = (data) => (typeof data === "string" ? [data, undefined] : Object.entries(data)[0]);

/** What a body or a response is: its sort, and where there are records their schema and what they stand in. */
class Form {
  constructor(data, family) {
    const [sort, more] = tagged(data);
    Object.assign(this, { sort, family, ...(typeof more === "string" ? { fixed: more } : more) });
  }

  get kind() {
    return { Record: this.schema };
  }

  /** Records in their envelope. */
  wrap(records) {
    return wrap(this.envelope, records);
  }

  /** The records of a body. */
  unwrap(body) {
    return unwrap(this.envelope, body);
  }
}

export function wrap(envelope, records) {
  const [sort, name] = tagged(envelope);
  if (sort === "List") return { [name]: records };
  if (sort === "One") return { [name]: records[0] };
  return sort === "BareList" ? records : records[0];
}

/** Xero is not strict about the case of envelopes, nor about their plural. */
export function unwrap(envelope, body) {
  const [, name] = tagged(envelope);
  if (name === undefined) return [body].flat();
  const loose = (text) => text.toLowerCase().replace(/s$/, "");
  assert.ok(typeof body === "object" && body !== null && !Array.isArray(body), "the envelope is missing");
  const member = name in body ? name : Object.keys(body).find((key) => loose(key) === loose(name));
  assert.ok(member !== undefined, `there is no member ${name}`);
  return [body[member]].flat();
}

class Operation {
  constructor(family, data) {
    this.name = data.name;
    this.method = data.method.toUpperCase();
    this.path = family.base + data.path;
    this.body = new Form(data.body, family.key);
    this.reply = new Form(data.reply, family.key);
    this.parameters = data.parameters;
  }

  /** As the demo company's faults want it. */
  get route() {
    return `${this.method} ${this.path.replace(/\{[^}]*\}/g, "*")}`;
  }

  /**
   * Calls the client's method with the arguments that it needs, or those of `own`, which are by our names in snake case.
   * `body` stands between the arguments of the path and the others.
   */
  call(client, body, own = {}) {
    const chosen = ({ name, value }) => (Object.hasOwn(own, name) ? own[name] : argument(value));
    const path = this.parameters.filter(({ place }) => place === "Path").map(chosen);
    const wanted = this.parameters.filter(({ name, required }) => required || Object.hasOwn(own, name));
    const named = wanted.filter(({ place }) => place !== "Path").map((it) => [camelName(it.name), chosen(it)]);
    const others = Object.fromEntries(named);
    const given = { None: [], Fixed: [], Form: ["a.txt", Buffer.from("text")], Bytes: [Buffer.from("text")] };
    const steps = this.name.split(".").map(camelName);
    const verb = steps.pop();
    let resource = client;
    for (const step of steps) resource = resource[step];
    const rest = Object.keys(others).length > 0 ? [others] : [];
    return resource[verb](...path, ...(given[this.body.sort] ?? [body]), ...rest);
  }

  /** A body that may be sent, of so many records where it takes several. */
  minimal(count) {
    const { sort, family, schema } = this.body;
    if (sort === "Note") return "text";
    if (sort === "Records") return Array.from({ length: count }, () => minimal(family, schema));
    return schema === undefined ? undefined : minimal(family, schema);
  }
}

function argument(value) {
  const [sort, of] = tagged(value);
  if (sort === "Enumeration") return of.values[0];
  if (sort === "Ids") return [ID];
  return { Text: "a.txt", Date: "2026-11-23" }[sort] ?? ID;
}

/** A record of only those fields that a new one must have. */
export function minimal(family, schema) {
  const fields = schemas()
    .get(`${family}.${schema}`)
    .fields.filter(({ required }) => required);
  return Object.fromEntries(fields.map(({ wire, kind }) => [wire, value(family, kind)]));
}

function value(family, kind) {
  const [sort, of] = tagged(kind);
  if (sort === "Record") return minimal(family, of);
  if (sort === "Enumeration") return enumerations().get(`${family}.${of}`).values[0];
  const values = { Text: "text", Boolean: true, Integer: 1, Decimal: 1, Id: ID, List: [] };
  return { ...values, Date: "2026-11-23", Instant: new Date("2026-11-23T10:30:00Z") }[sort];
}

/** By our name in snake case. */
export const operations = once(
  () =>
    new Map(
      families().flatMap((family) =>
        family.resources.flatMap((it) => it.operations.map((data) => [data.name, new Operation(family, data)])),
      ),
    ),
);

/** What a value of the wire says, whatever its spelling; what Xero refuses to get back is left out. */
export function meaning(family, kind, value) {
  const [sort, of] = tagged(kind);
  if (value === null || value === undefined) return value;
  if (sort === "Record" && typeof value === "object") {
    const fields = new Map(
      schemas()
        .get(`${family}.${of}`)
        .fields.map((field) => [field.wire, field]),
    );
    const kept = Object.entries(value).filter(([name]) => !fields.get(name)?.read_only);
    return Object.fromEntries(
      kept.map(([name, part]) => [name, fields.has(name) ? meaning(family, fields.get(name).kind, part) : part]),
    );
  }
  if (sort === "List" && Array.isArray(value)) return value.map((part) => meaning(family, of, part));
  if (sort === "Decimal" && typeof value === "string") return Number(value);
  if (sort === "Date" && typeof value === "string") return moment(value, true).slice(0, 10);
  if (sort === "Instant" && typeof value === "string") return moment(value, false);
  return value;
}

/** A date of any of Xero's spellings, in UTC or on the organisation's own calendar. */
export function moment(text, isLocal) {
  const microsoft = /^\/Date\((-?\d+)(?:([+-])(\d\d)(\d\d))?\)\/$/.exec(text);
  if (microsoft === null) return new Date(/(Z|[+-]\d\d:\d\d)$|^[^T]*$/.test(text) ? text : `${text}Z`).toISOString();
  const [, milliseconds, sign, hours, minutes] = microsoft;
  const offset = sign === undefined ? 0 : Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  return new Date(Number(milliseconds) + (isLocal ? offset * 60_000 : 0)).toISOString();
}
