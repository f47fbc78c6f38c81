"""Soak: a steady load with renewals, faults and cancellations, under which nothing may grow.

The demo company runs in this process, and the clients in another one, whose memory, open files, sockets and threads
are read from outside while it works. Needs Linux's /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import misbehaviour
from misbehaviour import CLOSE_THE_GATE, OF_CALLS, OF_TOKENS
from xero_m2m import DemoCompany

LOAD = Path(__file__).with_name("load.py")

PART = 0.02
"""Of the requests goes wrong: the most that leaves the load steady."""

WARM_UP = 0.25
"""The part of the time that is not judged."""

LONGEST_WARM_UP = 30.0
"""Seconds."""

RESET_EVERY = 5.0
"""Seconds until the demo company forgets the invoices, so that its own work stays the same."""


@dataclass
class Sample:
    """What the process holds at one moment."""

    megabytes: float
    files: int
    sockets: int
    threads: int


NAMES = ("megabytes", "open files", "sockets", "threads")

SLACK = (2.0, 4, 4, 2)
"""How much more than in the second quarter the middle of the last one may be."""

STEEPEST = 1.0
"""Megabytes a minute that memory may gain in a straight line, where the run is long enough to show it."""

LONG_ENOUGH = 90.0
"""Seconds."""


def sample(pid: int) -> Sample:
    """Reads what the process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    values = dict(line.split(":", 1) for line in status.splitlines())
    links = []
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            links.append(os.readlink(descriptor))
        except FileNotFoundError:
            continue
    sockets = sum(link.startswith("socket:") for link in links)
    return Sample(int(values["VmRSS"].split()[0]) / 1024, len(links), sockets, int(values["Threads"]))


class Company:
    """The demo company, started again from time to time, with what it counted before."""

    def __init__(self, demo: DemoCompany, seed: int) -> None:
        self._demo = demo
        self._seed = seed
        self._begun_at = 0.0
        self.counts: Counter[str] = Counter()
        self.begin()

    def keep_small(self) -> None:
        if time.monotonic() - self._begun_at > RESET_EVERY:
            self.count()
            self.begin()

    def count(self) -> None:
        """Takes the counters over."""
        journal, hits = self._demo.journal, self._demo.faults.hits
        self.counts.update(requests=journal.api_requests, token_requests=journal.token_requests, faults=sum(hits))

    def begin(self) -> None:
        self._demo.reset()
        self._begun_at = time.monotonic()
        self._seed += 1
        kinds = [kind for kind in OF_CALLS if kind not in CLOSE_THE_GATE]
        for route in ("GET *", "PUT *"):
            misbehaviour.arm(self._demo, route, kinds, PART, self._seed)
        misbehaviour.arm(self._demo, "POST /connect/token", OF_TOKENS, PART, self._seed)


def watched(load: subprocess.Popen[str], company: Company, seconds: float) -> tuple[list[Sample], float]:
    """The samples after the warm-up, and the seconds between them."""
    every = min(1.0, seconds / 60)
    samples = []
    started = time.monotonic()
    while (passed := time.monotonic() - started) < seconds:
        if load.poll() is not None:
            raise SystemExit(f"the client process ended with {load.returncode}")
        company.keep_small()
        if passed > min(seconds * WARM_UP, LONGEST_WARM_UP):
            samples.append(sample(load.pid))
        time.sleep(every)
    return samples, every


def growth(samples: list[Sample], every: float) -> list[str]:
    """What grew, with its numbers; prints all of them."""
    grown = []
    quarter = len(samples) // 4
    columns = list(zip(*map(astuple, samples), strict=True))
    for name, column, slack in zip(NAMES, columns, SLACK, strict=True):
        quarters = [statistics.median(column[nth * quarter : (nth + 1) * quarter]) for nth in range(4)]
        told = f"{name:12} {' → '.join(f'{middle:.1f}' for middle in quarters)}, at most {max(column):.1f}"
        is_grown = quarters[3] > quarters[1] + slack
        if name == "megabytes":
            seconds = [nth * every for nth in range(len(column))]
            slope = statistics.linear_regression(seconds, column).slope * 60
            told += f", {slope:+.2f} a minute"
            is_grown = is_grown or (seconds[-1] >= LONG_ENOUGH and slope > STEEPEST)
        print(told)
        if is_grown:
            grown.append(told)
    return grown


def main() -> int:
    """Runs, prints, and gives the exit status."""
    options = _arguments()
    seconds = options.minutes * 60
    print(f"soak         {options.minutes:g} minutes, seed {options.seed}", flush=True)
    limits = {"per_minute": None, "per_day": None, "app_per_minute": None}
    with tempfile.TemporaryDirectory() as folder, DemoCompany(token_ttl=3, limits=limits) as demo:
        company = Company(demo, options.seed)
        load = subprocess.Popen([sys.executable, str(LOAD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            assert load.stdin is not None
            load.stdin.write(json.dumps(_plan(demo, options.seed, folder)) + "\n")
            load.stdin.flush()
            samples, every = watched(load, company, seconds)
            said, _ = load.communicate(timeout=60)
        finally:
            load.kill()
            load.wait()
        company.count()
    told = json.loads(said)
    for name, count in sorted(company.counts.items()) + sorted(told["counts"].items()):
        print(f"{name:32} {count:10,}")
    wrong = [f"grows: {line}" for line in growth(samples, every)]
    if told["slots"]:
        wrong.append(f"{told['slots']} calls are said to be under way after the end")
    for line in wrong:
        print(f"WRONG        {line}")
    if not wrong:
        print("flat         memory, open files, sockets and threads; no slot taken at the end")
    return 1 if wrong else 0


def _plan(demo: DemoCompany, seed: int, folder: str) -> dict[str, Any]:
    client = {
        "client_id": demo.client_id,
        "client_secret": demo.client_secret,
        "base_url": demo.base_url,
        "token_url": demo.token_url,
    }
    return {"client": client, "seed": seed, "folder": folder}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=2, help="how long (2)")
    parser.add_argument("--seed", type=int, default=1, help="decides on faults, calls and cancellations (1)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
