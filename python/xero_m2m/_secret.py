"""What the blocking and the awaited supply of a secret do differently, and what both need for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._event_dispatcher import package_logger
from ._process import ProcessLock
from .errors import ConfigError, attach_outcome, completed_outcome

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Lock, Task
    from collections.abc import Callable, Coroutine
    from typing import Any
    from weakref import WeakKeyDictionary

    from ._options import AsyncSecretSource

SECRET_ATTEMPTS = 5
"""How often one call asks for the secret before it fails."""

_HINT = "client_secret is a callable: it must return the secret as a str"

LocalLock = ProcessLock


class AsyncLocalLock:
    """A lock for each event loop."""

    __slots__ = ("_locks",)

    def __init__(self) -> None:
        from weakref import WeakKeyDictionary

        self._locks: WeakKeyDictionary[AbstractEventLoop, Lock] = WeakKeyDictionary()

    def here(self) -> Lock:
        """The lock of the running loop."""
        import asyncio

        return self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())


class Renewal:
    """Supplies the next secret before the current one expires. A failure is logged, and raised when it is needed."""

    __slots__ = ()

    def run(self, supply: Callable[[], None], response: bytes | None) -> None:
        """Supplies it now. An interruption carries what became of the call that has its response already."""
        try:
            supply()
        except Exception as error:  # noqa: BLE001
            _warn(error)
        except BaseException as interrupt:
            attach_outcome(interrupt, completed_outcome(response))
            raise


class AsyncRenewal:
    """Supplies the next secret before the current one expires. A failure is logged, and raised when it is needed."""

    __slots__ = ("_tasks",)

    def __init__(self) -> None:
        self._tasks: dict[AbstractEventLoop, Task[None]] = {}

    def run(self, supply: Callable[[], Coroutine[Any, Any, None]], _: bytes | None) -> None:
        """Starts a task, so that the response need not wait, unless one of this loop already runs."""
        from asyncio import get_running_loop

        loop = get_running_loop()
        if loop not in self._tasks:
            # Loops hold their tasks weakly.
            task = self._tasks[loop] = loop.create_task(self._renew(supply))
            task.add_done_callback(lambda _: self._tasks.pop(loop, None))

    async def _renew(self, supply: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await supply()
        except Exception as error:  # noqa: BLE001
            _warn(error)


def secret_from(source: AsyncSecretSource) -> str:
    """The secret that the callable returns."""
    value = source()
    try:
        return _checked(value)
    finally:
        del value


async def async_secret_from(source: AsyncSecretSource) -> str:
    """The secret that the callable returns, or that its awaitable gives."""
    value = source()
    try:
        return _checked(await value if not isinstance(value, str) and hasattr(value, "__await__") else value)
    finally:
        del value


def _checked(value: object) -> str:
    """The value, which must be a str. The error names its type, and no local keeps the value."""
    if isinstance(value, str):
        return value
    kind = type(value).__name__
    del value
    raise ConfigError(f"client_secret returned {kind}, not str", hint=_HINT)


def never_enough() -> ConfigError:
    """The error of a call for which the callable never returned a secret that core could use."""
    return ConfigError("client_secret returned no secret that could be used", hint=_HINT)


def _warn(error: Exception) -> None:
    package_logger().warning("client_secret could not be renewed yet: %s", type(error).__name__)
