"""The way of a request to the native client and of its reply back: blocking, or awaited on the running loop."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .errors import ConfigError, SecretWanted

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Awaitable, Callable
    from weakref import WeakKeyDictionary

    from ._native import Bridge, NativeClient

    Send = Callable[[bytes], bytes]
    AsyncSend = Callable[[bytes], Awaitable[bytes]]
    Source = Callable[[], str]
    AsyncSource = Callable[[], "str | Awaitable[str]"]

_TRIES = 5
_HINT = "client_secret is a callable: it returns the secret as a str"


def blocking(native: NativeClient, source: AsyncSource | None) -> Send:
    """How a `Client` sends."""
    if source is None:
        return native.invoke

    import threading

    lock = threading.Lock()

    def supply() -> None:
        with lock:
            if native.wants_secret:
                native.supply_secret(_value_of(source))

    def send(request: bytes) -> bytes:
        for _ in range(_TRIES):
            try:
                reply = native.invoke(request)
            except SecretWanted:
                supply()
                continue
            if native.wants_secret:
                _ahead_of_need(supply)
            return reply
        raise _never_enough()

    return send


def awaited(native: NativeClient, source: AsyncSource | None) -> AsyncSend:
    """How an `AsyncClient` sends: one future for a call, and nothing else between the loop and the native client."""
    import asyncio

    running_loop = asyncio.get_running_loop
    bridges = _bridges()

    async def send(request: bytes) -> bytes:
        loop = running_loop()
        bridge = bridges.get(loop) or _new_bridge(loop)
        future: asyncio.Future[bytes] = loop.create_future()
        ticket = native.invoke_async(bridge, request, future)
        try:
            return await future
        except BaseException:
            bridge.abort(ticket)
            raise

    if source is None:
        return send

    import weakref

    locks: weakref.WeakKeyDictionary[AbstractEventLoop, asyncio.Lock] = weakref.WeakKeyDictionary()

    async def supply() -> None:
        async with locks.setdefault(running_loop(), asyncio.Lock()):
            if native.wants_secret:
                native.supply_secret(await _awaited_value_of(source))

    async def send_supplied(request: bytes) -> bytes:
        for _ in range(_TRIES):
            try:
                reply = await send(request)
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

    return send_supplied


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
