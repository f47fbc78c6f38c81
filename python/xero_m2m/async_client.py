"""`AsyncClient`: the client for asyncio."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

from ._async.client import AsyncClientMethods
from ._compat import Self
from .api.resources import AsyncResources
from .errors import MisuseError


class AsyncClient(AsyncClientMethods, AsyncResources):
    """A client whose calls are awaited, for asyncio and uvloop, and for `await` at the top of a notebook cell.

    It is not bound to an event loop: several loops may use one client, one after the other or in several threads.
    Cancelling a task cancels its call. All clients of one process that use the same connection share one token and one
    set of rate limits. A forked child can go on using the client, but must begin again with a list that it was
    iterating over.
    """

    _blocking = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    if not TYPE_CHECKING:

        def __enter__(self) -> NoReturn:
            raise MisuseError("an AsyncClient does not work with `with`", hint="write `async with`, or use a Client")

        __exit__ = __enter__
