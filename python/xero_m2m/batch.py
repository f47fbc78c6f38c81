"""`BatchResult`: the result for each record of a list that was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar, overload

import msgspec

from ._compat import Self
from .errors import XeroError, from_data
from .records import Record
from .values import Meta

R = TypeVar("R", bound=Record)


class BatchItem(msgspec.Struct, Generic[R]):
    """The result for one record in core's response. `meta` is the index of the request's `Meta`."""

    index: int
    record: R | None = None
    error: dict[str, Any] | None = None
    meta: int | None = None


class BatchResult(Sequence["R | XeroError"], Generic[R]):
    """The result for each record, in the order in which you gave them: the saved record, or an error.

    The error is a `ValidationError` if Xero rejected the record. If a request of a long list failed, each of its
    records has that request's error, whose `outcome` says whether the record may have been saved.
    """

    __slots__ = ("_elements", "_error", "metas")

    metas: list[Meta]
    """The `Meta` of each request, in order. Long lists take several."""

    def __init__(self, items: Iterable[BatchItem[R]], metas: list[Meta], error: dict[str, Any] | None = None) -> None:
        self.metas = metas
        self._error = error
        self._elements = [_element(item, metas) for item in sorted(items, key=lambda item: item.index)]

    @property
    def meta(self) -> Meta | None:
        """The `Meta` of the first request."""
        return self.metas[0] if self.metas else None

    @property
    def records(self) -> list[R]:
        """The saved records."""
        return [element for element in self._elements if not isinstance(element, XeroError)]

    @property
    def errors(self) -> list[XeroError]:
        """The errors of the records that were not saved. The `index` of each is the record's index in your list."""
        return [element for element in self._elements if isinstance(element, XeroError)]

    @property
    def ok(self) -> bool:
        """Whether all records were saved."""
        return not self.errors

    def raise_for_errors(self) -> Self:
        """Returns this result if all records were saved.

        Raises:
            XeroError: A record was not saved. If several were not, the error has the class of the first one's error,
                and its `issues` are those of all rejected records, each with its record's `index`.
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


def _element(item: BatchItem[R], metas: list[Meta]) -> R | XeroError:
    if item.record is None:
        return from_data({"code": "validation", **(item.error or {}), "index": item.index})
    if item.meta is not None and item.meta < len(metas):
        item.record._meta = metas[item.meta]  # pyright: ignore[reportPrivateUsage]
    return item.record
