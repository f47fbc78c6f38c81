"""Hands a client's events to the user's `on_event`, Python's logging, OpenTelemetry and the reader of a notebook."""

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

    from opentelemetry.trace import Tracer

    from ._native import NativeClient
    from ._notebook import WaitLines
    from .events import Event

_INFO = 20

_numbers = count(1)
_queues = ProcessLock()
_logger: Logger | None = None


class EventDispatcher:
    """Hands over the events of a client and its clones, in order and never two at a time."""

    __slots__ = ("_dispatching", "_has_failed", "_lines", "_listening", "_queue", "_server", "_shows", "on_event")

    def __init__(self, on_event: Callable[[Event], object] | None) -> None:
        self.on_event = on_event
        self._has_failed = False
        self._server: dict[str, str | int] | None = None
        self._listening = False
        # Whether a notebook shows what calls wait for: only if there is no `on_event`.
        self._shows = False
        self._lines: WaitLines | None = None
        # The process that hands events over at the moment. After a fork this is the parent, which does not count.
        self._dispatching = 0
        self._queue: deque[Any] | None = None

    def begin(self, native: NativeClient, request: bytes) -> ObservedCall | None:
        """Begins to observe a call, or a list read page by page. None if nobody listens to more than warnings."""
        self._shows = self.on_event is None and _in_notebook()
        tracer = _otel.tracer()
        # The log first, because looking finds the logger that the lines go to.
        wanted = _is_logged() or self.on_event is not None or self._shows or tracer is not None
        if wanted is not self._listening:
            native.listen(wanted)
            self._listening = wanted
        if not wanted:
            return None
        number = next(_numbers)
        span = None if tracer is None else _guarded(self._begin_span, tracer, native, number, request)
        return ObservedCall(number, request, span)

    def dispatch(self, native: NativeClient) -> None:
        """Hands over the pending events."""
        self._put(native, None)

    def end(self, native: NativeClient, call: ObservedCall, error: BaseException | None = None) -> None:
        """Ends the observation of a call: hands over its last events, then the end of its span and notebook line."""
        span, call.span = call.span, None
        wanted = span is not None or self._shows
        self._put(native, _CallEnd(call.number, span, error) if wanted else None)

    def _put(self, native: NativeClient, end: _CallEnd | None) -> None:
        from .events import parse

        with _queues.here():
            if self._queue is None:
                self._queue = deque()
            self._queue.extend(parse(native.take_events()))
            if end is not None:
                self._queue.append(end)
            if self._dispatching == os.getpid():
                # Another thread hands over, or an outer call of this thread: the order is kept.
                return
            self._dispatching = os.getpid()
        try:
            while True:
                with _queues.here():
                    if not self._queue:
                        self._dispatching = 0
                        return
                    event = self._queue.popleft()
                self._hand_over(event)
        except BaseException:
            self._dispatching = 0
            raise

    def _hand_over(self, event: Event | _CallEnd) -> None:
        if isinstance(event, _CallEnd):
            if event.span is not None:
                _guarded(event.span.end, event.error, event.at)
            if self._lines is not None:
                self._lines.end(event.number)
            return
        log_event(event)
        _guarded(_otel.add_attempt, event)
        if self._shows:
            if self._lines is None:
                from ._notebook import WaitLines

                self._lines = WaitLines()
            self._lines.show(event)
        if self.on_event is not None:
            try:
                self.on_event(event)
            except Exception as error:  # noqa: BLE001
                # It would fail again with the next event.
                if not self._has_failed:
                    self._has_failed = True
                    _log_failure(self.on_event, error)

    def _begin_span(self, tracer: Tracer, native: NativeClient, number: int, request: bytes) -> _otel.CallSpan | None:
        if self._server is None:
            self._server = _otel.server_attributes(native.describe())
        return _otel.begin_span(tracer, number, request, self._server)


class ObservedCall:
    """One call, or one list read page by page, that somebody listens to."""

    __slots__ = ("number", "request", "span")

    def __init__(self, number: int, request: bytes, span: _otel.CallSpan | None) -> None:
        self.number = number
        """Its number in this process, which its events carry."""
        self.request = b'{"call":%d,%b' % (number, request[1:])
        """The request with that number."""
        self.span = span


class _CallEnd:
    """The end of a call that has a span or a line in a notebook. It is queued behind the call's last event."""

    __slots__ = ("at", "error", "number", "span")

    def __init__(self, number: int, span: _otel.CallSpan | None, error: BaseException | None) -> None:
        self.number = number
        self.span = span
        self.error = error
        self.at = time.time_ns()


def log_event(event: Event) -> None:
    """Writes the event's line into the log."""
    from . import events

    level, line = events.log_line(event)
    logger = package_logger() if level > _INFO else _logger
    if logger is not None:
        logger.log(level, "%s", line)


def package_logger() -> Logger:
    """The logger `xero_m2m`."""
    global _logger
    if _logger is None:
        import logging

        _logger = logging.getLogger("xero_m2m")
    return _logger


def set_log_level(level: str) -> None:
    """Sets the level of the package's logger. Its lines go to stderr while the program has no log handlers."""
    import logging

    logger = package_logger()
    logger.setLevel(level.upper())
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
        handler.addFilter(lambda _: not logging.getLogger().handlers)
        logger.addHandler(handler)


def _is_logged() -> bool:
    # A program that has not loaded logging has not configured it.
    if _logger is None and not hasattr(sys.modules.get("logging"), "getLogger"):
        return False
    return package_logger().isEnabledFor(_INFO)


def _in_notebook() -> bool:
    # A program that has not loaded IPython is not in a notebook, and a terminal's shell has no kernel.
    shell = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return shell is not None and getattr(shell(), "kernel", None) is not None


def _guarded(function: Callable[..., Any], *arguments: object) -> Any:
    """Calls the function. Its failure is logged and does not affect the call that is observed."""
    try:
        return function(*arguments)
    except Exception as error:  # noqa: BLE001
        _log_failure(function, error)
        return None


def _log_failure(function: Callable[..., Any], error: Exception) -> None:
    name = getattr(function, "__qualname__", type(function).__name__)
    package_logger().error("%s failed with %s", name, type(error).__name__, exc_info=error)
