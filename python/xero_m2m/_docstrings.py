"""Docstrings that stand in the source once, for the blocking and the awaited form of a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

C = TypeVar("C", bound=type)


def documented_by(blocking: type) -> Callable[[C], C]:
    """Gives the methods of a class the docstrings of those of the same names in `blocking`."""

    def documented(awaited: C) -> C:
        for name, method in vars(blocking).items():
            if not name.startswith("_"):
                getattr(awaited, name).__doc__ = method.__doc__
        return awaited

    return documented
