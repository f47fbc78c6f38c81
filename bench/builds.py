"""How long the release build of the workspace takes on two cores, and what the generated table adds to it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from peers import ROOT

# What cargo needs of the checkout.
SOURCES = ["Cargo.toml", "Cargo.lock", "README.md", "crates", "bench/load.rs", "bench/reqwest.rs"]
TABLE = Path("crates/spec/src/table")
BUILD = ["cargo", "build", "--release", "--locked", "--workspace", "--quiet"]


@dataclass(frozen=True)
class Build:
    """Seconds."""

    whole: float
    """Everything from nothing, dependencies among it."""
    core: float
    """Our crates again, after a change of the core."""
    core_without_table: float
    """The same with a table of no operations and no records."""

    @property
    def table_share(self) -> float:
        """What the table adds, as a part of the whole."""
        return (self.core - self.core_without_table) / self.whole


def measure() -> Build:
    """Builds a copy of the sources three times."""
    with tempfile.TemporaryDirectory(prefix="xero-m2m-bench-") as folder:
        copy = Path(folder)
        for source in SOURCES:
            _copy(ROOT / source, copy / source)
        whole = _build(copy)
        _touch(copy / TABLE.parent / "mod.rs")
        core = _build(copy)
        _empty_table(copy / TABLE)
        return Build(whole, core, _build(copy))


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("target"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def _build(copy: Path) -> float:
    # The core without a table has much that is not used.
    flags = f"{os.environ.get('RUSTFLAGS', '')} --allow warnings".strip()
    environment = {**os.environ, "CARGO_TARGET_DIR": str(copy / "target"), "RUSTFLAGS": flags}
    cores = sorted(os.sched_getaffinity(0))[:2] if hasattr(os, "sched_getaffinity") else []
    bound = ["taskset", "--cpu-list", ",".join(map(str, cores))] if cores and shutil.which("taskset") else []
    start = time.monotonic()
    if subprocess.run([*bound, *BUILD, "--jobs", "2"], cwd=copy, env=environment, check=False).returncode != 0:
        raise SystemExit("bench: the release build failed")
    return time.monotonic() - start


def _touch(file: Path) -> None:
    file.write_text(file.read_text() + "\n// Touched.\n")


def _empty_table(table: Path) -> None:
    """Leaves the index of the table, with nothing in it."""
    index, module = table / "index.rs", table / "mod.rs"
    text = re.sub(r"use super::\{.*?\};\n", "", index.read_text(), flags=re.DOTALL)
    text = re.sub(r"(static \w+: &\[&\w+\] = &)\[.*?\n\];", r"\1[];", text, flags=re.DOTALL)
    index.write_text("#![allow(dead_code)]\n" + text)
    module.write_text(re.sub(r"^mod (?!index;|tests)\w+;\n", "", module.read_text(), flags=re.MULTILINE))
