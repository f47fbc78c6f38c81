"""Records as msgspec decodes them get their `Provenance`, out of the sight of whatever encodes their fields."""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_type_hints

import msgspec

from .values import OWN, Hidden, Provenance, Record, provenance_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .values import Meta

T = TypeVar("T")

# One step for each hidden member that arrives, in any thread, and one for each look at it.
_arrivals = count()


def decoder(shape: type[T]) -> Callable[[bytes], tuple[T, int]]:
    """Reads a reply of this shape, and tells how many hidden members may have come with it."""
    decode = msgspec.json.Decoder(shape, dec_hook=_arrived).decode

    def read(reply: bytes) -> tuple[T, int]:
        before = next(_arrivals)
        value = decode(reply)
        return value, next(_arrivals) - before - 1

    return read


def settle(records: Sequence[Record], meta: Meta | None, hidden: int) -> None:
    """Tells the records of a reply how they came about, and puts away their hidden members."""
    shared = Provenance(meta=meta)
    for record in records:
        record._provenance = shared  # pyright: ignore[reportPrivateUsage]
    if hidden:
        conceal(records, hidden)


def conceal(records: Iterable[Record], hidden: int) -> None:
    """Puts away at most so many hidden members of records and of the records in them, those that are nearest first."""
    while records:
        for record in records:
            extra, wire, misfits = record._extra, record._wire, record._misfits  # pyright: ignore[reportPrivateUsage]
            if extra is not None or wire is not None or misfits is not None:
                hidden -= (extra is not None) + (wire is not None) + (misfits is not None)
                record._provenance = Provenance(provenance_of(record).meta, extra, wire, misfits)  # pyright: ignore
                record._extra = record._wire = record._misfits = None  # pyright: ignore[reportPrivateUsage]
        if hidden <= 0:
            return
        records = [part for record in records for part in _parts_of(record)]


def reveal(record: Record, members: dict[str, Any]) -> None:
    """Puts the hidden members of a record, and of the records in it, among its members."""
    provenance = provenance_of(record)
    if provenance is not OWN:
        members.update(provenance.hidden)
    for name in _holding(type(record)):
        part: Any = getattr(record, name)
        if isinstance(part, Record):
            reveal(part, members[name])
        elif isinstance(part, list):
            for element, shown in zip(cast("list[object]", part), members[name], strict=True):
                if isinstance(element, Record):
                    reveal(element, shown)


def _parts_of(record: Record) -> Iterable[Record]:
    inner: list[Record] = []
    for name in _holding(type(record)):
        part: Any = getattr(record, name)
        if type(part) is list:
            inner += part  # pyright: ignore[reportUnknownArgumentType]
        elif part is not None:
            inner.append(part)
    return inner


@cache
def _holding(kind: type[Record]) -> list[str]:
    """The names of the fields that hold records."""
    return [name for name, hint in get_type_hints(kind).items() if _is_of_records(hint)]


def _is_of_records(hint: Any) -> bool:
    inner = get_args(hint)
    return any(map(_is_of_records, inner)) if inner else isinstance(hint, type) and issubclass(hint, Record)


def _arrived(kind: type[Hidden], text: str) -> Hidden:
    next(_arrivals)
    return kind(text)
