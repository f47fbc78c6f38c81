"""What records carry beside their fields, where no encoder finds it, and how it gets there from a response."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from .values import Meta

T = TypeVar("T")


class Hidden(msgspec.Struct, frozen=True, omit_defaults=True, gc=False, rename=lambda name: f"_{name}"):
    """The parts of a response that the fields of a record cannot hold, as texts of JSON objects by Xero's names."""

    extra: str | None = None
    """Fields that this version does not know, and values that do not fit their type."""
    wire: str | None = None
    """What the fields do not show of how Xero wrote them: nulls, unusual formats, values newer than this version."""
    misfits: str | None = None
    """The values that do not fit their type, by their path."""

    # Whether any record of this process has hidden fields.
    exist: ClassVar[bool] = False

    def __post_init__(self) -> None:
        Hidden.exist = True

    def fields(self) -> dict[str, str]:
        """The hidden fields by the names that core gives them."""
        fields: dict[str, str] = msgspec.to_builtins(self)
        return fields


NOTHING = Hidden()
Hidden.exist = False


class Holder:
    """Holds what a record carries beside its fields."""

    __slots__ = ("_hidden", "_meta")

    if TYPE_CHECKING:
        _hidden: Hidden
        _meta: Meta | None
        __struct_fields__: ClassVar[tuple[str, ...]]

        def to_xero(self) -> dict[str, Any]: ...


def hidden_of(record: Holder) -> Hidden:
    """The hidden fields of a record."""
    return getattr(record, "_hidden", NOTHING)


def core_fields(record: Holder) -> dict[str, Any]:
    """The fields of a record that are set, with the hidden ones, as core reads them."""
    fields = {name: value for name in record.__struct_fields__ if (value := getattr(record, name)) is not None}
    return {**fields, **hidden_of(record).fields()}


_Place = tuple[list[str | int], Hidden]


def decoder(shape: type[T]) -> Callable[[bytes], T]:
    """A decoder of this shape of core's JSON, which gives the records in it their hidden fields."""
    from ._native import hidden_fields

    decode = msgspec.json.Decoder(shape).decode
    decode_places = msgspec.json.Decoder(list[_Place]).decode

    def read(response: bytes) -> T:
        # Before Python 3.12 the collector would search the growing page many times over, and find nothing.
        collects = gc.isenabled()
        gc.disable()
        try:
            value = decode(response)
        finally:
            if collects:
                gc.enable()
        places = hidden_fields(response)
        for path, hidden in decode_places(places) if places else ():
            part: object = value
            for step in path:
                part = _part(part, step)
            if isinstance(part, Holder):
                part._hidden = hidden  # pyright: ignore[reportPrivateUsage]
        return value

    return read


def _part(whole: object, step: str | int) -> object:
    return cast("Any", whole)[step] if isinstance(whole, (list, dict)) else getattr(whole, str(step))
