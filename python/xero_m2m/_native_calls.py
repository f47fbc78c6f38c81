"""Calls of the native client: on this thread, or awaited on the running event loop."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .errors import SecretWanted, XeroError, attach_outcome, completed_outcome

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future
    from collections.abc import Awaitable, Callable
    from weakref import WeakKeyDictionary

    from ._event_dispatcher import EventDispatcher
    from ._native import Bridge, NativeClient, NativeDownload, NativePages

_POLL_SECONDS = 0.1


class NativeCalls:
    """Calls that block this thread."""

    __slots__ = ("_events", "_native")

    def __init__(self, native: NativeClient, events: EventDispatcher) -> None:
        self._native = native
        self._events = events

    def invoke(self, request: bytes, payload: bytes | None = None) -> bytes:
        """The response to a request."""
        native = self._native
        try:
            return native.invoke(request, payload)
        finally:
            if native.has_events:
                self._events.dispatch(native)

    def invoke_observed(self, request: bytes, payload: bytes | None = None) -> bytes:
        """The response to a request, whose events are handed over while it waits."""
        return self._native.invoke(request, payload, self._dispatch)

    def next_part(self, parts: NativePages | NativeDownload) -> bytes | None:
        """The response with the next page of a list, or the next piece of a file; None after the last."""
        native = self._native
        try:
            return parts.next()
        finally:
            if native.has_events:
                self._events.dispatch(native)

    def next_part_observed(self, parts: NativePages | NativeDownload) -> bytes | None:
        """As `next_part`, with the events handed over while it waits."""
        try:
            return parts.next(self._dispatch)
        finally:
            self._dispatch()

    def _dispatch(self) -> None:
        self._events.dispatch(self._native)


class AsyncNativeCalls:
    """Calls that are awaited on the running loop. Each holds one future and little else."""

    __slots__ = ("_events", "_native", "_polls")

    def __init__(self, native: NativeClient, events: EventDispatcher) -> None:
        self._native = native
        self._events = events
        self._polls: WeakKeyDictionary[AbstractEventLoop, _Poll] | None = None

    def invoke(self, request: bytes, payload: bytes | None = None) -> Awaitable[bytes]:
        """Starts a call. What is returned must be awaited at once, and gives the response."""
        bridge, future = _bridge_and_future()
        pending = PendingCall(future)
        return self._response(bridge, pending, self._native.invoke_async(bridge, request, pending, payload))

    async def invoke_observed(self, request: bytes, payload: bytes | None = None) -> bytes:
        """The response to a request, whose events are handed over while it waits."""
        with self._poll():
            return await self.invoke(request, payload)

    def next_part(self, parts: NativePages | NativeDownload) -> Awaitable[bytes]:
        """Starts to fetch what comes next. Gives it as `invoke` does; no bytes after the last."""
        bridge, future = _bridge_and_future()
        pending = PendingCall(future)
        return self._response(bridge, pending, parts.next_async(bridge, pending))

    async def next_part_observed(self, parts: NativePages | NativeDownload) -> bytes:
        """As `next_part`, with the events handed over while it waits."""
        with self._poll():
            return await self.next_part(parts)

    async def _response(self, bridge: Bridge, pending: PendingCall, ticket: int) -> bytes:
        try:
            return await pending.future
        except BaseException as error:
            attach_outcome(error, bridge.abort(ticket) or pending.outcome_if_dropped())
            raise
        finally:
            if self._native.has_events:
                self._events.dispatch(self._native)

    def _poll(self) -> _Poll:
        from asyncio import get_running_loop
        from weakref import WeakKeyDictionary

        if self._polls is None:
            self._polls = WeakKeyDictionary()
        loop = get_running_loop()
        return self._polls.get(loop) or self._polls.setdefault(loop, _Poll(self._native, self._events))


class PendingCall:
    """Passes a call's result on to its future, and keeps it in case the task is cancelled before it gets it."""

    __slots__ = ("_result", "future")

    def __init__(self, future: Future[bytes]) -> None:
        self.future = future
        self._result: bytes | BaseException = b""

    def done(self) -> bool:
        """Always false: a cancelled call's result is still wanted."""
        return False

    def set_result(self, response: bytes) -> None:
        """The call has its response."""
        self._result = response
        if not self.future.done():
            self.future.set_result(response)

    def set_exception(self, error: BaseException) -> None:
        """The call has failed."""
        self._result = error
        if not self.future.done():
            self.future.set_exception(error)

    def outcome_if_dropped(self) -> XeroError | None:
        """What became of a call that had ended before its task was cancelled."""
        result = self._result
        if isinstance(result, bytes):
            return completed_outcome(result)
        if isinstance(result, SecretWanted):
            return result.if_cancelled
        return result if isinstance(result, XeroError) else None


