"""`BatchResult`: what became of each record of a list that was sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

import msgspec

from .errors import ValidationError, XeroError, from_data
from .values import Attached, Meta, Record

if TYPE_CHECKING:
    from collections.abc import Iterable

R = TypeVar("R", bound=Record)


class Line(msgspec.Struct, Generic[R]):
    """One element of core's answer."""

    index: int
    record: R | None = None
    error: dict[str, Any] | None = None


class BatchResult(Sequence["R | ValidationError"], Generic[R]):
    """What became of each record, in the order they were sent: the saved record, or a `ValidationError`."""

    __slots__ = ("_elements", "meta")

    def __init__(self, lines: Iterable[Line[R]], meta: Meta | None) -> None:
        self.meta = meta
        self._elements = [_element(line, meta) for line in sorted(lines, key=lambda line: line.index)]

    @property
    def records(self) -> list[R]:
        """The records that were saved."""
        return [element for element in self._elements if not isinstance(element, XeroError)]

    @property
    def errors(self) -> list[ValidationError]:
        """The refusals; `.index` of each is the place of its record in the list that was sent."""
        return [element for element in self._elements if isinstance(element, XeroError)]

    @property
    def ok(self) -> bool:
        """Whether all were saved."""
        return not self.errors

    def __len__(self) -> int:
        return len(self._elements)

    @overload
    def __getitem__(self, index: int) -> R | ValidationError: ...
    @overload
    def __getitem__(self, index: slice) -> list[R | ValidationError]: ...
    def __getitem__(self, index: int | slice) -> R | ValidationError | list[R | ValidationError]:
        return self._elements[index]

    def __repr__(self) -> str:
        return f"BatchResult({len(self.records)} saved, {len(self.errors)} refused)"

    def _repr_html_(self) -> str:
        from .display import batch_html

        return batch_html(self)


def _element(line: Line[R], meta: Meta | None) -> R | ValidationError:
    if line.record is not None:
        line.record._meta = Attached(meta)  # pyright: ignore[reportPrivateUsage]
        return line.record
    return cast("ValidationError", from_data({"code": "validation", **(line.error or {}), "index": line.index}))
