"""The events that `on_event` receives while a client works. None holds a secret, a token or a body.

Times are in seconds.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from .values import RateLimitHeaders


class RequestEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="request"):
    """One attempt of a call has ended, with or without a response."""

    operation: str
    """The operation, such as `invoices.get`; for `client.raw` the method and path."""
    attempt: int
    """The number of the attempt within its call, from 1."""
    status: int | None = None
    """The HTTP status; `None` if there was no response."""
    error: str | None = None
    """The code of the error if there was no response, such as `timeout`."""
    started_at: float
    """When it started, in seconds since 1970."""
    duration: float
    """Seconds that it took."""
    sent_bytes: int
    """The size of the request's body."""
    received_bytes: int
    """The size of the response's body."""
    request_id: str | None = None
    """Xero's id of the request, which its support asks for."""
    limits: RateLimitHeaders | None = None
    """What is left of the rate limits, as the response said."""
    idempotency_key: str | None = None
    """The key that was sent with a write."""
    call: int | None = None
    """The number of the call in this process. All events of one call have the same."""


class RetryEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="retry"):
    """An attempt failed and will be repeated."""

    operation: str
    """The operation."""
    attempt: int
    """The attempt that failed, from 1."""
    wait: float
    """Seconds until the next attempt."""
    reason: str
    """The code of the error."""
    status: int | None = None
    """The HTTP status, if there was a response."""
    call: int | None = None
    """The number of the call in this process."""


class LimitWaitEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="limit_wait"):
    """A call begins to wait for the rate limits."""

    operation: str
    """The operation."""
    kind: str
    """The limit: `concurrent`, `minute`, `app_minute` or `day`."""
    by_server: bool
    """Whether Xero asked for the wait. Otherwise the client's own count did."""
    limit: int | None = None
    """The number of calls that the limit allows, if known."""
    wait: float
    """Seconds that the wait will take, as far as is known; 0 if that depends on other calls."""
    waiting: int
    """The number of calls that wait, with this one."""
    priority: Literal["interactive", "bulk"]
    """The priority of the call. Interactive calls go first."""
    call: int | None = None
    """The number of the call in this process."""


class WaitingEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="waiting"):
    """A call is still waiting. Reported after 5 seconds, and each time that the wait has doubled."""

    operation: str
    """The operation."""
    waiting_for: Literal["limiter", "token", "attempt", "retry", "file"]
    """What for: a start within the rate limits, a token, Xero's response, the next attempt, or a file."""
    waited: float
    """Seconds that this wait has taken so far."""
    at_most: float | None = None
    """The longest that this wait can take in seconds, if known."""
    call: int | None = None
    """The number of the call in this process."""


class TokenEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="token"):
    """The client asked for a token."""

    outcome: Literal["fetched", "shared", "failed"]
    """Whether it was fetched, taken from the file that processes share, or not available."""
    duration: float
    """Seconds that it took."""
    expires_in: float | None = None
    """Seconds until the token expires."""
    error: str | None = None
    """The code of the error, if it failed."""
    early: bool
    """Whether the previous token was still valid."""


class PageEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="page"):
    """A page of a list has arrived."""

    operation: str
    """The operation."""
    number: int
    """The page's number, from 1."""
    records: int
    """The number of records on it."""
    page_count: int | None = None
    """The number of pages, if Xero reports it."""
    item_count: int | None = None
    """The number of records on all pages, if Xero reports it."""
    call: int | None = None
    """The number of the call in this process."""


class WarningEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="warning"):
    """Something that you should know, although nothing failed."""

    message: str
    """What happened, in one sentence."""


Event: TypeAlias = RequestEvent | RetryEvent | LimitWaitEvent | WaitingEvent | TokenEvent | PageEvent | WarningEvent
"""Any event. Tell them apart with `match event: case RequestEvent(status=429): ...`."""

_decoder = msgspec.json.Decoder(list[Event])

_DEBUG, _INFO, _WARNING = 10, 20, 30


def parse(events: bytes) -> list[Event]:
    """The events in core's list."""
    return _decoder.decode(events)


_LIMITS = {"concurrent": " at once", "minute": " a minute", "app_minute": " a minute", "day": " a day"}
_WAITS = {
    "limiter": "the limits",
    "token": "a token",
    "attempt": "Xero's response",
    "retry": "the next attempt",
    "file": "a file",
}


def limit_text(event: LimitWaitEvent) -> str:
    """The limit that a call waits for, in words."""
    count = "" if event.limit is None else f"{event.limit} "
    whose = "the app's limit" if event.kind == "app_minute" else "the limit"
    return f"{whose} of {count}{'call' if event.limit == 1 else 'calls'}{_LIMITS.get(event.kind, '')}"


def wait_text(event: WaitingEvent) -> str:
    """What a call waits for, and for how long, in words."""
    at_most = "" if event.at_most is None else f", at most {event.at_most:.0f} s"
    return f"waiting for {_WAITS[event.waiting_for]} for {event.waited:.0f} s{at_most}"


def log_line(event: Event) -> tuple[int, str]:
    """The level and the line of an event in the log."""
    match event:
        case RequestEvent():
            result = event.error if event.status is None else event.status
            request_id = "" if event.request_id is None else f", request id {event.request_id}"
            size = f"{event.duration:.3f} s, {event.received_bytes} bytes"
            return _DEBUG, f"{event.operation}: attempt {event.attempt}: {result} in {size}{request_id}"
        case RetryEvent():
            status = "" if event.status is None else f" ({event.status})"
            failed = f"attempt {event.attempt} failed with {event.reason}{status}"
            following = "at once" if event.wait < 0.05 else f"in {event.wait:.1f} s"
            return _INFO, f"{event.operation}: {failed}, next {following}"
        case LimitWaitEvent():
            asked = ", as Xero asked" if event.by_server else ""
            known = "" if event.wait < 0.05 else f", {event.wait:.1f} s"
            others = f"{event.waiting} waiting, {event.priority}"
            return _INFO, f"{event.operation}: waits for {limit_text(event)}{known}{asked}; {others}"
        case WaitingEvent():
            return _INFO, f"{event.operation}: {wait_text(event)}"
        case TokenEvent(error=None):
            return _DEBUG, f"token {event.outcome} in {event.duration:.3f} s, valid for {event.expires_in or 0:.0f} s"
        case TokenEvent():
            return _DEBUG, f"token failed with {event.error} after {event.duration:.3f} s"
        case PageEvent():
            pages = "" if event.page_count is None else f" of {event.page_count}"
            return _DEBUG, f"{event.operation}: page {event.number}{pages}, {event.records} records"
        case WarningEvent():
            return _WARNING, event.message
