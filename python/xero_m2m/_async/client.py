"""What an `AsyncClient` has besides its resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._client_base import RATE_LIMITS, ClientBase, decode_rate_limits
from .._event_dispatcher import EventDispatcher
from .._lazy import LazyModule, lazy
from .._native import NativeClient
from .._options import AsyncSecretSource
from ..values import RateLimitState
from .dispatch import AsyncDispatcher

if TYPE_CHECKING:
    from .. import checks
    from .auth import AsyncAuth
    from .raw import AsyncRaw
else:
    checks = LazyModule("checks")


class AsyncClientMethods(ClientBase[AsyncDispatcher, AsyncSecretSource]):
    """What an `AsyncClient` has besides its resources."""

    def _dispatcher_for(self, native: NativeClient, events: EventDispatcher, source: Any) -> AsyncDispatcher:
        return AsyncDispatcher(native, events, source)

    @lazy
    def auth(self) -> AsyncAuth:
        """The access token."""
        from .auth import AsyncAuth

        return AsyncAuth(self._dispatcher)

    @lazy
    def raw(self) -> AsyncRaw:
        """Requests by method and path, for what this library does not wrap."""
        from .raw import AsyncRaw

        return AsyncRaw(self._dispatcher)

    async def rate_limits(self) -> RateLimitState:
        """The current state of the connection's rate limits. Sends nothing."""
        return decode_rate_limits(await self._dispatcher.send(RATE_LIMITS))

    async def check(self) -> checks.CheckReport:
        """Checks everything that calls need: configuration, clock, network, token, scopes, organisation, limits.

        Problems are listed in the report and not raised.

        Raises:
            ClosedError: The client is closed.
        """
        from ..checks import CHECK, decode_report

        return decode_report(await self._dispatcher.send(CHECK))

    async def close(self) -> None:
        """Closes the client: later calls raise `ClosedError`. Closing a closed client does nothing."""
        self._native.close()
