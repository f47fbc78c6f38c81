"""The lists of an `AsyncClient`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, TypeVar

from .._operation import Operation
from ..pager import AsyncListing, FetchEstimate, Page, check_limit, decode_count, decode_estimate
from ..records import Record
from ..values import CallOptions
from .dispatch import AsyncDispatcher

R = TypeVar("R", bound=Record)


class AsyncPager(AsyncListing[R]):
    """A list that is fetched page by page while you iterate over it, with the next pages fetched ahead.

    Each iteration starts again at the first page. Records come in Xero's order. A record that Xero repeats on a later
    page, because records moved between two requests, comes once.
    """

    __slots__ = ("_dispatcher",)

    def __init__(
        self,
        dispatcher: AsyncDispatcher,
        operation: Operation[R],
        arguments: Mapping[str, Any],
        options: CallOptions | None,
    ) -> None:
        super().__init__(operation, arguments, options)
        self._dispatcher = dispatcher

    async def __aiter__(self) -> AsyncIterator[R]:
        """All records, page after page."""
        async for page in self.pages():
            for record in page.records:
                yield record

    def pages(self) -> AsyncIterator[Page[R]]:
        """All pages."""
        return self._pages(None)

    async def page(self, number: int = 1) -> Page[R]:
        """One page. Takes one request."""
        return self._operation.page(await self._dispatcher.send(self._page_request(number)))

    async def collect(self, limit: int | None = None) -> list[R]:
        """The records as a list, at most `limit` of them. Sends no more requests than these records take.

        Raises:
            ArgumentError: `limit` is not a whole number from 0.
        """
        check_limit(limit)
        records: list[R] = []
        if limit != 0:
            async for page in self._pages(limit):
                records += page.records
        return records[:limit]

    async def first(self) -> R | None:
        """The first record, or None if the list is empty. Takes one request."""
        return next(iter(await self.collect(1)), None)

    async def count(self) -> int:
        """The number of records. Takes one request if Xero reports the number, otherwise one for each page."""
        return decode_count(await self._dispatcher.send(self._request(verb="count")))

    async def estimate(self) -> FetchEstimate:
        """How many requests the whole list takes, and how many seconds. Takes one request if Xero must be asked."""
        return decode_estimate(await self._dispatcher.send(self._request(verb="estimate")))

    async def _pages(self, limit: int | None) -> AsyncIterator[Page[R]]:
        stream = self._dispatcher.stream(self._stream_request(limit))
        try:
            while response := await stream.next():
                yield self._operation.page(response)
        finally:
            stream.close()
