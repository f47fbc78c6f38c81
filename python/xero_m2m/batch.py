"""`BatchResult`: what became of each record of a list that was sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import msgspec

from .errors import XeroError, from_data
from .values import Meta, Provenance, Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Self

R = TypeVar("R", bound=Record)


class Line(msgspec.Struct, Generic[R]):
    """One element of core's answer; `meta` is the place of its request among the answer's."""

    index: int
    record: R | None = None
    error: dict[str, Any] | None = None
    meta: int | None = None


class BatchResult(Sequence["R | XeroError"], Generic[R]):
    """What became of each record, in the order they were given: the saved record, or an error.

    The error is a `ValidationError` where Xero refused the record. Where a later request of a long list failed, it is
    that request's error, for each of its records, and `.outcome` tells whether they may have been saved.
    """

    __slots__ = ("_elements", "_error", "metas")

    metas: list[Meta]
    """How each request came about, in order: long lists take several."""

    def __init__(self, lines: Iterable[Line[R]], metas: list[Meta], error: dict[str, Any] | None = None) -> None:
        self.metas = metas
        self._error = error
        provenances = [Provenance(meta=meta) for meta in metas]
        self._elements = [_element(line, provenances) for line in sorted(lines, key=lambda line: line.index)]

    @property
    def meta(self) -> Meta | None:
        """How the first request came about."""
        return self.metas[0] if self.metas else None

    @property
    def records(self) -> list[R]:
        """The records that were saved."""
        return [element for element in self._elements if not isinstance(element, XeroError)]

    @property
    def errors(self) -> list[XeroError]:
        """What was not saved; `.index` of each is the place of its record in the list that was given."""
        return [element for element in self._elements if isinstance(element, XeroError)]

    @property
    def ok(self) -> bool:
        """Whether all were saved."""
        return not self.errors

    def raise_for_errors(self) -> Self:
        """The result itself where all were saved.

        Raises:
            XeroError: Not all were saved. It is the error of the record, or for several records one error of the first
                one's kind; its `issues` are those of all refused records, each with its record's place as `index`.
        """
        errors = self.errors
        if not errors:
            return self
        if self._error is None:
            raise errors[0]
        raise from_data(self._error) from errors[0]

    def __len__(self) -> int:
        return len(self._elements)

    @overload
    def __getitem__(self, index: int) -> R | XeroError: ...
    @overload
    def __getitem__(self, index: slice) -> list[R | XeroError]: ...
    def __getitem__(self, index: int | slice) -> R | XeroError | list[R | XeroError]:
        return self._elements[index]

    def __repr__(self) -> str:
        return f"BatchResult({len(self.records)} saved, {len(self.errors)} not)"

    def _repr_html_(self) -> str:
        from .display import batch_html

        return batch_html(self)


def _element(line: Line[R], provenances: list[Provenance]) -> R | XeroError:
    if line.record is None:
        return from_data({"code": "validation", **(line.error or {}), "index": line.index})
    if line.meta is not None and line.meta < len(provenances):
        line.record._provenance = provenances[line.meta]  # pyright: ignore[reportPrivateUsage]
    return line.record
