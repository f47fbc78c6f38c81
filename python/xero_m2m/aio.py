"""`AsyncClient`: the client for asyncio."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from . import _send
from ._base import LIMITS, ClientBase, limits_of

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from ._native import NativeClient
    from ._options import Hidden
    from .api import accounting_async
    from .auth import AsyncAuth
    from .raw import AsyncRaw
    from .values import LimitsState


class AsyncClient(ClientBase["_send.AsyncSend", "_send.AsyncSource"]):
    """A client whose calls are awaited, for asyncio and uvloop, and for `await` at the top of a notebook cell.

    It belongs to no event loop: one client may be used in several loops, one after the other or in several threads.
    Cancelling a task gives its call up. All clients of one process that use the same connection share one token and
    one set of limits. A forked child makes its own client.
    """

    _blocking = False

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
