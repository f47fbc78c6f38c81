"""`AsyncClient`: the client for asyncio."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from . import _send
from ._base import LIMITS, ClientBase, limits_of
from ._options import Hidden, given

if TYPE_CHECKING:
    import os
    from collections.abc import Awaitable, Callable, Sequence
    from types import TracebackType
    from typing import Literal

    from typing_extensions import Self

    from ._native import NativeClient
    from .api import accounting_async
    from .auth import AsyncAuth
    from .raw import AsyncRaw
    from .values import Limits, LimitsState, Retry, Timeout


class AsyncClient(ClientBase["_send.AsyncSend"]):
    """A client whose calls are awaited, for asyncio and uvloop, and for `await` at the top of a notebook cell.

    It belongs to no event loop: one client may be used in several loops, one after the other or in several threads.
    Cancelling a task gives its call up. All clients of one process that use the same connection share one token and
    one set of limits. A forked child makes its own client.
    """

    _blocking = False

    def __init__(
        self,
        *,
        client_id: str | None = None,
        client_secret: str | Callable[[], str | Awaitable[str]] | None = None,
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
            client_secret: Its secret, or a callable that returns it, or an awaitable of it, asked whenever a token
                is due. Default: `XERO_CLIENT_SECRET`, or the content of the file that `XERO_CLIENT_SECRET_FILE` names.
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

    def _sender(self, native: NativeClient, secret: Hidden) -> _send.AsyncSend:
        return _send.awaited(native, secret.source)

    @cached_property
    def organisation(self) -> accounting_async.AsyncOrganisation:
        """The organisation that the connection belongs to."""
        from .api import accounting_async

        return accounting_async.AsyncOrganisation(self._send)

    @cached_property
    def accounts(self) -> accounting_async.AsyncAccounts:
        """The chart of accounts."""
        from .api import accounting_async

        return accounting_async.AsyncAccounts(self._send)

    @cached_property
    def contacts(self) -> accounting_async.AsyncContacts:
        """Customers and suppliers."""
        from .api import accounting_async

        return accounting_async.AsyncContacts(self._send)

    @cached_property
    def invoices(self) -> accounting_async.AsyncInvoices:
        """Sales invoices and bills."""
        from .api import accounting_async

        return accounting_async.AsyncInvoices(self._send)

    @cached_property
    def auth(self) -> AsyncAuth:
        """The access token."""
        from .auth import AsyncAuth

        return AsyncAuth(self._send)

    @cached_property
    def raw(self) -> AsyncRaw:
        """Requests by method and path, for what is not wrapped."""
        from .raw import AsyncRaw

        return AsyncRaw(self._send)

    async def limits(self) -> LimitsState:
        """Where the limits of the connection stand; sends nothing."""
        return limits_of(await self._send(LIMITS))

    async def close(self) -> None:
        """Ends the client: later calls raise `ClosedError`. Closing twice is no error."""
        self._native.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()
