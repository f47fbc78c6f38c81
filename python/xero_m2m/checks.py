"""`CheckReport`: what `client.check()` found."""

from __future__ import annotations

import msgspec


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at."""

    name: str
    """What was looked at, such as `clock`."""
    ok: bool
    """Whether it is as it should be."""
    detail: str = ""
    """What was found, in a few words."""


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """Whether everything is ready for calls, what was looked at, and the one thing to do next where it is not.

    `str()` gives its `text`.
    """

    ready: bool
    """Whether calls will work."""
    next_step: str | None = None
    """The one thing to do next; `None` when ready."""
    organisation: str | None = None
    """The organisation's name, where it was reached."""
    checks: list[Check] = []
    """All that was looked at, in order."""

    text: str = ""
    """All of it in words: what the command `xero-m2m check` prints."""

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        from .display import check_html

        return check_html(self)


class _Reply(msgspec.Struct):
    value: CheckReport


_decoder = msgspec.json.Decoder(_Reply)

REQUEST = b'{"verb":"check"}'


def report_of(reply: bytes) -> CheckReport:
    """The report, from core's answer."""
    return _decoder.decode(reply).value
