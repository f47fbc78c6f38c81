"""OpenTelemetry spans, where the user's process has it configured: one for a call, below it one for each attempt."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from .errors import XeroError

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer
    from opentelemetry.util.types import AttributeValue

    from .events import Event, RequestEvent

_NANOSECONDS = 1_000_000_000

_open: dict[int, CallSpan] = {}


class _Head(msgspec.Struct):
    """What a request says of the call."""

    operation: str = ""
    verb: str = ""
    method: str = ""
    path: str = ""


_head = msgspec.json.Decoder(_Head)


def tracer() -> Tracer | None:
    """A tracer, if spans made with it get anywhere."""
    trace = sys.modules.get("opentelemetry.trace")
    if trace is None:
        return None
    try:
        provider = trace.get_tracer_provider()
        if isinstance(provider, (trace.ProxyTracerProvider, trace.NoOpTracerProvider)):
            return None
        made: Tracer = provider.get_tracer("xero-m2m")
    except Exception:  # noqa: BLE001
        # Half imported, or another program's trouble.
        return None
    return made


def server_of(description: bytes) -> dict[str, str | int]:
    """Where calls go, from what core says of a client."""
    from urllib.parse import urlsplit

    base_url: str = msgspec.json.decode(description)["base_url"]
    url = urlsplit(base_url)
    return {"server.address": url.hostname or "", "server.port": url.port or (443 if url.scheme == "https" else 80)}


def begun(tracer: Tracer, call: int, request: bytes, server: dict[str, str | int]) -> CallSpan | None:
    """The span of a call that begins now, under the span that is current; None for what sends nothing."""
    name, method = _described(request)
    if not name:
        return None
    shared: dict[str, AttributeValue] = {**server}
    if method is not None:
        shared["http.request.method"] = method
    span = _open[call] = CallSpan(call, name, shared, tracer)
    return span


def heard(event: Event) -> None:
    """Adds the span of an attempt to its call's."""
    from .events import RequestEvent

    if isinstance(event, RequestEvent) and event.call in _open:
        _open[event.call].attempted(event)


class CallSpan:
    """The span of one call."""

    __slots__ = ("_attempts", "_call", "_shared", "_span", "_status", "_tracer")

    def __init__(self, call: int, name: str, shared: dict[str, AttributeValue], tracer: Tracer) -> None:
        from opentelemetry.trace import SpanKind

        attributes = {**shared, "xero.operation": name}
        self._call = call
        self._shared = shared
        self._tracer = tracer
        self._span: Span = tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes)
        self._attempts = 0
        self._status: int | None = None

    def attempted(self, event: RequestEvent) -> None:
        """One attempt has ended."""
        from opentelemetry.trace import SpanKind, StatusCode, set_span_in_context

        self._attempts += 1
        self._status = event.status
        attributes: dict[str, AttributeValue] = {
            **self._shared,
            "xero.operation": event.operation,
            "http.request.body.size": event.sent_bytes,
            "http.response.body.size": event.received_bytes,
        }
        failed = event.error or (str(event.status) if event.status is not None and event.status >= 400 else None)
        given = {
            "http.response.status_code": event.status,
            "http.request.resend_count": event.attempt - 1 or None,
            "xero.request_id": event.request_id,
            "error.type": failed,
        }
        attributes.update({name: value for name, value in given.items() if value is not None})
        start = int(event.started_at * _NANOSECONDS)
        span = self._tracer.start_span(
            event.operation,
            context=set_span_in_context(self._span),
            kind=SpanKind.CLIENT,
            attributes=attributes,
            start_time=start,
        )
        if failed is not None:
            span.set_status(StatusCode.ERROR)
        span.end(start + int(event.duration * _NANOSECONDS))

    def end(self, error: BaseException | None, at: int) -> None:
        """The call has ended; `at` is when, in nanoseconds since 1970."""
        from opentelemetry.trace import StatusCode

        _open.pop(self._call, None)
        self._span.set_attribute("xero.attempts", self._attempts)
        if self._status is not None:
            self._span.set_attribute("http.response.status_code", self._status)
        if error is not None:
            # What an error says in words may be about the user's books, so its code must do.
            self._span.set_attribute("error.type", error.code if isinstance(error, XeroError) else type(error).__name__)
            self._span.set_status(StatusCode.ERROR)
        self._span.end(at)


def _described(request: bytes) -> tuple[str, str | None]:
    """The name and the HTTP method of a call; no name for what sends nothing."""
    head = _head.decode(request)
    if head.operation:
        return head.operation, _methods().get(head.operation)
    if head.verb == "raw":
        return f"{head.method} {head.path}", head.method
    return {"token": "auth.token", "check": "check"}.get(head.verb, ""), None


@cache
def _methods() -> dict[str, str]:
    """The HTTP method of each operation."""
    from ._native import operations

    class Listed(msgspec.Struct):
        name: str
        method: str

    return {operation.name: operation.method for operation in msgspec.json.decode(operations(), type=list[Listed])}
