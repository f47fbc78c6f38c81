"""`Client`: the blocking client."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

from ._compat import Self
from ._sync.client import ClientMethods
from .api.resources import Resources
from .errors import MisuseError


class Client(ClientMethods, Resources):
    """A client whose calls block, for scripts, notebooks and threads.

    It also works inside a running event loop, which it blocks meanwhile. Ctrl-C stops a call within 100 ms. Any number
    of threads may share a client. All clients of one process that use the same connection share one token and one set
    of rate limits. A forked child can go on using the client, but must begin again with a list that it was iterating
    over.
    """

    _blocking = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    if not TYPE_CHECKING:

        async def __aenter__(self) -> NoReturn:
            raise MisuseError("a Client does not work with `async with`", hint="write `with`, or use an AsyncClient")

        __aexit__ = __aenter__
