"""`CheckReport`: what `client.check()` found."""

from __future__ import annotations

import msgspec

from ._json import Response


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one check."""

    name: str
    """What was checked, such as `clock`."""
    ok: bool
    """Whether the check passed."""
    detail: str = ""
    """The finding, in a few words."""


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the client can make calls, the result of each check, and the next step if it cannot.

    `str()` returns its `text`.
    """

    ready: bool
    """Whether all checks passed, so that calls will work."""
    next_step: str | None = None
    """What to do next; `None` if the client is ready."""
    organisation: str | None = None
    """The name of the organisation, if it was reached."""
    checks: list[Check] = []
    """All checks, in the order in which they were made."""
    text: str = ""
    """The report as text, as the command `xero-m2m check` prints it."""

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        from .display import check_html

        return check_html(self)


_decoder = msgspec.json.Decoder(Response[CheckReport])

CHECK = b'{"verb":"check"}'


def decode_report(response: bytes) -> CheckReport:
    """The report in core's response."""
    return _decoder.decode(response).value
