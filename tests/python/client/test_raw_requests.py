"""Requests by method and path, the token, and where the limits stand."""

from __future__ import annotations

import datetime
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING

import pytest

from stub_server import StubServer
from xero_m2m import NotFoundError

if TYPE_CHECKING:
    from xero_m2m import Client, DemoCompany


def test_a_raw_response_has_status_headers_bytes_text_and_json(client: Client) -> None:
    reply = client.raw.get("/Invoices", params={"page": 1, "pageSize": 2})
    assert reply.status == 200
    assert "json" in reply.headers["content-type"]
    assert reply.text.encode() == reply.content
    assert reply.parse() == reply.json()
    assert isinstance(reply.json()["Invoices"][0]["Total"], Decimal)
    assert reply.meta is not None
    assert reply.request_id == reply.meta.request_id
    assert reply.request_id
    assert "\n" not in repr(reply)


def test_raw_writes_carry_json(client: Client) -> None:
    line = {"Description": "Chairs", "Quantity": 1, "UnitAmount": Decimal("3.50"), "AccountCode": "200"}
    invoice = {"Type": "ACCREC", "Contact": {"Name": "Acme"}, "LineItems": [line]}
    reply = client.raw.put("/Invoices", json={"Invoices": [invoice]})
    assert reply.json()["Invoices"][0]["SubTotal"] == Decimal("3.50")


def test_a_record_in_a_raw_body_goes_by_xeros_names() -> None:
    sent = {"InvoiceID": "00000001-1111-4111-8111-111111111111", "Type": "LATER", "Total": "5", "Novel": 1}
    with StubServer({"Invoices": [sent]}, {}) as server, server.client() as xero:
        invoice = xero.invoices.get("x")
        xero.raw.post("/Invoices", json={"Invoices": [invoice]})
    assert server.requests[-1].json == {"Invoices": [sent]}


def test_raw_errors_are_of_the_same_tree(client: Client) -> None:
    with pytest.raises(NotFoundError):
        client.raw.get("/Nothing")


async def test_awaited_raw_gives_the_same(demo: DemoCompany) -> None:
    async with demo.async_client() as xero:
        assert (await xero.raw.get("/Organisation")).json()["Organisations"]


def test_a_token_has_its_expiry_and_its_scopes(client: Client) -> None:
    token = client.auth.token()
    assert 1700 < token.expires_in <= 1800
    assert token.expires_at.utcoffset() == datetime.timedelta(0)
    assert "accounting.settings.read" in token.scopes or "accounting.settings" in token.scopes
    assert client.auth.token().reveal() == token.reveal()
    client.auth.invalidate()
    assert client.auth.token().reveal() != token.reveal()


async def test_an_awaited_token_gives_the_same(demo: DemoCompany) -> None:
    async with demo.async_client() as xero:
        token = await xero.auth.token()
        await xero.auth.invalidate()
        assert (await xero.auth.token()).reveal() != token.reveal()


def test_the_limits_say_what_is_left(client: Client) -> None:
    fresh = client.rate_limits()
    assert (fresh.concurrent.limit, fresh.concurrent.in_flight, fresh.day.remaining) == (5, 0, None)
    client.organisation.get()
    used = client.rate_limits()
    assert used.minute.remaining == 59
    assert used.day.remaining is not None


def test_operations_are_listed_as_data(client: Client) -> None:
    named = {operation["name"]: operation for operation in client.operations()}
    assert named["invoices.list"]["path"] == "/Invoices"
    assert named["invoices.create"]["method"] == "PUT"
    for name in named:
        assert callable(attrgetter(name)(client))
