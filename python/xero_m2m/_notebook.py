"""The line that a notebook shows while a call waits: what it waits for, how long it has, and how long at most."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from .events import LimitWaitEvent, RequestEvent, WaitingEvent, limit_text, wait_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from .events import Event

_SHORTEST_SHOWN_WAIT = 1.0


class WaitLines:
    """One line for each call that waits, changed in place and emptied when the wait is over."""

    __slots__ = ("_has_failed", "_limits", "_lines")

    def __init__(self) -> None:
        self._has_failed = False
        self._lines: dict[int | None, Any] = {}
        # The line that each call had when its wait for the limits began.
        self._limits: dict[int | None, str] = {}

    def show(self, event: Event) -> None:
        """Shows the wait that the event reports, or empties the line of a call that goes on."""
        match event:
            case LimitWaitEvent():
                known = "" if event.wait < _SHORTEST_SHOWN_WAIT else f", {event.wait:.0f} s"
                self._limits[event.call] = f"{event.operation}: waiting for {limit_text(event)}{known}"
                if known:
                    self._display(event.call, self._limits[event.call])
            case WaitingEvent(waiting_for="limiter") if event.call in self._limits:
                self._display(event.call, f"{self._limits[event.call]}; {event.waited:.0f} s so far")
            case WaitingEvent():
                self._display(event.call, f"{event.operation}: {wait_text(event)}")
            case RequestEvent():
                self._empty(event.call)
            case _:
                pass

    def end(self, call: int) -> None:
        """Removes the line of a call that has ended."""
        self._empty(call)
        self._lines.pop(call, None)

    def _display(self, call: int | None, line: str) -> None:
        from IPython import display

        content = {"text/plain": line, "text/html": f"<small>{escape(line)}</small>"}
        if self._has_failed:
            return
        try:
            if call in self._lines:
                self._lines[call].update(content, raw=True)
            else:
                show: Callable[..., Any] = display.display  # pyright: ignore
                self._lines[call] = show(content, raw=True, display_id=True)
        except Exception:  # noqa: BLE001
            # A line that cannot be shown must not affect the call.
            self._has_failed = True

    def _empty(self, call: int | None) -> None:
        self._limits.pop(call, None)
        if call in self._lines and not self._has_failed:
            try:
                self._lines[call].update({"text/plain": "", "text/html": ""}, raw=True)
            except Exception:  # noqa: BLE001
                self._has_failed = True
