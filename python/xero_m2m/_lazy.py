"""What is loaded or computed at its first use, under a lock that a fork waits for."""

from __future__ import annotations

import os
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from typing_extensions import Self

T = TypeVar("T")

load_lock = RLock()
if hasattr(os, "register_at_fork"):
    # After a fork in the middle of an import the child would wait for a thread that it does not have.
    os.register_at_fork(before=load_lock.acquire, after_in_parent=load_lock.release, after_in_child=load_lock.release)


def lazy_names(package: str, homes: Mapping[str, str], modules: Collection[str] = ()) -> Callable[[str], object]:
    """The `__getattr__` of a package: its `modules`, and names with the module that each is from, load at first use."""

    def found(name: str) -> object:
        from importlib import import_module

        if name in modules:
            return import_module(f".{name}", package)
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(homes[name], package), name)
        vars(import_module(package))[name] = value
        return value

    return found


class LazyModule:
    """Stands in annotations for a module of this package, which is imported when one of them is evaluated."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        from importlib import import_module

        return getattr(import_module(f"xero_m2m.{self._name}"), name)


class lazy(Generic[T]):  # noqa: N801
    """A property that is computed once and is an attribute from then on, as with `functools.cached_property`."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> T: ...
    def __get__(self, instance: object | None, owner: type | None = None) -> Self | T:
        if instance is None:
            return self
        with load_lock:
            made: dict[str, T] = instance.__dict__
            if self._name not in made:
                made[self._name] = self._make(instance)
            return made[self._name]
