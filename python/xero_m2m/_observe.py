"""Who hears what a client does: the user's `on_event`, Python's logging, and OpenTelemetry."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from itertools import count
from typing import TYPE_CHECKING, Any

from . import _otel
from ._process import ProcessLock

if TYPE_CHECKING:
    from collections.abc import Callable
    from logging import Logger

    from ._native import NativeClient
    from .events import Event

_INFO = 20

_numbers = count(1)
_queues = ProcessLock()
_logger: Logger | None = None


class Observer:
    """What a client and its clones tell, and to whom."""

    __slots__ = ("_delivering", "_has_failed", "_listening", "_queue", "_server", "on_event")

    def __init__(self, on_event: Callable[[Event], object] | None) -> None:
        self.on_event = on_event
        self._has_failed = False
        self._server: dict[str, str | int] | None = None
        self._listening = False
        # The process that hands events over at the moment: a forked child's parent does not count.
        self._delivering = 0
        self._queue: deque[Any] | None = None

    def listens(self, native: NativeClient) -> bool:
        """Whether anyone wants more than warnings, from now on."""
        wanted = self.on_event is not None or _is_logged() or _otel.tracer() is not None
        if wanted is not self._listening:
            native.listen(wanted)
            self._listening = wanted
        return wanted

    def take(self, native: NativeClient) -> None:
        """Hands over the events that there are."""
        self._put(native, None)

    def _put(self, native: NativeClient, end: CallEnd | None) -> None:
        from .events import parse

        with _queues.here():
            if self._queue is None:
                self._queue = deque()
            self._queue.extend(parse(native.take_events()))
            if end is not None:
                self._queue.append(end)
            if self._delivering == os.getpid():
                # Another thread hands over, or an outer call of this one: the order stays.
                return
            self._delivering = os.getpid()
        try:
            while True:
                with _queues.here():
                    if not self._queue:
                        self._delivering = 0
                        return
                    event = self._queue.popleft()
                self._hand_over(event)
        except BaseException:
            self._delivering = 0
            raise

    def _hand_over(self, event: Event | CallEnd) -> None:
        if isinstance(event, CallEnd):
            _quietly(event.span.end, event.error, event.at)
            return
        log_event(event)
        _quietly(_otel.heard, event)
        if self.on_event is not None:
            try:
                self.on_event(event)
            except Exception as error:  # noqa: BLE001
                # It would fail again with the next event.
                if not self._has_failed:
                    self._has_failed = True
                    _report(self.on_event, error)

    def begun(self, native: NativeClient, number: int, request: bytes) -> _otel.CallSpan | None:
        """The span of a call that begins now, where there is one."""
        tracer = _otel.tracer()
        if tracer is None:
            return None
        if self._server is None:
            self._server = _otel.server_of(native.describe())
        return _otel.begun(tracer, number, request, self._server)


class ObservedCall:
    """One call, or one walk over a list, that somebody hears of."""

    __slots__ = ("_native", "_observer", "_span", "request")

    def __init__(self, observer: Observer, native: NativeClient, request: bytes) -> None:
        number = next(_numbers)
        self.request = b'{"call":%d,%b' % (number, request[1:])
        """The request with the number that its events carry."""
        self._native = native
        self._observer = observer
        self._span = _quietly(observer.begun, native, number, request)

    def hear(self) -> None:
        """Hands over what there is by now."""
        self._observer.take(self._native)

    def end(self, error: BaseException | None = None) -> None:
        """Hands over what is left."""
        span, self._span = self._span, None
        self._observer._put(self._native, None if span is None else CallEnd(span, error))  # pyright: ignore[reportPrivateUsage]


class CallEnd:
    """The end of a call that has a span, behind the last of its events."""

    __slots__ = ("at", "error", "span")

    def __init__(self, span: _otel.CallSpan, error: BaseException | None) -> None:
        self.span = span
        self.error = error
        self.at = time.time_ns()


def log_event(event: Event) -> None:
    """Writes the event's line into the log."""
    from . import events

    level, line = events.logged(event)
    logger = logger_of_us() if level > _INFO else _logger
    if logger is not None:
        logger.log(level, "%s", line)


def logger_of_us() -> Logger:
    """The logger `xero_m2m`."""
    global _logger
    if _logger is None:
        import logging

        _logger = logging.getLogger("xero_m2m")
    return _logger


def _is_logged() -> bool:
    # Who has not loaded logging has not configured it.
    if _logger is None and not hasattr(sys.modules.get("logging"), "getLogger"):
        return False
    return logger_of_us().isEnabledFor(_INFO)


def _quietly(hear: Callable[..., Any], *arguments: object) -> Any:
    """What goes wrong with those who hear is no concern of the call."""
    try:
        return hear(*arguments)
    except Exception as error:  # noqa: BLE001
        _report(hear, error)
        return None


def _report(hear: Callable[..., Any], error: Exception) -> None:
    name = getattr(hear, "__qualname__", type(hear).__name__)
    logger_of_us().error("%s failed with %s", name, type(error).__name__, exc_info=error)
