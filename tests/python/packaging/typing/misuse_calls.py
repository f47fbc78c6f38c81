# pyright: strict
"""What no checker may let through: an error is expected on each marked line, and on no other; nothing is run."""

from __future__ import annotations

import io

import xero_m2m
from xero_m2m import AsyncClient, Client, F, LimitPolicy, Pager, models, types
from xero_m2m.models.accounting import Contact, Invoice, LineItem

ID = "11111111-2222-3333-4444-555555555555"


def calls(xero: Client) -> None:
    xero.invoces  # error
    xero.invoices.remove(ID)  # error
    xero.invoices.get()  # error
    xero.invoices.get(7)  # error
    xero.invoices.get(ID, True)  # error
    xero.invoices.list(status="PAID")  # error
    xero.invoices.list(statuses=[1])  # error
    xero.invoices.list(page=2)  # error
    xero.invoices.list(page_size="all")  # error
    xero.invoices.list(modified_since=1704067200)  # error
    xero.invoices.list(where=True)  # error
    xero.invoices.list(options={"time_out": 3})  # error
    xero.invoices.list(options={"extra_headers": [("X-Trace", "a")]})  # error
    xero.with_options(extra_body={})  # error
    xero.invoices.create()  # error
    xero.invoices.create(Contact())  # error
    xero.invoices.create([Contact()])  # error
    xero.invoices.create("ACCREC")  # error
    xero.invoices.update(ID)  # error
    xero.invoices.update(ID, [Invoice()])  # error
    xero.invoices.add_note(ID, 7)  # error
    xero.invoices.attach(ID, "a.pdf", 7)  # error
    xero.invoices.attach(ID, "a.pdf", [1, 2])  # error
    xero.invoices.pdf(ID, to="a.pdf", stream=True)  # error
    xero.invoices.with_raw_response.get()  # error
    xero.invoices.with_raw_response.get(ID, unitdb=4)  # error
    xero.invoices.with_raw_response.gett(ID)  # error
    xero.invoices.with_raw_response.create("ACCREC")  # error
    xero.invoices.with_raw_response.list().collect()  # error
    xero.invoices.pdf(ID, to=io.StringIO())  # error
    xero.invoices.pdf(ID, to=b"a.pdf")  # error
    xero.payroll_nz.employees.delete(ID)  # error
    xero.reports.aged_payables_by_contact()  # error
    xero.assets.list()  # error


def results(xero: Client) -> None:
    first: Invoice = xero.invoices.list().first()  # error
    pager: Pager[Contact] = xero.invoices.list()  # error
    text: str = xero.invoices.pdf(ID)  # error
    size: int = xero.invoices.pdf(ID)  # error
    saved: Invoice = xero.invoices.create([Invoice()])  # error
    xero.invoices.with_raw_response.get(ID).total  # error
    pieces: bytes = xero.invoices.pdf(ID, stream=True)  # error
    xero.invoices.create([Invoice()])[0].total  # error
    xero.invoices.get(ID).totl  # error
    xero.invoices.get(ID).total + 1  # error
    xero.projects.projects.update(ID, {}).name  # error
    assert [first, pager, text, size, saved, pieces]


def records() -> None:
    Invoice("ACCREC")  # error
    Invoice(tipe="ACCREC")  # error
    Invoice(line_items=LineItem())  # error
    Invoice(due_date="2026-12-24")  # error
    LineItem(unit_amount=19.95)  # error
    LineItem(unit_amount="19.95")  # error
    LimitPolicy(60)  # error


def clients() -> None:
    Client("an-id", "a-secret")  # error
    Client(clientid="an-id")  # error
    AsyncClient("an-id")  # error


def lists(xero: Client) -> None:
    len(xero.invoices.list())  # error
    xero.invoices.list()[0]  # error


def names() -> None:
    xero_m2m.Clint  # error
    models.Invoic  # error
    models.payroll_nz.Employe  # error
    types.CallOption  # error


def filters() -> None:
    F(7)  # error
    F("Total") > object()  # error
    F("Name").contains(7)  # error
    (F("Total") > 1) & "Name==null"  # error


async def awaited(xero: AsyncClient) -> None:
    xero.invoices.get(ID).total  # error
    for invoice in xero.invoices.list():  # error
        assert invoice
    await xero.invoices.list()  # error
    async with Client():  # error
        pass
    with xero:  # error
        pass
