"""Operations: how the request of one is made and its reply read, the same for blocking and awaited calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import msgspec

from .batch import BatchResult, Line
from .errors import ArgumentError
from .pager import Page
from .values import Attached, Meta, Record

if TYPE_CHECKING:
    from uuid import UUID

    from ._send import AsyncSend, Send
    from .values import CallOptions

    Id = str | UUID

R = TypeVar("R", bound=Record)
T = TypeVar("T")

_making = Lock()


class Reply(msgspec.Struct, Generic[T]):
    """What core answers to any request."""

    value: T
    meta: Meta | None = None


class Lines(msgspec.Struct, Generic[R]):
    """What core answers where a list was sent."""

    results: list[Line[R]]


class Resource:
    """A resource of a `Client`: it knows how to send, and nothing else of the client."""

    __slots__ = ("_send",)

    def __init__(self, send: Send) -> None:
        self._send = send


class AsyncResource:
    """A resource of an `AsyncClient`."""

    __slots__ = ("_send",)

    def __init__(self, send: AsyncSend) -> None:
        self._send = send


class Operation(Generic[R]):
    """One operation of Xero's API by its name, and the record that it is about."""

    __slots__ = ("_bare", "_decoders", "_module", "_record", "name", "paged")

    def __init__(self, name: str, record: str, *, family: str = "accounting", paged: bool = False) -> None:
        self.name = name
        self.paged = paged
        self._module = f"xero_m2m.models.{family}"
        self._record = record
        self._bare = b'{"operation":"%s"}' % name.encode()
        self._decoders: dict[Any, msgspec.json.Decoder[Any]] = {}

    def request(
        self, arguments: Mapping[str, Any] | None = None, options: CallOptions | None = None, body: object = None
    ) -> bytes:
        """The request as core takes it. Arguments that are None were not given."""
        if not arguments and not options and body is None:
            return self._bare
        from ._json import plain_json

        request: dict[str, Any] = {"operation": self.name}
        if arguments:
            request["arguments"] = {name: value for name, value in arguments.items() if value is not None}
        if options:
            request["options"] = options
        if body is not None:
            request["body"] = body
        return plain_json(request)

    def record(self, reply: bytes) -> R:
        """The one record of a reply."""
        answer = (self._decoders.get(Record) or self._decoder(Record)).decode(reply)
        answer.value._meta = Attached(answer.meta)
        return cast("R", answer.value)

    def page(self, reply: bytes) -> Page[R]:
        """The page of a reply."""
        answer = (self._decoders.get(Page) or self._decoder(Page)).decode(reply)
        answer.value.meta = answer.meta
        return cast("Page[R]", answer.value)

    def saved(self, reply: bytes, *, many: bool) -> R | BatchResult[R]:
        """What became of the records of a request: the record, or a result for each of a list."""
        if not many:
            return self.record(reply)
        answer = self._decoder(Lines).decode(reply)
        return BatchResult(answer.value.results, answer.meta)

    def _decoder(self, shape: Any) -> msgspec.json.Decoder[Any]:
        """Made at the first reply, because models load when they are needed."""
        # msgspec crashes when two threads look into the same record type for the first time.
        with _making:
            if shape not in self._decoders:
                record = getattr(import_module(self._module), self._record)
                value = record if shape is Record else shape[record]
                self._decoders[shape] = msgspec.json.Decoder(Reply[value])  # type: ignore[valid-type]
            return self._decoders[shape]


def body_of(records: object) -> tuple[object, bool]:
    """The body of a request that writes, and whether it is a list."""
    if isinstance(records, (Record, Mapping)):
        return cast("object", records), False
    if isinstance(records, Iterable) and not isinstance(records, (str, bytes, bytearray)):
        return list(cast("Iterable[object]", records)), True
    raise ArgumentError(
        f"{type(records).__name__} is not a record",
        hint="give a record, a mapping of its members, or a list of such",
    )
