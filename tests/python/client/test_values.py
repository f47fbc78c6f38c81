"""Records: exact values, what Xero sent, and how they look."""

from __future__ import annotations

import contextlib
import copy
import datetime
import json
import pickle
import pkgutil
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from helpers import run_python
from xero_m2m import ApiError, ArgumentError, Record, models
from xero_m2m.models.accounting import Contact, Invoice, LineItem

if TYPE_CHECKING:
    from xero_m2m import Client, DemoCompany


def test_amounts_are_decimals_dates_are_dates_and_instants_are_utc(client: Client) -> None:
    invoice = client.invoices.list(statuses=["AUTHORISED"]).first()
    assert invoice is not None
    assert isinstance(invoice.total, Decimal)
    assert type(invoice.date) is datetime.date
    assert isinstance(invoice.updated_date_utc, datetime.datetime)
    assert invoice.updated_date_utc.utcoffset() == datetime.timedelta(0)
    assert isinstance(invoice.contact, Contact)
    assert all(isinstance(line, LineItem) for line in invoice.line_items or [])


def test_to_xero_gives_what_xero_sent(client: Client) -> None:
    found = client.invoices.list().first()
    assert found is not None
    assert found.invoice_id is not None
    invoice = client.invoices.get(found.invoice_id)
    sent = client.raw.get(f"/Invoices/{found.invoice_id}").json()["Invoices"][0]
    assert invoice.to_xero() == sent
    assert str(invoice.to_xero()["Total"]) == str(sent["Total"])


def test_unknown_fields_and_misfits_are_kept_by_xeros_names(demo: DemoCompany, client: Client) -> None:
    body = '{"Organisations":[{"Name":"Acme","Shoe":{"Size":42.50},"CreatedDateUTC":"soon","PaymentTerms":null}]}'
    demo.faults.add("GET /Organisation", status=200, body=body, content_type="application/json")
    organisation = client.organisation.get()
    assert organisation.name == "Acme"
    assert organisation.created_date_utc is None
    assert organisation.extra["Shoe"] == {"Size": Decimal("42.50")}
    assert organisation.extra["CreatedDateUTC"] == "soon"
    assert organisation.to_xero() == {
        "Name": "Acme",
        "Shoe": {"Size": Decimal("42.50")},
        "CreatedDateUTC": "soon",
        "PaymentTerms": None,
    }
    assert organisation.meta is not None
    assert organisation.meta.status == 200


HIDDEN = """{"Invoices":[{"Type":"ACCREC","InvoiceID":"00000001-1111-4111-8111-111111111111","Shoe":42.50,
    "DueDate":null,"Total":"much","Contact":{"Name":"Acme","EmailAddress":null},"LineItems":[{"Quantity":1.0000,"Novel":[1.10]},7]}]}"""


@pytest.fixture
def fetched(demo: DemoCompany, client: Client) -> Invoice:
    """An invoice that holds all that no field can say, at two depths."""
    demo.faults.add("GET /Invoices", status=200, body=HIDDEN, content_type="application/json", times=None)
    demo.faults.add("GET /Invoices/*", status=200, body=HIDDEN, content_type="application/json", times=None)
    return client.invoices.get("00000001-1111-4111-8111-111111111111")


def names_in(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, (list, tuple)) else set()


def test_no_encoding_of_a_record_shows_what_it_carries_unseen(fetched: Invoice, client: Client) -> None:
    sent = json.loads(HIDDEN, parse_float=Decimal)["Invoices"][0]
    for invoice in (fetched, client.invoices.list().collect()[0], client.invoices.list().page(1).records[0]):
        for plain in (
            msgspec.json.decode(msgspec.json.encode(invoice)),
            msgspec.msgpack.decode(msgspec.msgpack.encode(invoice)),
            msgspec.yaml.decode(msgspec.yaml.encode(invoice)),
            msgspec.to_builtins(invoice),
            json.loads(json.dumps(invoice, default=msgspec.to_builtins)),
        ):
            assert plain["type"] == "ACCREC"
            assert plain["contact"] == {"name": "Acme"}
            assert [name for name in names_in(plain) if name.startswith("_")] == []
        assert [name for name in msgspec.structs.asdict(invoice) if name.startswith("_")] == []
        assert "_extra" not in repr(invoice)
        assert "_extra" not in invoice._repr_html_()
        # And nothing of it is lost.
        for same in (invoice, copy.copy(invoice), copy.deepcopy(invoice), pickle.loads(pickle.dumps(invoice))):
            assert same == invoice
            assert same.to_xero() == sent
            assert same.extra["Shoe"] == Decimal("42.50")
            assert same.line_items is not None
            assert same.line_items[0].extra == {"Novel": [Decimal("1.10")]}
            assert same.meta == invoice.meta


def test_records_that_carry_something_else_unseen_are_not_equal(fetched: Invoice, client: Client) -> None:
    bare = msgspec.json.decode(msgspec.json.encode(fetched), type=Invoice)
    assert bare.extra == {}
    assert bare != fetched
    assert not bare == fetched  # noqa: SIM201
    assert fetched != "an invoice"
    assert fetched == client.invoices.get("00000001-1111-4111-8111-111111111111")


