"""Chaos: invoices are created while everything goes wrong, and at the end each is there exactly once.

The demo company runs in this process and misbehaves on a fifth of the calls. Its tokens live three seconds. The
clients are processes of their own, one blocking and one awaited, and are killed with SIGKILL at random moments and
started again. Then the ledger is compared with what the clients say they know.

The whole run takes less than the six minutes for which Xero remembers an idempotency key.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import misbehaviour
import results
from misbehaviour import OF_CALLS, OF_TOKENS
from xero_m2m import DemoCompany, LimitPolicy

WORKER = Path(__file__).with_name("worker.py")

AT_ONCE = {"blocking": 4, "awaited": 4}
"""How each client process sends, and how many calls it makes at once: together more than the five that Xero allows."""

PART = 0.2
"""Of the calls, and of the requests for tokens, goes wrong."""

LONGEST = 300.0
"""Seconds."""


class Crew:
    """The client processes and the files in which they write what they know."""

    def __init__(self, demo: DemoCompany, options: argparse.Namespace, folder: Path) -> None:
        batches = range(-(-options.invoices // options.batch))
        client = {
            "client_id": demo.client_id,
            "client_secret": demo.client_secret,
            "base_url": demo.base_url,
            "token_url": demo.token_url,
        }
        common = {"client": client, "seed": options.seed, "batch_size": options.batch, "invoices": options.invoices}
        self._plans = [
            {
                **common,
                "way": way,
                "at_once": at_once,
                "folder": str(folder),
                "results": str(folder / f"{way}.jsonl"),
                "batches": list(batches[nth :: len(AT_ONCE)]),
            }
            for nth, (way, at_once) in enumerate(AT_ONCE.items())
        ]
        self._processes = [_started(plan) for plan in self._plans]
        self.kills = 0
        self.killed_in_flight = 0
        """Batches that were under way when their client was killed."""

    def lines(self) -> list[dict[str, Any]]:
        """All that the clients know."""
        return [line for plan in self._plans for line in results.read(Path(plan["results"]))]

    def saved(self) -> int:
        """How many batches are known to be saved."""
        files = [Path(plan["results"]) for plan in self._plans]
        return sum(file.read_bytes().count(b'"saved"') for file in files if file.exists())

    def is_working(self) -> bool:
        """Whether any is at work still. One that stumbled ends the run."""
        for process in self._processes:
            if process.poll() not in (None, 0):
                raise SystemExit(f"a client process ended with {process.returncode}")
        return any(process.poll() is None for process in self._processes)

    def kill_one(self, chance: random.Random) -> None:
        """Kills one and starts it again."""
        working = [nth for nth, process in enumerate(self._processes) if process.poll() is None]
        if not working:
            return
        nth = chance.choice(working)
        self._processes[nth].kill()
        self._processes[nth].wait()
        self.kills += 1
        self.killed_in_flight += results.in_flight(results.read(Path(self._plans[nth]["results"])))
        self._processes[nth] = _started(self._plans[nth])

    def stop(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


def _started(plan: dict[str, Any]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, str(WORKER)], stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(json.dumps(plan).encode())
    process.stdin.close()
    return process


def let_loose(crew: Crew, options: argparse.Namespace) -> None:
    """Waits until the work is done, and kills on the way."""
    chance = random.Random(options.seed)
    batches = -(-options.invoices // options.batch)
    # By progress and not by the clock, so that the kills are spread over the work on a slow machine as on a fast one.
    moments = sorted(chance.randrange(batches * 9 // 10) for _ in range(options.kills))
    until = time.monotonic() + LONGEST
    while crew.is_working():
        if time.monotonic() > until:
            raise SystemExit(f"after {LONGEST:.0f} s only {crew.saved()} of {batches} batches are known to be saved")
        if moments and crew.saved() >= moments[0]:
            del moments[0]
            time.sleep(chance.uniform(0, 0.5))
            crew.kill_one(chance)
        time.sleep(0.02)


def ledger_of(demo: DemoCompany) -> dict[str, list[str]]:
    """The ids of the invoices in the ledger by their reference."""
    demo.limits.set(enabled=False)
    ids = defaultdict(list)
    with demo.client(limits=LimitPolicy(per_minute=None)) as xero:
        for invoice in xero.invoices.list(page_size=1000):
            if (invoice.reference or "").startswith("CHAOS-"):
                ids[invoice.reference].append(str(invoice.invoice_id))
    return ids


def differences(ledger: dict[str, list[str]], lines: list[dict[str, Any]], invoices: int) -> list[str]:
    """What the ledger, the results and the order disagree on; nothing if all is well."""
    known = defaultdict(set)
    for line in lines:
        for reference, key in line.get("ids", {}).items():
            known[reference].add(key)
    wanted = [f"CHAOS-{number:06}" for number in range(invoices)]
    found = {
        "not in the ledger": [one for one in wanted if not ledger.get(one)],
        "in the ledger more than once": [one for one in wanted if len(ledger.get(one, [])) > 1],
        "in the ledger without having been asked for": sorted(set(ledger) - set(wanted)),
        "not accounted for in the results": [one for one in wanted if one not in known],
        "under other ids in the results than in the ledger": [
            one for one in wanted if one in known and known[one] != set(ledger.get(one, []))
        ],
        "batches refused": [line["text"] for line in lines if line["word"] == "refused"],
    }
    return [f"{len(those):,} {what}, such as {those[0]}" for what, those in found.items() if those]


def summary(demo: DemoCompany, crew: Crew, lines: list[dict[str, Any]], seconds: float) -> str:
    """What happened, for people."""
    calls = [entry for entry in demo.journal.requests if entry["method"] == "PUT"]
    hits = dict(zip([*OF_CALLS, *OF_TOKENS], demo.faults.hits, strict=True))
    on_calls = sum(hits[kind] for kind in OF_CALLS)
    on_tokens = sum(hits[kind] for kind in OF_TOKENS)
    by_client = sum((line.get("attempts") or 1) - 1 for line in lines)
    errors = Counter(f"{line['code']} ({line['outcome']})" for line in lines if line["word"] == "failed")
    limits = demo.limits.state
    told = [
        f"calls        {len(calls):,} with {len({entry['idempotency_key'] for entry in calls}):,} keys;"
        f" {by_client:,} repeated by the client itself, the others by its program",
        f"tokens       {demo.journal.token_requests:,} asked for",
        f"in flight    {limits['most_in_flight']} at most, {limits['refused']['concurrent']} refused for it",
        f"kills        {crew.kills}, with {crew.killed_in_flight} batches in flight",
        f"errors told  {', '.join(f'{count} × {error}' for error, count in errors.most_common()) or 'none'}",
        f"faults       {on_calls} of {len(calls)} calls, {on_tokens} of {demo.journal.token_requests} token requests:",
        *(f"             {count:4}  {kind}" for kind, count in hits.items()),
        f"seconds      {seconds:.1f}",
    ]
    return "\n".join(told)


def main() -> int:
    """Runs, prints, and gives the exit status."""
    options = _arguments()
    print(f"chaos        seed {options.seed}, {options.invoices:,} invoices in batches of {options.batch}", flush=True)
    limits = {"per_minute": None, "per_day": None, "app_per_minute": None}
    with tempfile.TemporaryDirectory() as folder, DemoCompany(token_ttl=3, limits=limits) as demo:
        misbehaviour.arm(demo, "PUT /Invoices", OF_CALLS, PART, options.seed)
        misbehaviour.arm(demo, "POST /connect/token", OF_TOKENS, PART, options.seed)
        started = time.monotonic()
        crew = Crew(demo, options, Path(folder))
        try:
            let_loose(crew, options)
        finally:
            crew.stop()
        lines = crew.lines()
        went_wrong, asked = sum(demo.faults.hits), demo.journal.api_requests + demo.journal.token_requests
        print(summary(demo, crew, lines, time.monotonic() - started))
        demo.faults.clear()
        wrong = differences(ledger_of(demo), lines, options.invoices)
    if crew.kills < options.kills:
        wrong.append(f"the work was done after {crew.kills} of {options.kills} kills")
    if went_wrong < asked * PART / 2:
        wrong.append(f"only {went_wrong} of {asked} requests went wrong, which proves nothing")
    for difference in wrong:
        print(f"WRONG        {difference}")
    if not wrong:
        print(f"ledger       {options.invoices:,} invoices, none twice, each accounted for")
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--invoices", type=int, default=10_000, help="invoices to create (10,000)")
    parser.add_argument("--batch", type=int, default=50, help="invoices in one call (50)")
    parser.add_argument("--kills", type=int, default=10, help="times that a client is killed (10)")
    parser.add_argument("--seed", type=int, default=1, help="decides on faults, victims and moments (1)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
