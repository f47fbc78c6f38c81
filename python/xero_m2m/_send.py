"""The way of a request to the native client and of its reply back: blocking, or awaited on the running loop."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeVar

from msgspec import DecodeError, json

from ._observe import ObservedCall, logger_of_us
from ._process import ProcessLock
from .errors import CancelledError, ConfigError, SecretWanted, XeroError, tell_outcome

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future, Lock, Task
    from collections.abc import Awaitable, Callable
    from typing import Protocol
    from weakref import WeakKeyDictionary

    from ._native import Bridge, NativeClient, NativePages
    from ._observe import Observer

    class Send(Protocol):
        """Sends one request, with the bytes of a file where there is one, and gives the reply."""

        def __call__(self, request: bytes, payload: bytes | None = None, /) -> bytes: ...

    class AsyncSend(Protocol):
        """Sends one request, with the bytes of a file where there is one, and gives the reply."""

        def __call__(self, request: bytes, payload: bytes | None = None, /) -> Awaitable[bytes]: ...

    Source = Callable[[], str]
    AsyncSource = Callable[[], "str | Awaitable[str]"]
    Start = Callable[[Bridge, "Answer"], int]

T = TypeVar("T")

_TRIES = 5
_POLL = 0.1
_HINT = "client_secret is a callable: it returns the secret as a str"


class Link:
    """How everything of a `Client` reaches its native client."""

    __slots__ = ("_native", "_observer", "_supply")

    def __init__(self, native: NativeClient, observer: Observer, source: AsyncSource | None) -> None:
        self._native = native
        self._observer = observer
        self._supply = None if source is None else _Supply(native, source)

    def send(self, request: bytes, payload: bytes | None = None, /) -> bytes:
        """Sends one request."""
        native, observer, supply = self._native, self._observer, self._supply
        if observer.listens(native):
            return self._observed(request, payload)
        try:
            return native.invoke(request, payload) if supply is None else supply.to(native.invoke, request, payload)
        finally:
            if native.has_events:
                observer.take(native)

    def walk(self, request: bytes) -> Walk:
        """Starts to walk over a list."""
        return Walk(self._native, self._observer, self._supply, request)

    def _observed(self, request: bytes, payload: bytes | None) -> bytes:
        native, supply = self._native, self._supply
        call = ObservedCall(self._observer, native, request)
        try:
            if supply is None:
                reply = native.invoke(call.request, payload, call.hear)
            else:
                reply = supply.to(native.invoke, call.request, payload, call.hear)
        except BaseException as error:
            call.end(error)
            raise
        call.end()
        return reply


class Walk:
    """A walk over a list: one call to those who hear of it."""

    __slots__ = ("_call", "_native", "_observer", "_pages", "_supply")

    def __init__(self, native: NativeClient, observer: Observer, supply: _Supply | None, request: bytes) -> None:
        self._call = ObservedCall(observer, native, request) if observer.listens(native) else None
        try:
            self._pages = native.pages(request if self._call is None else self._call.request)
        except BaseException as error:
            self.end(error)
            raise
        self._native = native
        self._observer = observer
        self._supply = supply

    def next(self) -> bytes | None:
        """The next page's reply; None at the end."""
        native, observer, call = self._native, self._observer, self._call
        following = self._pages.next
        hear = call.hear if call is not None and observer.listens(native) else None
        try:
            return following(hear) if self._supply is None else self._supply.to(following, hear)
        except BaseException as error:
            self.end(error)
            raise
        finally:
            if native.has_events:
                observer.take(native)

    def end(self, error: BaseException | None = None) -> None:
        """The walk is over, at its end or before."""
        call, self._call = self._call, None
        if call is not None:
            call.end(error)


class _Supply:
    """Gives core the secret of the user's callable, whenever core wants one."""

    __slots__ = ("_lock", "_native", "_source")

    def __init__(self, native: NativeClient, source: AsyncSource) -> None:
        self._lock = ProcessLock()
        self._native = native
        self._source = source

    def to(self, call: Callable[..., T], *arguments: object) -> T:
        """What the call gives, once it has the secret that it wants."""
        for _ in range(_TRIES):
            try:
                reply = call(*arguments)
            except SecretWanted as wanted:
                self._give_for(wanted)
                continue
            if self._native.wants_secret:
                try:
                    self._give()
                except Exception as error:  # noqa: BLE001
                    _warn(error)
                except BaseException as interrupt:
                    _tell(interrupt, _done(reply) if isinstance(reply, bytes) else None)
                    raise
            return reply
        raise _never_enough()

    def _give_for(self, wanted: SecretWanted) -> None:
        try:
            self._give()
        except BaseException as error:
            if not isinstance(error, Exception):
                _tell(error, wanted.told)
            raise

    def _give(self) -> None:
        with self._lock.here():
            if self._native.wants_secret:
                self._native.supply_secret(_value_of(self._source))


