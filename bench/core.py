"""What the core's limits and retries cost: its own measurements, which its tests leave out."""

from __future__ import annotations

import json
import re
import subprocess

from peers import ROOT

COMMAND = [
    *("cargo", "test", "--workspace", "--release", "--locked", "--quiet"),
    *("--", "measured_", "--ignored", "--nocapture"),
]


def measure() -> dict[str, float]:
    """Each figure by its key; those that could not be measured are not there."""
    done = subprocess.run(COMMAND, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    # The test runner writes into the same lines.
    figures = map(json.loads, re.findall(r'{"figure".*?}', done.stdout))
    return {figure["figure"]: figure["value"] for figure in figures}
