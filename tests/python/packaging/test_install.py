"""A wheel, and the repository itself, install into an empty environment and run there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from helpers import ROOT

SCRIPT = """
from xero_m2m import DemoCompany
with DemoCompany() as demo, demo.client() as xero:
    print(xero.organisation.get().name)
"""

# In the place of cargo: the repository has the sources of the checkout, where they are built already.
CARGO = """#!{python}
import os, sys
here, checkout = os.getcwd(), {checkout!r}
os.chdir(checkout)
os.execv({cargo!r}, [{cargo!r}, *(argument.replace(here, checkout) for argument in sys.argv[1:])])
"""


# A package is built, and other tests may hold cargo's lock meanwhile.
pytestmark = pytest.mark.timeout(600)


def run(*command, cwd, path=None):
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    if path is not None:
        environment["PATH"] = os.pathsep.join([str(path), environment["PATH"]])
    return subprocess.run(command, cwd=cwd, env=environment, check=True, capture_output=True, text=True).stdout


def binaries_of_empty_environment(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    return folder / ("Scripts" if os.name == "nt" else "bin")


def test_a_wheel_installs_into_an_empty_environment_and_runs(tmp_path):
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT), cwd=ROOT)
    (wheel,) = tmp_path.glob("xero_m2m-*.whl")
    assert "abi3" in wheel.name
    assert wheel.stat().st_size < 6_000_000
    with zipfile.ZipFile(wheel) as archive:
        licences = {Path(name).name for name in archive.namelist() if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY-NOTICES"}
    binaries = binaries_of_empty_environment(tmp_path / "environment")
    run(str(binaries / "python"), "-m", "pip", "install", "--quiet", str(wheel), cwd=tmp_path)
    assert run(str(binaries / "python"), "-c", SCRIPT, cwd=tmp_path).strip() == "Demo Company (NZ)"
    assert "demo" in run(str(binaries / "xero-m2m"), "--help", cwd=tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows starts no script in the place of cargo")
def test_pip_installs_from_a_repository_of_git(tmp_path):
    repository = tmp_path / "repository"
    if not copy_to_repository(repository):
        pytest.skip("not a checkout of git")
    tools = tmp_path / "tools"
    tools.mkdir()
    cargo = tools / "cargo"
    cargo.write_text(CARGO.format(python=sys.executable, checkout=str(ROOT), cargo=shutil.which("cargo")))
    cargo.chmod(0o755)
    python = str(binaries_of_empty_environment(tmp_path / "environment") / "python")
    run(python, "-m", "pip", "install", "--quiet", f"git+file://{repository}", cwd=tmp_path, path=tools)
    assert run(python, "-c", SCRIPT, cwd=tmp_path).strip() == "Demo Company (NZ)"


def copy_to_repository(folder: Path) -> bool:
    """Commits the files of the checkout, without its tests, to a new repository as they are. False without git."""
    if not (ROOT / ".git").exists():
        return False
    listed = run("git", "ls-files", "-coz", "--exclude-standard", cwd=ROOT)
    for name in listed.split("\0"):
        if not name.startswith("tests/") and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    run("git", "init", "--quiet", cwd=folder)
    run("git", "add", "--all", cwd=folder)
    author = ("-c", "user.name=test", "-c", "user.email=test@localhost")
    run("git", *author, "commit", "--quiet", "--message", "as it is", cwd=folder)
    return True
