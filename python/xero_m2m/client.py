"""`Client`: the blocking client."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from . import _send
from ._base import LIMITS, ClientBase, limits_of
from .api.resources import Resources

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from ._native import NativeClient
    from ._options import Hidden
    from .auth import Auth
    from .raw import Raw
    from .values import LimitsState


class Client(ClientBase["_send.Link", "_send.Source"], Resources):
    """A client whose calls block, for scripts, notebooks and threads.

    It works inside a running event loop too, which waits meanwhile. Ctrl-C stops a call within 100 ms. All clients of
    one process that use the same connection share one token and one set of limits. A client may be used from many
    threads; a forked child makes its own.
    """

    _blocking = True

    def _linked(self, native: NativeClient, secret: Hidden) -> _send.Link:
        return _send.blocking(native, secret.source)

    @cached_property
    def auth(self) -> Auth:
        """The access token."""
        from .auth import Auth

        return Auth(self._link.send)

    @cached_property
    def raw(self) -> Raw:
        """Requests by method and path, for what is not wrapped."""
        from .raw import Raw

        return Raw(self._link.send)

    def limits(self) -> LimitsState:
        """Where the limits of the connection stand; sends nothing."""
        return limits_of(self._link.send(LIMITS))

    def close(self) -> None:
        """Ends the client: later calls raise `ClosedError`. Closing twice is no error."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
