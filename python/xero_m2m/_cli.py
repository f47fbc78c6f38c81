"""The command `xero-m2m`."""

from __future__ import annotations

import signal
import sys

from ._native import run_cli


def main() -> None:
    """Runs the command with this process's arguments and ends with its exit code."""
    # The command is a native program: Ctrl-C ends it as it ends any other.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(run_cli(sys.argv[1:]))
