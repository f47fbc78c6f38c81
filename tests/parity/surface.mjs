/** Prints the public surface of the Node package as JSON: what its objects have, and what its declarations take. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as api from "xero-m2m";

const dist = new URL("../../node/dist/", import.meta.url);
const declarations = readdirSync(fileURLToPath(dist), { recursive: true })
  .filter((name) => name.endsWith(".d.ts"))
  .map((name) => readFileSync(new URL(String(name), dist), "utf8"))
  .join("\n")
  .replace(/\/\*\*.*?\*\//gs, "");

/** The names that an object answers to, its own and its classes', without what every object has. */
function members(object) {
  const names = new Set();
  for (let at = object; at && at !== Object.prototype && at !== Array.prototype; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) if (name !== "constructor" && !name.startsWith("_")) names.add(name);
  return [...names].sort();
}

/** The members that an interface declares, with those of the interfaces that it extends. */
function declared(name) {
  const found = declarations.match(new RegExp(`interface ${name}(?: extends ([\\w, ]+))? \\{(.*?)^\\}`, "ms"));
  if (!found) {
    const alias = declarations.match(new RegExp(`type ${name} = (\\w+);`));
    if (alias) return declared(alias[1]);
    throw new Error(`${name} is not declared`);
  }
  const inherited = found[1] ? found[1].split(",").flatMap((base) => declared(base.trim())) : [];
  const own = [...found[2].matchAll(/^ {4}(?:readonly )?(\w+)\??[:(]/gm)].map(([, member]) => member);
  return [...new Set([...inherited, ...own])].sort();
}

const demo = api.DemoCompany.startSync({ limits: false });
const client = demo.client();
const awaited = demo.asyncClient();
const pager = client.invoices.list({ pageSize: 5 });
const page = pager.page(1);
const error = new api.XeroError({ code: "xero", message: "", hint: null, isRetryable: false, text: "" });

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
    ...Object.fromEntries(
      ["organisation", "accounts", "contacts", "invoices"].flatMap((name) => [
        [`Client.${name}`, members(client[name])],
        [`AsyncClient.${name}`, members(awaited[name])],
      ]),
    ),
  },
  parameters: {
    Client: declared("ClientOptions"),
    DemoCompany: declared("DemoOptions"),
    "DemoCompany.faults.add": declared("Fault"),
    CallOptions: declared("CallOptions"),
    Timeout: declared("Timeout"),
    Retry: declared("Retry"),
    Limits: declared("Limits"),
    Meta: declared("Meta"),
    RateLimits: declared("RateLimits"),
    "accounts.list": declared("AccountsListParameters"),
    "contacts.list": declared("ContactsListParameters"),
    "invoices.list": declared("InvoicesListParameters"),
    "invoices.get": declared("InvoicesGetParameters"),
    "invoices.create": declared("InvoicesCreateParameters"),
  },
  records: Object.fromEntries(
    ["Organisation", "Account", "Contact", "Invoice", "LineItem"].map((name) => [name, declared(name)]),
  ),
  operations: client.operations(),
};
client.close();
await awaited.close();
demo.stop();
console.log(JSON.stringify(surface));
