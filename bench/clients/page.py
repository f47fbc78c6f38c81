"""The worker's half of the protocol for pages, for the ways in Python.

A worker reads one line of JSON with the `page`'s file and the demo `company` that sends it, makes objects once and
answers with how many invoices and lines it found. Then every line is a number of pages, answered with the cost of one:
`{"wall_ms": …, "cpu_ms": …, "peak_mb": …}`. To let go of objects is not counted.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

Company: TypeAlias = dict[str, str]
Make: TypeAlias = Callable[[], Any]


def start() -> tuple[str, Company]:
    """The page's file and the company that sends it."""
    told = json.loads(sys.stdin.readline())
    return told["page"], told["company"]


def serve(make: Make, lines_of: Callable[[Any], Iterable[int]], without: Make | None = None) -> None:
    """Serves a way to make objects; what `without` takes is a part of `make` that is not counted.

    `lines_of` gives the number of lines of each invoice.
    """
    counts = list(lines_of(make()))
    _answer({"invoices": len(counts), "lines": sum(counts)})
    while line := sys.stdin.readline():
        pages = int(line)
        # Caches have cooled while the others had their turn.
        make()
        costs = [_cost(make, without) for _ in range(pages)]
        wall, cpu = (sum(cost[at] for cost in costs) / pages for at in (0, 1))
        _answer({"wall_ms": wall, "cpu_ms": cpu, "peak_mb": _peak() / 1e6})


def _cost(make: Make, without: Make | None) -> tuple[float, float]:
    """Wall and CPU time, in milliseconds."""
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    made = make()
    wall, cpu = time.perf_counter_ns() - wall, time.process_time_ns() - cpu
    del made
    less_wall, less_cpu = _cost(without, None) if without else (0, 0)
    return wall / 1e6 - less_wall, cpu / 1e6 - less_cpu


def _peak() -> int:
    """The most memory that this process held, in bytes."""
    try:
        # What getrusage tells begins, on Linux, with the peak of the process that started this one.
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    except OSError:
        # In bytes on macOS, in kilobytes elsewhere.
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _answer(members: dict[str, Any]) -> None:
    print(json.dumps(members), flush=True)
