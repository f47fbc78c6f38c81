"""What calls take and give beside the records of one API: the base of all records, `Meta`, and the option classes."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypedDict, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal, TypeAlias

    from typing_extensions import Self

    Priority: TypeAlias = Literal["interactive", "bulk"]


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
    """How often the call is tried; a number alone is `max_attempts`."""
    idempotency_key: str
    """Xero carries out writes with the same key once, within six minutes. Default: a new key for each write."""


class Timeout(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds that the parts of one attempt may take."""

    connect: float = 5
    """Until the connection stands."""
    read: float = 30
    """Between two pieces of a reply."""
    attempt: float = 60
    """From the first byte sent to the last received."""


class Retry(msgspec.Struct, frozen=True, kw_only=True):
    """How often a call is tried before its error is raised."""

    max_attempts: int = 4
    """Tries in all; 1 means that nothing is repeated."""


class LimitPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The limits that the client keeps by itself.

    All clients of one organisation share one count, so those of the newest client hold for all of them.
    """

    concurrent: int = 5
    """Calls in flight at once."""
    per_minute: int | None = 60
    """Calls in any minute; `None` means no limit."""
    reserve_daily: int = 0
    """Calls of the day's allowance that bulk work leaves to interactive calls."""
    backend: str = "memory"
    """Where the count is kept: `"memory"`, for this process; `"file"`, for all processes of this machine that run as
    this user; or `"file:FOLDER"`, for all that name the same folder."""


