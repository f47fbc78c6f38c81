"""`client.auth`: the access token that the client uses, for other programs and for diagnosis."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from ._send import AsyncSend, Send

_TOKEN = b'{"verb":"token"}'
_INVALIDATE = b'{"verb":"invalidate"}'


class Token:
    """An access token. Its value is given by `reveal()` and by nothing else."""

    __slots__ = ("_value", "expires_at", "expires_in", "scopes")

    expires_in: float
    """Seconds until it expires, counted when it was asked for."""
    expires_at: datetime
    """When it expires."""
    scopes: tuple[str, ...]
    """What it allows."""

    def __init__(self, value: str, expires_in: float, expires_at: datetime, scopes: tuple[str, ...]) -> None:
        self._value = value
        self.expires_in = expires_in
        self.expires_at = expires_at
        self.scopes = scopes

    def reveal(self) -> str:
        """The token itself. It is as good as a password until it expires."""
        return self._value

    def __repr__(self) -> str:
        return f"Token(expires_in={self.expires_in:.0f}, scopes={list(self.scopes)})"

    def __reduce__(self) -> str:
        raise TypeError("a token is never pickled or copied: ask client.auth.token() where it is needed")


class _Value(msgspec.Struct):
    value: str
    expires_in: float
    expires_at: datetime
    scopes: tuple[str, ...]


class _Reply(msgspec.Struct):
    value: _Value


_decoder = msgspec.json.Decoder(_Reply)


def _token(reply: bytes) -> Token:
    value = _decoder.decode(reply).value
    return Token(value.value, value.expires_in, value.expires_at, value.scopes)


class Auth:
    """The access token of a `Client`."""

    __slots__ = ("_send",)

    def __init__(self, send: Send) -> None:
        self._send = send

    def token(self) -> Token:
        """A token that is good now: the one in use, or a new one where it is about to expire.

        After a failure of the token endpoint nobody asks it again for a while, and the error is raised at once; its
        `retry_after` says for how long.
        """
        return _token(self._send(_TOKEN))

    def invalidate(self) -> None:
        """Forgets the token in use, so that the next call gets a new one.

        A failure of the token endpoint is forgotten too: the next call asks it at once.
        """
        self._send(_INVALIDATE)


class AsyncAuth:
    """The access token of an `AsyncClient`."""

    __slots__ = ("_send",)

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def token(self) -> Token:
        """A token that is good now: the one in use, or a new one where it is about to expire.

        After a failure of the token endpoint nobody asks it again for a while, and the error is raised at once; its
        `retry_after` says for how long.
        """
        return _token(await self._send(_TOKEN))

    async def invalidate(self) -> None:
        """Forgets the token in use, so that the next call gets a new one.

        A failure of the token endpoint is forgotten too: the next call asks it at once.
        """
        await self._send(_INVALIDATE)
