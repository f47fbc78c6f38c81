"""The way of a request to the native client and of its reply back: blocking, or awaited on the running loop."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .errors import ConfigError, SecretWanted

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future
    from collections.abc import Awaitable, Callable
    from typing import Protocol
    from weakref import WeakKeyDictionary

    from ._native import Bridge, NativeClient

    class Send(Protocol):
        """Sends one request, with the bytes of a file where there is one, and gives the reply."""

        def __call__(self, request: bytes, payload: bytes | None = None, /) -> bytes: ...

    class AsyncSend(Protocol):
        """Sends one request, with the bytes of a file where there is one, and gives the reply."""

        def __call__(self, request: bytes, payload: bytes | None = None, /) -> Awaitable[bytes]: ...

    Next = Callable[[], bytes | None]
    AsyncNext = Callable[[], Awaitable[bytes]]
    Source = Callable[[], str]
    AsyncSource = Callable[[], "str | Awaitable[str]"]
    Start = Callable[[Bridge, Future[bytes]], int]

_TRIES = 5
_HINT = "client_secret is a callable: it returns the secret as a str"


class Link:
    """How everything of a `Client` reaches its native client."""

    __slots__ = ("send", "walk")

    def __init__(self, send: Send, walk: Callable[[bytes], Next]) -> None:
        self.send = send
        """Sends one request."""
        self.walk = walk
        """Starts to walk over a list; what it gives gives page after page, and None at the end."""


class AsyncLink:
    """How everything of an `AsyncClient` reaches its native client."""

    __slots__ = ("send", "walk")

    def __init__(self, send: AsyncSend, walk: Callable[[bytes], AsyncNext]) -> None:
        self.send = send
        """Sends one request."""
        self.walk = walk
        """Starts to walk over a list; what it gives gives page after page, and nothing (`b""`) at the end."""


def blocking(native: NativeClient, source: AsyncSource | None) -> Link:
    """How a `Client` sends."""
    if source is None:
        return Link(native.invoke, lambda request: native.pages(request).next)

    import threading

    lock = threading.Lock()

    def supply() -> None:
        with lock:
            if native.wants_secret:
                native.supply_secret(_value_of(source))

    def supplied(call: Next) -> bytes | None:
        for _ in range(_TRIES):
            try:
                reply = call()
            except SecretWanted:
                supply()
                continue
            if native.wants_secret:
                _ahead_of_need(supply)
            return reply
        raise _never_enough()

    def send(request: bytes, payload: bytes | None = None, /) -> bytes:
        return supplied(lambda: native.invoke(request, payload)) or b""

    def walk(request: bytes) -> Next:
        pages = native.pages(request)
        return lambda: supplied(pages.next)

    return Link(send, walk)


def awaited(native: NativeClient, source: AsyncSource | None) -> AsyncLink:
    """How an `AsyncClient` sends: one future for a call, and nothing else between the loop and the native client."""
    import asyncio

    running_loop = asyncio.get_running_loop
    bridges = _bridges()

    async def outcome(start: Start) -> bytes:
        loop = running_loop()
        bridge = bridges.get(loop) or _new_bridge(loop)
        future: asyncio.Future[bytes] = loop.create_future()
        ticket = start(bridge, future)
        try:
            return await future
        except BaseException:
            bridge.abort(ticket)
            raise

    if source is None:

        def send(request: bytes, payload: bytes | None = None, /) -> Awaitable[bytes]:
            return outcome(lambda bridge, future: native.invoke_async(bridge, request, future, payload))

        def walk(request: bytes) -> AsyncNext:
            pages = native.pages(request)
            return lambda: outcome(pages.next_async)

        return AsyncLink(send, walk)

    import weakref

    locks: weakref.WeakKeyDictionary[AbstractEventLoop, asyncio.Lock] = weakref.WeakKeyDictionary()

    async def supply() -> None:
        async with locks.setdefault(running_loop(), asyncio.Lock()):
            if native.wants_secret:
                native.supply_secret(await _awaited_value_of(source))

    async def supplied(start: Start) -> bytes:
        for _ in range(_TRIES):
            try:
                reply = await outcome(start)
            except SecretWanted:
                await supply()
                continue
            if native.wants_secret:
                try:
                    await supply()
                except Exception as error:  # noqa: BLE001
                    _warn(error)
            return reply
        raise _never_enough()

    def send_supplied(request: bytes, payload: bytes | None = None, /) -> Awaitable[bytes]:
        return supplied(lambda bridge, future: native.invoke_async(bridge, request, future, payload))

    def walk_supplied(request: bytes) -> AsyncNext:
        pages = native.pages(request)
        return lambda: supplied(pages.next_async)

    return AsyncLink(send_supplied, walk_supplied)


@cache
def _bridges() -> WeakKeyDictionary[AbstractEventLoop, Bridge]:
    """The bridge of each event loop that lives; it goes with its loop."""
    import weakref

    return weakref.WeakKeyDictionary()


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
    """Lets the loop watch the bridge, if it can."""
    descriptor = bridge.fileno()
    if descriptor is None:
        return False
    try:
        loop.add_reader(descriptor, bridge.on_readable)
    except NotImplementedError:
        return False
    return True


def _notify(loop: AbstractEventLoop, bridge: Bridge) -> None:
    """Wakes a loop that cannot watch a pipe, from a small thread of its own; once for all that finished together."""
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


def _value_of(source: AsyncSource) -> str:
    value = source()
    try:
        return _text(value)
    finally:
        del value


async def _awaited_value_of(source: AsyncSource) -> str:
    value = source()
    try:
        return _text(await value if not isinstance(value, str) and hasattr(value, "__await__") else value)
    finally:
        del value


def _text(value: object) -> str:
    """The value as a text. An error tells its type alone, and leaves no local behind that holds it."""
    if isinstance(value, str):
        return value
    kind = type(value).__name__
    del value
    raise ConfigError(f"client_secret gave {kind}, not text", hint=_HINT)


def _ahead_of_need(supply: Callable[[], None]) -> None:
    """Renewal before expiry: what fails now is tried again, and raised, when the value is needed."""
    try:
        supply()
    except Exception as error:  # noqa: BLE001
        _warn(error)


def _warn(error: Exception) -> None:
    import logging

    logging.getLogger("xero_m2m").warning("client_secret could not be renewed yet: %s", type(error).__name__)


def _never_enough() -> ConfigError:
    return ConfigError("client_secret gave no secret that could be used", hint=_HINT)
