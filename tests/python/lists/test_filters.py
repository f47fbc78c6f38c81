"""Filters quote for you, and say so when they cannot."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from xero_m2m import ArgumentError, F, Filter

if TYPE_CHECKING:
    from xero_m2m import Client

ID = "11111111-2222-3333-4444-555555555555"
NOON = datetime.datetime(2026, 1, 31, 12, 0, 5, tzinfo=datetime.timezone.utc)


class Status(Enum):
    PAID = "PAID"


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (F("Total") > 1000, "Total>1000"),
        (F("Total") >= Decimal("0.10"), "Total>=0.10"),
        (F("Total") < Decimal("1E+3"), "Total<1000"),
        (F("Total") <= 0.1, "Total<=0.1"),
        (F("Total") == 1e-7, "Total==0.0000001"),
        (F("Total") != -2, "Total!=-2"),
        (F("Status") == Status.PAID, 'Status=="PAID"'),
        (F("Name") == 'Port "&" Freight', 'Name=="Port ""&"" Freight"'),
        (F("Name") == None, "Name==null"),  # noqa: E711
        (F("IsPaid") == True, "IsPaid==true"),  # noqa: E712
        (F("IsPaid").ne(False), "IsPaid!=false"),
        (F("Date") > datetime.date(2026, 1, 31), "Date>DateTime(2026,1,31)"),
        (F("Date") > "2026-01-31", "Date>DateTime(2026,1,31)"),
        (F("Reference") == "2026-01-31", 'Reference=="2026-01-31"'),
        (F("UpdatedDateUTC") >= NOON, "UpdatedDateUTC>=DateTime(2026,1,31,12,0,5)"),
        (F("CreatedUTC") < NOON.astimezone(ZoneInfo("Pacific/Auckland")), "CreatedUTC<DateTime(2026,1,31,12,0,5)"),
        (F("Contact.ContactID") == UUID(ID), f'Contact.ContactID==Guid("{ID}")'),
        (F("Contact.ContactID") == ID, f'Contact.ContactID==Guid("{ID}")'),
        (F("Reference") == ID, f'Reference=="{ID}"'),
        (F("InvoiceID").is_in([ID]), f'InvoiceID==Guid("{ID}")'),
        (F("Name").contains("x"), 'Name.Contains("x")'),
        (F("Name").starts_with('"'), 'Name.StartsWith("""")'),
        (F("Name").ends_with(""), 'Name.EndsWith("")'),
        (F("DueDate").is_null(), "DueDate==null"),
        (F("DueDate").is_not_null(), "DueDate!=null"),
        (F("Status").is_in(["A", "B"]), 'Status=="A" OR Status=="B"'),
        ((F("A") > 1) & (F("B") < 2) & (F("C") == 3), "A>1 AND B<2 AND C==3"),
        (F("A").eq(1).or_(F("B").eq(2)).and_(F("C").eq(3)), "(A==1 OR B==2) AND C==3"),
        (F("C").eq(3) & F("A").is_in([1, 2]), "C==3 AND (A==1 OR A==2)"),
        (~(F("A") > 1), "A<=1"),
        (~((F("A") > 1) & F("B").contains("x")), 'A<=1 OR B.Contains("x")==false'),
        (F("A").eq(1).not_().not_(), "A==1"),
        (F("A") > np.int64(7), "A>7"),
        (F("A") > np.float32(0.1), "A>0.1"),
        (F("A") == np.bool_(True), "A==true"),
        (F("A") > pd.Timestamp("2026-01-31T10:30", tz="UTC"), "A>DateTime(2026,1,31,10,30,0)"),
    ],
    ids=str,
)
def test_a_filter_has_the_text_that_xero_takes(made: Filter, text: str) -> None:
    assert str(made) == text
    assert repr(made) == f"Filter({text!r})"


@pytest.mark.parametrize(
    "make",
    [
        lambda: F(""),
        lambda: F("Total > 1 OR A"),
        lambda: F("Total)"),
        lambda: F(".A"),
        lambda: F(7),  # type: ignore[arg-type]
        lambda: F("A") == float("nan"),
        lambda: F("A") > Decimal("Infinity"),
        lambda: F("A") > None,
        lambda: F("A") < True,
        lambda: F("A") == object(),  # type: ignore[comparison-overlap]
        lambda: F("A") == b"x",  # type: ignore[comparison-overlap]
        lambda: F("A") > datetime.datetime(2026, 1, 31),  # noqa: DTZ001
        lambda: F("A").contains(7),  # type: ignore[arg-type]
        lambda: F("A").is_in([]),
        lambda: F("A").is_in("AB"),
        lambda: (F("A") == 1) & "B",  # type: ignore[operator]
        lambda: (F("A") == 1) and (F("B") == 2),
        lambda: not F("A").eq(1),
        lambda: 1 < F("A") < 5,
        lambda: bool(F("A")),
        lambda: F("A") == np.float64("nan"),
        lambda: F("A") == pd.NaT,  # type: ignore[comparison-overlap]
        lambda: F("A") == pd.NA,
    ],
)
def test_what_no_filter_can_say_is_refused_with_a_hint(make: Any) -> None:
    with pytest.raises(ArgumentError) as refused:
        make()
    assert refused.value.hint


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("amount_due", "AmountDue"),
        ("amountDue", "AmountDue"),
        ("invoice_id", "InvoiceID"),
        ("contact.name", "Contact.Name"),
        ("Contact.account_number", "Contact.AccountNumber"),
        ("amout_due", "AmountDue"),
    ],
)
def test_a_field_in_our_casing_names_the_one_that_is_meant(client: Client, name: str, meant: str) -> None:
    with pytest.raises(ArgumentError, match=f'^"{re.escape(name)}" is not one of Xero') as refused:
        F(name)
    assert refused.value.hint == f"did you mean {meant}?"
    with pytest.raises(ArgumentError, match="order") as refused:
        client.invoices.list(order=f"Date DESC, {name} ASC").page(1)
    assert refused.value.hint == f"did you mean {meant}?"


def test_a_field_that_is_like_none_of_xeros_is_the_users_own_affair() -> None:
    assert str(F("zzzz_qqqq") == 1) == "zzzz_qqqq==1"
    with pytest.raises(ArgumentError) as refused:
        F("x y" * 1000)
    assert len(str(refused.value)) < 200


def test_a_list_takes_a_filter_or_its_text(client: Client) -> None:
    paid = (F("Status") == "PAID") & (F("Total") > 0) & (F("Date") >= datetime.date(2000, 1, 1))
    found = [invoice.invoice_id for invoice in client.invoices.list(where=paid)]
    assert found
    assert found == [invoice.invoice_id for invoice in client.invoices.list(where=str(paid))]
    assert all(invoice.status == "PAID" for invoice in client.invoices.list(where=paid))
    contact = client.contacts.list().first()
    assert contact is not None
    assert [other.name for other in client.contacts.list(where=F("ContactID") == contact.contact_id)] == [contact.name]
    assert "PAID" in repr(client.invoices.list(where=paid))
