"""How everything of an `AsyncClient` sends requests to core and gets its responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .._event_dispatcher import EventDispatcher
from .._native import NativeClient, NativeDownload, NativePages
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

    def stream(self, request: bytes) -> AsyncPartStream:
        """Begins to read a list page by page."""
        return AsyncPartStream(self._native, self._events, self._calls, self._supplier, request)

    def download(self, request: bytes) -> AsyncDownload:
        """Begins to read a file piece by piece."""
        return AsyncDownload(self._native, self._events, self._calls, self._supplier, request)

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


class AsyncPartStream:
    """A list that is read page by page. For events and spans it is one call."""

    __slots__ = ("_call", "_events", "_native", "_next_part", "_parts", "_supplier")

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
        self._parts: NativePages | NativeDownload | None = None
        self._call = events.begin(native, request)
        self._next_part = calls.next_part if self._call is None else calls.next_part_observed
        try:
            self._parts = self._open(request if self._call is None else self._call.request)
        except BaseException as error:
            self.close(error)
            raise

    def _open(self, request: bytes) -> NativePages | NativeDownload:
        return self._native.pages(request)

    async def next(self) -> bytes | None:
        """The response with the next page, or the next piece; nothing after the last."""
        parts = self._parts
        if parts is None:
            return None
        try:
            if self._supplier is None:
                return await self._next_part(parts)
            return await self._supplier.with_secret(self._next_part, parts)
        except BaseException as error:
            self.close(error)
            raise

    def close(self, error: BaseException | None = None) -> None:
        """Reports the end of the call, which an `error` may have caused. Closing again does nothing."""
        call, self._call = self._call, None
        if call is not None:
            self._events.end(self._native, call, error)


class AsyncDownload(AsyncPartStream):
    """A file that is read piece by piece."""

    __slots__ = ()

    def _open(self, request: bytes) -> NativeDownload:
        return self._native.download(request)

    def close(self, error: BaseException | None = None) -> None:
        """Frees the connection, and reports the end of the call."""
        parts, self._parts = self._parts, None
        if parts is not None:
            cast("NativeDownload", parts).close()
        super().close(error)
