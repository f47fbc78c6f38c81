"""`Client`: the blocking client."""

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
    from .api import accounting
    from .auth import Auth
    from .raw import Raw
    from .values import LimitsState


class Client(ClientBase["_send.Send", "_send.Source"]):
    """A client whose calls block, for scripts, notebooks and threads.

    It works inside a running event loop too, which waits meanwhile. Ctrl-C stops a call within 100 ms. All clients of
    one process that use the same connection share one token and one set of limits. A client may be used from many
    threads; a forked child makes its own.
    """

    _blocking = True

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
