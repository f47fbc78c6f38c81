# pyright: strict
"""Wrong bodies and queries, for the type checkers; nothing is run.

An error is expected on each marked line. Where a word follows, pyright points at it, for create and update beside the
call. Within records of a record it points at the wrong one of them, and in a list of several bodies at the list. Mypy
points at the call of an update, and at all fields of a new record.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from xero_m2m import AsyncClient, Client, xero_names
from xero_m2m.models.accounting import Contact, Invoice, LineItem
from xero_m2m.types.accounting import InvoiceParams

ID = "11111111-2222-3333-4444-555555555555"


def queries(xero: Client) -> None:
    xero.invoices.list(statuses=["AUTHORIZED"])  # error at "AUTHORIZED"
    xero.invoices.list(statuses="PAID")  # error at "PAID"
    xero.invoices.list(statuses=(word for word in ("PAID", "OPEN")))  # error at (word for
    xero.invoices.list(ids=[7])  # error at 7
    xero.assets.assets.list(status="REGISTRED")  # error at "REGISTRED"
    xero.projects.projects.list(states="CLOSED")  # error at "CLOSED"


def one_record(xero: Client) -> None:
    xero.invoices.create({"tpye": "ACCREC"})  # error at "tpye"
    xero.invoices.create({"type": "ACCREK"})  # error at "ACCREK"
    xero.invoices.create({"Type": "ACCREC"})  # error at "Type"
    xero.invoices.create({"due_date": 20261224})  # error at 20261224
    xero.invoices.create({"currency_rate": 1.5})  # error at 1.5
    xero.invoices.create({"amount_due": Decimal(1)})  # error at "amount_due"
    xero.invoices.create({"contact": LineItem()})  # error at LineItem()
    xero.invoices.update(ID, {"sttus": "VOIDED"})  # error at "sttus"
    xero.invoices.update(ID, {"status": "VOIDD"})  # error at "VOIDD"
    xero.contacts.upsert({"nme": "Acme"})  # error at "nme"
    xero.payroll_nz.employees.create({"firstname": "Ann"})  # error at "firstname"
    xero.files.folders.create({"name": 7})  # error at 7


def nested(xero: Client) -> None:
    xero.invoices.create({"contact": {"nme": "Acme"}})  # error at {"nme"
    xero.invoices.create({"line_items": [{"unit_amout": "19.95"}]})  # error at {"unit_amout"
    xero.invoices.create({"line_items": [{"unit_amount": 19.95}]})  # error at {"unit_amount"
    xero.invoices.create({"line_items": [{"tracking": [{"optn": "North"}]}]})  # error at {"tracking"
    xero.invoices.create({"line_items": LineItem()})  # error at LineItem()
    xero.invoices.update(ID, {"line_items": [{"descripton": "x"}]})  # error at {"descripton"


def several(xero: Client) -> None:
    xero.invoices.create([{"tpye": "ACCREC"}])  # error at [{"tpye"
    xero.invoices.create([Invoice(), {"type": "ACCREK"}])  # error at [Invoice
    xero.invoices.create([{"line_items": [{"unit_amount": 19.95}]}])  # error at [{"line
    xero.invoices.create(Contact() for _ in range(3))  # error at Contact() for


def lines(xero: Client) -> None:
    xero.invoices.create({  # pyright
        "type": "ACCREC",  # mypy
        "contact": {"name": "Acme"},  # mypy
        "due_date": datetime.date(2026, 12, 24),  # mypy
        "sttus": "DRAFT",  # error at "sttus"
    })  # fmt: skip


def declared() -> None:
    invoice: InvoiceParams = {"type": "ACCREC", "contct": {"name": "Acme"}}  # error at "contct"
    invoice["status"] = "PAYED"  # error at invoice
    invoice["line_items"] = [{"unit_amount": 19.95}]  # error at invoice
    xero_names([("Type", "ACCREC")])  # error at [("Type"


async def awaited(xero: AsyncClient) -> None:
    await xero.invoices.create({"tpye": "ACCREC"})  # error at "tpye"
    await xero.invoices.update(ID, {"status": "VOIDD"})  # error at "VOIDD"
    xero.invoices.list(statuses=["AUTHORIZED"])  # error at "AUTHORIZED"
