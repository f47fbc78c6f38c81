/** The other APIs: their namespaces, envelopes, dates and ways to write. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "xero-m2m";
import { errorOf, withDemo } from "../support/helpers.mjs";
import { withStubServer } from "../support/stub-server.mjs";

const ID = "11111111-2222-3333-4444-555555555555";

/** Makes a route respond so, once for each of the two clients. */
function answers(demo, route, body, status = 200) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  demo.faults.add(route, { status, body: text, contentType: "application/json", times: 2 });
}

/** What both clients give. */
async function both(demo, call) {
  const blocking = call(demo.client());
  const awaited = await call(demo.asyncClient());
  assert.deepEqual(awaited, blocking);
  return blocking;
}

test(
  "payroll NZ: an envelope of one, decimals and instants without a zone",
  withDemo(async (demo) => {
    const employee = {
      employeeID: ID,
      firstName: "Ann",
      dateOfBirth: "1999-01-31T00:00:00",
      updatedDateUTC: "2020-01-31T10:00:00",
    };
    answers(demo, "GET /payroll.xro/2.0/Employees/*", { pagination: null, problem: null, employee });
    const got = await both(demo, (xero) => xero.payrollNz.employees.get(ID));
    assert.equal(got.dateOfBirth, "1999-01-31");
    assert.deepEqual(got.updatedDateUtc, new Date("2020-01-31T10:00:00Z"));
    assert.equal(got.constructor.name, "Employee");
    assert.deepEqual(got.toXero(), employee);
  }),
);

test(
  "projects: pages of items, money in records of its own, and updates that give nothing",
  withDemo(async (demo) => {
    const items = [
      {
        projectId: ID,
        name: "Kitchen",
        estimate: { currency: "NZD", value: 99.9 },
        deadlineUtc: "2020-03-01T15:00:00Z",
      },
    ];
    const pagination = { page: 1, pageSize: 500, pageCount: 1, itemCount: 1 };
    answers(demo, "GET /projects.xro/2.0/Projects", { pagination, items });
    answers(demo, "PUT /projects.xro/2.0/Projects/*", "", 204);
    const [project] = await both(demo, (xero) => xero.projects.projects.list().collect());
    assert.deepEqual(project.estimate.value, new Decimal("99.9"));
    assert.deepEqual(project.deadlineUtc, new Date("2020-03-01T15:00:00Z"));
    assert.equal(await both(demo, (xero) => xero.projects.projects.update(ID, { name: "Bath" })), undefined);
  }),
);

test(
  "assets and identity: lists without an envelope",
  withDemo(async (demo) => {
    answers(demo, "GET /assets.xro/1.0/AssetTypes", [{ assetTypeId: ID, assetTypeName: "Computers" }]);
    answers(demo, "GET /Connections", [{ id: ID, tenantType: "ORGANISATION" }]);
    answers(demo, "GET /connections", [{ id: ID, tenantType: "ORGANISATION" }]);
    const [type] = await both(demo, (xero) => xero.assets.assetTypes.list().collect());
    assert.equal(type.assetTypeName, "Computers");
    const [connection] = await both(demo, (xero) => xero.identity.connections.list().collect());
    assert.equal(connection.tenantType, "ORGANISATION");
  }),
);

test(
  "reports: rows in rows, to any depth",
  withDemo(async (demo) => {
    const row = {
      RowType: "Row",
      Cells: [{ Value: "Bank" }, { Value: "100.00", Attributes: [{ Value: ID, Id: "account" }] }],
    };
    const report = {
      ReportID: "BalanceSheet",
      ReportTitles: ["Balance Sheet"],
      Rows: [{ RowType: "Section", Title: "Assets", Rows: [{ RowType: "Section", Rows: [row] }] }],
    };
    answers(demo, "GET /Reports/BalanceSheet", { Reports: [report] });
    const got = await both(demo, (xero) => xero.reports.balanceSheet({ date: "2026-01-31" }));
    assert.equal(got.rows[0].rows[0].rows[0].cells[1].value, "100.00");
    assert.equal(got.rows[0].rows[0].rows[0].constructor.name, "ReportRow");
    assert.deepEqual(got.toXero(), report);
    assert.match(demo.journal.requests.at(-1).query, /date=2026-01-31/);
  }),
);

