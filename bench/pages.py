"""What it takes to make typed objects of the bytes of a page: 1,000 invoices with three lines each."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from calls import CLIENTS, pinned
from peers import BENCH, HOME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from peers import Programs

INVOICES, LINES = 1_000, 3
REGIONS = ["Eastside", "North", "South", "West Coast"]

# The demo company gives its invoices one to three lines; these make a thousand with three.
SEEDED, PAGE_SIZE = 4_000, 1_000


@dataclass(frozen=True)
class Way:
    """A way to make objects of a page."""

    key: str
    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Making:
    """What one page takes: milliseconds, and the most memory that the process held, in MB."""

    wall: float
    cpu: float
    peak_mb: float


def ways(programs: Programs) -> list[Way]:
    """All of them, in the order of the table."""

    def python(interpreter: str, file: str) -> tuple[str, ...]:
        return (interpreter, str(CLIENTS / f"{file}.py"))

    def node(file: str) -> tuple[str, ...]:
        return (programs.node, str(CLIENTS / f"{file}.mjs"))

    return [
        Way("python", "Python: xero_m2m", python(programs.python, "page_ours")),
        Way("xero-python", "Python: xero-python", python(programs.peers_python, "page_xero_python")),
        Way("orjson", "Python: orjson.loads alone", python(programs.peers_python, "page_orjson")),
        Way("node", "Node: xero-m2m", node("page_ours")),
        Way("xero-node", "Node: xero-node", node("page_xero_node")),
        Way("JSON.parse", "Node: JSON.parse alone", node("page_json_parse")),
    ]


def measure(programs: Programs, rounds: int, pages: int) -> dict[str, Making]:
    """The medians of each way (by key) over interleaved rounds of so many pages."""
    page = HOME / "page.json"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_bytes(_page())
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    with contextlib.ExitStack() as stack:
        company = stack.enter_context(_served(programs, page, cores[0]))
        start = json.dumps({"page": str(page), "company": company})
        workers = {way.key: stack.enter_context(_worker(way, start, cores[-1])) for way in ways(programs)}
        for worker in workers.values():
            worker.ask(pages)
        answers: dict[str, list[dict[str, float]]] = {key: [] for key in workers}
        for _ in range(rounds):
            for key, worker in workers.items():
                answers[key].append(worker.ask(pages))
    return {
        key: Making(
            wall=median(answer["wall_ms"] for answer in some),
            cpu=median(answer["cpu_ms"] for answer in some),
            peak_mb=some[-1]["peak_mb"],
        )
        for key, some in answers.items()
    }


def _page() -> bytes:
    """A page as Xero sends it, but that all its invoices have three lines, and each line a tracking category."""
    from xero_m2m import DemoCompany, LimitPolicy

    start, end, gap = b'"Invoices": [\r\n    {', b"\r\n    }\r\n  ]", b"\r\n    },\r\n    {"
    invoices: list[bytes] = []
    with (
        DemoCompany(limits=False, clock="2026-11-23T00:00:00Z") as demo,
        demo.client(limits=LimitPolicy(per_minute=None)) as xero,
    ):
        demo.seed(invoices=SEEDED)
        for number in range(1, SEEDED // PAGE_SIZE + 1):
            parameters = {"page": number, "pageSize": PAGE_SIZE}
            reply = xero.raw.get("/api.xro/2.0/Invoices", params=parameters).content
            head, _, rest = reply.partition(start)
            listed, _, tail = rest.rpartition(end)
            invoices += [invoice for invoice in listed.split(gap) if invoice.count(b'"LineItemID"') == LINES]
    if len(invoices) < INVOICES:
        raise SystemExit(f"bench: the demo company has only {len(invoices)} invoices with {LINES} lines")
    page = head + start + gap.join(invoices[-INVOICES:]) + end + tail
    regions = iter(range(INVOICES * LINES))
    return re.sub(rb'"Tracking": \[\]', lambda _: _tracking(REGIONS[next(regions) % len(REGIONS)]), page)


def _tracking(region: str) -> bytes:
    """What a line holds that is tracked, indented as the page is."""
    tracked = {
        "Name": "Region",
        "Option": region,
        "TrackingCategoryID": str(uuid5(NAMESPACE_URL, "Region")),
        "TrackingOptionID": str(uuid5(NAMESPACE_URL, region)),
    }
    text = '"Tracking": ' + json.dumps([tracked], indent=2)
    return text.replace("\n", "\r\n" + " " * 10).encode()


@contextlib.contextmanager
def _served(programs: Programs, page: Path, core: int) -> Iterator[dict[str, str]]:
    """A demo company that answers with the page; gives its addresses and credentials."""
    command = pinned(core, [programs.python, str(BENCH / "page_company.py"), str(page)])
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield json.loads(process.stdout.readline() if process.stdout else "")
    finally:
        process.communicate()


class _Worker:
    """A way in a process of its own, which makes objects when it is told to (see clients/page.py)."""

    def __init__(self, name: str, process: subprocess.Popen[str]) -> None:
        self._name, self._process = name, process

    def tell(self, line: str) -> Any:
        """Sends a line and gives its answer."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("a worker has pipes")
        with contextlib.suppress(BrokenPipeError):
            stdin.write(line + "\n")
            stdin.flush()
        answer = stdout.readline()
        if not answer:
            raise SystemExit(f"bench: {self._name} ended before its time; what it said is above")
        return json.loads(answer)

    def ask(self, pages: int) -> dict[str, float]:
        """Has the objects of so many pages made."""
        answer: dict[str, float] = self.tell(str(pages))
        return answer


@contextlib.contextmanager
def _worker(way: Way, start: str, core: int) -> Iterator[_Worker]:
    process = subprocess.Popen(
        pinned(core, way.command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True
    )
    worker = _Worker(way.name, process)
    try:
        found = worker.tell(start)
        if found != {"invoices": INVOICES, "lines": INVOICES * LINES}:
            raise SystemExit(f"bench: {way.name} made other objects than those of the page: {found}")
        yield worker
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired, BrokenPipeError):
            process.communicate(timeout=10)
        process.kill()
        process.wait()
