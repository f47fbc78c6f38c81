"""`Meta`, and the classes of options and rate limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypedDict, cast

import msgspec

Priority: TypeAlias = Literal["interactive", "bulk"]
"""Which calls are sent first when calls wait for the rate limits: `"interactive"` ones."""


class CallOptions(TypedDict, total=False):
    """The options of one call, which every method takes as `options={...}`. Default: the client's options."""

    timeout: Timeout | float
    """Seconds; a number alone is the longest time of each attempt."""
    deadline: float
    """Seconds for the whole call: waits, token, attempts and response. Default: each request has 60 seconds for all
    its attempts, or as long as its `timeout` if that is longer. Waits for the limits, and waits that Xero asks for, do
    not count."""
    max_wait: float
    """Seconds; the longest single wait for the limits or because a server asks for it. A call that would wait longer
    raises `RateLimitError` at once. Default: no limit for Xero's limits, 65 for a wait that a server asks for."""
    priority: Priority
    """`"interactive"` calls are sent before `"bulk"` calls. Default: `"bulk"` for lists and for several requests of one
    call, otherwise `"interactive"`."""
    retry: Retry | int
    """Which failures are tried again, how often and after how long; a number alone is `max_attempts`."""
    tenant_id: str
    """The organisation of this call, for apps with several: its `xero-tenant-id`. Each has rate limits of its own."""
    extra_headers: Mapping[str, str | float]
    """Headers to send in addition. Those that the client sends itself are an `ArgumentError`."""
    extra_query: Mapping[str, str | float | Sequence[str | float]]
    """Query parameters to send in addition; a list repeats its parameter. One that the method has an argument for is an
    `ArgumentError`."""
    extra_body: Mapping[str, Any]
    """Fields by Xero's names, which are sent unchecked in the record, or in each record of a list. They replace the
    record's own fields of these names."""
    idempotency_key: str
    """Xero carries out writes with the same key once, within six minutes. Default: a new key for each write."""


class XeroNames(dict[str, Any]):
    """The fields of a record by Xero's names, as `xero_names` makes it."""


def xero_names(fields: Mapping[str, Any]) -> XeroNames:
    """Marks fields as having Xero's names, at every depth: `xero_names({"Type": "ACCREC"})`.

    The names and values are checked when the call is made. Records within them are taken by Xero's names, too.

    Args:
        fields: The fields of one record.

    Returns:
        The fields, to be given to a call as a record, or as a record within one.

    Raises:
        ArgumentError: `fields` is not a mapping.
    """
    if isinstance(cast("object", fields), Mapping):
        from ._json import with_xero_names

        # The mark stands before the fields, where core reads it.
        return XeroNames({"_xero_names": True, **with_xero_names(dict(fields))})
    from .errors import ArgumentError

    kind = type(fields).__name__
    raise ArgumentError(
        f"xero_names was given {kind}, not the fields of a record", hint="give a mapping, one for each record"
    )


class Timeout(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds that the parts of one attempt may take."""

    connect: float = 5
    """Until the connection is established."""
    read: float = 30
    """Between two parts of a response."""
    attempt: float = 60
    """From the first byte sent to the last byte received."""


class Retry(msgspec.Struct, frozen=True, kw_only=True):
    """Which failures of a call are tried again, how often and after how long, before its error is raised."""

    max_attempts: int = 4
    """The number of attempts; 1 means that nothing is repeated."""
    initial_delay: float = 1
    """Seconds before the second attempt at most. The maximum doubles with each attempt, and the wait is a random part
    of it. If the server sends `Retry-After`, that replaces the wait."""
    max_delay: float = 20
    """Seconds before any attempt at most."""
    statuses: tuple[int, ...] = (408, 500, 502, 503, 504)
    """The statuses that are tried again, from 400 to 599. A 429 response at the minute or the concurrent limit always
    is. A write without an idempotency key never is, unless it was not carried out."""


class LimitPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The rate limits that the client itself keeps.

    All clients of one organisation share one count, so the policy of the newest client applies to all of them.
    """

    concurrent: int = 5
    """Calls in flight at once."""
    per_minute: int | None = 60
    """Calls in any minute; `None` means no limit."""
    reserve_daily: int = 0
    """Calls of the day's limit that `"bulk"` calls leave to `"interactive"` ones."""
    backend: str = "memory"
    """Where the count is kept: `"memory"`, for this process; `"file"`, for all processes of this user on this machine;
    or `"file:FOLDER"`, for all processes that name the same folder."""


class RateLimitHeaders(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The calls that are left, as far as the headers of Xero's response say."""

    minute_remaining: int | None = None
    """Calls left in this minute for this organisation."""
    day_remaining: int | None = None
    """Calls left in this day for this organisation."""
    app_minute_remaining: int | None = None
    """Calls left in this minute for the app in all organisations together."""


class Meta(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How a result was obtained: status, attempts, waits and rate limits."""

    status: int | None = None
    """The HTTP status."""
    request_id: str | None = None
    """Xero's `Xero-Correlation-Id`, which its support asks for."""
    attempts: int = 1
    """The number of attempts."""
    waited: float = 0.0
    """Seconds spent waiting for rate limits and between attempts."""
    limits: RateLimitHeaders | None = None
    """What is left of the rate limits."""
    idempotency_key: str | None = None
    """The key that was sent with a write."""
    warnings: tuple[str, ...] = ()
    """Warnings in Xero's response."""


class ConcurrentLimit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The limit of calls in flight."""

    limit: int
    """The limit of this client."""
    allowed: int
    """The calls allowed at present: fewer for a while after Xero reported too many."""
    in_flight: int
    """Calls in flight."""


class MinuteLimit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The limit of calls in any minute."""

    limit: int | None = None
    """Calls in any minute; `None` means no limit."""
    remaining: int | None = None
    """Calls that may start now; `None` means no limit."""
    resets_in: float | None = None
    """Seconds until all calls are available again."""


class DayLimit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The limit of calls in a day, which Xero counts."""

    remaining: int | None = None
    """Calls left; `None` until Xero has reported it."""
    reserve: int = 0
    """Calls that `"bulk"` calls leave to `"interactive"` ones."""
    resets_in: float | None = None
    """Seconds until the day's count starts again, if Xero has reported it."""


class ServerLimit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A limit known only from Xero's headers."""

    remaining: int | None = None
    """Calls left; `None` until Xero has reported it."""


class WaitingCalls(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The number of calls that wait for the rate limits."""

    interactive: int
    """Calls that go first."""
    bulk: int
    """Lists of several pages, writes of several requests, and calls with `priority="bulk"`."""


class RetryBudget(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A budget that limits repeated attempts while many calls fail."""

    remaining: int
    """What is left. Successful calls fill it again. When it is empty, failed calls are not repeated."""


class RateLimitState(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The state of a connection's rate limits, as `client.rate_limits()` returns it. Times are in seconds."""

    concurrent: ConcurrentLimit
    minute: MinuteLimit
    day: DayLimit
    app_minute: ServerLimit
    waiting: WaitingCalls
    retries: RetryBudget
