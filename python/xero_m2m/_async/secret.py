"""Supplies core with the client secret that a callable returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from .._secret import SECRET_ATTEMPTS, AsyncLocalLock, AsyncRenewal, async_secret_from, never_enough
from ..errors import SecretWanted, attach_outcome

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .._native import NativeClient
    from .._options import AsyncSecretSource

R = TypeVar("R", bound="bytes | None")


class AsyncSecretSupplier:
    """Gives core the secret that the user's callable returns, whenever core asks for it."""

    __slots__ = ("_lock", "_native", "_renewal", "_source")

    def __init__(self, native: NativeClient, source: AsyncSecretSource) -> None:
        self._native = native
        self._source = source
        self._lock = AsyncLocalLock()
        self._renewal = AsyncRenewal()

    async def with_secret(self, send: Callable[..., Awaitable[R]], *arguments: object) -> R:
        """The response to `send(*arguments)`, which is sent again after core has asked for the secret."""
        for _ in range(SECRET_ATTEMPTS):
            try:
                response = await send(*arguments)
            except SecretWanted as wanted:
                await self._supply_or_attach(wanted)
                continue
            if self._native.wants_secret:
                self._renewal.run(self.supply, response)
            return response
        raise never_enough()

    async def supply(self) -> None:
        """Calls the callable and passes its secret to core, unless another call already has."""
        async with self._lock.here():
            if self._native.wants_secret:
                self._native.supply_secret(await async_secret_from(self._source))

    async def _supply_or_attach(self, wanted: SecretWanted) -> None:
        try:
            await self.supply()
        except BaseException as error:
            if not isinstance(error, Exception):
                attach_outcome(error, wanted.if_cancelled)
            raise