def test_json_of_what_xero_sent_keeps_every_digit(fetched: Invoice) -> None:
    plain = json.loads(json.dumps(fetched.to_xero(), default=str))
    assert plain["Shoe"] == "42.50"
    assert plain["LineItems"][0]["Quantity"] == "1.0000"


def test_a_value_that_does_not_fit_is_reported_by_its_path(fetched: Invoice) -> None:
    assert fetched.total is None
    assert fetched.misfits == {"Total": "much", "LineItems[1]": 7}
    assert [line.quantity for line in fetched.line_items or []] == [Decimal("1.0000")]
    assert Invoice().misfits == {}


def test_what_only_xero_may_say_goes_back_with_the_record_that_it_came_in(demo: DemoCompany, client: Client) -> None:
    contact = '{"ContactID":"00000001-1111-4111-8111-111111111111","Name":"A","ContactStatus":"LATER"}'
    invoice = f'{{"Type":"ACCREC","Contact":{contact},"Status":"LATER"}}'
    body = f'{{"Invoices":[{invoice}]}}'
    demo.faults.add("GET /Invoices/*", status=200, body=body, content_type="application/json", times=None)
    fetched = client.invoices.get("00000001-1111-4111-8111-111111111111")
    bodies: list[Any] = [fetched, {"type": "ACCREC", "contact": fetched.contact}, [fetched]]
    for body in bodies:
        # Xero, and not the client, says no.
        with contextlib.suppress(ApiError):
            client.invoices.create(body)
    assert demo.journal.api_requests == 1 + len(bodies)
    with pytest.raises(ArgumentError, match="contact_status"):
        client.invoices.create({"type": "ACCREC", "contact": Contact(name="A", contact_status="LATER")})


def test_how_a_record_came_about_does_not_make_it_another(client: Client) -> None:
    first, second = client.organisation.get(), client.organisation.get()
    assert first == second
    assert first.meta is not None
    assert second.meta is not None
    assert first.meta.request_id != second.meta.request_id
    assert first.meta.attempts == 1


def test_records_can_be_copied_and_pickled(client: Client) -> None:
    organisation = client.organisation.get()
    for other in (copy.copy(organisation), copy.deepcopy(organisation), pickle.loads(pickle.dumps(organisation))):
        assert other == organisation
        assert other.to_xero() == organisation.to_xero()
        assert other.meta == organisation.meta


def test_a_fetched_record_can_stand_in_a_new_one(client: Client) -> None:
    contact = client.contacts.list().first()
    assert contact is not None
    assert contact.contact_id is not None
    contact = client.contacts.get(contact.contact_id)
    for name in contact.__struct_fields__:
        if name not in ("contact_id", "name"):
            setattr(contact, name, None)
    assert contact.meta is not None
    line = LineItem(description="Chairs", quantity=Decimal(2), unit_amount=Decimal("19.95"), account_code="200")
    invoice = Invoice(type="ACCREC", contact=contact, line_items=[line], date=datetime.date(2026, 11, 23))
    saved = client.invoices.create(invoice)
    assert saved.contact is not None
    assert saved.contact.contact_id == contact.contact_id
    assert saved.sub_total == Decimal("39.90")
    assert saved.meta is not None
    assert saved.meta.idempotency_key
    assert "meta" not in str(invoice.to_dict())
    assert "meta" not in str(invoice.to_xero())


def test_a_record_is_one_short_line_and_escaped_html(demo: DemoCompany, client: Client) -> None:
    body = '{"Organisations":[{"Name":"<script>alert(1)</script>","Evil":"<b>"}]}'
    demo.faults.add("GET /Organisation", status=200, body=body, content_type="application/json")
    organisation = client.organisation.get()
    assert "\n" not in repr(organisation)
    assert "<script>" not in organisation._repr_html_()
    assert "&lt;script&gt;" in organisation._repr_html_()
    invoice = client.invoices.list().first()
    assert len(repr(invoice)) < 600


def test_every_record_type_can_be_decoded_and_encoded() -> None:
    families = [module.name for module in pkgutil.iter_modules(models.__path__)]
    assert len(families) == 12
    for family in families:
        module = import_module(f"{models.__name__}.{family}")
        records = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Record)]
        assert len(records) > 1
        for kind in records:
            if kind is not Record:
                assert kind._schema == f"{family}.{kind.__name__}"
                assert msgspec.json.decode(msgspec.json.encode(kind()), type=kind) == kind()
                assert kind().to_dict() == kind().to_xero() == {}
                assert kind.from_dict({}) == kind()


def test_many_threads_may_read_the_first_record_of_its_kind() -> None:
    run_python(
        """
        import threading
        from xero_m2m import DemoCompany, LimitPolicy

        with DemoCompany(limits=False) as demo, demo.client(limits=LimitPolicy(per_minute=None)) as xero:
            gate = threading.Barrier(12)
            lists = (xero.invoices, xero.contacts, xero.accounts)
            calls = [xero.organisation.get, *(one.list().first for one in lists)]
            found = []

            def read(call):
                gate.wait()
                found.append(call())

            threads = [threading.Thread(target=read, args=(call,)) for call in calls * 3]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert len(found) == 12 and None not in found
        """
    )
