"""The events that `on_event` gets: what a client does while it works. None holds a secret, a token or a body.

Times are in seconds.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from .values import RateLimitHeaders


class RequestEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="request"):
    """One attempt of a call has ended, with a reply or without one."""

    operation: str
    """The operation, such as `invoices.get`; of `client.raw` its method and path."""
    attempt: int
    """Its place among the attempts of the call, from 1."""
    status: int | None = None
    """The HTTP status; `None` where no reply came."""
    error: str | None = None
    """The code of the error where no reply came, such as `timeout`."""
    started_at: float
    """When it started, in seconds since 1970."""
    duration: float
    """Seconds that it took."""
    sent_bytes: int
    """The size of the request's body."""
    received_bytes: int
    """The size of the reply's body."""
    request_id: str | None = None
    """Xero's id of the request: what its support asks for."""
    limits: RateLimitHeaders | None = None
    """What the reply said is left of the limits."""
    idempotency_key: str | None = None
    """The key that was sent with a write."""
    call: int | None = None
    """The number of the call in this process: the same in all events of one call."""


class RetryEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="retry"):
    """An attempt failed and the call is tried again."""

    operation: str
    """The operation."""
    attempt: int
    """The attempt that failed, from 1."""
    wait: float
    """Seconds until the next."""
    reason: str
    """The code of the error that it failed with."""
    status: int | None = None
    """The HTTP status, where there was a reply."""
    call: int | None = None
    """The number of the call in this process."""


class LimitWaitEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="limit_wait"):
    """A call begins to wait for the limits."""

    operation: str
    """The operation."""
    kind: str
    """The limit: `concurrent`, `minute`, `app_minute` or `day`."""
    by_server: bool
    """Whether Xero asked for the wait, and not the client's own count."""
    limit: int | None = None
    """How many calls the limit allows, where that is known."""
    wait: float
    """Seconds that the wait will take as far as is known; 0 where that depends on other calls."""
    waiting: int
    """How many calls wait, this one among them."""
    priority: Literal["interactive", "bulk"]
    """Its priority: interactive calls go first."""
    call: int | None = None
    """The number of the call in this process."""


class WaitingEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="waiting"):
    """A call has waited for some time, and waits on: told after 5 seconds, and each time that the wait has doubled."""

    operation: str
    """The operation."""
    waiting_for: Literal["limiter", "token", "attempt", "retry", "file"]
    """What for: a start within the limits, a token, Xero's answer, the pause before the next attempt, or a file."""
    waited: float
    """Seconds that this wait has lasted."""
    at_most: float | None = None
    """Seconds that this wait lasts at most, where that is known."""
    call: int | None = None
    """The number of the call in this process."""


class TokenEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="token"):
    """A token was asked for."""

    outcome: Literal["fetched", "shared", "failed"]
    """Whether it was fetched, taken from the file that processes share, or neither."""
    duration: float
    """Seconds that it took."""
    expires_in: float | None = None
    """Seconds that the token is good for."""
    error: str | None = None
    """The code of the error, where it failed."""
    early: bool
    """Whether the old token was still good."""


class PageEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="page"):
    """A page of a list has arrived."""

    operation: str
    """The operation."""
    number: int
    """The page's number, from 1."""
    records: int
    """How many records it holds."""
    page_count: int | None = None
    """How many pages there are, where Xero says."""
    item_count: int | None = None
    """How many records there are in all pages, where Xero says."""
    call: int | None = None
    """The number of the call in this process."""


class WarningEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="warning"):
    """Something that a person should know of, though nothing failed."""

    message: str
    """What it is, in one sentence."""


Event: TypeAlias = RequestEvent | RetryEvent | LimitWaitEvent | WaitingEvent | TokenEvent | PageEvent | WarningEvent
"""Any event; `match event: case RequestEvent(status=429): ...` tells them apart."""

_decoder = msgspec.json.Decoder(list[Event])

_DEBUG, _INFO, _WARNING = 10, 20, 30


def parse(events: bytes) -> list[Event]:
    """The events in core's list."""
    return _decoder.decode(events)


_LIMITS = {"concurrent": " at once", "minute": " a minute", "app_minute": " a minute", "day": " a day"}
_WAITS = {
    "limiter": "the limits",
    "token": "a token",
    "attempt": "Xero's answer",
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
    """The level of an event's line in the log, and the line."""
    match event:
        case RequestEvent():
            result = event.error if event.status is None else event.status
            named = "" if event.request_id is None else f", request id {event.request_id}"
            took = f"{event.duration:.3f} s, {event.received_bytes} bytes"
            return _DEBUG, f"{event.operation}: attempt {event.attempt}: {result} in {took}{named}"
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
            return _DEBUG, f"token {event.outcome} in {event.duration:.3f} s, good for {event.expires_in or 0:.0f} s"
        case TokenEvent():
            return _DEBUG, f"token failed with {event.error} after {event.duration:.3f} s"
        case PageEvent():
            pages = "" if event.page_count is None else f" of {event.page_count}"
            return _DEBUG, f"{event.operation}: page {event.number}{pages}, {event.records} records"
        case WarningEvent():
            return _WARNING, event.message
