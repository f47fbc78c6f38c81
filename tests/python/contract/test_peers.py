"""Xero's own library reads the demo company's records: its values and ours agree."""

from __future__ import annotations

import datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

import pytest

from peer_client import PeerClient
from xero_m2m import DemoCompany, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xero_python.accounting import AccountingApi

    from xero_m2m import Client


@pytest.fixture(scope="module")
def company() -> Iterator[DemoCompany]:
    with DemoCompany() as demo:
        yield demo


@pytest.fixture(scope="module")
def theirs(company: DemoCompany) -> AccountingApi:
    return PeerClient(company).accounting


CALLS: dict[str, tuple[Callable[[AccountingApi], Any], Callable[[Client], Any]]] = {
    "organisation": (lambda api: api.get_organisations("").organisations, lambda xero: [xero.organisation.get()]),
    "accounts": (lambda api: api.get_accounts("").accounts, lambda xero: xero.accounts.list().collect()),
    "contacts": (lambda api: api.get_contacts("").contacts, lambda xero: xero.contacts.list().collect()),
    # Lines come with pages alone.
    "invoices": (
        lambda api: api.get_invoices("", page=1, page_size=1000).invoices,
        lambda xero: xero.invoices.list().collect(),
    ),
    "one invoice": (
        lambda api: [api.get_invoice("", it.invoice_id).invoices[0] for it in api.get_invoices("").invoices[:5]],
        lambda xero: [xero.invoices.get(it.invoice_id or "") for it in xero.invoices.list().page(1).records[:5]],
    ),
}


@pytest.mark.parametrize("what", CALLS)
def test_xero_python_reads_the_same(company: DemoCompany, theirs: AccountingApi, what: str) -> None:
    read, read_ours = CALLS[what]
    with company.client() as client:
        records, own = read(theirs), read_ours(client)
    assert len(records) == len(own) > 0
    compared = [
        agree(record, mine, f"{what}[{at}]") for at, (record, mine) in enumerate(zip(records, own, strict=True))
    ]
    assert min(compared) > 4


def agree(theirs: Any, ours: Any, where: str) -> int:
    """Fails unless every value of theirs is ours; gives how many there were."""
    if hasattr(theirs, "openapi_types"):
        assert isinstance(ours, Record), where
        members = {plain(name): getattr(ours, name) for name in ours.__struct_fields__}
        values = {name: getattr(theirs, name) for name in theirs.openapi_types}
        given = {name: value for name, value in values.items() if value is not None}
        return sum(agree(value, members[plain(name)], f"{where}.{name}") for name, value in given.items())
    if isinstance(theirs, list):
        # They make an empty list of what Xero did not send.
        assert len(theirs) == len(ours or []), where
        return sum(agree(part, ours[at], f"{where}[{at}]") for at, part in enumerate(theirs))
    if isinstance(theirs, Enum):
        theirs = theirs.value
    if isinstance(theirs, (int, float)) and isinstance(ours, Decimal):
        theirs = Decimal(str(theirs))
    # And False where it was neither.
    assert theirs == (False if ours is None else ours), f"{where}: {theirs!r} is {ours!r} of ours"
    assert isinstance(theirs, datetime.datetime) == isinstance(ours, datetime.datetime), where
    return 1


def plain(name: str) -> str:
    return name.replace("_", "").lower()
