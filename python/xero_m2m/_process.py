"""A lock that a forked child never finds held by a thread of its parent."""

from __future__ import annotations

import os
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