class AsyncLink:
    """How everything of an `AsyncClient` reaches its native client: one future for a call, and little else."""

    __slots__ = ("_native", "_observer", "_polls", "_supply")

    def __init__(self, native: NativeClient, observer: Observer, source: AsyncSource | None) -> None:
        self._native = native
        self._observer = observer
        self._supply = None if source is None else _AsyncSupply(native, source)
        self._polls: WeakKeyDictionary[AbstractEventLoop, _Poll] | None = None

    def send(self, request: bytes, payload: bytes | None = None, /) -> Awaitable[bytes]:
        """Sends one request."""
        native = self._native
        if self._observer.listens(native):
            return self._observed(request, payload)

        def start(bridge: Bridge, answer: Answer) -> int:
            return native.invoke_async(bridge, request, answer, payload)

        return self.outcome(start)

    def walk(self, request: bytes) -> AsyncWalk:
        """Starts to walk over a list."""
        return AsyncWalk(self, self._native, self._observer, request)

    def outcome(self, start: Start) -> Awaitable[bytes]:
        """What the call gives, once it has the secret that it wants."""
        return self._outcome(start) if self._supply is None else self._supply.to(self._outcome, start)

    async def polled(self, start: Start) -> bytes:
        """What the call gives; its events are handed over while it waits."""
        poll = self._poll()
        poll.begin()
        try:
            return await self.outcome(start)
        finally:
            poll.calls -= 1

    async def _observed(self, request: bytes, payload: bytes | None) -> bytes:
        call = ObservedCall(self._observer, self._native, request)
        native = self._native
        try:
            reply = await self.polled(lambda bridge, answer: native.invoke_async(bridge, call.request, answer, payload))
        except BaseException as error:
            call.end(error)
            raise
        call.end()
        return reply

    async def _outcome(self, start: Start) -> bytes:
        bridge, future = _bridge_and_future()
        answer = Answer(future)
        ticket = start(bridge, answer)
        try:
            return await future
        except BaseException as error:
            _tell(error, bridge.abort(ticket) or answer.told())
            raise
        finally:
            if self._native.has_events:
                self._observer.take(self._native)

    def _poll(self) -> _Poll:
        from asyncio import get_running_loop
        from weakref import WeakKeyDictionary

        if self._polls is None:
            self._polls = WeakKeyDictionary()
        loop = get_running_loop()
        return self._polls.get(loop) or self._polls.setdefault(loop, _Poll(self._native, self._observer))


class Answer:
    """Passes a call's outcome on to its future, and keeps it for a task that is given up before it sees it."""

    __slots__ = ("_future", "_outcome")

    def __init__(self, future: Future[bytes]) -> None:
        self._future = future
        self._outcome: bytes | BaseException = b""

    def done(self) -> bool:
        """A future that was cancelled has its use for an outcome yet."""
        return False

    def set_result(self, reply: bytes) -> None:
        """The call has its reply."""
        self._outcome = reply
        if not self._future.done():
            self._future.set_result(reply)

    def set_exception(self, error: BaseException) -> None:
        """The call has failed."""
        self._outcome = error
        if not self._future.done():
            self._future.set_exception(error)

    def told(self) -> XeroError | None:
        """What became of a call that had ended."""
        outcome = self._outcome
        if isinstance(outcome, bytes):
            return _done(outcome) if outcome else None
        if isinstance(outcome, SecretWanted):
            return outcome.told
        return outcome if isinstance(outcome, XeroError) else None


class AsyncWalk:
    """A walk over a list: one call to those who hear of it."""

    __slots__ = ("_call", "_link", "_native", "_observer", "_pages")

    def __init__(self, link: AsyncLink, native: NativeClient, observer: Observer, request: bytes) -> None:
        self._call = ObservedCall(observer, native, request) if observer.listens(native) else None
        try:
            self._pages: NativePages = native.pages(request if self._call is None else self._call.request)
        except BaseException as error:
            self.end(error)
            raise
        self._link = link
        self._native = native
        self._observer = observer

    async def next(self) -> bytes:
        """The next page's reply; nothing at the end."""
        listens = self._observer.listens(self._native)
        try:
            return await (self._link.polled if listens else self._link.outcome)(self._pages.next_async)
        except BaseException as error:
            self.end(error)
            raise

    def end(self, error: BaseException | None = None) -> None:
        """The walk is over, at its end or before."""
        call, self._call = self._call, None
        if call is not None:
            call.end(error)


