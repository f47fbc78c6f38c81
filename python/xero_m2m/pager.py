"""Lists: `Pager` and `AsyncPager`, which send nothing until they are used, the `Page`, and the `FetchEstimate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from .errors import MisuseError
from .values import Meta, Record

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from typing import NoReturn

    from ._calls import Operation
    from ._send import AsyncLink, Link
    from .values import CallOptions

R = TypeVar("R", bound=Record)


class Page(msgspec.Struct, Generic[R], kw_only=True):
    """One page of a list. Iterating and `len()` go over its records."""

    records: list[R]
    """The records."""
    number: int
    """The page's number, from 1."""
    page_size: int | None = None
    """How many records a page may hold."""
    page_count: int | None = None
    """How many pages there are, where Xero says."""
    item_count: int | None = None
    """How many records there are in all pages, where Xero says."""
    next: int | None = None
    """The number of the page to ask for next; `None` on the last."""
    meta: Meta | None = None
    """How the page came about."""

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
    """What it takes to get a whole list."""

    calls: int | None = None
    """Requests; `None` where Xero does not say how many pages there are."""
    records: int | None = None
    """Records, where Xero says."""
    seconds: float | None = None
    """The least time that the limits allow it in."""


class _Planned(msgspec.Struct):
    value: FetchEstimate


class _Counted(msgspec.Struct):
    value: int


_planned = msgspec.json.Decoder(_Planned)
_counted = msgspec.json.Decoder(_Counted)


class _Listing(Generic[R]):
    """What both pagers share: the list's arguments, checked once and then kept as they were."""

    __slots__ = ("_arguments", "_operation", "_options")

    def __init__(self, operation: Operation[R], arguments: Mapping[str, Any], options: CallOptions | None) -> None:
        request: dict[str, Any] = msgspec.json.decode(operation.request(arguments, options))
        self._operation = operation
        self._arguments: dict[str, Any] = request.get("arguments", {})
        self._options = request.get("options")

    def _request(self, **more: Any) -> bytes:
        request: dict[str, Any] = {"operation": self._operation.name, "arguments": self._arguments, **more}
        if self._options:
            request["options"] = self._options
        return msgspec.json.encode(request)

    def _request_of(self, number: int) -> bytes:
        return self._request(arguments={**self._arguments, "page": number})

    def _walk_request(self, limit: int | None) -> bytes:
        return self._request() if limit is None else self._request(limit=limit)

    if not TYPE_CHECKING:
        # A checker says so by itself, as nothing of this is there.
        def __len__(self) -> NoReturn:
            raise self._misused("has no length before it is fetched", "{}.count() asks Xero, {}.collect() gives a list")

        def __getitem__(self, place: object) -> NoReturn:
            taken = "{}.first() gives the first record, {}.collect(limit=5) a list of the first five"
            raise self._misused("is not a list that can be indexed", taken)

        def __bool__(self) -> NoReturn:
            raise self._misused(
                "is neither true nor false before it is fetched", "compare {}.first() with None, or {}.count() with 0"
            )

    def _misused(self, what: str, instead: str) -> MisuseError:
        call = f"{'await ' if isinstance(self, AsyncPager) else ''}{self._operation.name}(…)"
        return MisuseError(f"{self._operation.name}(…) {what}", hint=instead.replace("{}", call))

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self._arguments.items())
        return f"{type(self).__name__}({self._operation.name}({arguments}))"

    def _repr_html_(self) -> str:
        from .display import listing_html

        return listing_html(repr(self))


class Pager(_Listing[R]):
    """A list that is fetched page by page as it is used, ahead of the use and in order. Each iteration starts afresh.

    A record that Xero repeats on a later page, because records moved meanwhile, comes once.
    """

    __slots__ = ("_link",)

    if not TYPE_CHECKING:

        def __aiter__(self) -> NoReturn:
            raise self._misused("is not awaited", "iterate with `for`, or use an AsyncClient")

    def __init__(
        self, link: Link, operation: Operation[R], arguments: Mapping[str, Any], options: CallOptions | None
    ) -> None:
        super().__init__(operation, arguments, options)
        self._link = link

    def __iter__(self) -> Iterator[R]:
        """All records, page after page."""
        for page in self.pages():
            yield from page.records

    def pages(self) -> Iterator[Page[R]]:
        """All pages."""
        return self._walk(None)

    def page(self, number: int = 1) -> Page[R]:
        """One page: one request."""
        return self._operation.page(self._link.send(self._request_of(number)))

    def collect(self, limit: int | None = None) -> list[R]:
        """The records as a list, at most `limit` of them, with no more requests than these take."""
        records: list[R] = []
        if limit is None or limit > 0:
            for page in self._walk(limit):
                records += page.records
        return records[:limit]

    def first(self) -> R | None:
        """The first record, or None where there is none: one request."""
        return next(iter(self.collect(1)), None)

    def count(self) -> int:
        """How many records there are: one request where Xero says, else one for each page."""
        return _counted.decode(self._link.send(self._request(verb="count"))).value

    def estimate(self) -> FetchEstimate:
        """How many requests the whole list takes, and how long at the limits; one request where Xero must be asked."""
        return _planned.decode(self._link.send(self._request(verb="estimate"))).value

    def _walk(self, limit: int | None) -> Iterator[Page[R]]:
        walk = self._link.walk(self._walk_request(limit))
        try:
            while reply := walk.next():
                yield self._operation.page(reply)
        finally:
            walk.end()


class AsyncPager(_Listing[R]):
    """A list that is fetched page by page as it is used, ahead of the use and in order. Each iteration starts afresh.

    A record that Xero repeats on a later page, because records moved meanwhile, comes once.
    """

    __slots__ = ("_link",)

    if not TYPE_CHECKING:

        def __iter__(self) -> NoReturn:
            raise self._misused("is awaited", "iterate with `async for`, or over `{}.collect()`")

        def __await__(self) -> NoReturn:
            raise self._misused("is not awaited itself", "iterate with `async for`, or `{}.collect()` for a list")

    def __init__(
        self, link: AsyncLink, operation: Operation[R], arguments: Mapping[str, Any], options: CallOptions | None
    ) -> None:
        super().__init__(operation, arguments, options)
        self._link = link

    async def __aiter__(self) -> AsyncIterator[R]:
        """All records, page after page."""
        async for page in self.pages():
            for record in page.records:
                yield record

    def pages(self) -> AsyncIterator[Page[R]]:
        """All pages."""
        return self._walk(None)

    async def page(self, number: int = 1) -> Page[R]:
        """One page: one request."""
        return self._operation.page(await self._link.send(self._request_of(number)))

    async def collect(self, limit: int | None = None) -> list[R]:
        """The records as a list, at most `limit` of them, with no more requests than these take."""
        records: list[R] = []
        if limit is None or limit > 0:
            async for page in self._walk(limit):
                records += page.records
        return records[:limit]

    async def first(self) -> R | None:
        """The first record, or None where there is none: one request."""
        return next(iter(await self.collect(1)), None)

    async def count(self) -> int:
        """How many records there are: one request where Xero says, else one for each page."""
        return _counted.decode(await self._link.send(self._request(verb="count"))).value

    async def estimate(self) -> FetchEstimate:
        """How many requests the whole list takes, and how long at the limits; one request where Xero must be asked."""
        return _planned.decode(await self._link.send(self._request(verb="estimate"))).value

    async def _walk(self, limit: int | None) -> AsyncIterator[Page[R]]:
        walk = self._link.walk(self._walk_request(limit))
        try:
            while reply := await walk.next():
                yield self._operation.page(reply)
        finally:
            walk.end()
