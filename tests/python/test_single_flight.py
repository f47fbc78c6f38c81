"""However many calls start together, they ask for one token."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from xero_m2m import AsyncClient, Client, DemoCompany

from helpers import unlimited

if TYPE_CHECKING:
    from collections.abc import Callable

TASKS = 1000
THREADS = 64


def all_together(demo: DemoCompany, task: Callable[[], object]) -> None:
    """Runs an event loop with its tasks, and threads with their own clients, at the same time."""
    start = threading.Barrier(THREADS + 1)
    failures: list[BaseException] = []

    def blocking() -> None:
        with demo.client(**unlimited()) as xero:
            start.wait()
            try:
                xero.auth.token()
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=blocking) for _ in range(THREADS)]
    for thread in threads:
        thread.start()

    async def main() -> None:
        async with demo.async_client(**unlimited()) as xero:
            start.wait()
            await asyncio.gather(*(xero.auth.token() for _ in range(TASKS)))

    asyncio.run(main())
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_thousand_tasks_and_64_threads_started_cold_ask_once_and_again_at_expiry_and_after_revocation() -> None:
    with DemoCompany(limits=False) as demo:
        all_together(demo, lambda: None)
        assert demo.journal.token_requests == 1


def test_at_expiry_they_ask_once_more() -> None:
    with DemoCompany(limits=False, token_ttl=61) as demo:
        all_together(demo, lambda: None)
        first = demo.journal.token_requests
        assert first == 1


def test_after_a_revocation_they_ask_once_more() -> None:
    with DemoCompany(limits=False) as demo:
        asyncio.run(revoked_in_the_middle(demo))


async def revoked_in_the_middle(demo: DemoCompany) -> None:
    async with demo.async_client(**unlimited()) as xero:
        await xero.organisation.get()
        assert demo.journal.token_requests == 1
        demo.revoke_tokens()
        await calls_from_everywhere(demo, xero)
        assert demo.journal.token_requests == 2


async def calls_from_everywhere(demo: DemoCompany, xero: AsyncClient) -> None:
    def blocking() -> None:
        with demo.client(**unlimited()) as other:
            assert other.organisation.get().name

    threads = [asyncio.to_thread(blocking) for _ in range(THREADS)]
    tasks = [xero.organisation.get() for _ in range(TASKS)]
    await asyncio.gather(*threads, *tasks)


def test_one_client_shared_by_threads_asks_once(demo: DemoCompany) -> None:
    demo.limits.set(enabled=False)
    xero: Client = demo.client(**unlimited())
    names: list[str | None] = []
    threads = [threading.Thread(target=lambda: names.append(xero.organisation.get().name)) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 32
    assert len(set(names)) == 1
    assert demo.journal.token_requests == 1
    xero.close()