class RateLimitHeaders(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What Xero's headers said is left, where they said it."""

    minute_remaining: int | None = None
    """Calls left in this minute for this organisation."""
    day_remaining: int | None = None
    """Calls left in this day for this organisation."""
    app_minute_remaining: int | None = None
    """Calls left in this minute for the app over all organisations."""


class Meta(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How a result came about."""

    status: int | None = None
    """The HTTP status."""
    request_id: str | None = None
    """Xero's `Xero-Correlation-Id`: what its support asks for."""
    attempts: int = 1
    """Tries that it took."""
    waited: float = 0.0
    """Seconds spent waiting for limits and between tries."""
    limits: RateLimitHeaders | None = None
    """What is left of the limits."""
    idempotency_key: str | None = None
    """The key that was sent with a write."""
    warnings: tuple[str, ...] = ()
    """What Xero remarked without refusing the call."""


class ConcurrentLimit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The limit of calls in flight."""

    limit: int
    """The limit of this client."""
    allowed: int
    """What is allowed at present: fewer for a while, after Xero said that there were too many."""
    in_flight: int
    """Calls in flight."""


class MinuteLimit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The limit of calls in any minute."""

    limit: int | None = None
    """Calls in any minute; `None` means no limit."""
    remaining: int | None = None
    """Calls that may start now; `None` means no limit."""
    resets_in: float | None = None
    """Seconds until all calls are there again."""


class DayLimit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The limit of calls in a day, which Xero counts."""

    remaining: int | None = None
    """Calls left; `None` until Xero said."""
    reserve: int = 0
    """Calls that bulk work leaves."""
    resets_in: float | None = None
    """Seconds until the day begins anew, where Xero said."""


class ServerLimit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A limit known only from Xero's headers."""

    remaining: int | None = None
    """Calls left; `None` until Xero said."""


class WaitingCalls(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How many calls wait for the limits."""

    interactive: int
    """Those that go first."""
    bulk: int
    """Page walks, batches, and calls with `priority="bulk"`."""


class RetryBudget(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How much may be repeated while many calls fail."""

    remaining: int
    """What is left; successful calls fill it again, and at none failed calls are not repeated."""


class RateLimitState(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where the limits of a connection stand: the reply of `client.rate_limits()`. Times are in seconds."""

    concurrent: ConcurrentLimit
    minute: MinuteLimit
    day: DayLimit
    app_minute: ServerLimit
    waiting: WaitingCalls
    retries: RetryBudget


class Provenance(msgspec.Struct, frozen=True, gc=False):
    """Where a record came from, and what its fields cannot say of how Xero wrote it."""

    meta: Meta | None = None
    extra: str | None = None
    wire: str | None = None
    misfits: str | None = None

    # Whether any record of this process has hidden members: most programs that send records of their own have none.
    any_hidden: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if self.extra is not None or self.wire is not None or self.misfits is not None:
            Provenance.any_hidden = True

    @property
    def hidden(self) -> dict[str, str]:
        """The texts of the hidden members, as core writes and reads them."""
        texts = {"_extra": self.extra, "_wire": self.wire, "_misfits": self.misfits}
        return {name: text for name, text in texts.items() if text is not None}


OWN = Provenance()
"""That of records which users make, and of most parts of other records."""


class Hidden(str):
    """The text of a hidden member, on its way from core's JSON to the record's `Provenance`."""

    __slots__ = ()


class _Carrier:
    """Holds what is no field, so that nothing encodes it."""

    __slots__ = ("_provenance",)

    if TYPE_CHECKING:
        _provenance: Provenance


_HiddenField = Annotated[Hidden, msgspec.Meta(extra_json_schema={"type": "string"})] | None


class Record(_Carrier, msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """The base of all records. Members that Xero did not send are `None`.

    For JSON by this library's names encode it with `msgspec.json.encode(record)`, for JSON by Xero's names with
    `json.dumps(record.to_dict(), default=str)`: both write each decimal as a string with all its digits.
    """

    _schema: ClassVar[str] = ""

    # Core's JSON has them; they are empty as soon as a reply is read (see `_reading`).
    _extra: _HiddenField = None
    _wire: _HiddenField = None
    _misfits: _HiddenField = None

    @property
    def extra(self) -> dict[str, Any]:
        """Members that this library does not know, and values that do not fit, by Xero's names."""
        return _parsed(provenance_of(self).extra)

    @property
    def misfits(self) -> dict[str, Any]:
        """Values that do not fit their type, by their place in Xero's names: `Quantity`, or `Numbers[1]` in a list."""
        return _parsed(provenance_of(self).misfits)

    @property
    def meta(self) -> Meta | None:
        """How this record came about, which all records of a page share.

        `None` for parts of other records and for records of your own.
        """
        return provenance_of(self).meta

    def to_dict(self) -> dict[str, Any]:
        """Exactly what Xero sent, by Xero's names, with numbers as `Decimal`.

        `json.dumps(record.to_dict(), default=str)` makes JSON of it, with fractions as strings, which lose no digit.
        """
        from ._json import checked_json, parse
        from ._native import to_wire

        wire: dict[str, Any] = parse(to_wire(self._schema, checked_json(self)))
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
        shown = [f"{name}={_brief(value)}" for name, value in _members(self)]
        rest = "" if len(shown) <= _SHOWN else ", …"
        return f"{type(self).__name__}({', '.join(shown[:_SHOWN])}{rest})"

    def _repr_html_(self) -> str:
        from .display import record_html

        return record_html(self)


def provenance_of(record: Record) -> Provenance:
    """Where the record came from."""
    return getattr(record, "_provenance", OWN)


def _parsed(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    from ._json import parse

    members: dict[str, Any] = parse(text)
    return members


_SHOWN = 6


def _members(record: Record) -> Iterator[tuple[str, Any]]:
    """The members that are set, by name."""
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if value is not None and not name.startswith("_"):
            yield name, value


def _brief(value: Any) -> str:
    """One value on one line: parts of a record by their kind and number."""
    if isinstance(value, Record):
        return f"{type(value).__name__}(…)"
    if isinstance(value, list) and value:
        parts: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
        return f"[{len(parts)} × {type(parts[0]).__name__}]"
    text = str(value) if isinstance(value, datetime.date) else f"{value!r}"
    return text if len(text) <= 60 else text[:59] + "…"
