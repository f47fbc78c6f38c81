"""How everything of an `AsyncClient` sends requests to core and gets its responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._event_dispatcher import EventDispatcher
from .._native import NativeClient
from .._native_calls import AsyncNativeCalls
from .._options import AsyncSecretSource

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from .._event_dispatcher import ObservedCall
    from .secret import AsyncSecretSupplier


class AsyncDispatcher:
    """Sends the requests of an `AsyncClient` to core and gives its responses."""

    __slots__ = ("_calls", "_events", "_native", "_supplier")

    def __init__(self, native: NativeClient, events: EventDispatcher, source: AsyncSecretSource | None) -> None:
        self._native = native
        self._events = events
        self._calls = AsyncNativeCalls(native, events)
        self._supplier: AsyncSecretSupplier | None = None
        if source is not None:
            from .secret import AsyncSecretSupplier

            self._supplier = AsyncSecretSupplier(native, source)

    def send(self, request: bytes, payload: bytes | None = None, /) -> Awaitable[bytes]:
        """Sends one request, with the bytes of a file if there is one, and gives the response."""
        call = self._events.begin(self._native, request)
        if call is not None:
            return self._send_observed(call, payload)
        if self._supplier is None:
            return self._calls.invoke(request, payload)
        return self._supplier.with_secret(self._calls.invoke, request, payload)

    def stream(self, request: bytes) -> AsyncPageStream:
        """Begins to read a list page by page."""
        return AsyncPageStream(self._native, self._events, self._calls, self._supplier, request)

    async def _send_observed(self, call: ObservedCall, payload: bytes | None) -> bytes:
        invoke, supplier = self._calls.invoke_observed, self._supplier
        try:
            if supplier is None:
                response = await invoke(call.request, payload)
            else:
                response = await supplier.with_secret(invoke, call.request, payload)
        except BaseException as error:
            self._events.end(self._native, call, error)
            raise
        self._events.end(self._native, call)
        return response


class AsyncPageStream:
    """A list that is read page by page. For events and spans it is one call."""

    __slots__ = ("_call", "_events", "_native", "_next_page", "_pages", "_supplier")

    def __init__(
        self,
        native: NativeClient,
        events: EventDispatcher,
        calls: AsyncNativeCalls,
        supplier: AsyncSecretSupplier | None,
        request: bytes,
    ) -> None:
        self._native = native
        self._events = events
        self._supplier = supplier
        self._call = events.begin(native, request)
        self._next_page = calls.next_page if self._call is None else calls.next_page_observed
        try:
            self._pages = native.pages(request if self._call is None else self._call.request)
        except BaseException as error:
            self.close(error)
            raise

    async def next(self) -> bytes | None:
        """The response with the next page; nothing after the last."""
        try:
            if self._supplier is None:
                return await self._next_page(self._pages)
            return await self._supplier.with_secret(self._next_page, self._pages)
        except BaseException as error:
            self.close(error)
            raise

    def close(self, error: BaseException | None = None) -> None:
        """Reports the end of the call, which an `error` may have caused. Closing again does nothing."""
        call, self._call = self._call, None
        if call is not None:
            self._events.end(self._native, call, error)
