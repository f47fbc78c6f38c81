"""`with_raw_response` of the resources of an `AsyncClient`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from copy import copy
from functools import wraps
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ..errors import ArgumentError
from ..pager import Page
from ..raw import RawResponse, raw_response, split_kept
from ..records import Record
from .dispatch import AsyncDispatcher
from .pager import AsyncPager
from .resource import AsyncResource

if TYPE_CHECKING:
    from typing_extensions import ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")
R = TypeVar("R", bound=Record)


class AsyncWithRawResponse:
    """A resource whose methods return raw responses."""

    __slots__ = ("_dispatcher", "_resource")

    def __init__(self, resource: AsyncResource, dispatcher: AsyncDispatcher) -> None:
        self._resource = resource
        self._dispatcher = dispatcher

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_") or name == "with_raw_response":
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        method = getattr(self._resource, name)
        resource, dispatcher = type(self._resource), self._dispatcher

        @wraps(method)
        def call(*args: Any, **kwargs: Any) -> Any:
            if kwargs.get("stream"):
                raise ArgumentError(f"{name}: a stream has no raw response", hint="leave stream out")
            keeping = KeepingDispatcher(dispatcher)
            result: Any = getattr(resource(cast("AsyncDispatcher", keeping)), name)(*args, **kwargs)
            if isinstance(result, AsyncPager):
                return AsyncRawPager(result, dispatcher)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            return keeping.kept(result)

        return call

    def __dir__(self) -> list[str]:
        return [name for name in dir(type(self._resource)) if not name.startswith("_") and name != "with_raw_response"]

    def __repr__(self) -> str:
        return f"{self._resource!r}.with_raw_response"


class AsyncRawPager(Generic[R]):
    """A list whose pages are raw responses. Other uses of a list take several requests, each with a response."""

    __slots__ = ("_dispatcher", "_pager")

    def __init__(self, pager: AsyncPager[R], dispatcher: AsyncDispatcher) -> None:
        self._pager = pager
        self._dispatcher = dispatcher

    async def page(self, number: int = 1) -> RawResponse[Page[R]]:
        """One page. Takes one request."""
        keeping = KeepingDispatcher(self._dispatcher)
        pager = copy(self._pager)
        pager._dispatcher = cast("AsyncDispatcher", keeping)  # pyright: ignore[reportPrivateUsage]
        return await keeping.kept(pager.page(number))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._pager!r})"


class KeepingDispatcher:
    """Sends the one request of a call, and keeps the response."""

    __slots__ = ("_content", "_dispatcher", "_head")

    def __init__(self, dispatcher: AsyncDispatcher) -> None:
        self._dispatcher = dispatcher
        self._head = self._content = b""

    async def send(self, request: bytes, payload: bytes | None = None, /) -> bytes:
        """Sends the request, and gives the response without what is kept of it."""
        response = await self._dispatcher.send(b'{"keep_response":true,' + request[1:], payload)
        self._head, self._content, envelope = split_kept(response)
        return envelope

    async def kept(self, result: Coroutine[Any, Any, T]) -> RawResponse[T]:
        """The raw response of a call with this result."""
        value = await result
        return raw_response(self._head, self._content, value)


if TYPE_CHECKING:
    # How the types of the methods follow from those of the resource.

    def async_raw(method: Callable[P, Coroutine[Any, Any, T]], /) -> Callable[P, Coroutine[Any, Any, RawResponse[T]]]:
        """A method that returns the raw response in place of what `method` returns."""
        ...

    def async_raw_list(method: Callable[P, AsyncPager[R]], /) -> Callable[P, AsyncRawPager[R]]:
        """A method that returns a list of raw responses in place of that of `method`."""
        ...
