"""`AsyncClient`: the client for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _send
from ._base import LIMITS, ClientBase, limits_of
from ._lazy import lazy
from .api.resources import AsyncResources
from .errors import MisuseError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import NoReturn

    from typing_extensions import Self

    from ._native import NativeClient
    from ._observe import Observer
    from .auth import AsyncAuth
    from .checks import CheckReport
    from .raw import AsyncRaw
    from .values import RateLimitState


class AsyncClient(ClientBase["_send.AsyncLink", "_send.AsyncSource"], AsyncResources):
    """A client whose calls are awaited, for asyncio and uvloop, and for `await` at the top of a notebook cell.

    It belongs to no event loop: one client may be used in several loops, one after the other or in several threads.
    Cancelling a task gives its call up. All clients of one process that use the same connection share one token and
    one set of limits. A forked child goes on with the client; only a walk over a list must be begun anew there.
    """

    _blocking = False

    def _linked(self, native: NativeClient, observer: Observer, source: Any) -> _send.AsyncLink:
        return _send.AsyncLink(native, observer, source)

    @lazy
    def auth(self) -> AsyncAuth:
        """The access token."""
        from .auth import AsyncAuth

        return AsyncAuth(self._link.send)

    @lazy
    def raw(self) -> AsyncRaw:
        """Requests by method and path, for what is not wrapped."""
        from .raw import AsyncRaw

        return AsyncRaw(self._link.send)

    async def rate_limits(self) -> RateLimitState:
        """Where the limits of the connection stand; sends nothing."""
        return limits_of(await self._link.send(LIMITS))

    async def check(self) -> CheckReport:
        """Looks at everything that calls need: configuration, clock, network, token, scopes, organisation, limits.

        What is wrong is told in the report, and not raised.

        Raises:
            ClosedError: The client is closed.
        """
        from .checks import REQUEST, report_of

        return report_of(await self._link.send(REQUEST))

    async def close(self) -> None:
        """Ends the client: later calls raise `ClosedError`. Closing twice is no error."""
        self._native.close()

    if not TYPE_CHECKING:

        def __enter__(self) -> NoReturn:
            raise MisuseError("an AsyncClient is closed with await", hint="write `async with`, or use a Client")

        __exit__ = __enter__

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()
