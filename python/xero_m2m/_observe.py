"""Who hears what a client does: the user's `on_event`, Python's logging, OpenTelemetry, and a notebook's reader."""

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
    from ._notebook import WaitLines
    from .events import Event

_INFO = 20

_numbers = count(1)
_queues = ProcessLock()
_logger: Logger | None = None


class Observer:
    """What a client and its clones tell, and to whom."""

    __slots__ = ("_delivering", "_has_failed", "_lines", "_listening", "_queue", "_server", "on_event", "shows")

    def __init__(self, on_event: Callable[[Event], object] | None) -> None:
        self.on_event = on_event
        self._has_failed = False
        self._server: dict[str, str | int] | None = None
        self._listening = False
        self.shows = False
        """Whether a notebook shows what calls wait for: only where the user does not listen."""
        self._lines: WaitLines | None = None
        # The process that hands events over at the moment: a forked child's parent does not count.
        self._delivering = 0
        self._queue: deque[Any] | None = None

    def listens(self, native: NativeClient) -> bool:
        """Whether anyone wants more than warnings, from now on."""
        self.shows = self.on_event is None and _in_notebook()
        # First, because it finds the logger that the lines go to.
        wanted = _is_logged() or self.on_event is not None or self.shows or _otel.tracer() is not None
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
            if event.span is not None:
                _quietly(event.span.end, event.error, event.at)
            if self._lines is not None:
                self._lines.end(event.number)
            return
        log_event(event)
        _quietly(_otel.heard, event)
        if self.shows:
            if self._lines is None:
                from ._notebook import WaitLines

                self._lines = WaitLines()
            self._lines.hear(event)
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

    __slots__ = ("_native", "_number", "_observer", "_span", "request")

    def __init__(self, observer: Observer, native: NativeClient, request: bytes) -> None:
        number = next(_numbers)
        self.request = b'{"call":%d,%b' % (number, request[1:])
        """The request with the number that its events carry."""
        self._native = native
        self._number = number
        self._observer = observer
        self._span = _quietly(observer.begun, native, number, request)

    def hear(self) -> None:
        """Hands over what there is by now."""
        self._observer.take(self._native)

    def end(self, error: BaseException | None = None) -> None:
        """Hands over what is left."""
        span, self._span = self._span, None
        wanted = span is not None or self._observer.shows
        end = CallEnd(self._number, span, error) if wanted else None
        self._observer._put(self._native, end)  # pyright: ignore[reportPrivateUsage]


class CallEnd:
    """The end of a call that has a span or a line in a notebook, behind the last of its events."""

    __slots__ = ("at", "error", "number", "span")

    def __init__(self, number: int, span: _otel.CallSpan | None, error: BaseException | None) -> None:
        self.number = number
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


def _in_notebook() -> bool:
    # Who has not loaded IPython is not in a notebook, and a terminal's shell has no kernel.
    shell = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return shell is not None and getattr(shell(), "kernel", None) is not None


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
