"""The client process of the soak: a steady load from threads and tasks until its standard input ends.

At the end it prints what it did, and how many of the five calls at once the limits still take for under way.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from xero_m2m import AsyncClient, Client, LimitPolicy, Timeout, XeroError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from xero_m2m.events import Event

THREADS = 4
TASKS = 8
CALLS_OF_A_CLIENT = 100
"""Then it is closed and another one opened."""

INVOICE = {
    "type": "ACCREC",
    "contact": {"name": "Acme"},
    "line_items": [{"description": "Chairs", "quantity": 2, "unit_amount": 20, "account_code": "200"}],
}


class Load:
    def __init__(self, plan: dict[str, Any]) -> None:
        self.options = {
            **plan["client"],
            "limits": LimitPolicy(per_minute=None),
            "timeout": Timeout(attempt=0.5),
            "token_cache": f"file:{plan['folder']}",
            "on_event": self.on_event,
        }
        self.seed = plan["seed"]
        self.over = threading.Event()
        self.counts: Counter[str] = Counter()
        self.contact = ""

    def on_event(self, event: Event) -> None:
        self.counts[type(event).__name__] += 1

    def threads(self) -> list[threading.Thread]:
        """The threads of the load, not started yet."""
        blocking = [threading.Thread(target=self.call_on, args=(random.Random(self.seed + n),)) for n in range(THREADS)]
        return [*blocking, threading.Thread(target=self.run_loops)]

    def call_on(self, chance: random.Random) -> None:
        """Calls one after the other, some of them with a deadline that they cannot keep."""
        while not self.over.is_set():
            with Client(**self.options) as xero:
                calls = calls_of(xero, self.contact)
                for _ in range(CALLS_OF_A_CLIENT):
                    if self.over.is_set():
                        return
                    options = {"deadline": chance.uniform(0.001, 0.05)} if chance.random() < 0.2 else {}
                    try:
                        chance.choice(calls)(options)
                    except XeroError as error:
                        self.counts[f"error: {error.code}"] += 1
                    self.counts["calls"] += 1

    def run_loops(self) -> None:
        """One event loop after the other, each for a second or so."""
        chance = random.Random(self.seed)
        while not self.over.is_set():
            asyncio.run(self.call_awaited(chance))

    async def call_awaited(self, chance: random.Random) -> None:
        """Tasks that call, and whose calls are cancelled now and then."""
        until = time.monotonic() + 1

        async def call_on(calls: list[Callable[[dict[str, Any]], Awaitable[Any]]]) -> None:
            while time.monotonic() < until and not self.over.is_set():
                call = asyncio.ensure_future(chance.choice(calls)({}))
                patience = chance.uniform(0, 0.05) if chance.random() < 0.3 else None
                _, pending = await asyncio.wait([call], timeout=patience)
                if pending:
                    call.cancel()
                    self.counts["cancelled"] += 1
                outcome = (await asyncio.gather(call, return_exceptions=True))[0]
                if isinstance(outcome, XeroError):
                    self.counts[f"error: {outcome.code}"] += 1
                elif isinstance(outcome, Exception):
                    raise outcome
                self.counts["calls"] += 1

        async with AsyncClient(**self.options) as xero:
            calls = awaited_calls_of(xero, self.contact)
            await asyncio.gather(*(call_on(calls) for _ in range(TASKS)))


def calls_of(xero: Client, contact: str) -> list[Callable[[dict[str, Any]], Any]]:
    """What is called, each with options; the list is left in its middle."""
    return [
        lambda options: xero.organisation.get(options=options),
        lambda options: xero.contacts.get(contact, options=options),
        lambda options: next(iter(xero.invoices.list(page_size=10, options=options))),
        lambda options: xero.invoices.create(INVOICE, options=options),
        lambda options: xero.invoices.create([INVOICE] * 5, options=options),
    ]


def awaited_calls_of(xero: AsyncClient, contact: str) -> list[Callable[[dict[str, Any]], Awaitable[Any]]]:
    async def first_of_list(options: dict[str, Any]) -> None:
        async for _ in xero.invoices.list(page_size=10, options=options):
            break

    return [
        lambda options: xero.organisation.get(options=options),
        lambda options: xero.contacts.get(contact, options=options),
        first_of_list,
        lambda options: xero.invoices.create(INVOICE, options=options),
        lambda options: xero.invoices.create([INVOICE] * 5, options=options),
    ]


def main() -> None:
    load = Load(json.loads(sys.stdin.readline()))
    with Client(**load.options) as xero:
        load.contact = str(next(iter(xero.contacts.list())).contact_id)
        threads = load.threads()
        for thread in threads:
            thread.start()
        sys.stdin.read()
        load.over.set()
        for thread in threads:
            thread.join()
        # A call that was cancelled gives its slot back a few milliseconds later.
        time.sleep(0.2)
        slots = xero.rate_limits().concurrent.in_flight
    print(json.dumps({"counts": load.counts, "slots": slots}))


if __name__ == "__main__":
    main()
