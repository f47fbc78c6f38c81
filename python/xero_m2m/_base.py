"""What both clients are: a native client with its options, shown without secrets and never pickled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from ._json import plain_json
from ._options import Hidden, given, open_native
from .values import LimitsState

if TYPE_CHECKING:
    from typing_extensions import Self

    from ._native import NativeClient
    from .values import Retry, Timeout

S = TypeVar("S")

LIMITS = b'{"verb":"limits"}'


class _LimitsReply(msgspec.Struct):
    value: LimitsState


_limits = msgspec.json.Decoder(_LimitsReply)


def limits_of(reply: bytes) -> LimitsState:
    """Where the limits stand, from core's answer."""
    return _limits.decode(reply).value


class ClientBase(Generic[S]):
    """The shared part of `Client` and `AsyncClient`; `S` is how they send."""

    _blocking: bool

    _native: NativeClient
    _secret: Hidden
    _send: S

    def _open(self, secret: Hidden, options: dict[str, Any]) -> None:
        self._attach(open_native(options, secret, blocking=self._blocking), secret)
        for warning in self._described()["warnings"]:
            import logging

            logging.getLogger("xero_m2m").warning("%s", warning)

    def _attach(self, native: NativeClient, secret: Hidden) -> None:
        self._native = native
        self._secret = secret
        self._send = self._sender(native, secret)

    def _sender(self, native: NativeClient, secret: Hidden) -> S:
        raise NotImplementedError

    def with_options(
        self, *, timeout: Timeout | float | None = None, deadline: float | None = None, retry: Retry | int | None = None
    ) -> Self:
        """A cheap clone with other options, which shares connections, token and limits with this client.

        Args:
            timeout: Seconds for the parts of an attempt; a number alone means `attempt`.
            deadline: Total seconds for one call: queueing, token, attempts and body.
            retry: How often a call is tried.

        Raises:
            ConfigError: An option has a value that it cannot have.
            ClosedError: This client is closed.
        """
        options = plain_json(given(timeout=timeout, deadline=deadline, retry=retry))
        clone = object.__new__(type(self))
        clone._attach(self._native.with_options(options), self._secret)
        return clone

    @property
    def closed(self) -> bool:
        """Whether the client was closed."""
        return self._native.closed

    @staticmethod
    def operations() -> list[dict[str, Any]]:
        """Every operation as data: name, method, path, scopes and paging."""
        from ._native import operations

        listed: list[dict[str, Any]] = msgspec.json.decode(operations())
        return listed

    def _described(self) -> dict[str, Any]:
        described: dict[str, Any] = msgspec.json.decode(self._native.describe())
        return described

    def __repr__(self) -> str:
        from .display import client_text

        return client_text(self)

    def _repr_html_(self) -> str:
        from .display import client_html

        return client_html(self)

    def __reduce__(self) -> str:
        name = type(self).__name__
        raise TypeError(f"a {name} cannot be pickled, it would carry the secret: make one in each process instead")
