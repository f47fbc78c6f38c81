"""OpenTelemetry spans, if the user's process has it configured: one for each call, below it one for each attempt."""

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

_open_spans: dict[int, CallSpan] = {}


class _RequestHead(msgspec.Struct):
    """The fields of a request that name the call."""

    operation: str = ""
    verb: str = ""
    method: str = ""
    path: str = ""


_head = msgspec.json.Decoder(_RequestHead)


def tracer() -> Tracer | None:
    """A tracer, if OpenTelemetry is configured to export its spans."""
    trace = sys.modules.get("opentelemetry.trace")
    if trace is None:
        return None
    try:
        provider = trace.get_tracer_provider()
        if isinstance(provider, (trace.ProxyTracerProvider, trace.NoOpTracerProvider)):
            return None
        found: Tracer = provider.get_tracer("xero-m2m")
    except Exception:  # noqa: BLE001
        # OpenTelemetry is half imported, or its provider is broken.
        return None
    return found


def server_attributes(description: bytes) -> dict[str, str | int]:
    """The attributes of the server that calls go to, from core's description of a client."""
    from urllib.parse import urlsplit

    base_url: str = msgspec.json.decode(description)["base_url"]
    url = urlsplit(base_url)
    return {"server.address": url.hostname or "", "server.port": url.port or (443 if url.scheme == "https" else 80)}


def begin_span(tracer: Tracer, call: int, request: bytes, server: dict[str, str | int]) -> CallSpan | None:
    """Begins the span of a call, below the current span. None for a request that sends nothing."""
    name, method = _name_and_method(request)
    if not name:
        return None
    shared: dict[str, AttributeValue] = {**server}
    if method is not None:
        shared["http.request.method"] = method
    span = _open_spans[call] = CallSpan(call, name, shared, tracer)
    return span


def add_attempt(event: Event) -> None:
    """Adds a span for an attempt below the span of its call."""
    from .events import RequestEvent

    if isinstance(event, RequestEvent) and event.call in _open_spans:
        _open_spans[event.call].add_attempt(event)


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

    def add_attempt(self, event: RequestEvent) -> None:
        """Adds a span for an attempt that has ended."""
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
        optional = {
            "http.response.status_code": event.status,
            "http.request.resend_count": event.attempt - 1 or None,
            "xero.request_id": event.request_id,
            "error.type": failed,
        }
        attributes.update({name: value for name, value in optional.items() if value is not None})
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
        """Ends the span at the time `at`, in nanoseconds since 1970."""
        from opentelemetry.trace import StatusCode

        _open_spans.pop(self._call, None)
        self._span.set_attribute("xero.attempts", self._attempts)
        if self._status is not None:
            self._span.set_attribute("http.response.status_code", self._status)
        if error is not None:
            # The message may hold data of the user's books, so the span has the code alone.
            self._span.set_attribute("error.type", error.code if isinstance(error, XeroError) else type(error).__name__)
            self._span.set_status(StatusCode.ERROR)
        self._span.end(at)


def _name_and_method(request: bytes) -> tuple[str, str | None]:
    """The name and the HTTP method of a call. No name for a request that sends nothing."""
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

    class Operation(msgspec.Struct):
        name: str
        method: str

    return {operation.name: operation.method for operation in msgspec.json.decode(operations(), type=list[Operation])}
