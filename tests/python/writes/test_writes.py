"""Creating records: one gives the record, several give a result for each."""

from __future__ import annotations

import datetime
import pickle
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

import pytest

from stub_server import StubServer
from xero_m2m import (
    ArgumentError,
    BatchResult,
    LimitPolicy,
    Retry,
    UnavailableError,
    ValidationError,
    XeroError,
)
from xero_m2m.models.accounting import Contact, Invoice, LineItem

if TYPE_CHECKING:
    from xero_m2m import Client, DemoCompany


ID = "11111111-2222-3333-4444-555555555555"


def good(**changes: Any) -> dict[str, Any]:
    line = {"description": "Chairs", "quantity": 2, "unit_amount": Decimal("19.95"), "account_code": "200"}
    return {"type": "ACCREC", "contact": {"name": "Acme"}, "line_items": [line], **changes}


def bad() -> dict[str, Any]:
    """What Xero refuses and the client cannot know of."""
    return good(line_items=[{"description": "Chairs", "unit_amount": 1, "account_code": "nowhere"}])


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
    batch = client.invoices.create(iter([good(), bad(), good()]))
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
    assert "2 saved, 1 not" in repr(batch)
    assert "refused" in batch._repr_html_()
    assert [element is refused for element in batch] == [False, True, False]
    assert len(batch[1:]) == 2


def test_a_result_is_raised_where_not_all_were_saved(client: Client) -> None:
    saved = client.invoices.create([good(), good()])
    assert saved.raise_for_errors() is saved

    one = client.invoices.create([good(), bad()])
    with pytest.raises(ValidationError) as refused:
        one.raise_for_errors()
    assert refused.value is one[1]

    several = client.invoices.create([bad(), good(), bad()])
    with pytest.raises(ValidationError) as refused:
        several.raise_for_errors()
    error = refused.value
    assert error.message == "2 of 3 records were refused"
    assert (error.index, error.outcome) == (None, "refused")
    assert {issue.index for issue in error.issues} == {0, 2}
    assert all(f"[{issue.index}].{issue.path}: {issue.message}" in str(error) for issue in error.issues if issue.path)
    assert "outcome: refused, nothing of it was saved" in str(error)
    assert error.__cause__ is several[0]
    assert pickle.loads(pickle.dumps(error)).issues == error.issues


def test_a_result_of_failed_requests_is_raised_as_the_first_of_its_errors(demo: DemoCompany) -> None:
    demo.faults.add("PUT /Invoices", status=503, after=1, times=None)
    with demo.client(retry=Retry(max_attempts=1)) as xero:
        batch = xero.invoices.create([good() for _ in range(120)])
    with pytest.raises(UnavailableError, match=r"invoices\.create: 70 of 120 records failed") as failed:
        batch.raise_for_errors()
    assert failed.value.is_retryable == batch.errors[0].is_retryable


def test_one_bad_record_is_an_error_with_all_its_issues(client: Client) -> None:
    with pytest.raises(ValidationError) as refused:
        client.invoices.create(bad())
    assert refused.value.issues
    assert refused.value.operation == "invoices.create"
    assert "Acme" not in str(refused.value)


async def test_awaited_writes_give_the_same(demo: DemoCompany) -> None:
    async with demo.async_client() as xero:
        assert (await xero.invoices.create(good())).invoice_id
        batch = await xero.invoices.create([good(), bad()])
        assert [isinstance(element, ValidationError) for element in batch] == [False, True]


def test_a_write_is_repeated_with_its_own_key(client: Client, demo: DemoCompany) -> None:
    before = client.invoices.list().count()
    demo.faults.add("PUT /Invoices", reset="after")
    saved = client.invoices.create(good(), options={"idempotency_key": "order-991"})
    assert saved.meta is not None
    assert (saved.meta.attempts, saved.meta.idempotency_key) == (2, "order-991")
    assert client.invoices.list().count() == before + 1


def test_a_long_list_is_cut_and_every_record_has_its_outcome(demo: DemoCompany) -> None:
    demo.limits.set(enabled=False)
    with demo.client(limits=LimitPolicy(per_minute=None)) as xero:
        batch = xero.invoices.create([*[good(reference=str(number)) for number in range(119)], bad()])
        assert demo.journal.api_requests == 3
        assert len(batch.metas) == 3
        assert [record.reference for record in batch.records] == [str(number) for number in range(119)]
        assert [record.meta for record in batch.records[49:51]] == batch.metas[:2]
        assert batch.meta is batch.metas[0]
        assert len({meta.idempotency_key for meta in batch.metas}) == 3
        assert [getattr(error, "index", None) for error in batch.errors] == [119]


def test_what_went_through_is_kept_when_a_later_request_fails(demo: DemoCompany) -> None:
    demo.faults.add("PUT /Invoices", status=503, after=1, times=None)
    with demo.client(retry=Retry(max_attempts=1)) as xero:
        batch = xero.invoices.create([good() for _ in range(120)])
    assert [isinstance(element, XeroError) for element in batch] == [False] * 50 + [True] * 70
    assert isinstance(batch[50], UnavailableError)
    assert {getattr(error, "outcome", None) for error in batch.errors[50:]} == {"not_sent"}
    assert "50 saved, 70 not" in repr(batch)
    assert "failed" in batch._repr_html_()


def test_a_change_names_the_fields_that_change() -> None:
    contact = {"ContactID": ID, "Name": "Acme", "EmailAddress": "a@example.com"}
    with StubServer(reply=lambda _: {"Contacts": [contact]}) as xero, xero.client() as client:
        read = client.contacts.get(ID)
        read.name = "Acme Ltd"
        for changes in ({"name": "Acme Ltd"}, {"Name": "Acme Ltd"}, Contact(name="Acme Ltd"), read):
            assert client.contacts.update(ID, changes).email_address == "a@example.com"
        sent = [request.json["Contacts"][0]["Name"] for request in xero.requests[1:]]
        assert sent == ["Acme Ltd"] * 4
        assert {(request.method, request.path) for request in xero.requests[1:]} == {
            ("POST", f"/api.xro/2.0/Contacts/{ID}")
        }


def test_statuses_change_by_operations_of_their_own() -> None:
    invoice = {"InvoiceID": ID, "Status": "VOIDED"}
    with StubServer(reply=lambda _: {"Invoices": [invoice]}) as xero, xero.client() as client:
        assert client.invoices.void(ID).status == "VOIDED"
    assert xero.requests[0].json == {"Invoices": [{"Status": "VOIDED"}]}
    assert xero.requests[0].path == f"/api.xro/2.0/Invoices/{ID}"


def test_notes_and_history_are_records() -> None:
    history = {"HistoryRecords": [{"Details": "called", "User": "System Generated"}]}
    with StubServer(reply=lambda _: history) as xero, xero.client() as client:
        assert client.invoices.add_note(ID, "called").details == "called"
        records = client.invoices.history(ID)
        assert [record.details for record in records] == ["called"]
        assert records[0].meta is not None
    assert xero.requests[0].json == {"HistoryRecords": [{"Details": "called"}]}


@pytest.mark.parametrize("changes", [None, 7, "name", [{"name": "a"}], object()])
def test_changes_that_are_no_record_are_refused(client: Client, demo: DemoCompany, changes: Any) -> None:
    with pytest.raises(ArgumentError) as refused:
        client.contacts.update(ID, changes)
    assert refused.value.hint
    assert demo.journal.requests == []