class _AsyncSupply:
    """Gives core the secret of the user's callable, whenever core wants one."""

    __slots__ = ("_locks", "_native", "_renewals", "_source")

    def __init__(self, native: NativeClient, source: AsyncSource) -> None:
        from weakref import WeakKeyDictionary

        self._locks: WeakKeyDictionary[AbstractEventLoop, Lock] = WeakKeyDictionary()
        self._renewals: dict[AbstractEventLoop, Task[None]] = {}
        self._native = native
        self._source = source

    async def to(self, outcome: Callable[[Start], Awaitable[bytes]], start: Start) -> bytes:
        """What the call gives, once it has the secret that it wants."""
        for _ in range(_TRIES):
            try:
                reply = await outcome(start)
            except SecretWanted as wanted:
                await self._give_for(wanted)
                continue
            if self._native.wants_secret:
                self._renew()
            return reply
        raise _never_enough()

    def _renew(self) -> None:
        """Gets the next secret without holding a reply back."""
        from asyncio import get_running_loop

        loop = get_running_loop()
        if loop not in self._renewals:
            # Loops hold their tasks weakly.
            task = self._renewals[loop] = loop.create_task(self._give_ahead())
            task.add_done_callback(lambda _: self._renewals.pop(loop, None))

    async def _give_ahead(self) -> None:
        try:
            await self._give()
        except Exception as error:  # noqa: BLE001
            _warn(error)

    async def _give_for(self, wanted: SecretWanted) -> None:
        try:
            await self._give()
        except BaseException as error:
            if not isinstance(error, Exception):
                _tell(error, wanted.told)
            raise

    async def _give(self) -> None:
        import asyncio

        async with self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            if self._native.wants_secret:
                self._native.supply_secret(await _awaited_value_of(self._source))


class _Poll:
    """Hands over, now and then, the events of the calls of one loop that wait."""

    __slots__ = ("_native", "_observer", "_runs", "calls")

    def __init__(self, native: NativeClient, observer: Observer) -> None:
        self._native = native
        self._observer = observer
        self._runs = False
        self.calls = 0

    def begin(self) -> None:
        """One more call waits."""
        self.calls += 1
        if not self._runs:
            self._runs = True
            self._again()

    def _again(self) -> None:
        from asyncio import get_running_loop

        get_running_loop().call_later(_POLL, self._look)

    def _look(self) -> None:
        if self._native.has_events:
            self._observer.take(self._native)
        self._runs = self.calls > 0
        if self._runs:
            self._again()


@cache
def _bridges() -> WeakKeyDictionary[AbstractEventLoop, Bridge]:
    """The bridge of each event loop that lives; it goes with its loop."""
    import weakref

    return weakref.WeakKeyDictionary()


@cache
def _running_loop() -> Callable[[], AbstractEventLoop]:
    from asyncio import get_running_loop

    return get_running_loop


def _bridge_and_future() -> tuple[Bridge, Future[bytes]]:
    """What a call of the running loop is started with. A loop that was forked needs another bridge."""
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


def _tell(passing: BaseException, ours: XeroError | None) -> None:
    if ours is not None and ours is not passing:
        tell_outcome(passing, ours)


def _done(reply: bytes) -> XeroError | None:
    """What became of a call whose reply had come: nothing is told of one without a key, it changed nothing."""
    try:
        meta: dict[str, str | None] = json.decode(reply).get("meta") or {}
    except DecodeError:
        # The bytes of a file.
        return None
    key = meta.get("idempotency_key")
    if key is None:
        return None
    return CancelledError("the call was cancelled after it was carried out", outcome="done", idempotency_key=key)


def _warn(error: Exception) -> None:
    """Renewal before expiry: what fails now is tried again, and raised, when the value is needed."""
    logger_of_us().warning("client_secret could not be renewed yet: %s", type(error).__name__)


def _never_enough() -> ConfigError:
    return ConfigError("client_secret gave no secret that could be used", hint=_HINT)
