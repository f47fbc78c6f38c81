"""Moves what records carry besides their fields into their `Provenance`, so that no encoder finds it."""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_type_hints

import msgspec

from .values import OWN, HiddenText, Provenance, Record, provenance_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .values import Meta

T = TypeVar("T")

# Counts one step for each hidden field decoded by any thread, and one each time that it is read.
_hidden_count = count()


def decoder(shape: type[T]) -> Callable[[bytes], tuple[T, int]]:
    """A decoder of responses of this shape. It also says how many hidden fields may have come with each."""
    decode = msgspec.json.Decoder(shape, dec_hook=_decode_hidden).decode

    def read(response: bytes) -> tuple[T, int]:
        before = next(_hidden_count)
        value = decode(response)
        return value, next(_hidden_count) - before - 1

    return read


def attach_provenance(records: Sequence[Record], meta: Meta | None, hidden: int) -> None:
    """Gives the records of a response their `Meta`, and moves their hidden fields into their `Provenance`."""
    shared = Provenance(meta=meta)
    for record in records:
        record._provenance = shared  # pyright: ignore[reportPrivateUsage]
    if hidden:
        store_hidden(records, hidden)


def store_hidden(records: Iterable[Record], hidden: int) -> None:
    """Moves at most `hidden` hidden fields of records, and of the records in them, into their `Provenance`."""
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


def restore_hidden(record: Record, fields: dict[str, Any]) -> None:
    """Puts the hidden fields of a record, and of the records in it, back among its fields."""
    provenance = provenance_of(record)
    if provenance is not OWN:
        fields.update(provenance.hidden)
    for name in _record_fields(type(record)):
        part: Any = getattr(record, name)
        if isinstance(part, Record):
            restore_hidden(part, fields[name])
        elif isinstance(part, list):
            for element, fields_of_element in zip(cast("list[object]", part), fields[name], strict=True):
                if isinstance(element, Record):
                    restore_hidden(element, fields_of_element)


def _parts_of(record: Record) -> Iterable[Record]:
    inner: list[Record] = []
    for name in _record_fields(type(record)):
        part: Any = getattr(record, name)
        if type(part) is list:
            inner += part  # pyright: ignore[reportUnknownArgumentType]
        elif part is not None:
            inner.append(part)
    return inner


@cache
def _record_fields(kind: type[Record]) -> list[str]:
    """The names of the fields that hold records."""
    return [name for name, hint in get_type_hints(kind).items() if _holds_records(hint)]


def _holds_records(hint: Any) -> bool:
    inner = get_args(hint)
    return any(map(_holds_records, inner)) if inner else isinstance(hint, type) and issubclass(hint, Record)


def _decode_hidden(kind: type[HiddenText], text: str) -> HiddenText:
    next(_hidden_count)
    return kind(text)
