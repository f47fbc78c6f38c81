"""What stands for a record or a list in bodies and queries: dictionaries, iterables, and mappings by Xero's names."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from xero_m2m import ArgumentError, Client, DemoCompany, xero_names
from xero_m2m.models.accounting import LineItem

if TYPE_CHECKING:
    from collections.abc import Iterator


def lines() -> Iterator[Any]:
    yield {"description": "Chairs", "quantity": 4, "unit_amount": "100.00"}
    yield LineItem(description="Delivery", quantity=Decimal(1), unit_amount=Decimal("12.50"))
    yield xero_names({"Description": "Assembly", "Quantity": 1, "UnitAmount": 30})


def test_a_list_within_a_body_may_be_any_iterable(client: Client) -> None:
    saved = client.invoices.create({"type": "ACCREC", "contact": {"name": "Acme"}, "line_items": lines()})
    assert [line.description for line in saved.line_items or []] == ["Chairs", "Delivery", "Assembly"]
    assert saved.sub_total == Decimal("442.50")


def test_several_bodies_may_be_any_iterable(client: Client) -> None:
    saved = client.contacts.create({"name": f"Contact {number}"} for number in range(3))
    assert [contact.name for contact in saved.records] == ["Contact 0", "Contact 1", "Contact 2"]


def test_a_query_with_an_iterator_is_the_same_each_time(client: Client) -> None:
    names = ("Acme", "Bolt")
    ids = [client.contacts.create({"name": name}).contact_id for name in names]
    found = client.contacts.list(ids=(id_ for id_ in ids if id_))
    assert [sorted(contact.name or "" for contact in found) for _ in range(2)] == [["Acme", "Bolt"]] * 2


@pytest.mark.parametrize("statuses", ["PAID", b"PAID", 7])
def test_a_text_is_no_list(client: Client, demo: DemoCompany, statuses: Any) -> None:
    with pytest.raises(ArgumentError, match="statuses"):
        client.invoices.list(statuses=statuses).first()
    with pytest.raises(ArgumentError, match="line_items"):
        client.invoices.create({"type": "ACCREC", "contact": {"name": "Acme"}, "line_items": statuses})
    assert demo.journal.requests == []


def test_a_body_by_xero_names_is_a_record_or_a_part_of_one(client: Client) -> None:
    given = xero_names(MappingProxyType({"Type": "ACCREC", "Contact": {"Name": "Acme"}}))
    assert client.invoices.create(given).type == "ACCREC"
    saved = client.invoices.create({"type": "ACCREC", "contact": xero_names({"Name": "Acme"})})
    assert saved.contact is not None
    assert saved.contact.name == "Acme"
    with pytest.raises(ArgumentError, match="Contct"):
        client.invoices.create(xero_names({"Type": "ACCREC", "Contct": {"Name": "Acme"}}))


@pytest.mark.parametrize("fields", [[("Type", "ACCREC")], "Type", None])
def test_what_is_no_mapping_has_no_xero_names(fields: Any) -> None:
    with pytest.raises(ArgumentError, match="not the fields of a record"):
        xero_names(fields)
