"""`Client`: the blocking client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _send
from ._base import LIMITS, ClientBase, limits_of
from ._lazy import lazy
from .api.resources import Resources
from .errors import MisuseError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import NoReturn

    from typing_extensions import Self

    from ._native import NativeClient
    from ._observe import Observer
    from .auth import Auth
    from .checks import CheckReport
    from .raw import Raw
    from .values import RateLimitState


class Client(ClientBase["_send.Link", "_send.Source"], Resources):
    """A client whose calls block, for scripts, notebooks and threads.

    It works inside a running event loop too, which waits meanwhile. Ctrl-C stops a call within 100 ms. All clients of
    one process that use the same connection share one token and one set of limits. A client may be used from many
    threads, and a forked child goes on with it; only a walk over a list must be begun anew there.
    """

    _blocking = True

    def _linked(self, native: NativeClient, observer: Observer, source: Any) -> _send.Link:
        return _send.Link(native, observer, source)

    @lazy
    def auth(self) -> Auth:
        """The access token."""
        from .auth import Auth

        return Auth(self._link.send)

    @lazy
    def raw(self) -> Raw:
        """Requests by method and path, for what is not wrapped."""
        from .raw import Raw

        return Raw(self._link.send)

    def rate_limits(self) -> RateLimitState:
        """Where the limits of the connection stand; sends nothing."""
        return limits_of(self._link.send(LIMITS))

    def check(self) -> CheckReport:
        """Looks at everything that calls need: configuration, clock, network, token, scopes, organisation, limits.

        What is wrong is told in the report, and not raised.

        Raises:
            ClosedError: The client is closed.
        """
        from .checks import REQUEST, report_of

        return report_of(self._link.send(REQUEST))

    def close(self) -> None:
        """Ends the client: later calls raise `ClosedError`. Closing twice is no error."""
        self._native.close()

    if not TYPE_CHECKING:

        async def __aenter__(self) -> NoReturn:
            raise MisuseError("a Client is not awaited", hint="write `with`, or use an AsyncClient")

        __aexit__ = __aenter__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
