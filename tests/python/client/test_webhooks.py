"""Webhooks are verified and read: the shared cases, and what only Python has."""

from __future__ import annotations

import json
import pickle
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from helpers import ROOT
from xero_m2m import ArgumentError, WebhookSignatureError, XeroError, webhooks

CASES = json.loads((ROOT / "tests" / "webhooks" / "deliveries.json").read_text(encoding="utf-8"))
CONTACT = next(case for case in CASES if "contact" in case["name"])


def as_data(received: webhooks.WebhookEvents) -> Any:
    data = msgspec.to_builtins(received)
    for event, read in zip(data["events"], received.events, strict=True):
        at = read.event_date_utc
        assert at is None or at.utcoffset() == timedelta(0)
        event["event_date_utc"] = at and json.loads(msgspec.json.encode(at))
    return data


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_delivery_is_verified_as_the_table_says(case: dict[str, Any]) -> None:
    body, signature, key = case["body"], case["signature"], case["key"]
    if "error" in case:
        with pytest.raises(XeroError) as failed:
            webhooks.verify(body, signature, key)
        assert {name: getattr(failed.value, name) for name in case["error"]} == case["error"]
        assert type(failed.value) is not XeroError
        return
    received = webhooks.verify(body, signature, key)
    expected = case["value"]
    for event in expected["events"]:
        if event["event_date_utc"]:
            at = datetime.fromisoformat(event["event_date_utc"].replace("Z", "+00:00"))
            event["event_date_utc"] = json.loads(msgspec.json.encode(at))
    assert as_data(received) == expected
    assert received.is_intent_to_receive is (not expected["events"])


@pytest.mark.parametrize(
    "kind", [str.encode, lambda body: bytearray(body.encode()), lambda body: memoryview(body.encode())]
)
def test_bytes_of_any_kind_are_a_body(kind: Any) -> None:
    received = webhooks.verify(kind(CONTACT["body"]), CONTACT["signature"], CONTACT["key"])
    (event,) = received.events
    assert event.event_date_utc == datetime(2024, 6, 21, 1, 15, 39, 902_000, timezone.utc)
    assert pickle.loads(pickle.dumps(received)) == received


def test_fractions_that_no_field_has_are_decimals() -> None:
    body = '{"events":[{"data":{"AmountDue":100.10}}]}'
    received = webhooks.verify(body, "F8krOmT7XxZu+MptoSuhnrW2/8zNljGcYtbxLskZEeI=", "k")
    assert str(received.events[0].data["AmountDue"]) == "100.10"
    assert isinstance(received.events[0].data["AmountDue"], Decimal)


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ({"body": {"events": ["canary"]}}, "body is dict, not bytes or str"),
        ({"body": None}, "body is None, not bytes or str"),
        ({"signature": b"canary"}, "signature is bytes, not str"),
        ({"key": None}, "key is None, not str"),
        ({"key": b"canary"}, "key is bytes, not str"),
    ],
)
def test_a_wrong_type_is_named_and_no_content_quoted(arguments: dict[str, Any], place: str) -> None:
    with pytest.raises(ArgumentError) as refused:
        webhooks.verify(**{**{name: CONTACT[name] for name in ("body", "signature", "key")}, **arguments})
    assert refused.value.message == place
    assert refused.value.hint
    assert "canary" not in str(refused.value)


def test_a_delivery_without_the_header_is_rejected() -> None:
    with pytest.raises(WebhookSignatureError, match="no signature"):
        webhooks.verify(CONTACT["body"], None, CONTACT["key"])
    for text in ("\ud800", "é", "\0"):
        with pytest.raises(WebhookSignatureError, match="does not match"):
            webhooks.verify(CONTACT["body"], text, CONTACT["key"])
        with pytest.raises(WebhookSignatureError, match="does not match"):
            webhooks.verify(CONTACT["body"] + text, CONTACT["signature"], CONTACT["key"])


def test_neither_the_error_nor_its_frames_show_key_body_or_signature() -> None:
    with pytest.raises(WebhookSignatureError) as failed:
        webhooks.verify("canary body", "canary signature", "canary key")
    trace, shown = failed.tb, str(failed.value)
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == webhooks.__file__:
            shown += repr(trace.tb_frame.f_locals)
        trace = trace.tb_next
    assert "canary key" not in shown
    assert "canary signature" not in shown
