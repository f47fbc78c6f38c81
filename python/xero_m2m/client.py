"""`Client`: the blocking client."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from . import _send
from ._base import LIMITS, ClientBase, limits_of
from ._options import Hidden, given

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from types import TracebackType
    from typing import Literal

    from typing_extensions import Self

    from ._native import NativeClient
    from .api import accounting
    from .auth import Auth
    from .raw import Raw
    from .values import Limits, LimitsState, Retry, Timeout


class Client(ClientBase["_send.Send"]):
    """A client whose calls block, for scripts, notebooks and threads.

    It works inside a running event loop too, which waits meanwhile. Ctrl-C stops a call within 100 ms. All clients of
    one process that use the same connection share one token and one set of limits. A client may be used from many
    threads; a forked child makes its own.
    """

    _blocking = True

    def __init__(
        self,
        *,
        client_id: str | None = None,
        client_secret: str | Callable[[], str] | None = None,
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
        self._open(
            secret,
            given(
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
            ),
        )

    def _sender(self, native: NativeClient, secret: Hidden) -> _send.Send:
        return _send.blocking(native, secret.source)

    @cached_property
    def organisation(self) -> accounting.Organisation:
        """The organisation that the connection belongs to."""
        from .api import accounting

        return accounting.Organisation(self._send)

    @cached_property
    def accounts(self) -> accounting.Accounts:
        """The chart of accounts."""
        from .api import accounting

        return accounting.Accounts(self._send)

    @cached_property
    def contacts(self) -> accounting.Contacts:
        """Customers and suppliers."""
        from .api import accounting

        return accounting.Contacts(self._send)

    @cached_property
    def invoices(self) -> accounting.Invoices:
        """Sales invoices and bills."""
        from .api import accounting

        return accounting.Invoices(self._send)

    @cached_property
    def auth(self) -> Auth:
        """The access token."""
        from .auth import Auth

        return Auth(self._send)

    @cached_property
    def raw(self) -> Raw:
        """Requests by method and path, for what is not wrapped."""
        from .raw import Raw

        return Raw(self._send)

    def limits(self) -> LimitsState:
        """Where the limits of the connection stand; sends nothing."""
        return limits_of(self._send(LIMITS))

    def close(self) -> None:
        """Ends the client: later calls raise `ClosedError`. Closing twice is no error."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
