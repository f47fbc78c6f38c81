"""Lists: the `Page`, the `FetchEstimate`, and what `Pager` and `AsyncPager` have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

import msgspec

from ._json import Response
from ._lazy import LazyModule
from .errors import ArgumentError, MisuseError
from .records import Record
from .values import CallOptions, Meta

if TYPE_CHECKING:
    from . import _operation
else:
    _operation = LazyModule("_operation")

R = TypeVar("R", bound=Record)


class Page(msgspec.Struct, Generic[R], kw_only=True):
    """One page of a list. Iteration and `len()` go over its records."""

    records: list[R]
    """The records."""
    number: int
    """The page's number, from 1."""
    page_size: int | None = None
    """The largest number of records on a page."""
    page_count: int | None = None
    """The number of pages, if Xero reports it."""
    item_count: int | None = None
    """The number of records on all pages, if Xero reports it."""
    next: int | None = None
    """The number of the next page; `None` on the last."""
    meta: Meta | None = None
    """The status, request id and rate limits of the response."""

    def __iter__(self) -> Iterator[R]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __repr__(self) -> str:
        kind = type(self.records[0]).__name__ if self.records else "records"
        pages = "" if self.page_count is None else f" of {self.page_count}"
        return f"Page({self.number}{pages}, {len(self.records)} × {kind})"

    def _repr_html_(self) -> str:
        from .display import page_html

        return page_html(self)


class FetchEstimate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What it takes to fetch a whole list."""

    calls: int | None = None
    """Requests; `None` if Xero does not report the number of pages."""
    records: int | None = None
    """Records, if Xero reports their number."""
    seconds: float | None = None
    """The shortest time in seconds that the rate limits allow."""


_estimate_decoder = msgspec.json.Decoder(Response[FetchEstimate])
_count_decoder = msgspec.json.Decoder(Response[int])


def decode_estimate(response: bytes) -> FetchEstimate:
    """The estimate in core's response."""
    return _estimate_decoder.decode(response).value


def decode_count(response: bytes) -> int:
    """The count in core's response."""
    return _count_decoder.decode(response).value


def check_limit(limit: object) -> None:
    """Checks how many records are wanted."""
    if limit is not None and (type(limit) is not int or limit < 0):
        raise ArgumentError("limit is not a number of records", hint="give 0 or more, or omit it for all records")


class _AnyListing(Generic[R]):
    """The arguments of a list, which are checked once and do not change afterwards."""

    __slots__ = ("_arguments", "_operation", "_options")

    _call_form = "{}(…)"

    def __init__(
        self, operation: _operation.Operation[R], arguments: Mapping[str, Any], options: CallOptions | None
    ) -> None:
        request: dict[str, Any] = msgspec.json.decode(operation.request(arguments, options))
        self._operation = operation
        self._arguments: dict[str, Any] = request.get("arguments", {})
        self._options = request.get("options")

    def _request(self, **more: Any) -> bytes:
        request: dict[str, Any] = {"operation": self._operation.name, "arguments": self._arguments, **more}
        if self._options:
            request["options"] = self._options
        return msgspec.json.encode(request)

    def _page_request(self, number: int) -> bytes:
        return self._request(arguments={**self._arguments, "page": number})

    def _stream_request(self, limit: int | None) -> bytes:
        return self._request() if limit is None else self._request(limit=limit)

    if not TYPE_CHECKING:
        # Type checkers report these uses by themselves, because the methods are missing for them.
        def __len__(self) -> NoReturn:
            raise self._misused("has no length before it is fetched", "{}.count() asks Xero, {}.collect() gives a list")

        def __getitem__(self, place: object) -> NoReturn:
            hint = "{}.first() gives the first record, {}.collect(limit=5) a list of the first five"
            raise self._misused("is not a list that can be indexed", hint)

        def __bool__(self) -> NoReturn:
            raise self._misused(
                "is neither true nor false before it is fetched", "compare {}.first() with None, or {}.count() with 0"
            )

    def _misused(self, what: str, hint: str) -> MisuseError:
        name = self._operation.name
        return MisuseError(f"{name}(…) {what}", hint=hint.replace("{}", self._call_form.format(name)))

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self._arguments.items())
        return f"{type(self).__name__}({self._operation.name}({arguments}))"

    def _repr_html_(self) -> str:
        from .display import listing_html

        return listing_html(repr(self))


class Listing(_AnyListing[R]):
    """The base of `Pager`."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __aiter__(self) -> NoReturn:
            raise self._misused("does not work with `async for`", "iterate with `for`, or use an AsyncClient")


class AsyncListing(_AnyListing[R]):
    """The base of `AsyncPager`."""

    __slots__ = ()

    _call_form = "await {}(…)"

    if not TYPE_CHECKING:

        def __iter__(self) -> NoReturn:
            raise self._misused("does not work with `for`", "iterate with `async for`, or over `{}.collect()`")

        def __await__(self) -> NoReturn:
            raise self._misused("cannot be awaited itself", "iterate with `async for`, or `{}.collect()` for a list")
