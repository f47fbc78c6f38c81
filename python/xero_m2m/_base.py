"""What both clients are: a native client with its options, shown without secrets and never pickled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from ._json import plain_json
from ._options import Hidden, given, open_native
from .values import LimitsState

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from typing import Literal

    from typing_extensions import Self

    from ._native import NativeClient
    from .values import Limits, Retry, Timeout

L = TypeVar("L")
P = TypeVar("P")

LIMITS = b'{"verb":"limits"}'


class _LimitsReply(msgspec.Struct):
    value: LimitsState


_limits = msgspec.json.Decoder(_LimitsReply)


def limits_of(reply: bytes) -> LimitsState:
    """Where the limits stand, from core's answer."""
    return _limits.decode(reply).value


class ClientBase(Generic[L, P]):
    """The shared part of `Client` and `AsyncClient`; `L` is how they reach core, `P` what may give the secret."""

    _blocking: bool

    _native: NativeClient
    _secret: Hidden
    _link: L

    def __init__(
        self,
        *,
        client_id: str | None = None,
        client_secret: str | P | None = None,
        profile: str | None = None,
        scopes: Sequence[str] | None = None,
        tenant_id: str | None = None,
        timeout: Timeout | float | None = None,
        deadline: float | None = None,
        retry: Retry | int | None = None,
        limits: Limits | None = None,
        token_cache: Literal["memory"] | None = None,
        proxy: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        trust_env: bool | None = None,
        base_url: str | None = None,
        token_url: str | None = None,
        app: str | None = None,
    ) -> None:
        """Makes a client; nothing is sent.

        Args:
            client_id: The Custom Connection's id. Default: `XERO_CLIENT_ID`.
            client_secret: Its secret, or a callable that returns it, asked again whenever a token is due. Default:
                `XERO_CLIENT_SECRET`, or the content of the file that `XERO_CLIENT_SECRET_FILE` names.
            profile: An entry of the configuration file. Default: `XERO_PROFILE`.
            scopes: Sent only when given; the token otherwise has all that the connection was granted.
            tenant_id: Sent as `xero-tenant-id` only when given.
            timeout: Seconds for the parts of an attempt; a number alone means `attempt`.
            deadline: Total seconds for one call: queueing, token, attempts and body. Default: none.
            retry: How often a call is tried.
            limits: The limits that the client keeps by itself.
            token_cache: Where tokens are kept: `"memory"`.
            proxy: A proxy's URL. Default: from the environment.
            ca_file: A file of certificates (PEM) to trust beside the usual ones.
            trust_env: Whether proxies and certificates are read from the environment. Default: true.
            base_url: Another host than Xero's; https, or http on this machine.
            token_url: Another token endpoint than Xero's; https, or http on this machine.
            app: Your program's name and version, such as `"acme-sync/2.1"`, for the user agent.

        Raises:
            ConfigError: The client cannot be made from this; the hint says what to change.
        """
        secret = Hidden(client_secret)
        del client_secret
        options = given(
            client_id=client_id,
            profile=profile,
            scopes=scopes,
            tenant_id=tenant_id,
            timeout=timeout,
            deadline=deadline,
            retry=retry,
            limits=limits,
            token_cache=token_cache,
            proxy=proxy,
            ca_file=ca_file,
            trust_env=trust_env,
            base_url=base_url,
            token_url=token_url,
            app=app,
        )
        self._attach(open_native(options, secret, blocking=self._blocking), secret)
        for warning in self._described()["warnings"]:
            import logging

            logging.getLogger("xero_m2m").warning("%s", warning)

    def _attach(self, native: NativeClient, secret: Hidden) -> None:
        self._native = native
        self._secret = secret
        self._link = self._linked(native, secret)

    def _linked(self, native: NativeClient, secret: Hidden) -> L:
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
