"""The base of all records, `Meta`, and the classes of options and rate limits."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias, TypedDict, cast

import msgspec

from ._compat import Self

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

    The names and values are checked when the call is made. A record within them keeps its own names.

    Args:
        fields: The fields of one record.

    Returns:
        The fields, to be given to a call as a record, or as a record within one.

    Raises:
        ArgumentError: `fields` is not a mapping.
    """
    if isinstance(cast("object", fields), Mapping):
        return XeroNames(fields)
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


class Provenance(msgspec.Struct, frozen=True, gc=False):
    """Where a record came from, and the parts of Xero's response that its fields cannot hold."""

    meta: Meta | None = None
    extra: str | None = None
    wire: str | None = None
    misfits: str | None = None

    # Whether any record of this process has hidden fields. Most programs have none.
    any_hidden: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if self.extra is not None or self.wire is not None or self.misfits is not None:
            Provenance.any_hidden = True

    @property
    def hidden(self) -> dict[str, str]:
        """The texts of the hidden fields, as core writes and reads them."""
        texts = {"_extra": self.extra, "_wire": self.wire, "_misfits": self.misfits}
        return {name: text for name, text in texts.items() if text is not None}


OWN = Provenance()
"""The provenance of records that users create, and of most parts of other records."""


class HiddenText(str):
    """The text of a hidden field, on its way from core's JSON to the record's `Provenance`."""

    __slots__ = ()


class _ProvenanceHolder:
    """Holds the provenance outside the fields, so that nothing encodes it."""

    __slots__ = ("_provenance",)

    if TYPE_CHECKING:
        _provenance: Provenance


_HiddenField = Annotated[HiddenText, msgspec.Meta(extra_json_schema={"type": "string"})] | None


class Record(_ProvenanceHolder, msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """The base of all records. Fields that Xero did not send are `None`.

    `msgspec.json.encode(record)` encodes a record as JSON by this library's names, and
    `json.dumps(record.to_dict(), default=str)` by Xero's names. Both write decimals as strings with all their digits.
    """

    _schema: ClassVar[str] = ""

    # Core's JSON has them. `_provenance` moves them into the provenance as soon as a response is decoded.
    _extra: _HiddenField = None
    _wire: _HiddenField = None
    _misfits: _HiddenField = None

    @property
    def extra(self) -> dict[str, Any]:
        """Fields that this library does not know, and values that do not fit their type, by Xero's names."""
        return _parsed(provenance_of(self).extra)

    @property
    def misfits(self) -> dict[str, Any]:
        """Values that do not fit their type, by their path in Xero's names: `Quantity`, or `Numbers[1]` in a list."""
        return _parsed(provenance_of(self).misfits)

    @property
    def meta(self) -> Meta | None:
        """The status, request id and rate limits of the response, which all records of a page share.

        `None` for parts of other records and for records that you created.
        """
        return provenance_of(self).meta

    def to_dict(self) -> dict[str, Any]:
        """Exactly what Xero sent, by Xero's names, with fractions as `Decimal`.

        `json.dumps(record.to_dict(), default=str)` encodes it as JSON, with fractions as strings that keep all digits.
        """
        from ._json import checked_json, parse
        from ._native import to_xero

        wire: dict[str, Any] = parse(to_xero(self._schema, checked_json(self)))
        return wire

    def __eq__(self, other: object) -> bool:
        same = super().__eq__(other)
        return same if same is not True else provenance_of(self).hidden == provenance_of(cast("Record", other)).hidden

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]  # pyright: ignore

    def __copy__(self) -> Self:
        copy: Self = super().__copy__()  # type: ignore[misc]  # pyright: ignore
        Record.__setstate__(copy, provenance_of(self))  # pyright: ignore[reportUnknownArgumentType]
        return copy  # pyright: ignore[reportUnknownVariableType]

    def __reduce__(self) -> tuple[Any, ...]:
        return (*super().__reduce__()[:2], provenance_of(self))

    def __setstate__(self, provenance: Provenance) -> None:
        if provenance is not OWN:
            self._provenance = provenance

    def __repr__(self) -> str:
        fields = [f"{name}={_brief(value)}" for name, value in present_fields(self)]
        rest = "" if len(fields) <= _REPR_FIELDS else ", …"
        return f"{type(self).__name__}({', '.join(fields[:_REPR_FIELDS])}{rest})"

    def _repr_html_(self) -> str:
        from .display import record_html

        return record_html(self)


def provenance_of(record: Record) -> Provenance:
    """The provenance of a record."""
    return getattr(record, "_provenance", OWN)


def _parsed(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    from ._json import parse

    fields: dict[str, Any] = parse(text)
    return fields


_REPR_FIELDS = 6


def present_fields(record: Record) -> Iterator[tuple[str, Any]]:
    """The fields that are set, each with its name and value."""
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if value is not None and not name.startswith("_"):
            yield name, value


def _brief(value: Any) -> str:
    """A value on one line. For parts of a record it shows their class and number."""
    if isinstance(value, Record):
        return f"{type(value).__name__}(…)"
    if isinstance(value, list) and value:
        parts: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
        return f"[{len(parts)} × {type(parts[0]).__name__}]"
    text = str(value) if isinstance(value, datetime.date) else f"{value!r}"
    return text if len(text) <= 60 else text[:59] + "…"