class _Poll:
    """Hands over the pending events of one loop's calls at intervals, while any of them waits."""

    __slots__ = ("_calls", "_events", "_is_scheduled", "_native")

    def __init__(self, native: NativeClient, events: EventDispatcher) -> None:
        self._native = native
        self._events = events
        self._is_scheduled = False
        self._calls = 0

    def __enter__(self) -> None:
        self._calls += 1
        if not self._is_scheduled:
            self._is_scheduled = True
            self._schedule()

    def __exit__(self, *_: object) -> None:
        self._calls -= 1

    def _schedule(self) -> None:
        from asyncio import get_running_loop

        get_running_loop().call_later(_POLL_SECONDS, self._run)

    def _run(self) -> None:
        if self._native.has_events:
            self._events.dispatch(self._native)
        self._is_scheduled = self._calls > 0
        if self._is_scheduled:
            self._schedule()


@cache
def _bridges() -> WeakKeyDictionary[AbstractEventLoop, Bridge]:
    """The bridge of each event loop. It is dropped with its loop."""
    import weakref

    return weakref.WeakKeyDictionary()


@cache
def _running_loop() -> Callable[[], AbstractEventLoop]:
    from asyncio import get_running_loop

    return get_running_loop


def _bridge_and_future() -> tuple[Bridge, Future[bytes]]:
    """What a call on the running loop is started with. After a fork, a loop needs a new bridge."""
    loop = _running_loop()()
    bridge = _bridges().get(loop)
    if bridge is None or not bridge.ours:
        bridge = _new_bridge(loop)
    return bridge, loop.create_future()


def _new_bridge(loop: AbstractEventLoop) -> Bridge:
    from ._native import Bridge

    bridges = _bridges()
    for other, bridge in list(bridges.items()):
        if other.is_closed():
            bridge.close()
            del bridges[other]
    bridge = Bridge()
    if not _watched(loop, bridge):
        _notify(loop, bridge)
    bridges[loop] = bridge
    return bridge


def _watched(loop: AbstractEventLoop, bridge: Bridge) -> bool:
    """Makes the loop watch the bridge, and says whether it can."""
    descriptor = bridge.fileno()
    if descriptor is None:
        return False
    try:
        loop.add_reader(descriptor, bridge.on_readable)
    except NotImplementedError:
        return False
    return True


def _notify(loop: AbstractEventLoop, bridge: Bridge) -> None:
    """Wakes a loop that cannot watch a pipe, from a small thread: once for all calls that finished together."""
    import threading
    import weakref

    loop_reference = weakref.ref(loop)
    bridge_reference = weakref.ref(bridge)
    wake = bridge.waker()

    def run() -> None:
        while wake.wait():
            loop, bridge = loop_reference(), bridge_reference()
            if loop is None or bridge is None or loop.is_closed():
                return
            try:
                loop.call_soon_threadsafe(bridge.settle)
            except RuntimeError:
                return
            del loop, bridge

    threading.Thread(target=run, name="xero-m2m-notify", daemon=True).start()
