"""The cost of one call of `organisation.get`: every way in interleaved rounds, on one core and on two."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from peers import BENCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from peers import Programs

CLIENTS = BENCH / "clients"
ONE, TWO = "one core", "two cores"


@dataclass(frozen=True)
class Way:
    """A way to make the call."""

    key: str
    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Cost:
    """What one call takes, in microseconds."""

    wall: float
    cpu: float
    """Of the client's process."""
    server: float = 0
    """CPU time of the demo company, where the system tells."""


def ways(programs: Programs) -> list[Way]:
    """All of them, in the order of the table."""

    def python(interpreter: str, file: str, *arguments: str) -> tuple[str, ...]:
        return (interpreter, str(CLIENTS / f"{file}.py"), *arguments)

    def node(file: str) -> tuple[str, ...]:
        return (programs.node, str(CLIENTS / f"{file}.mjs"))

    ours, peers = programs.python, programs.peers_python
    return [
        Way("reqwest", "Rust: reqwest, bytes only", (programs.reqwest,)),
        Way("python", "Python: xero_m2m.Client", python(ours, "ours_blocking")),
        Way("urllib3", "Python: urllib3", python(peers, "peer_urllib3")),
        Way("httpx", "Python: httpx", python(peers, "peer_httpx")),
        Way("xero-python", "Python: xero-python", python(peers, "peer_xero_python")),
        Way("python awaited", "asyncio: xero_m2m.AsyncClient", python(ours, "ours_awaited")),
        Way("aiohttp", "asyncio: aiohttp", python(peers, "peer_aiohttp")),
        Way("httpx awaited", "asyncio: httpx", python(peers, "peer_httpx_awaited")),
        Way("python five", "asyncio, 5 in flight: xero_m2m.AsyncClient", python(ours, "ours_awaited", "5")),
        Way("aiohttp five", "asyncio, 5 in flight: aiohttp", python(peers, "peer_aiohttp", "5")),
        Way("httpx five", "asyncio, 5 in flight: httpx", python(peers, "peer_httpx_awaited", "5")),
        Way("node", "Node: Client", node("ours_blocking")),
        Way("node awaited", "Node: AsyncClient", node("ours_awaited")),
        Way("undici", "Node: undici.request", node("peer_undici")),
        Way("fetch", "Node: fetch", node("peer_fetch")),
        Way("xero-node", "Node: xero-node", node("peer_xero_node")),
    ]


def measure(programs: Programs, rounds: int, calls: int) -> dict[str, dict[str, Cost]]:
    """The median cost of each way (by key), for client and server on one core and on two different ones."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    places = {ONE: (cores[0], cores[0])}
    if len(cores) > 1:
        places[TWO] = (cores[0], cores[1])
    costs: dict[str, dict[str, Cost]] = {}
    for place, (server_core, client_core) in places.items():
        with contextlib.ExitStack() as stack:
            company, server = stack.enter_context(demo_company(programs, server_core))
            workers = {
                way.key: stack.enter_context(Worker.started(way, company, client_core)) for way in ways(programs)
            }
            costs[place] = _rounds(workers, server, rounds, calls)
    return costs


def _rounds(workers: dict[str, Worker], server: int, rounds: int, calls: int) -> dict[str, Cost]:
    for worker in workers.values():
        worker.cost_of(calls * 3)
    costs: dict[str, list[Cost]] = {key: [] for key in workers}
    for _ in range(rounds):
        for key, worker in workers.items():
            # A few calls first: connections and caches have cooled while the others had their turn.
            worker.cost_of(calls // 10)
            before = _cpu_us(server)
            cost = worker.cost_of(calls)
            costs[key].append(replace(cost, server=(_cpu_us(server) - before) / calls))
    return {key: _median(some) for key, some in costs.items()}


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(median(c.wall for c in costs), median(c.cpu for c in costs), median(c.server for c in costs))


def _cpu_us(process: int) -> float:
    """The CPU time of a process, all its threads together; zero where the system does not tell."""
    try:
        threads = Path(f"/proc/{process}/task").iterdir()
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1000
    except OSError:
        return 0


def pinned(core: int, command: Sequence[str]) -> list[str]:
    """The command, bound to one core where the system can do that."""
    return ["taskset", "--cpu-list", str(core), *command] if shutil.which("taskset") else [*command]


@contextlib.contextmanager
def demo_company(programs: Programs, core: int) -> Iterator[tuple[dict[str, str], int]]:
    """A demo company without limits, as a process of its own; gives its addresses and credentials, and the process."""
    command = [programs.python, "-c", "from xero_m2m._cli import main; main()", "demo", "--no-limits", "--json"]
    process = subprocess.Popen(pinned(core, command), stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise SystemExit("bench: the demo company did not start")
        yield json.loads(line), process.pid
    finally:
        process.terminate()
        process.communicate()


class Worker:
    """A client in a process of its own, which makes calls when it is told to (see clients/worker.py)."""

    def __init__(self, way: Way, process: subprocess.Popen[str]) -> None:
        self._way, self._process = way, process

    @classmethod
    @contextlib.contextmanager
    def started(cls, way: Way, company: dict[str, str], core: int) -> Iterator[Worker]:
        """A worker that has made its first call."""
        command = pinned(core, way.command)
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        worker = cls(way, process)
        try:
            answer = worker._ask(json.dumps(company))
            if not answer.get("name"):
                raise SystemExit(f"bench: {way.name} read no organisation's name")
            yield worker
        finally:
            # The end of its input ends a worker.
            with contextlib.suppress(subprocess.TimeoutExpired, BrokenPipeError):
                process.communicate(timeout=10)
            process.kill()
            process.wait()

    def cost_of(self, calls: int) -> Cost:
        """Makes so many calls."""
        answer = self._ask(str(calls))
        return Cost(answer["wall_us"], answer["cpu_us"])

    def _ask(self, line: str) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("a worker has pipes")
        with contextlib.suppress(BrokenPipeError):
            stdin.write(line + "\n")
            stdin.flush()
        answer = stdout.readline()
        if not answer:
            raise SystemExit(f"bench: {self._way.name} ended before its time; what it said is above")
        return json.loads(answer)
