"""Operations: how the request of each one is encoded and its response decoded, whether it blocks or is awaited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast
from uuid import UUID

import msgspec

from ._hidden import decoder
from ._json import Response, checked_options, parse, plain_json, quick_json
from ._lazy import load_lock
from .batch import BatchItem, BatchResult
from .errors import ArgumentError
from .pager import Page
from .records import Record
from .values import Meta

if TYPE_CHECKING:
    from collections.abc import Callable

    from .values import CallOptions

    Arguments = Mapping[str, Any]

Id = str | UUID
"""An ID, as text or as a `UUID`."""

R = TypeVar("R", bound=Record)

_HINT = "give a record, or a mapping of its fields"


class BatchResponse(msgspec.Struct, Generic[R]):
    """Core's response to a request with a list of records."""

    results: list[BatchItem[R]]
    metas: list[Meta] = []
    error: dict[str, Any] | None = None


class Operation(Generic[R]):
    """One operation of Xero's API by its name, and the record that it returns, if it returns any."""

    __slots__ = ("_bare", "_decoders", "_schema", "name")

    def __init__(self, name: str, schema: str = "") -> None:
        self.name = name
        self._schema = schema
        self._bare = b'{"operation":"%s"}' % name.encode()
        self._decoders: dict[Any, Callable[[bytes], Any]] = {}

    def request(
        self,
        arguments: Arguments | None = None,
        options: CallOptions | None = None,
        body: object = None,
        **more: object,
    ) -> bytes:
        """The request as core takes it. Arguments that are None are left out."""
        if not arguments and options is None and body is None and not more:
            return self._bare
        request: dict[str, Any] = {"operation": self.name, **more}
        if arguments:
            given = request["arguments"] = {name: value for name, value in arguments.items() if value is not None}
            if options is None and body is None and not more and (quick := quick_json(given)) is not None:
                return b'%b,"arguments":%b}' % (self._bare[:-1], quick)
        if options is not None:
            request["options"] = checked_options(options)
        if body is not None:
            request["body"] = body
        return plain_json(request)

    def record(self, response: bytes) -> R:
        """The one record of a response."""
        decoded = (self._decoders.get(Record) or self._decoder(Record))(response)
        record: R = decoded.value
        record._meta = decoded.meta  # pyright: ignore[reportPrivateUsage]
        return record

    def page(self, response: bytes) -> Page[R]:
        """The page of a response."""
        decoded = (self._decoders.get(Page) or self._decoder(Page))(response)
        page: Page[R] = decoded.value
        page.meta = meta = decoded.meta
        for record in page.records:
            record._meta = meta  # pyright: ignore[reportPrivateUsage]
        return page

    def saved(self, response: bytes, *, many: bool) -> R | BatchResult[R]:
        """The saved record, or the result for each record of a list."""
        if not many:
            return self.record(response)
        batch: BatchResponse[R] = (self._decoders.get(BatchResponse) or self._decoder(BatchResponse))(response).value
        return BatchResult(batch.results, batch.metas, batch.error)

    def json(self, response: bytes) -> dict[str, Any]:
        """The content of a response that no record describes."""
        value: dict[str, Any] = parse(response)["value"]
        return value

    def _decoder(self, shape: Any) -> Callable[[bytes], Any]:
        """Made at the first response, because models load when they are needed."""
        # msgspec crashes when two threads look into the same record type for the first time.
        with load_lock:
            if shape not in self._decoders:
                family, _, name = self._schema.partition(".")
                record = getattr(import_module(f"xero_m2m.models.{family}"), name)
                value = record if shape is Record else shape[record]
                self._decoders[shape] = decoder(Response[value])  # type: ignore[valid-type]
            return self._decoders[shape]


class ReprMixin:
    """Shows the resources or methods that the object offers."""

    __slots__ = ()

    def __repr__(self) -> str:
        from .display import resource_text

        return resource_text(self)

    def _repr_html_(self) -> str:
        from .display import resource_html

        return resource_html(self)


def one_record(record: object) -> object:
    """The body of a request that takes one record."""
    if isinstance(record, (Record, Mapping)):
        return cast("object", record)
    raise _not_a_record(record, _HINT)


def any_records(records: object) -> tuple[object, bool]:
    """The body of a request that takes one record or several, and whether it is a list."""
    if isinstance(records, (Record, Mapping)):
        return cast("object", records), False
    if isinstance(records, Iterable) and not isinstance(records, (str, bytes, bytearray)):
        return list(cast("Iterable[object]", records)), True
    raise _not_a_record(records, f"{_HINT}, or a list of them")


def _not_a_record(value: object, hint: str) -> ArgumentError:
    if hasattr(type(value), "__await__"):
        hint = "await it"
    elif hasattr(type(value), "__anext__"):
        hint = "give a list: [record async for record in records]"
    return ArgumentError(f"{type(value).__name__} is not a record", hint=hint)


def written_bytes(response: bytes) -> int:
    """The number of bytes that core has written into a file."""
    size: int = msgspec.json.decode(response)["value"]
    return size
