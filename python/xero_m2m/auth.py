"""`client.auth`: the client's access token, for other programs and for diagnosis."""

from __future__ import annotations

from datetime import datetime

import msgspec

from ._json import Response

TOKEN = b'{"verb":"token"}'
INVALIDATE = b'{"verb":"invalidate"}'


class Token:
    """An access token. Only `reveal()` shows its value."""

    __slots__ = ("_value", "expires_at", "expires_in", "scopes")

    expires_in: float
    """Seconds until it expires, from the moment when this object was made."""
    expires_at: datetime
    """When it expires."""
    scopes: tuple[str, ...]
    """The scopes that it grants."""

    def __init__(self, value: str, expires_in: float, expires_at: datetime, scopes: tuple[str, ...]) -> None:
        self._value = value
        self.expires_in = expires_in
        self.expires_at = expires_at
        self.scopes = scopes

    def reveal(self) -> str:
        """The token itself. Treat it as a password until it expires."""
        return self._value

    def __repr__(self) -> str:
        return f"Token(expires_in={self.expires_in:.0f}, scopes={list(self.scopes)})"

    def __reduce__(self) -> str:
        raise TypeError("a token cannot be pickled or copied: call client.auth.token() where you need it")


class _Value(msgspec.Struct):
    value: str
    expires_in: float
    expires_at: datetime
    scopes: tuple[str, ...]


_decoder = msgspec.json.Decoder(Response[_Value])


def decode_token(response: bytes) -> Token:
    """The token in core's response."""
    value = _decoder.decode(response).value
    return Token(value.value, value.expires_in, value.expires_at, value.scopes)
