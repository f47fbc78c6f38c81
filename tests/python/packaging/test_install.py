"""A wheel installs into an empty environment and runs there."""

from __future__ import annotations

import os
import subprocess
import sys
import venv

from helpers import ROOT

SCRIPT = """
from xero_m2m import DemoCompany
with DemoCompany() as demo, demo.client() as xero:
    print(xero.organisation.get().name)
"""


def run(*command, cwd):
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(command, cwd=cwd, env=environment, check=True, capture_output=True, text=True).stdout


def test_a_wheel_installs_into_an_empty_environment_and_runs(tmp_path):
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT), cwd=ROOT)
    (wheel,) = tmp_path.glob("xero_m2m-*.whl")
    assert "abi3" in wheel.name
    assert wheel.stat().st_size < 6_000_000
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    binaries = environment / ("Scripts" if os.name == "nt" else "bin")
    run(str(binaries / "python"), "-m", "pip", "install", "--quiet", str(wheel), cwd=tmp_path)
    assert run(str(binaries / "python"), "-c", SCRIPT, cwd=tmp_path).strip() == "Demo Company (NZ)"
    assert "demo" in run(str(binaries / "xero-m2m"), "--help", cwd=tmp_path)
