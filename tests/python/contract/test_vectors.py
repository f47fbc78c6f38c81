"""Every case of tests/vectors, once blocking and once awaited."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from inspect import isawaitable, signature
from pathlib import Path
from typing import Any

import msgspec
import pytest

from xero_m2m import BatchResult, DemoCompany, Page, Record, XeroError
from xero_m2m.auth import Token
from xero_m2m.raw import RawResponse

VECTORS = Path(__file__).parents[2] / "vectors"


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}: {case['name']}")
        for file in sorted(VECTORS.glob("*.json"))
        for case in json.loads(file.read_text(), parse_float=Decimal)
    ]


@pytest.mark.parametrize("case", cases())
def test_a_blocking_client_does_as_the_vector_says(case: dict[str, Any]) -> None:
    asyncio.run(follow(case, awaited=False))


@pytest.mark.parametrize("case", cases())
def test_an_awaited_client_does_as_the_vector_says(case: dict[str, Any]) -> None:
    asyncio.run(follow(case, awaited=True))


async def follow(case: dict[str, Any], *, awaited: bool) -> None:
    """Plays one case from start to end."""
    with DemoCompany(**plain(case.get("demo", {}))) as demo:
        case = fill(case, {"base_url": demo.base_url, "port": demo.base_url.rpartition(":")[2]})
        for command in case.get("before", []):
            control(demo, command)
        make = demo.async_client if awaited else demo.client
        options = plain(case.get("client", {}))
        if "open" in case:
            with pytest.raises(XeroError) as refused:
                make(**options)
            expect(case["open"]["error"], refused.value.to_dict(), "open.error")
            return
        client = make(**options)
        for number, step in enumerate(case["steps"]):
            await take(step, demo, client, f"steps[{number}]")
        if isawaitable(closing := client.close()):
            await closing
        journal = msgspec.json.decode(demo._native.control(b'{"do": "journal"}'))
        expect(case.get("journal", {}), journal, "journal")


async def take(step: dict[str, Any], demo: DemoCompany, client: Any, where: str) -> None:
    """One step: a command to the company, a pause, or a call with its expected outcome."""
    if "control" in step:
        control(demo, step["control"])
        return
    if "sleep" in step:
        await asyncio.sleep(float(step["sleep"]))
        return
    expected = step["expect"]
    if "error" in expected:
        with pytest.raises(XeroError) as failed:
            await outcome(step, client)
        expect(expected["error"], failed.value.to_dict(), f"{where}.error")
    else:
        value = await outcome(step, client)
        expect(expected["value"], wire(value), f"{where}.value")
        if "decoded" in step:
            expect(shown(step["decoded"]), decoded(value), f"{where}.decoded")


async def outcome(step: dict[str, Any], client: Any) -> Any:
    """What a call gives. Lists are collected, unless the step asks for one page."""
    *path, verb = step["call"].split(".")
    owner = client
    for name in path:
        owner = getattr(owner, name)
    owner = owner.with_raw_response if step.get("raw") else owner
    has_own_method = path != ["raw"] or hasattr(owner, verb)
    method = getattr(owner, verb) if has_own_method else partial(owner.request, verb.upper())
    arguments = plain(step.get("arguments", {}))
    if "options" in step:
        arguments["options"] = plain(step["options"])
    if "body" in step:
        # The first parameter that is no other's.
        name = next(name for name in signature(method).parameters if name not in arguments)
        arguments[name] = step["body"]
    if "content" in step:
        arguments["content"] = step["content"]
    if step.get("stream"):
        pieces = method(**arguments, stream=True)
        return b"".join([piece async for piece in pieces] if hasattr(pieces, "__aiter__") else pieces)
    result = method(**arguments)
    if hasattr(result, "page"):
        result = result.page(int(step["page"])) if "page" in step else result.collect()
    result = await result if isawaitable(result) else result
    return {**wire(result), "parsed": wire(result.parse())} if step.get("raw") else result


def wire(value: Any) -> Any:
    """A result as the vectors write it: by Xero's names."""
    if isinstance(value, Record):
        return value.to_xero()
    if isinstance(value, Page):
        members = {name: getattr(value, name) for name in value.__struct_fields__ if name != "meta"}
        return {**members, "records": wire(value.records)}
    if isinstance(value, BatchResult):
        return [{"error": line.to_dict()} if isinstance(line, XeroError) else {"record": wire(line)} for line in value]
    if isinstance(value, list):
        return [wire(element) for element in value]
    if isinstance(value, RawResponse):
        return {"status": value.status, "headers": value.headers, "text": value.text}
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, Token):
        return {"expires_in": value.expires_in, "expires_at": value.expires_at, "scopes": list(value.scopes)}
    return msgspec.to_builtins(value)


def decoded(record: Any) -> Any:
    """A record by the language's names, with its values as JSON has them."""
    text = msgspec.json.encode(record, enc_hook=lambda _: None).decode()
    return json.loads(re.sub(r"(:\d\d\.\d*?)0+Z", r"\1Z", text))


def shown(value: Any) -> Any:
    """A record in core's own form without its hidden fields, which no encoding of ours has."""
    if isinstance(value, Mapping):
        return {name: shown(part) for name, part in value.items() if not name.startswith("_")}
    return [shown(part) for part in value] if isinstance(value, list) else value


def expect(expected: Any, actual: Any, where: str) -> None:
    """Fails unless `actual` holds all that is expected of it."""
    if isinstance(expected, Mapping):
        if expected.get("$any"):
            assert actual is not None, f"{where} is absent"
        elif "$contains" in expected:
            assert expected["$contains"] in str(actual), f"{where} is {actual!r}"
        elif "$matches" in expected:
            assert isinstance(actual, str), f"{where} is {actual!r}"
            assert re.search(expected["$matches"], actual), f"{where} is {actual!r}"
        else:
            assert isinstance(actual, Mapping), f"{where} is {actual!r}"
            for name, part in expected.items():
                assert name in actual, f"{where}.{name} is absent of {sorted(actual)}"
                expect(part, actual[name], f"{where}.{name}")
    elif isinstance(expected, list):
        assert isinstance(actual, list), f"{where} is {actual!r}"
        assert len(actual) == len(expected), f"{where} has {len(actual)} elements, not {len(expected)}"
        for index, part in enumerate(expected):
            expect(part, actual[index], f"{where}[{index}]")
    else:
        assert actual == expected, f"{where} is {actual!r}, not {expected!r}"


def control(demo: DemoCompany, command: dict[str, Any]) -> None:
    rest = {name: value for name, value in command.items() if name != "do"}
    demo._native.control(json.dumps({"do": command["do"], **plain(rest)}).encode())


def plain(value: Any) -> Any:
    """Numbers of a vector as floats: options and commands are no amounts."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value


def fill(value: Any, words: dict[str, str]) -> Any:
    """A vector with its placeholders filled in."""
    if isinstance(value, str):
        for name, word in words.items():
            value = value.replace(f"{{{name}}}", word)
        return value
    if isinstance(value, Mapping):
        return {name: fill(part, words) for name, part in value.items()}
    return [fill(part, words) for part in value] if isinstance(value, list) else value
