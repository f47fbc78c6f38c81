import { Decimal, DemoCompany, NotFoundError } from "xero-m2m";
import { demoCompany } from "xero-m2m/testing";

const demo = demoCompany({ beforeEach, afterEach });

test("a test has a demo company of its own", async () => {
  expect(demo()).toBeInstanceOf(DemoCompany);
  const invoice = await demo().asyncClient().invoices.list({ pageSize: 1 }).first();
  expect(invoice.total).toBeInstanceOf(Decimal);
  expect(() => demo().client().invoices.get("none")).toThrow(NotFoundError);
});
