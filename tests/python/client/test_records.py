"""Records as plain data, and plain data as records."""

from __future__ import annotations

import contextlib
import copy
import datetime
import json
import pickle
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from round_trips import check_round_trips
from xero_m2m import ApiError, ArgumentError, DemoCompany, LimitPolicy, Record, XeroError
from xero_m2m.models.accounting import Contact, Invoice, LineItem, Organisation
from xero_m2m.models.payroll_nz import Employee

if TYPE_CHECKING:
    from collections.abc import Callable

    from xero_m2m import Client

UTC = datetime.timezone.utc
ID = "00000001-1111-4111-8111-111111111111"
SENT = f"""{{"Invoices":[{{"Type":"ACCREC","InvoiceID":"{ID}","Shoe":{{"Size":42.50}},"Status":"LATER","DueDate":null,
    "Date":"/Date(1563753600000+0000)/","UpdatedDateUTC":"/Date(1563753600123+0000)/","Total":89.00,"SubTotal":"much",
    "Contact":{{"Name":"Acme","EmailAddress":null}},"LineItems":[{{"Quantity":1.0000,"Novel":[1.10]}}]}}]}}"""


@pytest.fixture
def fetched(demo: DemoCompany, client: Client) -> Invoice:
    """An invoice with what no field can say, at two depths."""
    demo.faults.add("GET /Invoices/*", status=200, body=SENT, content_type="application/json", times=None)
    return client.invoices.get(ID)


def test_plain_data_has_our_names_and_the_values_of_python(fetched: Invoice) -> None:
    assert fetched.to_dict() == {
        "type": "ACCREC",
        "invoice_id": ID,
        "status": "LATER",
        "date": datetime.date(2019, 7, 22),
        "updated_date_utc": datetime.datetime(2019, 7, 22, 0, 0, 0, 123000, UTC),
        "total": Decimal("89.00"),
        "contact": {"name": "Acme"},
        "line_items": [{"quantity": Decimal("1.0000"), "extra": {"Novel": [Decimal("1.10")]}}],
        "extra": {"Shoe": {"Size": Decimal("42.50")}, "SubTotal": "much"},
    }


def test_plain_data_for_json_has_texts_with_every_digit(fetched: Invoice) -> None:
    plain = fetched.to_dict(mode="json")
    assert json.loads(json.dumps(plain)) == json.loads(fetched.to_json()) == plain
    assert plain["total"] == "89.00"
    assert plain["date"] == "2019-07-22"
    assert plain["updated_date_utc"] == "2019-07-22T00:00:00.123000Z"
    assert plain["line_items"][0]["quantity"] == "1.0000"
    assert '"Size":42.50' in fetched.to_json()
    assert vars(fetched) == plain


def test_a_record_comes_back_from_each_form(fetched: Invoice) -> None:
    check_round_trips(fetched)
    again = Invoice.from_dict(fetched.to_xero())
    assert type(again) is Invoice
    assert again.misfits == fetched.misfits == {"SubTotal": "much"}
    assert again.is_set("due_date")
    assert again.meta is None
    assert again != Invoice.from_dict({**fetched.to_dict(), "extra": {}})


def test_every_list_of_the_demo_company_comes_back() -> None:
    with DemoCompany(limits=False) as demo, demo.client(limits=LimitPolicy(per_minute=None)) as xero:
        seen: set[str] = set()
        for operation in xero.operations():
            if operation["method"] != "GET" or "{" in operation["path"] or not operation["record"]:
                continue
            call: Any = xero
            for name in operation["name"].split("."):
                call = getattr(call, name)
            with contextlib.suppress(XeroError, TypeError):
                found = call()
                for record in [found] if isinstance(found, Record) else list(found)[:20]:
                    check_round_trips(record)
                    seen.add(operation["record"])
    assert len(seen) > 40


def test_fields_may_be_given_by_the_names_of_either_side() -> None:
    line = LineItem(quantity=Decimal("1.5"), tracking=[])
    invoice = Invoice(date=datetime.date(2026, 11, 23), line_items=[line], total=Decimal("10.10"), status="LATER")
    for fields in (
        {"date": "2026-11-23", "line_items": [{"quantity": "1.5", "tracking": []}], "total": 10.1, "status": "LATER"},
        {"Date": "2026-11-23", "LineItems": [{"Quantity": 1.5, "Tracking": []}], "Total": "10.10", "Status": "LATER"},
        {"date": invoice.date, "LineItems": [line], "total": Decimal("10.1"), "Status": "LATER"},
        {"Date": "/Date(1795392000000+0000)/", "line_items": [line.to_dict()], "Total": 10.10, "status": "LATER"},
    ):
        assert Invoice.from_dict(fields) == invoice
    assert Invoice.from_dict({"due_date": None}) == Invoice()


