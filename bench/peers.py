"""Makes sure that everything to be measured is there: the peers, and the one Rust program."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
HOME = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "bench"


@dataclass(frozen=True)
class Programs:
    """The programs that the bench starts."""

    python: str
    """The interpreter that has xero_m2m: the one that runs the bench."""
    peers_python: str
    """The same version of Python, with the peers."""
    node: str
    reqwest: str
    load: str


def prepare(reqwest: str | None = None, load: str | None = None) -> Programs:
    """Installs and builds what is missing; `reqwest` and `load` are ready programs in place of those built here."""
    return Programs(
        python=sys.executable,
        peers_python=_peers_in_python(),
        node=_peers_in_node(),
        reqwest=reqwest or _build("xero-m2m-ffi", "bench_reqwest"),
        load=load or _build("xero-m2m-demo", "bench_load"),
    )


def _peers_in_python() -> str:
    requirements = BENCH / "requirements.txt"
    home = HOME / "venv"
    python = home / "bin" / "python"
    if _is_stale(home, sys.version, requirements):
        _say(f"installing the peers in Python into {home}")
        shutil.rmtree(home, ignore_errors=True)
        _run([sys.executable, "-m", "venv", home])
        _run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements])
        _stamp(home, sys.version, requirements)
    return str(python)


def _peers_in_node() -> str:
    node = shutil.which("node")
    if node is None:
        raise SystemExit("bench: there is no node on the PATH")
    home, lock = BENCH / "node_modules", BENCH / "package-lock.json"
    if _is_stale(home, "", lock):
        _say(f"installing the peers in Node into {home}")
        _run(["npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"], cwd=BENCH)
        _stamp(home, "", lock)
    return node


def _build(package: str, example: str) -> str:
    _say(f"building {example}, an example of {package}")
    build = ["cargo", "build", "--release", "--locked", "--package", package, "--example", example]
    output = _run([*build, "--message-format=json-render-diagnostics"], cwd=ROOT)
    artifacts = (json.loads(line) for line in output.splitlines())
    built = [artifact["executable"] for artifact in artifacts if artifact.get("executable")]
    return str(built[-1])


def _run(command: Sequence[str | Path], cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"bench: {' '.join(map(str, command))} failed")
    return done.stdout


def _is_stale(home: Path, extra: str, listing: Path) -> bool:
    stamp = home / ".bench-stamp"
    return not stamp.exists() or stamp.read_text() != _digest(extra, listing)


def _stamp(home: Path, extra: str, listing: Path) -> None:
    (home / ".bench-stamp").write_text(_digest(extra, listing))


def _digest(extra: str, listing: Path) -> str:
    return hashlib.sha256(extra.encode() + listing.read_bytes()).hexdigest()


def _say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)
