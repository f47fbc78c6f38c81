"""A lock that a forked child never finds held by a thread of its parent."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from threading import Lock


class ProcessLock:
    """A lock for each process: a forked child has its own."""

    __slots__ = ("_locks",)

    def __init__(self) -> None:
        self._locks: dict[int, Lock] = {}

    def here(self) -> Lock:
        """This process's lock."""
        process = os.getpid()
        return self._locks.get(process) or self._locks.setdefault(process, Lock())


def _finish_imports() -> None:
    """Waits for the modules of this package that other threads are importing: in a child they would stay locked."""
    for name in [name for name in sys.modules if name.startswith("xero_m2m.")]:
        with suppress(ImportError):
            import_module(name)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_finish_imports)
