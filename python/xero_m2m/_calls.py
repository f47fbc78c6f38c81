"""Operations: how the request of one is made and its reply read, and what resources do with them in both modes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import msgspec

from ._lazy import making
from ._reading import conceal, decoder, settle
from .batch import BatchResult, Line
from .errors import ArgumentError
from .pager import AsyncPager, Page, Pager
from .values import Meta, Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from ._bytes import Content, Target
    from ._send import AsyncLink, Link
    from .values import CallOptions

    Id = str | UUID
    Arguments = Mapping[str, Any]

R = TypeVar("R", bound=Record)
T = TypeVar("T")

_HINT = "give a record, or a mapping of its members"


class Reply(msgspec.Struct, Generic[T]):
    """What core answers to any request."""

    value: T
    meta: Meta | None = None


class Lines(msgspec.Struct, Generic[R]):
    """What core answers where a list was sent."""

    results: list[Line[R]]
    metas: list[Meta] = []
    error: dict[str, Any] | None = None


class Operation(Generic[R]):
    """One operation of Xero's API by its name, and the record that it gives, if it gives any."""

    __slots__ = ("_bare", "_decoders", "_schema", "name")

    def __init__(self, name: str, schema: str = "") -> None:
        self.name = name
        self._schema = schema
        self._bare = b'{"operation":"%s"}' % name.encode()
        self._decoders: dict[Any, Callable[[bytes], tuple[Any, int]]] = {}

    def request(
        self,
        arguments: Arguments | None = None,
        options: CallOptions | None = None,
        body: object = None,
        **more: object,
    ) -> bytes:
        """The request as core takes it. Arguments that are None were not given."""
        if not arguments and not options and body is None and not more:
            return self._bare
        from ._json import checked_json, plain_json

        request: dict[str, Any] = {"operation": self.name, **more}
        if arguments:
            request["arguments"] = {name: value for name, value in arguments.items() if value is not None}
        if options:
            checked_json(options)
            request["options"] = options
        if body is not None:
            request["body"] = body
        return plain_json(request)

    def record(self, reply: bytes) -> R:
        """The one record of a reply."""
        answer, hidden = (self._decoders.get(Record) or self._decoder(Record))(reply)
        settle((answer.value,), answer.meta, hidden)
        return cast("R", answer.value)

    def page(self, reply: bytes) -> Page[R]:
        """The page of a reply."""
        answer, hidden = (self._decoders.get(Page) or self._decoder(Page))(reply)
        page: Page[R] = answer.value
        page.meta = answer.meta
        settle(page.records, answer.meta, hidden)
        return page

    def saved(self, reply: bytes, *, many: bool) -> R | BatchResult[R]:
        """What became of the records of a request: the record, or a result for each of a list."""
        if not many:
            return self.record(reply)
        answer, hidden = (self._decoders.get(Lines) or self._decoder(Lines))(reply)
        lines: Lines[R] = answer.value
        batch = BatchResult(lines.results, lines.metas, lines.error)
        if hidden:
            conceal(batch.records, hidden)
        return batch

    def json(self, reply: bytes) -> dict[str, Any]:
        """What a reply holds that no record describes."""
        from ._json import parse

        value: dict[str, Any] = parse(reply)["value"]
        return value

    def _decoder(self, shape: Any) -> Callable[[bytes], tuple[Any, int]]:
        """Made at the first reply, because models load when they are needed."""
        # msgspec crashes when two threads look into the same record type for the first time.
        with making:
            if shape not in self._decoders:
                family, _, name = self._schema.partition(".")
                record = getattr(import_module(f"xero_m2m.models.{family}"), name)
                value = record if shape is Record else shape[record]
                self._decoders[shape] = decoder(Reply[value])  # type: ignore[valid-type]
            return self._decoders[shape]


class Shown:
    """Tells what it offers."""

    __slots__ = ()

    def __repr__(self) -> str:
        from .display import resource_text

        return resource_text(self)

    def _repr_html_(self) -> str:
        from .display import resource_html

        return resource_html(self)


