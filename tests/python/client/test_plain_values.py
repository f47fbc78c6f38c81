"""What values become on their way to the core: exactly what they say, or the reason why they say nothing."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import enum
import io
import json
import uuid
from collections import ChainMap, OrderedDict
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from helpers import name_of_case
from xero_m2m import ArgumentError, ConfigError, F, Issue, Timeout
from xero_m2m._json import plain_json
from xero_m2m.models.accounting import Invoice, LineItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xero_m2m import Client, DemoCompany

UTC = datetime.timezone.utc
MARK = "\0"


class Colour(enum.Enum):
    RED = "RED"


class Word(str):
    __slots__ = ()


class Five:
    def __index__(self) -> int:
        return 5


@dataclasses.dataclass
class Line:
    quantity: Decimal
    note: str


class Numbers:
    def __iter__(self) -> Iterator[int]:
        return numbers()


def numbers() -> Iterator[int]:
    yield 1
    yield 2


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), "1E+3"),
        (0.1, 0.1),
        (2**70, 2**70),
        (True, True),
        (None, None),
        (Word("w"), "w"),
        (Colour.RED, "RED"),
        (Five(), 5),
        (datetime.date(2026, 12, 1), "2026-12-01"),
        (datetime.datetime(2026, 12, 1, 10, 30, tzinfo=UTC), "2026-12-01T10:30:00Z"),
        (datetime.datetime(2026, 12, 1), "2026-12-01T00:00:00"),  # noqa: DTZ001
        (uuid.UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (F("Total") > 1, "Total>1"),
        ((1, 2), [1, 2]),
        ({3}, [3]),
        (range(2), [0, 1]),
        (OrderedDict(a=1), {"a": 1}),
        (ChainMap({"a": Decimal(1)}), {"a": "1"}),
        (Line(Decimal("1.0"), "n"), {"quantity": "1.0", "note": "n"}),
        (Timeout(read=7), {"connect": 5, "read": 7, "attempt": 60}),
        (Invoice(type="ACCREC", line_items=[LineItem(quantity=Decimal(2))]),
         {"type": "ACCREC", "line_items": [{"quantity": "2"}]}),
        # numpy's and pandas' own.
        (np.int64(2), 2),
        (np.uint8(2), 2),
        (np.bool_(True), True),
        (np.str_("s"), "s"),
        (np.float64(0.1), 0.1),
        (np.float32(0.1), 0.1),
        (np.float16(0.1), 0.1),
        (np.longdouble(0.5), 0.5),
        (np.array(5), 5),
        (np.array(0.1, dtype=np.float32), 0.1),
        (np.datetime64("2026-12-01"), "2026-12-01"),
        (np.datetime64("2026-12-01T10:30:00"), "2026-12-01T10:30:00"),
        (pd.Timestamp("2026-12-01"), "2026-12-01T00:00:00"),
        (pd.Timestamp("2026-12-01", tz="UTC"), "2026-12-01T00:00:00Z"),
        (pd.Timestamp("2026-12-01T10:30", tz="Pacific/Auckland"), "2026-12-01T10:30:00+13:00"),
    ],
    ids=name_of_case,
)  # fmt: skip
def test_a_value_is_what_it_says(value: Any, plain: Any) -> None:
    assert json.loads(plain_json({"it": [value]})) == {"it": [plain]}
    assert type(json.loads(plain_json(value))) is type(plain)


def circle() -> list[Any]:
    ring: list[Any] = []
    ring.append({"again": ring})
    return ring


def tower() -> list[Any]:
    top: list[Any] = []
    for _ in range(5000):
        top = [top]
    return top


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (float("nan"), "NaN is not a number; leave the field out"),
        (float("inf"), "Infinity is not a number that Xero accepts; leave the field out"),
        (float("-inf"), "-Infinity is not a number that Xero accepts; leave the field out"),
        (Decimal("NaN"), "NaN is not a number; leave the field out"),
        (Decimal("sNaN123"), "NaN is not a number; leave the field out"),
        (Decimal("-Infinity"), "-Infinity is not a number that Xero accepts; leave the field out"),
        (np.float32("nan"), "NaN is not a number; leave the field out"),
        (np.array(float("nan")), "NaN is not a number; leave the field out"),
        (pd.NaT, "NaT is not a date; leave the field out"),
        (np.datetime64("NaT"), "NaT is not a date; leave the field out"),
        (pd.NA, "NA is not a value; leave the field out"),
        (b"bytes", "bytes are not a value; give text"),
        (bytearray(b"bytes"), "bytes are not a value; give text"),
        (print, "builtin_function_or_method is not a value; give text, a number, a boolean, a date or a Decimal"),
        (numbers, "function is not a value; call it, or leave the field out"),
        (datetime.timedelta(1), "timedelta is not a value; give its seconds: duration.total_seconds()"),
        (datetime.time(1), "time is not a value; give text, a number, a boolean, a date or a Decimal"),
        (pd.Timedelta(1), "Timedelta is not a value; give its seconds: duration.total_seconds()"),
        (Fraction(1, 3), "Fraction is not a value; give text, a number, a boolean, a date or a Decimal"),
        (np.complex64(1), "complex64 is not a value; give text, a number, a boolean, a date or a Decimal"),
        (io.BytesIO(b"1"), "BytesIO is not a list; give a list: list(values)"),
        (SimpleNamespace(a=1), "SimpleNamespace is not a value; give text, a number, a boolean, a date or a Decimal"),
        ("half \ud800", "this text holds half of a surrogate pair, which is not a character; remove it"),
        ({"\udfff": 1}, "this text holds half of a surrogate pair, which is not a character; remove it"),
        ({(1, 2): 1}, "tuple is not the name of a field; give names as text"),
        ({float("nan"): 1}, "float is not the name of a field; give names as text"),
    ],
    ids=name_of_case,
)  # fmt: skip
def test_what_is_no_value_is_reported_by_its_path(value: Any, reason: str) -> None:
    sent = {"fine": [Decimal(1), "NaN"], "it": [value, 1.5], "other": value}
    assert json.loads(plain_json(sent)) == {"fine": ["1", "NaN"], "it": [{MARK: reason}, 1.5], "other": {MARK: reason}}


@pytest.mark.parametrize(
    "values",
    [
        numbers,
        lambda: iter([1, 2]),
        lambda: map(int, "12"),
        lambda: {1: "a", 2: "b"}.keys(),
        lambda: np.array([1, 2]),
        lambda: pd.Series([1, 2]),
        Numbers,
    ],
)
def test_any_iterable_is_a_list(values: Any) -> None:
    given = values()
    assert json.loads(plain_json({"a": [given], "b": given})) == {"a": [[1, 2]], "b": [1, 2]}


def test_an_iterator_is_whole_although_another_value_is_none() -> None:
    sent = {"it": (value for value in (1.5, float("nan"))), "text": "NaN", "other": float("nan")}
    reason = {MARK: "NaN is not a number; leave the field out"}
    assert json.loads(plain_json(sent)) == {"it": [1.5, reason], "text": "NaN", "other": reason}


def test_iterators_in_a_circle_have_an_end() -> None:
    circled: list[Any] = []
    circled += [circled, circled, iter([1])]
    assert b"contains itself" in plain_json(circled)


def test_what_has_no_end_is_reported_by_its_path() -> None:
    circled = json.loads(plain_json({"a": 1, "line_items": circle()}))
    assert circled == {"a": 1, "line_items": [{"again": {MARK: "this contains itself; remove the circular reference"}}]}
    invoice = Invoice(type="ACCREC")
    invoice.line_items = [LineItem(quantity=Decimal("NaN"), item=invoice)]  # type: ignore[arg-type]  # pyright: ignore
    line = json.loads(plain_json(invoice))["line_items"][0]
    assert line["quantity"] == {MARK: "NaN is not a number; leave the field out"}
    assert line["item"] == {MARK: "this contains itself; remove the circular reference"}
    assert "nested too deep" in plain_json({"a": 1, "line_items": tower()}).decode()
    twice = [1]
    assert json.loads(plain_json([twice, twice, float("nan")]))[:2] == [[1], [1]]


async def test_a_coroutine_is_refused_with_a_hint_to_await_it() -> None:
    task = asyncio.ensure_future(asyncio.sleep(0))
    assert json.loads(plain_json({"it": task}))["it"][MARK].endswith("is not a value; await it")
    await task


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"reference": pd.NaT}, "reference"),
        ({"due_date": pd.NaT}, "due_date"),
        ({"line_items": [{"description": "d"}, {"quantity": Decimal("NaN")}]}, "line_items[1].quantity"),
        ({"contact": {"name": b"Acme"}}, "contact.name"),
    ],
    ids=name_of_case,
)
def test_a_body_names_the_place_of_what_is_no_value(
    client: Client, demo: DemoCompany, changes: dict[str, Any], place: str
) -> None:
    body = {"type": "ACCREC", "contact": {"name": "Acme"}, **changes}
    with pytest.raises(ArgumentError) as refused:
        client.invoices.create(body)
    assert refused.value.message.startswith(f"{place}: ")
    assert [(issue.index, issue.path) for issue in refused.value.issues] == [(0, place)]
    with pytest.raises(ArgumentError) as refused:
        client.invoices.create([{"type": "ACCREC", "contact": {"name": "Acme"}}, body])
    assert [(issue.index, issue.path) for issue in refused.value.issues] == [(1, place)]
    assert demo.journal.requests == []


def test_all_that_is_wrong_with_records_is_reported_at_once(client: Client, demo: DemoCompany) -> None:
    line = {"quantity": float("nan"), "unit_amount": Decimal("Infinity"), "tax_type": 7}
    with pytest.raises(ArgumentError) as refused:
        client.invoices.create([{"type": "ACCREC", "contact": {"name": "A"}}, {"type": "ACCREC", "line_items": [line]}])
    assert {(index, path) for index, path, _ in refused.value.issues} == {
        (1, "contact"),
        (1, "line_items[0].quantity"),
        (1, "line_items[0].unit_amount"),
        (1, "line_items[0].tax_type"),
    }
    issues: list[Issue] = refused.value.issues
    assert any(issue.message == "NaN is not a number; leave the field out" for issue in issues)
    assert demo.journal.requests == []


def test_an_argument_that_is_no_value_is_named(client: Client, demo: DemoCompany) -> None:
    with pytest.raises(ArgumentError, match="modified_since"):
        client.invoices.list(modified_since=pd.NaT).page(1)
    with pytest.raises(ArgumentError, match="from_date"):
        client.reports.bank_summary(from_date=pd.NaT)
    assert demo.journal.requests == []


def test_a_data_frames_own_values_are_sent_as_they_are(client: Client) -> None:
    frame = pd.DataFrame(
        {"quantity": [2], "unit_amount": np.array([0.1], dtype=np.float32), "due": [pd.Timestamp("2026-12-01")]}
    )
    row = frame.iloc[0].to_dict()
    line = {"description": "d", "quantity": np.int64(row["quantity"]), "unit_amount": frame["unit_amount"][0]}
    body = {"type": "ACCREC", "contact": {"name": "Frame"}, "due_date": row["due"], "date": np.datetime64("2026-11-30")}
    saved = client.invoices.create({**body, "line_items": [{**line, "account_code": "200"}]})
    assert saved.due_date == datetime.date(2026, 12, 1)
    assert saved.date == datetime.date(2026, 11, 30)
    assert saved.line_items is not None
    assert saved.line_items[0].unit_amount == Decimal("0.10")
    assert saved.total == Decimal("0.20") + (saved.total_tax or 0)


def test_options_and_raw_bodies_name_the_place_themselves(client: Client, demo: DemoCompany) -> None:
    for options, place in (
        ({"deadline": float("nan")}, "deadline"),
        ({"timeout": Timeout(read=float("inf"))}, "timeout.read"),
    ):
        with pytest.raises(ConfigError, match=f"^{place}: "):
            client.with_options(**options)  # type: ignore[arg-type]
        with pytest.raises(ConfigError, match=f"^{place}: "):
            demo.client(**options)  # type: ignore[arg-type]
        with pytest.raises(ArgumentError, match=f"^{place}: ") as refused:
            client.organisation.get(options=options)  # type: ignore[arg-type]
        assert refused.value.hint == "leave the field out"
    with pytest.raises(ArgumentError, match=r"json\.LineItems\[1\]\.Quantity: NaN is not a number"):
        client.raw.put("/Invoices", json={"LineItems": [{}, {"Quantity": Decimal("NaN")}]})
    with pytest.raises(ArgumentError, match=r"params\.page: NaN is not a number"):
        client.raw.get("/Invoices", params={"page": float("nan")})
    assert demo.journal.requests == []
