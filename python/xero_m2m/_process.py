"""Locks that a forked child does not find held by threads that it does not have."""

from __future__ import annotations

import os
from threading import Lock


class ProcessLock:
    """A lock of this process: a forked child has one of its own, whatever its parent's threads held."""

    __slots__ = ("_locks",)

    def __init__(self) -> None:
        self._locks: dict[int, Lock] = {}

    def here(self) -> Lock:
        """This process's lock."""
        process = os.getpid()
        return self._locks.get(process) or self._locks.setdefault(process, Lock())