class Resource(Shown):
    """A resource of a `Client`: it knows how to reach Xero, and nothing else of the client."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def _record(
        self, operation: Operation[R], arguments: Arguments, options: CallOptions | None, body: object = None
    ) -> R:
        return operation.record(self._link.send(operation.request(arguments, options, body)))

    def _pages(self, operation: Operation[R], arguments: Arguments, options: CallOptions | None) -> Pager[R]:
        return Pager(self._link, operation, arguments, options)

    def _all(
        self, operation: Operation[R], arguments: Arguments, options: CallOptions | None, body: object = None
    ) -> list[R]:
        return operation.page(self._link.send(operation.request(arguments, options, body))).records

    def _saved(
        self, operation: Operation[R], arguments: Arguments, options: CallOptions | None, records: object
    ) -> R | BatchResult[R]:
        body, many = any_records(records)
        return operation.saved(self._link.send(operation.request(arguments, options, body)), many=many)

    def _nothing(
        self, operation: Operation[Any], arguments: Arguments, options: CallOptions | None, body: object = None
    ) -> None:
        self._link.send(operation.request(arguments, options, body))

    def _json(
        self, operation: Operation[Any], arguments: Arguments, options: CallOptions | None, body: object = None
    ) -> dict[str, Any]:
        return operation.json(self._link.send(operation.request(arguments, options, body)))

    def _uploaded(
        self, operation: Operation[R], arguments: Arguments, options: CallOptions | None, content: Content
    ) -> R:
        from ._bytes import not_read, source_of

        path, payload = source_of(content)
        if path is None:
            return operation.record(self._link.send(operation.request(arguments, options), payload))
        try:
            return operation.record(self._link.send(operation.request(arguments, options, **{"from": path})))
        except ArgumentError as error:
            refused = not_read(error, content)
        raise refused

    def _bytes(
        self, operation: Operation[Any], arguments: Arguments, options: CallOptions | None, to: Target | None
    ) -> bytes | int:
        from . import _bytes

        if to is None:
            return _bytes.framed(self._link.send(operation.request(arguments, options)))
        path = _bytes.path_of(to)
        if path is not None:
            return _size(self._link.send(operation.request(arguments, options, to=path)))
        path = _bytes.temporary()
        try:
            self._link.send(operation.request(arguments, options, to=path))
            return _bytes.poured(path, to)
        finally:
            _bytes.remove(path)


class AsyncResource(Shown):
    """A resource of an `AsyncClient`: it knows how to reach Xero, and nothing else of the client."""

    __slots__ = ("_link",)

    def __init__(self, link: AsyncLink) -> None:
        self._link = link

    async def _record(
        self, operation: Operation[R], arguments: Arguments, options: CallOptions | None, body: object = None
    ) -> R:
        return operation.record(await self._link.send(operation.request(arguments, options, body)))

    def _pages(self, operation: Operation[R], arguments: Arguments, options: CallOptions | None) -> AsyncPager[R]:
        return AsyncPager(self._link, operation, arguments, options)

    async def _all(
        self, operation: Operation[R], arguments: Arguments, options: CallOptions | None, body: object = None
    ) -> list[R]:
        return (operation.page(await self._link.send(operation.request(arguments, options, body)))).records

    async def _saved(
        self, operation: Operation[R], arguments: Arguments, options: CallOptions | None, records: object
    ) -> R | BatchResult[R]:
        body, many = any_records(records)
        return operation.saved(await self._link.send(operation.request(arguments, options, body)), many=many)

    async def _nothing(
        self, operation: Operation[Any], arguments: Arguments, options: CallOptions | None, body: object = None
    ) -> None:
        await self._link.send(operation.request(arguments, options, body))

    async def _json(
        self, operation: Operation[Any], arguments: Arguments, options: CallOptions | None, body: object = None
    ) -> dict[str, Any]:
        return operation.json(await self._link.send(operation.request(arguments, options, body)))

    async def _uploaded(
        self, operation: Operation[R], arguments: Arguments, options: CallOptions | None, content: Content
    ) -> R:
        from asyncio import to_thread

        from ._bytes import not_read, source_of

        path, payload = await to_thread(source_of, content) if hasattr(content, "read") else source_of(content)
        if path is None:
            return operation.record(await self._link.send(operation.request(arguments, options), payload))
        try:
            return operation.record(await self._link.send(operation.request(arguments, options, **{"from": path})))
        except ArgumentError as error:
            refused = not_read(error, content)
        raise refused

    async def _bytes(
        self, operation: Operation[Any], arguments: Arguments, options: CallOptions | None, to: Target | None
    ) -> bytes | int:
        from asyncio import to_thread

        from . import _bytes

        if to is None:
            return _bytes.framed(await self._link.send(operation.request(arguments, options)))
        path = _bytes.path_of(to)
        if path is not None:
            return _size(await self._link.send(operation.request(arguments, options, to=path)))
        path = await to_thread(_bytes.temporary)
        try:
            await self._link.send(operation.request(arguments, options, to=path))
            return await to_thread(_bytes.poured, path, to)
        finally:
            _bytes.remove(path)


class Namespace(Shown):
    """A family of resources of a `Client`."""

    def __init__(self, link: Link) -> None:
        self._link = link


class AsyncNamespace(Shown):
    """A family of resources of an `AsyncClient`."""

    def __init__(self, link: AsyncLink) -> None:
        self._link = link


def one_record(record: object) -> object:
    """The body of a request that takes one record."""
    if isinstance(record, (Record, Mapping)):
        return cast("object", record)
    raise ArgumentError(f"{type(record).__name__} is not a record", hint=_HINT)


def any_records(records: object) -> tuple[object, bool]:
    """The body of a request that takes one record or several, and whether it is a list."""
    if isinstance(records, (Record, Mapping)):
        return cast("object", records), False
    if isinstance(records, Iterable) and not isinstance(records, (str, bytes, bytearray)):
        return list(cast("Iterable[object]", records)), True
    raise ArgumentError(f"{type(records).__name__} is not a record", hint=f"{_HINT}, or a list of such")


def _size(reply: bytes) -> int:
    size: int = msgspec.json.decode(reply)["value"]
    return size
