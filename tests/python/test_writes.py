"""Creating records: one gives the record, several give a result for each."""

from __future__ import annotations

import datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

import pytest

from xero_m2m import BatchResult, ValidationError
from xero_m2m.models.accounting import Contact, Invoice, LineItem

if TYPE_CHECKING:
    from xero_m2m import Client, DemoCompany


def good(**changes: Any) -> dict[str, Any]:
    line = {"description": "Chairs", "quantity": 2, "unit_amount": Decimal("19.95"), "account_code": "200"}
    return {"type": "ACCREC", "contact": {"name": "Acme"}, "line_items": [line], **changes}


class Kind(Enum):
    SALE = "ACCREC"


class Day(datetime.date):
    """As other libraries make them."""


def test_one_record_gives_the_saved_record(client: Client, demo: DemoCompany) -> None:
    line = LineItem(description="Chairs", quantity=Decimal(2), unit_amount=Decimal("19.95"), account_code="200")
    saved = client.invoices.create(Invoice(type="ACCREC", contact=Contact(name="Acme"), line_items=[line]))
    assert saved.sub_total == Decimal("39.90")
    assert saved.meta is not None
    assert saved.meta.idempotency_key == demo.journal.requests[-1]["idempotency_key"]


def test_values_of_pythons_own_types_are_understood(client: Client) -> None:
    invoice = good(type=Kind.SALE, date=Day(2026, 11, 23), due_date=datetime.date(2026, 12, 24))
    saved = client.invoices.create(invoice, unitdp=4)
    assert saved.due_date == datetime.date(2026, 12, 24)
    assert saved.date == datetime.date(2026, 11, 23)


def test_xeros_own_names_are_understood(client: Client) -> None:
    line = {"Description": "Chairs", "Quantity": 1, "UnitAmount": 3.5, "AccountCode": "200"}
    saved = client.invoices.create({"Type": "ACCREC", "Contact": {"Name": "Acme"}, "LineItems": [line]})
    assert saved.sub_total == Decimal("3.50")


def test_several_records_give_a_result_for_each(client: Client) -> None:
    batch = client.invoices.create(iter([good(), good(type="NONSENSE"), good()]))
    assert isinstance(batch, BatchResult)
    assert len(batch) == 3
    assert [record.sub_total for record in batch.records] == [Decimal("39.90")] * 2
    assert not batch.ok
    refused = batch[1]
    assert isinstance(refused, ValidationError)
    assert batch.errors == [refused]
    assert refused.index == 1
    assert refused.issues
    assert refused.hint
    assert batch.meta is not None
    assert "2 saved, 1 refused" in repr(batch)
    assert "refused" in batch._repr_html_()
    assert [element is refused for element in batch] == [False, True, False]
    assert len(batch[1:]) == 2


def test_one_bad_record_is_an_error_with_all_its_issues(client: Client) -> None:
    with pytest.raises(ValidationError) as refused:
        client.invoices.create(good(line_items=[{"description": "x", "account_code": "nowhere"}], currency_code="???"))
    assert refused.value.issues
    assert refused.value.operation == "invoices.create"
    assert "Acme" not in str(refused.value)


async def test_awaited_writes_give_the_same(demo: DemoCompany) -> None:
    async with demo.async_client() as xero:
        assert (await xero.invoices.create(good())).invoice_id
        batch = await xero.invoices.create([good(), good(type="NONSENSE")])
        assert [isinstance(element, ValidationError) for element in batch] == [False, True]


def test_a_write_is_repeated_with_its_own_key(client: Client, demo: DemoCompany) -> None:
    before = client.invoices.list().count()
    demo.faults.add("PUT /Invoices", reset="after")
    saved = client.invoices.create(good(), options={"idempotency_key": "order-991"})
    assert saved.meta is not None
    assert (saved.meta.attempts, saved.meta.idempotency_key) == (2, "order-991")
    assert client.invoices.list().count() == before + 1
