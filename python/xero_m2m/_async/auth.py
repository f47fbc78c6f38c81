"""The access token of an `AsyncClient`."""

from __future__ import annotations

from ..auth import INVALIDATE, TOKEN, Token, decode_token
from .dispatch import AsyncDispatcher


class AsyncAuth:
    """The access token of an `AsyncClient`."""

    __slots__ = ("_dispatcher",)

    def __init__(self, dispatcher: AsyncDispatcher) -> None:
        self._dispatcher = dispatcher

    async def token(self) -> Token:
        """A valid token: the current one, or a new one if the current one is about to expire.

        After the token endpoint has failed, the same error is raised again without a request until its `retry_after`
        seconds are over.
        """
        return decode_token(await self._dispatcher.send(TOKEN))

    async def invalidate(self) -> None:
        """Discards the current token, so that the next call fetches a new one.

        An earlier failure of the token endpoint is discarded too: the next call asks it at once.
        """
        await self._dispatcher.send(INVALIDATE)
