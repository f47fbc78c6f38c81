"""However many calls start together, they ask for one token."""

from __future__ import annotations

import asyncio
import threading
import time

from helpers import unlimited
from xero_m2m import DemoCompany

TASKS = 1000
THREADS = 64


def call_from_everywhere(demo: DemoCompany) -> None:
    """A call from each of 1,000 tasks of one loop and of 64 threads with clients of their own, all at the same time."""
    start = threading.Barrier(THREADS + 1)
    names: list[str | None] = []

    def blocking() -> None:
        with demo.client(**unlimited()) as xero:
            start.wait()
            names.append(xero.organisation.get().name)

    async def awaited() -> None:
        async with demo.async_client(**unlimited()) as xero:
            calls = [xero.organisation.get() for _ in range(TASKS)]
            start.wait()
            names.extend(organisation.name for organisation in await asyncio.gather(*calls))

    threads = [threading.Thread(target=blocking) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    asyncio.run(awaited())
    for thread in threads:
        thread.join()
    assert len(names) == TASKS + THREADS
    assert len(set(names)) == 1


def test_they_ask_once_when_cold_and_once_more_after_all_tokens_are_revoked() -> None:
    with DemoCompany(limits=False) as demo:
        call_from_everywhere(demo)
        assert demo.journal.token_requests == 1
        demo.revoke_tokens()
        call_from_everywhere(demo)
        assert demo.journal.token_requests == 2


def test_they_ask_once_more_at_expiry() -> None:
    with DemoCompany(limits=False) as demo:
        begun = time.monotonic()
        call_from_everywhere(demo)
        seconds = time.monotonic() - begun
    # Calls renew a token after the first seventh of its life, so that these must be done by then on any machine.
    life = max(20, round(14 * seconds))
    with DemoCompany(limits=False, token_ttl=life) as demo:
        call_from_everywhere(demo)
        assert demo.journal.token_requests == 1
        # A token is of no use in the second half of its life.
        time.sleep(life / 2 + 1)
        call_from_everywhere(demo)
        assert demo.journal.token_requests == 2


def test_a_client_shared_by_threads_asks_once() -> None:
    with DemoCompany(limits=False) as demo, demo.client(**unlimited()) as xero:
        threads = [threading.Thread(target=xero.organisation.get) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (demo.journal.token_requests, demo.journal.api_requests) == (1, THREADS)
