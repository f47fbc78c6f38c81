# pyright: strict
"""Bodies and queries as users write them, for the type checkers; they are not run."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from typing_extensions import assert_type

from xero_m2m import AsyncClient, BatchResult, Client, models, xero_names
from xero_m2m.models.accounting import Contact, Invoice, LineItem
from xero_m2m.types import CallOptions, FileInput, FileOutput, Id, Outcome, Priority, XeroNames
from xero_m2m.types.accounting import InvoiceParams, InvoiceStatus, LineItemParams

ID = UUID(int=1)
ALIASES: list[object] = [CallOptions, FileInput, FileOutput, Id, Outcome, Priority]


def one_record(xero: Client, contact: Contact, fetched: Invoice) -> None:
    created = xero.invoices.create({
        "type": "ACCREC",
        "contact": {"contact_id": ID},
        "due_date": datetime.date(2026, 12, 24),
        "line_items": [
            {"description": "Garden chairs", "quantity": 4, "unit_amount": Decimal("100.00"), "account_code": "200"},
            {"description": "Delivery", "unit_amount": "12.50"},
        ],
    })  # fmt: skip
    assert_type(created, Invoice)
    assert_type(xero.invoices.create({"type": "ACCREC", "contact": contact, "line_items": [LineItem()]}), Invoice)
    assert_type(xero.invoices.update(ID, {"status": "VOIDED", "due_date": fetched.due_date}), Invoice)
    assert_type(xero.invoices.update(fetched.invoice_id or ID, fetched), Invoice)
    assert_type(xero.invoices.create(fetched), models.Invoice)
    assert_type(xero.payroll_nz.employees.create({"first_name": "Ann"}), models.payroll_nz.Employee)


def several(xero: Client, fetched: list[Invoice], typed: list[InvoiceParams]) -> None:
    rows = [("Acme", "100.00"), ("Bolt", "12.50")]
    assert_type(xero.invoices.create(typed), BatchResult[Invoice])
    assert_type(xero.invoices.create([{"type": "ACCREC"}, {"type": "ACCPAY"}]), BatchResult[Invoice])
    assert_type(xero.invoices.create({"type": "ACCREC"} for _ in rows), BatchResult[Invoice])
    assert_type(xero.invoices.create([{"contact": {"name": name}} for name, _ in rows]), BatchResult[Invoice])
    assert_type(xero.invoices.create([fetched[0], {"type": "ACCREC"}]), BatchResult[Invoice])
    assert_type(xero.invoices.create(xero.invoices.list()), BatchResult[Invoice])
    assert_type(xero.invoices.create(dict.fromkeys("ab", fetched[0]).values()), BatchResult[Invoice])


def lists_within(xero: Client, lines: Iterable[LineItemParams]) -> None:
    xero.invoices.create({"line_items": lines})
    xero.invoices.create({"line_items": ({"description": str(number)} for number in range(3))})
    xero.invoices.create({"line_items": (LineItem(), {"description": "x"})})
    xero.invoices.create({"line_items": [{"tracking": [{"name": "Region", "option": "North"}]}]})


def by_xero_names(xero: Client) -> None:
    assert_type(xero_names({"Type": "ACCREC"}), XeroNames)
    assert_type(xero.invoices.create(xero_names({"Type": "ACCREC"})), Invoice)
    assert_type(xero.invoices.create([xero_names({"Type": "ACCREC"}), Invoice()]), BatchResult[Invoice])
    assert_type(xero.invoices.update(ID, xero_names({"Status": "VOIDED"})), Invoice)
    xero.invoices.create({"contact": xero_names({"Name": "Acme"})})


def queries(xero: Client, statuses: list[InvoiceStatus]) -> None:
    xero.invoices.list(statuses=statuses)
    xero.invoices.list(statuses={"PAID", "VOIDED"}, ids=(UUID(int=number) for number in range(3)))
    xero.invoices.list(invoice_numbers=map(str, range(3)), contact_ids={ID: "x"}.keys())


async def awaited(xero: AsyncClient) -> None:
    assert_type(await xero.invoices.create({"type": "ACCREC"}), Invoice)
    assert_type(await xero.invoices.create({"type": "ACCREC"} for _ in range(3)), BatchResult[Invoice])
    assert_type(await xero.invoices.update(ID, {"status": "VOIDED"}), Invoice)
