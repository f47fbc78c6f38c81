"""Raw responses of the methods of resources."""

from __future__ import annotations

import copy
import gzip
import pickle
from typing import Any

import pytest

from stub_server import StubResponse, StubServer
from xero_m2m import ArgumentError, CancelledError, NotFoundError, Page
from xero_m2m.models.accounting import Invoice

ID = "11111111-2222-3333-4444-555555555555"
BODY = b'{ "Invoices" :\r\n[{"InvoiceID":"%b","Total":1.50}]}\n' % ID.encode()
HEADERS = {"Set-Cookie": "session=1", "X-Kind": "kept", "xero-correlation-id": "r-1", "Content-Encoding": "gzip"}


async def test_a_raw_response_is_the_response_byte_for_byte_and_parses_as_the_record() -> None:
    packed = gzip.compress(BODY)
    answer = StubResponse(packed, headers=HEADERS)
    with StubServer(reply=lambda _: answer) as xero, xero.client() as client:
        raw = client.invoices.with_raw_response.get(ID)
        async with xero.async_client() as awaited:
            also = await awaited.invoices.with_raw_response.get(ID)
    for response in (raw, also):
        assert (response.status, response.content, response.text) == (200, BODY, BODY.decode())
        assert response.headers["x-kind"] == "kept"
        assert "set-cookie" not in response.headers
        assert response.request_id == "r-1"
        assert isinstance(response.parse(), Invoice)
        assert str(response.parse().total) == "1.50"
        assert response.parse().meta == response.meta
        assert response.json()["Invoices"][0]["InvoiceID"] == ID


def test_a_raw_response_of_a_list_is_of_a_page_and_each_page_takes_a_request() -> None:
    with StubServer(reply=lambda _: StubResponse(BODY)) as xero, xero.client() as client:
        invoices = client.invoices.with_raw_response.list(statuses=["PAID"])
        assert xero.requests == []
        first, second = invoices.page(), invoices.page(2)
    assert isinstance(first.parse(), Page)
    assert [record.invoice_id for record in second.parse()] == [ID]
    assert [request.query for request in xero.requests] == [
        "Statuses=PAID&page=1&pageSize=1000",
        "Statuses=PAID&page=2&pageSize=1000",
    ]


def test_what_has_no_raw_response_is_missing() -> None:
    with StubServer() as xero, xero.client() as client:
        raw = client.invoices.with_raw_response
        assert "get" in dir(raw)
        assert "with_raw_response" not in dir(raw)
        for name in ("gett", "_fetch_one", "collect", "with_raw_response"):
            with pytest.raises(AttributeError):
                getattr(raw, name)
        assert repr(raw).endswith(".with_raw_response")
        assert "RawPager" in repr(raw.list())
        with pytest.raises(TypeError):
            raw.get()  # type: ignore[call-arg]


async def test_a_stream_has_no_raw_response_and_nothing_is_sent() -> None:
    with StubServer() as xero, xero.client() as client:
        with pytest.raises(ArgumentError, match="a stream has no raw response"):
            client.invoices.with_raw_response.pdf(ID, stream=True)
        async with xero.async_client() as awaited:
            with pytest.raises(ArgumentError, match="a stream has no raw response"):
                await awaited.invoices.with_raw_response.pdf(ID, stream=True)
        assert xero.requests == []


def test_errors_are_raised_and_the_resource_stays_as_it_is() -> None:
    with StubServer(StubResponse({}, status=404), BODY and StubResponse(BODY)) as xero, xero.client() as client:
        with pytest.raises(NotFoundError):
            client.invoices.with_raw_response.get(ID)
        assert isinstance(client.invoices.get(ID), Invoice)


def test_a_raw_response_can_be_copied_and_pickled() -> None:
    with StubServer(StubResponse(BODY)) as xero, xero.client() as client:
        raw = client.invoices.with_raw_response.get(ID)
    for other in (copy.copy(raw), copy.deepcopy(raw), pickle.loads(pickle.dumps(raw))):
        assert (other.status, other.headers, other.content) == (raw.status, raw.headers, raw.content)
        assert other.parse() == raw.parse()
    assert "Total" not in repr(raw)


async def test_a_call_keeps_its_content_only_if_asked_to() -> None:
    seen: list[Any] = []
    with StubServer(reply=lambda _: StubResponse(BODY)) as xero, xero.client() as client:
        dispatcher = client.invoices._dispatcher
        send = type(dispatcher).send

        def watched(self: Any, request: bytes, payload: bytes | None = None) -> Any:
            seen.append((b"keep_response" in request, len(send(self, request, payload)) > len(BODY)))
            return send(self, request, payload)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(dispatcher), "send", watched)
            client.invoices.get(ID)
            client.invoices.with_raw_response.get(ID)
    assert [kept for kept, _ in seen] == [False, True]


def test_what_became_of_a_write_is_known_of_a_kept_response_too() -> None:
    from xero_m2m.errors import completed_outcome

    kept = b'{"value":{"size":2},"meta":{"idempotency_key":"k"}}\n{}{"value":null}'
    outcome = completed_outcome(kept)
    assert isinstance(outcome, CancelledError)
    assert (outcome.outcome, outcome.idempotency_key) == ("done", "k")
