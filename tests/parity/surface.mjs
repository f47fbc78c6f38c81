/**
 * Prints the public surface of the Node package as JSON: what its objects have, and what its declarations take.
 *
 * `members` is by object (`Client.payrollNz.employees`), `parameters` by operation (`payrollNz.employees.list`; ids, bodies
 * and options left out), `positional` what stands before them, `records` by qualified schema (`accounting.Invoice`).
 */

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as api from "xero-m2m";

const dist = new URL("../../node/dist/", import.meta.url);
const require = createRequire(import.meta.url);

/** The declarations of a file of the package, without its comments. */
function declarationsOf(name) {
  return readFileSync(new URL(name, dist), "utf8").replace(/\/\*\*.*?\*\//gs, "");
}

const own = readdirSync(dist)
  .filter((name) => name.endsWith(".d.ts"))
  .map((name) => declarationsOf(name))
  .join("\n");

/** The names that an object answers to, its own and its classes', without what every object has. */
function members(object) {
  const names = new Set();
  for (let at = object; at && at !== Object.prototype && at !== Array.prototype; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) if (name !== "constructor" && !name.startsWith("_")) names.add(name);
  return [...names].sort();
}

/** The members that an interface declares, with those of the interfaces that it extends. */
function declared(name, declarations = own) {
  const found = declarations.match(new RegExp(`interface ${name}(?:<[^{]*>)?(?: extends ([\\w, ]+))? \\{(.*?)^\\}`, "ms"));
  if (!found) throw new Error(`${name} is not declared`);
  const inherited = found[1] ? found[1].split(",").flatMap((base) => declared(base.trim(), declarations + own)) : [];
  const names = [...found[2].matchAll(/^ {4}(?:readonly )?(\w+)\??[:(]/gm)].map(([, member]) => member);
  return [...new Set([...inherited, ...names])].sort();
}

const demo = api.DemoCompany.startSync({ limits: false });
const client = demo.client();
const awaited = demo.asyncClient();
const pager = client.invoices.list({ pageSize: 5 });
const page = pager.page(1);
const error = new api.XeroError({ code: "xero", message: "", hint: null, isRetryable: false, text: "" });

const dashed = (name) => name.replace(/[A-Z]|(?<=[a-z])\d/g, (letter) => `${/\d/.test(letter) ? "" : "-"}${letter.toLowerCase()}`);

/** The resource that an operation belongs to, on one of the clients, and the file that declares it. */
function resourceOf(owner, name) {
  const path = name.split(".").slice(0, -1);
  const resource = path.reduce((at, member) => {
    if (!(member in at)) throw new Error(`${name}: there is no ${member}`);
    return at[member];
  }, owner);
  const folder = path.length === 1 ? "accounting" : dashed(path[0]);
  return { path: path.join("."), resource, file: `api/${folder}/${dashed(path.at(-1))}.d.ts` };
}

/** The parameters of a verb as its declaration has them; of several forms of it, all of theirs. */
function parametersOf({ file }, verb) {
  const text = declarationsOf(file);
  const forms = [...text.matchAll(new RegExp(`^ {4}${verb}(?:<Given>)?\\((.*)\\): `, "gm"))].map(([, list]) => split(list));
  if (forms.length === 0) throw new Error(`${verb} is not declared in ${file}`);
  const positional = new Set();
  const parameters = new Set();
  for (const [name, type] of forms.flat()) {
    if (name === "options") continue;
    if (name !== "parameters") positional.add(name);
    else for (const [part] of type.matchAll(/\w+(?=<|\b)/g)) if (!["M", "ParametersOrOptions"].includes(part)) add(parameters, declared(part, text + own));
  }
  return { positional: [...positional], parameters: [...parameters].sort() };
}

function add(set, names) {
  for (const name of names) set.add(name);
}

/** A list of parameters, each as its name and its type. */
function split(list) {
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= list.length; at++) {
    const letter = list[at];
    if ("(<{[".includes(letter)) depth++;
    else if (")}]".includes(letter) || (letter === ">" && list[at - 1] !== "=")) depth--;
    if (at === list.length || (letter === "," && depth === 0)) {
      const [, name, type] = list.slice(start, at).match(/^\s*(\w+)\??:\s*(.*)$/s) ?? [];
      if (name) parts.push([name, type]);
      start = at + 1;
    }
  }
  return parts;
}

const operations = client.operations();
const resources = {};
const parameters = {};
const positional = {};
for (const { name } of operations) {
  const verb = name.split(".").at(-1);
  for (const [label, owner] of [["Client", client], ["AsyncClient", awaited]]) {
    const { path, resource } = resourceOf(owner, name);
    if (typeof resource[verb] !== "function") throw new Error(`${label}.${name} is not a method`);
    resources[`${label}.${path}`] ??= members(resource);
    const [namespace] = path.split(".");
    if (path.includes(".")) resources[`${label}.${namespace}`] ??= members(owner[namespace]);
  }
  const found = parametersOf(resourceOf(client, name), verb);
  parameters[name] = found.parameters;
  positional[name] = found.positional;
}

const records = {};
for (const file of readdirSync(new URL("models/", dist)).filter((name) => name.endsWith(".js"))) {
  const text = declarationsOf(`models/${file.replace(/\.js$/, ".d.ts")}`);
  for (const schema of Object.values(require(new URL(`models/${file}`, dist).pathname))) {
    const { name } = schema;
    records[name] = declared(name.slice(name.indexOf(".") + 1), text);
  }
}

const surface = {
  exports: Object.keys(api).sort(),
  bases: Object.fromEntries(
    Object.entries(api)
      .filter(([, value]) => typeof value === "function" && value.prototype instanceof Error)
      .map(([name, value]) => [name, Object.getPrototypeOf(value).name]),
  ),
  members: {
    Client: members(client),
    AsyncClient: members(awaited),
    "Client.auth": members(client.auth),
    "AsyncClient.auth": members(awaited.auth),
    "Client.raw": members(client.raw),
    "AsyncClient.raw": members(awaited.raw),
    Token: members(client.auth.token()),
    Pager: members(pager),
    AsyncPager: members(awaited.invoices.list()),
    Page: members(page),
    RawResponse: members(client.raw.get("/Organisation")),
    XeroError: members(error),
    DemoCompany: members(demo),
    "DemoCompany.clock": members(demo.clock),
    "DemoCompany.faults": members(demo.faults),
    "DemoCompany.limits": members(demo.limits),
    "DemoCompany.journal": members(demo.journal),
    "DemoCompany.webhooks": members(demo.webhooks),
    "DemoCompany.asyncWebhooks": members(demo.asyncWebhooks),
    ...resources,
  },
  parameters: {
    Client: declared("ClientOptions"),
    DemoCompany: declared("DemoOptions"),
    "DemoCompany.faults.add": declared("Fault"),
    "DemoCompany.connection": declared("ConnectionChange"),
    "DemoCompany.addConnection": declared("NewConnection"),
    "DemoCompany.consent": declared("ConsentRequest"),
    "DemoCompany.lockDates": declared("LockDates"),
    "DemoCompany.webhooks.set": declared("ReceiverOptions"),
    CallOptions: declared("CallOptions"),
    Timeout: declared("Timeout"),
    Retry: declared("Retry"),
    LimitPolicy: declared("LimitPolicy"),
    Meta: declared("Meta"),
    FetchEstimate: declared("FetchEstimate"),
    RateLimitHeaders: declared("RateLimitHeaders"),
    WebhookEvent: declared("WebhookEvent"),
    WebhookEvents: declared("WebhookEvents"),
    ...parameters,
  },
  positional,
  records,
  operations,
};
client.close();
await awaited.close();
demo.stop();
// Written in pieces to a pipe: the process must not end before its reader has it all.
process.stdout.write(JSON.stringify(surface));
