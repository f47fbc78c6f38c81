"""What several tests use."""

from __future__ import annotations

import subprocess
import sys
import textwrap


def run_python(program: str, *, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Runs a program in a process of its own and gives what it printed."""
    finished = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=timeout, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished


def unlimited() -> dict[str, object]:
    """Options of a client that keeps no limit of calls a minute."""
    from xero_m2m import LimitPolicy

    return {"limits": LimitPolicy(concurrent=20, per_minute=None)}
