"""Lists: `Pager` and `AsyncPager`, which send nothing until they are used, and the `Page`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from .values import Meta, Record

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from ._calls import Operation
    from ._send import AsyncSend, Send
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


class _Listing(Generic[R]):
    """What both pagers share: the list's arguments, checked once and then kept as they were."""

    __slots__ = ("_arguments", "_operation", "_options")

    def __init__(self, operation: Operation[R], arguments: dict[str, Any], options: CallOptions | None) -> None:
        request: dict[str, Any] = msgspec.json.decode(operation.request(arguments, options))
        self._operation = operation
        self._arguments: dict[str, Any] = request.get("arguments", {})
        self._options = request.get("options")

    def _request(self, number: int) -> bytes:
        request: dict[str, Any] = {"operation": self._operation.name, "arguments": self._arguments}
        if self._operation.paged or number != 1:
            request["arguments"] = {**self._arguments, "page": number}
        if self._options:
            request["options"] = self._options
        return msgspec.json.encode(request)

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self._arguments.items())
        return f"{type(self).__name__}({self._operation.name}({arguments}))"

    def _repr_html_(self) -> str:
        from .display import listing_html

        return listing_html(repr(self))


class Pager(_Listing[R]):
    """A list that is fetched page by page as it is used. Each iteration starts afresh."""

    __slots__ = ("_send",)

    def __init__(
        self, send: Send, operation: Operation[R], arguments: dict[str, Any], options: CallOptions | None
    ) -> None:
        super().__init__(operation, arguments, options)
        self._send = send

    def __iter__(self) -> Iterator[R]:
        """All records, page after page."""
        for page in self.pages():
            yield from page.records

    def pages(self) -> Iterator[Page[R]]:
        """All pages, one request each."""
        page = self._fetch(1)
        yield page
        while page.next is not None:
            page = self._fetch(page.next)
            yield page

    def page(self, number: int = 1) -> Page[R]:
        """One page: one request."""
        return self._fetch(number)

    def collect(self, limit: int | None = None) -> list[R]:
        """The records as a list, at most `limit` of them."""
        records: list[R] = []
        if limit is not None and limit <= 0:
            return records
        for page in self.pages():
            records += page.records
            if limit is not None and len(records) >= limit:
                break
        return records[:limit]

    def first(self) -> R | None:
        """The first record, or None where there is none: one request."""
        return next(iter(self._fetch(1).records), None)

    def count(self) -> int:
        """How many records there are: one request where Xero says, else one for each page."""
        page = self._fetch(1)
        if page.item_count is not None:
            return page.item_count
        count = len(page)
        while page.next is not None:
            page = self._fetch(page.next)
            count += len(page)
        return count

    def _fetch(self, number: int) -> Page[R]:
        return self._operation.page(self._send(self._request(number)))


class AsyncPager(_Listing[R]):
    """A list that is fetched page by page as it is used. Each iteration starts afresh."""

    __slots__ = ("_send",)

    def __init__(
        self, send: AsyncSend, operation: Operation[R], arguments: dict[str, Any], options: CallOptions | None
    ) -> None:
        super().__init__(operation, arguments, options)
        self._send = send

    async def __aiter__(self) -> AsyncIterator[R]:
        """All records, page after page."""
        async for page in self.pages():
            for record in page.records:
                yield record

    async def pages(self) -> AsyncIterator[Page[R]]:
        """All pages, one request each."""
        page = await self._fetch(1)
        yield page
        while page.next is not None:
            page = await self._fetch(page.next)
            yield page

    async def page(self, number: int = 1) -> Page[R]:
        """One page: one request."""
        return await self._fetch(number)

    async def collect(self, limit: int | None = None) -> list[R]:
        """The records as a list, at most `limit` of them."""
        records: list[R] = []
        if limit is not None and limit <= 0:
            return records
        async for page in self.pages():
            records += page.records
            if limit is not None and len(records) >= limit:
                break
        return records[:limit]

    async def first(self) -> R | None:
        """The first record, or None where there is none: one request."""
        return next(iter((await self._fetch(1)).records), None)

    async def count(self) -> int:
        """How many records there are: one request where Xero says, else one for each page."""
        page = await self._fetch(1)
        if page.item_count is not None:
            return page.item_count
        count = len(page)
        while page.next is not None:
            page = await self._fetch(page.next)
            count += len(page)
        return count

    async def _fetch(self, number: int) -> Page[R]:
        return self._operation.page(await self._send(self._request(number)))
