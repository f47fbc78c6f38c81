"""The examples of Xero's specifications: responses are read without loss, requests arrive as they are written."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import pytest

from helpers import ROOT, unlimited
from operation_catalog import Operation, examples, meaning, operations
from round_trips import check_round_trips
from stub_server import StubServer
from xero_m2m import ArgumentError, BatchResult, DemoCompany, Record, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stub_server import StubRequest

EXCEPTIONS = json.loads((ROOT / "tests" / "openapi" / "example-exceptions.json").read_text())
# Cargo reads the examples, and other tests may hold its lock meanwhile.
pytestmark = pytest.mark.timeout(600)
both_ways = pytest.mark.parametrize("awaited", [False, True], ids=["blocking", "awaited"])


def exceptions(side: str) -> set[tuple[str, str]]:
    """The examples of one side that break their specification or our rules."""
    return {(it["operation"], it["operation_id"]) for it in EXCEPTIONS if it["side"] == side}


def name_of(shown: dict[str, Any]) -> str:
    return f"{shown['operation']}: {shown['operation_id']}"


@pytest.fixture(scope="module")
def company() -> Iterator[DemoCompany]:
    with DemoCompany(limits=False) as demo:
        yield demo


@pytest.fixture(scope="module")
def server() -> Iterator[StubServer]:
    with StubServer() as server:
        yield server


@both_ways
def test_every_example_of_a_response_is_read_without_loss(
    company: DemoCompany, subtests: pytest.Subtests, awaited: bool
) -> None:
    for shown in examples():
        for reply in shown["replies"]:
            with subtests.test(name_of(shown)):
                unless_excepted("reply", shown, partial(check_reply, company, shown, reply, awaited=awaited))


@both_ways
def test_every_example_of_a_request_arrives_as_it_is_written(
    server: StubServer, subtests: pytest.Subtests, awaited: bool
) -> None:
    for shown in examples():
        if "request" in shown:
            with subtests.test(name_of(shown)):
                unless_excepted("request", shown, partial(check_request, server, shown, awaited=awaited))


def test_every_exception_has_an_example_and_a_reason() -> None:
    shown = {("request", it["operation"], it["operation_id"]) for it in examples() if "request" in it}
    shown |= {("reply", it["operation"], it["operation_id"]) for it in examples() if it["replies"]}
    assert {(it["side"], it["operation"], it["operation_id"]) for it in EXCEPTIONS} <= shown
    assert all(it["reason"] for it in EXCEPTIONS)


def unless_excepted(side: str, shown: dict[str, Any], check: Any) -> None:
    """An excepted example must fail: the list of exceptions is never longer than it need be."""
    if (shown["operation"], shown["operation_id"]) not in exceptions(side):
        check()
        return
    with pytest.raises((AssertionError, ArgumentError)):
        check()


def check_reply(company: DemoCompany, shown: dict[str, Any], reply: dict[str, Any], *, awaited: bool) -> None:
    operation = operations()[shown["operation"]]
    text = json.dumps(reply["value"], default=float)
    expected = json.loads(text, parse_float=Decimal)
    company.faults.clear()
    company.faults.add(operation.route, status=int(reply["status"]), body=text, content_type="application/json")
    sent = operation.reply.unwrap(expected) if operation.reply.sort == "One" else []
    if operation.method != "GET" and any(map(is_refused, sent)):
        with pytest.raises(ValidationError) as refused:
            outcome(company, operation, 1, awaited=awaited)
        assert refused.value.record == sent[0]
        return
    result = outcome(company, operation, count_of(operation, expected), awaited=awaited)
    match operation.reply.sort:
        case "Nothing":
            assert result is None
        case "Json":
            assert result == expected
        case "One":
            assert isinstance(result, Record)
            assert result.to_xero() == operation.reply.unwrap(expected)[0]
            check_round_trips(result)
        case _:
            records = operation.reply.unwrap(expected)
            assert len(result) == len(records)
            for index, record in enumerate(records):
                # In a read the same fields are about a record's past.
                if operation.method == "GET":
                    assert result[index].to_xero() == record
                    check_round_trips(result[index])
                else:
                    check_element(result[index], record)


def check_element(element: Any, sent: dict[str, Any]) -> None:
    """A record as it was sent, or the error that a refused one of a batch is."""
    if is_refused(sent):
        assert isinstance(element, ValidationError)
        assert sorted(issue.message for issue in element.issues) == sorted(messages(sent))
        assert element.record == sent
    else:
        assert element.to_xero() == sent
        check_round_trips(element)


def is_refused(sent: dict[str, Any]) -> bool:
    """Whether an element says no, by any of the signs that the families have for it."""
    signs = sent.get("HasErrors"), sent.get("StatusAttributeString") == "ERROR", sent.get("status") == "REJECTED"
    return bool(messages(sent)) or any(signs)


OF_ERRORS = ("ValidationErrors", "error")


def messages(value: Any) -> list[str]:
    """What Xero has against a record, at any depth."""
    if isinstance(value, list):
        return [message for part in value for message in messages(part)]
    if not isinstance(value, dict):
        return []
    own = [problem["Message"] for problem in value.get("ValidationErrors") or []]
    own += [problem["detail"] for problem in [value.get("error")] if isinstance(problem, dict)]
    return own + [message for name, part in value.items() if name not in OF_ERRORS for message in messages(part)]


def count_of(operation: Operation, reply: Any) -> int:
    """How many records are to be sent for this response."""
    return len(operation.reply.unwrap(reply)) if operation.reply.sort == "Saved" else 1


def outcome(company: DemoCompany, operation: Operation, count: int, *, awaited: bool) -> Any:
    """What the public method gives: of a list the records of its first page."""

    async def run() -> Any:
        client: Any = (company.async_client if awaited else company.client)(**unlimited())
        try:
            result = operation.call(client, operation.minimal(count))
            if operation.reply.sort == "Pages":
                result = result.page(1)
            result = await result if isawaitable(result) else result
            return result.records if operation.reply.sort == "Pages" else result
        finally:
            closing = client.close()
            if awaited:
                await closing

    return asyncio.run(run())


def check_request(server: StubServer, shown: dict[str, Any], *, awaited: bool) -> None:
    operation = operations()[shown["operation"]]
    assert "unreadable" not in shown["request"]
    example = json.loads(json.dumps(shown["request"]["value"], default=float), parse_float=Decimal)
    arrived: list[Any] = []

    def echo(request: StubRequest) -> Any:
        arrived.append(json.loads(request.body or "null", parse_float=Decimal))
        form = operation.reply
        return form.wrap([{}] * count) if form.schema else {}

    body, count = given(operation, example)
    server.requests.clear()
    server._reply = echo

    async def run() -> Any:
        client: Any = (server.async_client if awaited else server.client)()
        result = operation.call(client, body)
        return await result if isawaitable(result) else result

    result = asyncio.run(run())
    assert not isinstance(result, BatchResult) or result.ok
    match operation.body.sort:
        case "None":
            assert arrived == [None]
            assert example == {}
        case "Fixed":
            assert arrived == [example]
        case _:
            assert [shape(operation, body) for body in arrived] == [shape(operation, example)]


def given(operation: Operation, example: Any) -> tuple[Any, int]:
    """What the method is called with for this body, and how many records that is."""
    if not operation.body.schema:
        return None, 1
    records = operation.body.unwrap(example)
    match operation.body.sort:
        case "Note":
            (note,) = records
            return note["Details"], 1
        case "Records" if len(records) > 1:
            return records, len(records)
        case _:
            (record,) = records
            return record, 1


def shape(operation: Operation, body: Any) -> Any:
    """A body's records by their meaning, in what they stand in as it is."""
    form = operation.body
    records = [meaning(form.family, form.kind, record) for record in form.unwrap(body)]
    match form.envelope:
        case {"List": name} | {"One": name}:
            assert list(body) == [name]
        case _:
            assert isinstance(body, list) == (form.envelope == "BareList")
    return records