def test_a_family_whose_names_are_like_ours_keeps_its_new_fields() -> None:
    employee = Employee.from_dict({"firstName": "Ann", "employeeBadge": 7, "dateOfBirth": "1990-01-31T00:00:00"})
    assert employee.first_name == "Ann"
    assert employee.extra == {"employeeBadge": 7}
    assert employee.date_of_birth == datetime.date(1990, 1, 31)
    with pytest.raises(ArgumentError, match="did you mean first_name"):
        Employee.from_dict({"firstNam": "Ann"})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"line_items": [{"qantity": 1}]}, r'LineItem has no field "qantity" \(in line_items\[0\]\)\nhint: .*quantity'),
        ({"dueDate": "2026-11-23"}, 'Invoice has no field "dueDate"\nhint: did you mean due_date'),
        (Contact(name="secret").to_dict(), 'Invoice has no field "name"'),
        ({"total": "secret"}, "total is not a decimal"),
        ({"total": float("nan")}, "total: NaN is not a number"),
        ({"date": "secret"}, "date is not a calendar date"),
        ({"date": b"secret"}, "date: bytes are not a value"),
        ({"contact": "secret"}, "contact is not a record"),
        ({"line_items": {"secret": 1}}, "line_items is not a list"),
        ({"contact": {"extra": "secret"}}, "contact.extra is not an object"),
        ({"reference": object}, "reference: "),
        ({("secret",): 1}, "tuple is not the name of a field"),
        ({"total": 1, "Total": 1}, 'Invoice has "Total" twice'),
        (["secret"], "list is not a mapping of fields\nhint: give the fields of one Invoice"),
        ("secret", "str is not a mapping of fields"),
        (None, "NoneType is not a mapping of fields"),
    ],
)
def test_what_is_no_record_is_refused_by_its_place(fields: Any, message: str) -> None:
    with pytest.raises(ArgumentError, match=message) as refused:
        Invoice.from_dict(fields)
    assert "secret" not in str(refused.value)


def test_a_value_without_json_form_is_refused_on_the_way_out() -> None:
    odd: Any = object()
    for invoice in (Invoice(reference=odd), Invoice(line_items=[LineItem(description=odd)])):
        for out in (invoice.to_json, invoice.to_xero, lambda invoice=invoice: invoice.to_dict(mode="json")):
            with pytest.raises(ArgumentError, match="object is not a value"):
                out()
    mode: Any = "yaml"
    with pytest.raises(ArgumentError, match="mode is neither python nor json"):
        Invoice().to_dict(mode=mode)


def test_null_and_absent_are_told_apart(fetched: Invoice) -> None:
    assert fetched.due_date is None
    assert fetched.is_set("due_date")
    assert fetched.is_set("total")
    assert fetched.is_set("sub_total"), "Xero sent it, though no decimal"
    assert not fetched.is_set("reference")
    assert fetched.contact is not None
    assert fetched.contact.is_set("email_address")
    assert not fetched.contact.is_set("first_name")
    mine = Invoice(reference="R-1")
    assert mine.is_set("reference")
    assert not mine.is_set("due_date")
    with pytest.raises(ArgumentError, match='Invoice has no field "DueDate"\nhint: did you mean due_date'):
        fetched.is_set("DueDate")


def test_msgspec_sees_the_fields_alone(fetched: Invoice) -> None:
    assert tuple(msgspec.structs.asdict(fetched)) == Invoice.__struct_fields__
    assert [name for name in Invoice.__struct_fields__ if name.startswith("_")] == []
    replaced = msgspec.structs.replace(fetched, reference="R-1")
    assert replaced.reference == "R-1"
    assert replaced.extra == {}


def copies(record: Invoice) -> dict[str, Callable[[], Invoice]]:
    return {
        "copy": lambda: copy.copy(record),
        "deepcopy": lambda: copy.deepcopy(record),
        "pickle": lambda: pickle.loads(pickle.dumps(record)),
        "replace": lambda: record.__replace__(reference=None),
        "from_dict": lambda: Invoice.from_dict(record.to_dict()),
        "from_json": lambda: Invoice.from_dict(json.loads(record.to_json())),
        "from_xero": lambda: Invoice.from_dict(record.to_xero()),
    }


@pytest.mark.parametrize("way", list(copies(Invoice())))
def test_a_copy_goes_back_whole_with_values_newer_than_this_version(
    demo: DemoCompany, client: Client, fetched: Invoice, way: str
) -> None:
    same = copies(fetched)[way]()
    assert same == fetched
    same.reference = "R-1"
    # Xero, and not the client, says no.
    with contextlib.suppress(ApiError):
        client.invoices.update(ID, same)
    assert demo.journal.api_requests == 2
    same.status = "LATERR"
    with pytest.raises(ArgumentError, match="status"):
        client.invoices.update(ID, same)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace is new in Python 3.13")
def test_a_replaced_record_keeps_what_xero_sent_beside_its_fields(fetched: Invoice) -> None:
    replaced = copy.replace(fetched, reference="R-1")  # type: ignore[attr-defined]
    assert replaced.extra == fetched.extra
    assert replaced.meta == fetched.meta


def test_a_raw_body_has_xeros_names(client: Client) -> None:
    contact = Contact(name="Raw", contact_persons=[])
    client.raw.post("/Contacts", json={"Contacts": [contact]})
    assert client.contacts.list(where='Name=="Raw"').collect()[0].name == "Raw"


def test_a_page_leaves_the_garbage_collector_as_it_was(client: Client) -> None:
    import gc

    assert isinstance(client.organisation.get(), Organisation)
    assert gc.isenabled()
    gc.disable()
    try:
        client.organisation.get()
        assert not gc.isenabled()
    finally:
        gc.enable()
