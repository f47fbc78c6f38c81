"""Webhooks: whether a delivery is from Xero, and the events in it.

Xero signs each delivery with the webhook's key, which the developer portal shows. The signature is in the header
`x-xero-signature`. Respond within five seconds and without a body: with 200 to a delivery that verifies, with 401 to
any other.

    from xero_m2m import WebhookSignatureError, webhooks

    try:
        received = webhooks.verify(raw_body, headers.get("x-xero-signature"), key)
    except WebhookSignatureError:
        ...  # respond with 401
    for event in received.events:
        print(event.event_category, event.event_type, event.resource_id)
"""

from __future__ import annotations

import datetime
from typing import Any

import msgspec

from .errors import ArgumentError


class WebhookEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a record. A text that Xero did not send is empty."""

    resource_url: str
    """The address of the record that changed."""
    resource_id: str
    """The ID of the record that changed, such as an invoice's."""
    event_date_utc: datetime.datetime | None = None
    """When it changed, in UTC."""
    event_type: str
    """`CREATE` or `UPDATE`, or what Xero adds."""
    event_category: str
    """`CONTACT`, `INVOICE`, `CREDITNOTE`, `PREPAYMENT`, `OVERPAYMENT`, `SUBSCRIPTION`, or what Xero adds."""
    tenant_id: str
    """The ID of the organisation, or of the application."""
    tenant_type: str
    """`ORGANISATION`, or `APPLICATION` for a subscription."""
    data: dict[str, Any] = {}
    """What some categories say of the record, by Xero's names, such as the `Type` and `Status` of a credit note."""
    extra: dict[str, Any] = {}
    """Fields that this library does not know, and values that do not fit their type, by Xero's names."""


class WebhookEvents(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that Xero signed."""

    events: list[WebhookEvent]
    """The events, in the order of their sequence numbers."""
    first_event_sequence: int = 0
    """The sequence number of the first event; 0 without events."""
    last_event_sequence: int = 0
    """The sequence number of the last event; 0 without events."""
    entropy: str = ""
    """Random text, which makes the signatures of equal deliveries differ."""
    extra: dict[str, Any] = {}
    """Fields that this library does not know, and values that do not fit their type, by Xero's names."""

    @property
    def is_intent_to_receive(self) -> bool:
        """Whether there are no events: Xero checks that the receiver verifies signatures."""
        return not self.events


def verify(body: bytes | bytearray | memoryview | str, signature: str | None, key: str) -> WebhookEvents:
    """Returns the events of a delivery that Xero signed.

    The comparison of signatures takes the same time wherever they differ.

    Args:
        body: The raw body, exactly as it arrived. JSON that was parsed and encoded again does not verify.
        signature: The value of the header `x-xero-signature`; `None` if there is none.
        key: The webhook's key, which the developer portal shows.

    Raises:
        WebhookSignatureError: The signature is missing or does not match. Respond with 401.
        ArgumentError: An argument has a wrong type, or the key cannot be one.
        DecodeError: The signature is right, but the body is not that of a webhook.
    """
    from ._json import parse
    from ._native import verify_webhook

    try:
        events = verify_webhook(
            _raw_bytes(body),
            _text("signature", "" if signature is None else signature, "give the value of the header x-xero-signature"),
            _text("key", key, "give the key that the developer portal shows"),
        )
    finally:
        # No traceback with local variables shows them here.
        del body, signature, key
    return msgspec.convert(parse(events), WebhookEvents)


def _text(name: str, value: object, hint: str) -> str:
    if isinstance(value, str):
        return value
    raise _wrong_type(name, value, "str", hint)


def _raw_bytes(body: object) -> bytes:
    if isinstance(body, str):
        return body.encode(errors="replace")
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    if isinstance(body, memoryview):
        return body.tobytes()
    raise _wrong_type("body", body, "bytes or str", "give the raw body, as it was before anything parsed it as JSON")


def _wrong_type(name: str, value: object, right: str, hint: str) -> ArgumentError:
    kind = "None" if value is None else type(value).__name__
    return ArgumentError(f"{name} is {kind}, not {right}", hint=hint)
