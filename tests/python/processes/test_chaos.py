"""The short forms of chaos and soak, which `make chaos` and `make soak` run in full."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

CHAOS = Path(__file__).parents[2] / "chaos"


def run(program: str, *arguments: str) -> str:
    """Runs a program to its good end and gives what it printed."""
    command = [sys.executable, str(CHAOS / program), *arguments]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_every_invoice_is_there_once_though_calls_fail_and_clients_are_killed() -> None:
    output = run("chaos.py", "--invoices=500", "--batch=5", "--kills=3")
    assert re.search(r"^kills +3,", output, re.MULTILINE)
    assert "500 invoices, none twice, each accounted for" in output


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="read from /proc")
def test_nothing_grows_under_a_steady_load_with_faults_and_cancellations() -> None:
    output = run("soak.py", "--minutes=0.33")
    assert re.search(r"^cancelled +\d", output, re.MULTILINE)
    assert re.search(r"^faults +[1-9]", output, re.MULTILINE)
