"""What several tests use."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import textwrap
import time
from inspect import isawaitable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

ROOT = Path(__file__).parents[3]
SUPPORT = Path(__file__).parent
LONGEST_WAIT = 30.0


def run_python(
    program: str, *, environment: Mapping[str, str] | None = None, timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """Runs a program, which may import from here, in a process of its own and gives what it printed."""
    search_path = os.pathsep.join(filter(None, [str(SUPPORT), os.environ.get("PYTHONPATH")]))
    finished = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env={**os.environ, **(environment or {}), "PYTHONPATH": search_path},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished


def wait_until(condition: Callable[[], object]) -> None:
    """Returns once the condition holds, and fails where that takes long."""
    end = time.monotonic() + LONGEST_WAIT
    while not condition():
        assert time.monotonic() < end, "what the test waits for does not happen"
        time.sleep(0.005)


async def wait_until_async(condition: Callable[[], Awaitable[object] | object]) -> None:
    """The same on a loop that goes on meanwhile."""
    end = time.monotonic() + LONGEST_WAIT
    while True:
        holds = condition()
        if await holds if isawaitable(holds) else holds:
            return
        assert time.monotonic() < end, "what the test waits for does not happen"
        await asyncio.sleep(0.005)


def name_of_case(value: object) -> str:
    """A parameter in a test's name, which is the same in every process."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def unlimited() -> dict[str, object]:
    """Options of a client that keeps no limit of calls a minute."""
    from xero_m2m import LimitPolicy

    return {"limits": LimitPolicy(concurrent=20, per_minute=None)}