test(
  "lists that come at once are arrays whose records have the meta of their response",
  withDemo(async (demo) => {
    answers(demo, "GET /Invoices/*/History", {
      HistoryRecords: [{ Changes: "Created", DateUTC: "/Date(1563753600000+0000)/" }],
    });
    answers(demo, "GET /Invoices/*/Attachments", { Attachments: [] });
    const [record] = await both(demo, (xero) => xero.invoices.history(ID));
    assert.deepEqual(record.dateUtc, new Date(1563753600000));
    assert.equal(record.meta.status, 200);
    assert.deepEqual(await both(demo, (xero) => xero.invoices.attachments(ID)), []);
  }),
);

test(
  "what is written goes out by Xero's names, with its fixed parts, and only once",
  withStubServer([{ Invoices: [{ InvoiceID: ID }] }], async (xero) => {
    const client = xero.client();
    client.invoices.void(ID);
    client.invoices.update(ID, {
      reference: "R",
      lineItems: [{ unitAmount: new Decimal("10.50"), quantity: 2 }],
      date: "2026-01-31",
    });
    const [voided, updated] = xero.requests;
    assert.deepEqual(JSON.parse(voided.body), { Invoices: [{ Status: "VOIDED" }] });
    assert.equal(voided.path, `/api.xro/2.0/Invoices/${ID}`);
    assert.deepEqual(JSON.parse(updated.body).Invoices[0].LineItems, [{ UnitAmount: 10.5, Quantity: 2 }]);
    assert.match(JSON.stringify(JSON.parse(updated.body)), /"Date":"2026-01-31"/);
    assert.notEqual(voided.headers["idempotency-key"], updated.headers["idempotency-key"]);
  }),
);

test(
  "a note is the text of a history record",
  withStubServer([{ HistoryRecords: [{ Details: "Called" }] }], async (xero) => {
    assert.equal(xero.client().invoices.addNote(ID, "Called").details, "Called");
    assert.deepEqual(JSON.parse(xero.requests[0].body), { HistoryRecords: [{ Details: "Called" }] });
    for (const note of [7, {}, ["Called"]]) {
      assert.equal((await errorOf(() => xero.client().invoices.addNote(ID, note))).name, "ArgumentError");
    }
  }),
);

const BODIES = {
  "an unknown member": [{ totall: 1 }, /totall/],
  "a member of the wrong kind": [{ lineItems: "none" }, /lineItems/],
  "a number that is none": [{ lineItems: [{ quantity: "many" }] }, /lineItems\[0\]\.quantity/],
  "a Map": [new Map([["type", "ACCREC"]])],
  "a promise": [Promise.resolve({})],
  "a number": [7],
  text: ["ACCREC"],
  nothing: [undefined],
  "what contains itself": [
    (() => {
      const loop = {};
      loop.contact = loop;
      return loop;
    })(),
  ],
  "an empty list": [[]],
};

for (const [what, [body, place]] of Object.entries(BODIES)) {
  test(
    `${what} in the place of an invoice is refused before anything is sent`,
    withDemo(async (demo) => {
      for (const client of [demo.client(), demo.asyncClient()]) {
        const error = await errorOf(() => client.invoices.create(body));
        assert.equal(error.name, "ArgumentError", String(error));
        if (place !== undefined) assert.match(error.toString(), place);
      }
      assert.equal(demo.journal.apiRequests, 0);
    }),
  );
}

test(
  "resources and namespaces are made once, when they are touched",
  withDemo((demo) => {
    const xero = demo.client();
    assert.equal(xero.payrollUk, xero.payrollUk);
    assert.equal(xero.payrollUk.employees, xero.payrollUk.employees);
    assert.notEqual(xero.payrollUk, demo.client().payrollUk);
    assert.equal(xero.payrollUk.constructor.name, "PayrollUk");
  }),
);
