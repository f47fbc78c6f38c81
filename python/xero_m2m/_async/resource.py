"""What the resources of an `AsyncClient` do with their operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .._operation import ReprMixin, any_records, written_bytes
from ..errors import ArgumentError
from ..records import Record
from .dispatch import AsyncDispatcher
from .pager import AsyncPager

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Coroutine

    from .._files import AsyncFileInput, FileOutput
    from .._operation import Arguments, Operation
    from ..batch import BatchResult
    from ..values import CallOptions

R = TypeVar("R", bound=Record)


class AsyncResource(ReprMixin):
    """The base of the resources of an `AsyncClient`. It holds the client's dispatcher and nothing else."""

    __slots__ = ("_dispatcher",)

    def __init__(self, dispatcher: AsyncDispatcher) -> None:
        self._dispatcher = dispatcher

    if not TYPE_CHECKING:
        # Type checkers know the methods of each resource's own.

        @property
        def with_raw_response(self) -> Any:
            """The same methods, each of which returns a `RawResponse`."""
            from .raw_response import AsyncWithRawResponse

            return AsyncWithRawResponse(self, self._dispatcher)

    async def _fetch_one(
        self, operation: Operation[R], arguments: Arguments, options: CallOptions | None, body: object = None
    ) -> R:
        return operation.record(await self._dispatcher.send(operation.request(arguments, options, body)))

    async def _fetch_all(
        self, operation: Operation[R], arguments: Arguments, options: CallOptions | None, body: object = None
    ) -> list[R]:
        response = await self._dispatcher.send(operation.request(arguments, options, body))
        return operation.page(response).records

    async def _fetch_json(
        self, operation: Operation[Any], arguments: Arguments, options: CallOptions | None, body: object = None
    ) -> dict[str, Any]:
        return operation.json(await self._dispatcher.send(operation.request(arguments, options, body)))

    def _pager(self, operation: Operation[R], arguments: Arguments, options: CallOptions | None) -> AsyncPager[R]:
        return AsyncPager(self._dispatcher, operation, arguments, options)

    async def _save(
        self, operation: Operation[R], arguments: Arguments, options: CallOptions | None, records: object
    ) -> R | BatchResult[R]:
        body, many = any_records(records)
        response = await self._dispatcher.send(operation.request(arguments, options, body))
        return operation.saved(response, many=many)

    async def _run(
        self, operation: Operation[Any], arguments: Arguments, options: CallOptions | None, body: object = None
    ) -> None:
        await self._dispatcher.send(operation.request(arguments, options, body))

    async def _upload(
        self, operation: Operation[R], arguments: Arguments, options: CallOptions | None, content: AsyncFileInput
    ) -> R:
        from .. import _files

        source = _files.direct_input(content)
        if source is None:
            source = await _files.async_read_input(content)
        request = operation.request(arguments, options, **source.fields)
        return operation.record(await self._dispatcher.send(request, source.payload))

    def _download(
        self,
        operation: Operation[Any],
        arguments: Arguments,
        options: CallOptions | None,
        to: FileOutput | None,
        stream: bool,
    ) -> Coroutine[Any, Any, bytes | int] | AsyncGenerator[bytes, None]:
        if not stream:
            return self._receive(operation, arguments, options, to)
        if to is not None:
            raise ArgumentError("stream and to exclude each other", hint="leave one of them out")
        return self._pieces(operation.request(arguments, options))

    async def _pieces(self, request: bytes) -> AsyncGenerator[bytes, None]:
        download = self._dispatcher.download(request)
        try:
            while piece := await download.next():
                yield piece
        finally:
            download.close()

    async def _receive(
        self, operation: Operation[Any], arguments: Arguments, options: CallOptions | None, to: FileOutput | None
    ) -> bytes | int:
        from asyncio import to_thread

        from .. import _files

        if to is None:
            return _files.content_of(await self._dispatcher.send(operation.request(arguments, options)))
        path = _files.output_path(to)
        if path is not None:
            return written_bytes(await self._dispatcher.send(operation.request(arguments, options, to=path)))
        path = await to_thread(_files.temporary_file)
        try:
            await self._dispatcher.send(operation.request(arguments, options, to=path))
            return await to_thread(_files.copy_to, path, to)
        finally:
            _files.remove(path)


class AsyncNamespace(ReprMixin):
    """The base of the API families of an `AsyncClient`, each with its resources."""

    def __init__(self, dispatcher: AsyncDispatcher) -> None:
        self._dispatcher = dispatcher
