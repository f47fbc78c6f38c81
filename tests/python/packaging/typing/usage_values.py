# pyright: strict
"""Files and filters as users write them, for the type checkers; they are not run."""

from __future__ import annotations

import datetime
import io
import tempfile
from collections.abc import AsyncGenerator, Generator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from typing_extensions import assert_type

from xero_m2m import ArgumentError, AsyncClient, BatchResult, Client, F, Filter, Issue, Meta, Page
from xero_m2m.models.accounting import Attachment, Invoice
from xero_m2m.models.files import File
from xero_m2m.raw import RawResponse

ID = UUID(int=1)


def files_down(xero: Client) -> None:
    assert_type(xero.invoices.pdf(ID), bytes)
    assert_type(xero.invoices.pdf(ID, to="a.pdf"), int)
    assert_type(xero.invoices.pdf(ID, to=Path("a.pdf")), int)
    assert_type(xero.invoices.pdf(ID, to=io.BytesIO()), int)
    with Path("a.pdf").open("wb") as file, tempfile.TemporaryFile() as other:
        assert_type(xero.invoices.attachment(ID, "a.pdf", to=file), int)
        assert_type(xero.files.files.content(ID, to=other), int)
    assert_type(xero.files.files.content(ID, stream=True), Generator[bytes, None, None])
    for piece in xero.invoices.pdf(ID, stream=True):
        assert_type(piece, bytes)


def files_up(xero: Client) -> None:
    for content in (b"x", bytearray(b"x"), memoryview(b"x"), "a.pdf", Path("a.pdf"), io.BytesIO(b"x")):
        assert_type(xero.invoices.attach(ID, "a.pdf", content, include_online=True), Attachment)
    with Path("a.pdf").open("rb") as file:
        assert_type(xero.files.files.upload("a.pdf", file, content_type="application/pdf"), File)
    xero.invoices.attach(ID, "a.txt", (line for line in ["a", "b"]))
    xero.invoices.attach(ID, "a.txt", [b"a", b"b"])


def raw_responses(xero: Client) -> None:
    raw = xero.invoices.with_raw_response
    assert_type(raw.get(ID, unitdp=4), RawResponse[Invoice])
    assert_type(raw.get(ID).parse(), Invoice)
    assert_type(raw.create(Invoice()).parse(), Invoice)
    assert_type(raw.create([Invoice()]).parse(), BatchResult[Invoice])
    assert_type(raw.list(statuses=["PAID"]).page(2).parse(), Page[Invoice])
    assert_type(raw.pdf(ID).parse(), bytes)
    assert_type(raw.pdf(ID, to="a.pdf").parse(), int)
    assert_type(raw.email(ID).parse(), None)
    assert_type(raw.get(ID).headers, dict[str, str])
    assert_type(xero.payroll_nz.employees.with_raw_response.get(ID).content, bytes)


async def awaited(xero: AsyncClient) -> None:
    assert_type(await xero.invoices.pdf(ID), bytes)
    assert_type(await xero.invoices.pdf(ID, to=io.BytesIO()), int)
    assert_type(await xero.invoices.attach(ID, "a.pdf", b"x"), Attachment)
    assert_type(xero.invoices.pdf(ID, stream=True), AsyncGenerator[bytes, None])
    async for piece in xero.invoices.pdf(ID, stream=True):
        assert_type(piece, bytes)
    await xero.invoices.attach(ID, "a.pdf", xero.invoices.pdf(ID, stream=True))
    raw = xero.invoices.with_raw_response
    assert_type(await raw.get(ID), RawResponse[Invoice])
    assert_type((await raw.create([Invoice()])).parse(), BatchResult[Invoice])
    assert_type((await raw.list().page()).parse(), Page[Invoice])
    assert_type((await raw.pdf(ID)).parse(), bytes)


def records(xero: Client) -> None:
    saved = xero.invoices.create([Invoice(), Invoice()])
    assert_type(saved.raise_for_errors(), BatchResult[Invoice])
    assert_type(saved.records[0].misfits, dict[str, Any])
    assert_type(saved.records[0].meta, Meta | None)
    assert_type(ArgumentError("m").issues, list[Issue])


def filters(xero: Client) -> None:
    assert_type(F("Total") > 1000, Filter)
    assert_type(F("Total") == Decimal("0.1"), Filter)
    assert_type(F("Status") != "PAID", Filter)
    assert_type(F("Date").ge(datetime.date(2026, 1, 31)), Filter)
    assert_type(F("ContactID").is_in([ID, "x"]), Filter)
    due = (F("Total") > 1000) & ~F("Name").contains("Acme") | F("DueDate").is_null()
    assert_type(due, Filter)
    assert_type(str(due), str)
    xero.invoices.list(where=due)
    xero.invoices.list(where='Status=="PAID"')
