"""The demo company itself: how soon it is up, how fast it answers, and what a million invoices take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from calls import demo_company, pinned
from peers import ROOT

if TYPE_CHECKING:
    from peers import Programs

INVOICES, PAGE_SIZE = 1_000_000, 1_000
READS, CONNECTIONS, PAGES = 60_000, 16, 200
STARTS, ROUNDS = 7, 3
SMALL = "/api.xro/2.0/Organisation"
PAGE = f"/api.xro/2.0/Invoices?page={{n}}&pageSize={PAGE_SIZE}"

# The first time loads what a client needs, which has a figure of its own.
_PYTHON = """
import time
from xero_m2m import DemoCompany
for _ in range(2):
    start = time.perf_counter()
    with DemoCompany(limits=False) as demo, demo.client() as xero:
        xero.organisation.get()
        took = (time.perf_counter() - start) * 1000
print(took)
"""

_NODE = f"""
const {{ DemoCompany }} = require({json.dumps(str(ROOT / "node" / "dist" / "index.js"))});
let took;
for (let round = 0; round < 2; round += 1) {{
  const start = performance.now();
  const demo = DemoCompany.startSync({{ limits: false }});
  demo.client().organisation.get();
  took = performance.now() - start;
  demo.stop();
}}
console.log(took);
"""


@dataclass(frozen=True)
class Demo:
    """What was measured."""

    up_ms: dict[str, float]
    """From the start to the first reply, inside a process that has had a client before, by language."""
    reads_per_second: float
    seed_ms: float
    """A million invoices."""
    pages_mb_per_second: float
    """Pages of a thousand of them, uncompressed."""
    grown_mb: float
    """What seeding and those pages added to the process."""


def measure(programs: Programs, invoices: int = INVOICES) -> Demo:
    """Starts it in fresh processes, and once as a process of its own that is seeded and read."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    up = {
        "Python": _up([programs.python, "-c", _PYTHON]),
        "Node": _up([programs.node, "--eval", _NODE]),
    }
    with demo_company(programs, cores[0]) as (company, process), _Load(programs.load, company, cores[-1]) as load:
        load.ask(SMALL, CONNECTIONS, READS // 10)
        reads = _best(load, SMALL, CONNECTIONS, READS)
        before = _resident_mb(process)
        start = time.monotonic()
        _command(company, "seed", invoices=invoices)
        seeded = time.monotonic() - start
        pages = _best(load, PAGE, 2, min(PAGES, invoices // PAGE_SIZE))
        grown = _resident_mb(process) - before
    return Demo(
        up_ms=up,
        reads_per_second=reads["requests"] / reads["seconds"],
        seed_ms=seeded * 1000,
        pages_mb_per_second=pages["bytes"] / pages["seconds"] / 1e6,
        grown_mb=grown,
    )


def _best(load: _Load, path: str, connections: int, count: int) -> dict[str, float]:
    """The fastest of a few rounds: a busy moment of the machine says nothing about the company."""
    rounds = [load.ask(path, connections, count) for _ in range(ROUNDS)]
    return min(rounds, key=lambda told: told["seconds"])


def _up(command: list[str]) -> float:
    outputs = (subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout for _ in range(STARTS))
    return median(map(float, outputs))


def _command(company: dict[str, str], name: str, **members: Any) -> None:
    request = urllib.request.Request(
        f"{company['base_url']}/_demo/{name}",
        json.dumps(members).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as reply:
        reply.read()


def _resident_mb(process: int) -> float:
    """What the process holds now; not a number where the system does not tell, which no figure is reached by."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return float("nan")
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


class _Load:
    """The program that asks, see load.rs."""

    def __init__(self, program: str, company: dict[str, str], core: int) -> None:
        self._process = subprocess.Popen(
            pinned(core, [program]), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True
        )
        self._tell(company)

    def __enter__(self) -> _Load:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def ask(self, path: str, connections: int, count: int) -> dict[str, float]:
        """Has a path asked for so often, over so many connections."""
        self._tell({"path": path, "connections": connections, "count": count})
        answer = self._process.stdout.readline() if self._process.stdout else ""
        if not answer:
            raise SystemExit("bench: the load ended before its time; what it said is above")
        told: dict[str, float] = json.loads(answer)
        return told

    def _tell(self, members: dict[str, Any]) -> None:
        if self._process.stdin is None:
            raise RuntimeError("the load has pipes")
        self._process.stdin.write(json.dumps(members) + "\n")
        self._process.stdin.flush()
