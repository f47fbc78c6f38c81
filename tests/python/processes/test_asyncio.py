"""Awaited calls: loops, threads, cancelling, and loops that cannot watch a pipe."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from helpers import run_python, unlimited, wait_until, wait_until_async
from xero_m2m import AsyncClient, NotFoundError
from xero_m2m._native_calls import _bridges

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from xero_m2m import DemoCompany

LOOPS: list[Any] = [pytest.param(asyncio.new_event_loop, id="asyncio")]
try:
    import uvloop

    LOOPS.append(pytest.param(uvloop.new_event_loop, id="uvloop"))
except ImportError:
    pass


class BlindLoop(asyncio.SelectorEventLoop):
    """A loop that cannot watch pipes, as Windows' own cannot."""

    def add_reader(self, fd: Any, callback: Any, *args: Any) -> None:
        if getattr(callback, "__name__", "") == "on_readable":
            raise NotImplementedError
        super().add_reader(fd, callback, *args)


LOOPS.append(pytest.param(BlindLoop, id="a loop that cannot watch pipes"))


async def in_flight(xero: AsyncClient) -> int:
    return (await xero.rate_limits()).concurrent.in_flight


def no_call_in_flight(xero: AsyncClient) -> Callable[[], Coroutine[Any, Any, bool]]:
    async def holds() -> bool:
        return await in_flight(xero) == 0

    return holds


def run_on(make: Callable[[], asyncio.AbstractEventLoop], main: Coroutine[Any, Any, Any]) -> Any:
    loop = make()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.close()


@pytest.mark.parametrize("make", LOOPS)
def test_calls_run_together_on_every_kind_of_loop(demo: DemoCompany, make: Any) -> None:
    async def main() -> list[str | None]:
        async with demo.async_client(**unlimited()) as xero:
            return [record.name for record in await asyncio.gather(*(xero.organisation.get() for _ in range(50)))]

    demo.limits.set(enabled=False)
    names = run_on(make, main())
    assert len(names) == 50
    assert len(set(names)) == 1


@pytest.mark.parametrize("make", LOOPS)
def test_a_cancelled_task_gives_its_call_up(demo: DemoCompany, make: Any) -> None:
    demo.faults.add("GET /Organisation", delay=20)

    async def main() -> None:
        async with demo.async_client() as xero:
            await xero.auth.token()
            task = asyncio.ensure_future(xero.organisation.get())
            await wait_until_async(lambda: demo.journal.api_requests == 1)
            assert await in_flight(xero) == 1
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await wait_until_async(no_call_in_flight(xero))
            assert (await xero.organisation.get()).name

    start = time.monotonic()
    run_on(make, main())
    assert time.monotonic() - start < 10


async def test_wait_for_ends_a_slow_call_in_time(demo: DemoCompany) -> None:
    demo.faults.add("GET /Organisation", delay=20)
    async with demo.async_client() as xero:
        start = time.monotonic()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(xero.organisation.get(), 0.2)
        assert time.monotonic() - start < 10


def test_one_client_lives_through_several_loops(demo: DemoCompany) -> None:
    xero = demo.async_client()
    for _ in range(3):
        assert asyncio.run(xero.organisation.get()).name
    assert demo.journal.token_requests == 1
    asyncio.run(xero.close())


def test_loops_in_several_threads_share_one_client(demo: DemoCompany) -> None:
    demo.limits.set(enabled=False)
    xero = demo.async_client(**unlimited())
    names: list[str | None] = []

    async def main() -> None:
        records = await asyncio.gather(*(xero.organisation.get() for _ in range(10)))
        names.extend(record.name for record in records)

    threads = [threading.Thread(target=lambda: asyncio.run(main())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 80


async def test_a_blocking_client_works_inside_a_running_loop(demo: DemoCompany) -> None:
    with demo.client() as xero:
        assert xero.organisation.get().name


async def test_a_call_that_is_never_awaited_sends_nothing(demo: DemoCompany) -> None:
    async with demo.async_client() as xero:
        xero.organisation.get().close()
    assert demo.journal.requests == []


async def test_errors_reach_the_await_with_the_callers_frame(demo: DemoCompany) -> None:
    async with demo.async_client() as xero:
        with pytest.raises(NotFoundError) as failed:
            await xero.invoices.get("00000000-0000-0000-0000-000000000000")
        assert any(entry.name == "test_errors_reach_the_await_with_the_callers_frame" for entry in failed.traceback)


@pytest.mark.parametrize("make", LOOPS)
def test_a_loop_closed_under_its_calls_is_let_go(demo: DemoCompany, make: Any) -> None:
    demo.faults.add("*", delay=0.3, times=None)
    xero = demo.async_client()
    loop = make()
    task = loop.create_task(xero.organisation.get())
    loop.run_until_complete(wait_until_async(lambda: demo.journal.api_requests == 1))
    loop.close()
    gone = weakref.ref(loop)
    task._log_destroy_pending = False
    del loop, task
    demo.faults.clear()
    assert asyncio.run(xero.organisation.get()).name
    asyncio.run(wait_until_async(no_call_in_flight(xero)))
    assert asyncio.run(xero.organisation.get()).name
    wait_until(lambda: gc.collect() >= 0 and gone() is None)
    assert all(not other.is_closed() for other in list(_bridges())[:-1])


def test_a_program_ends_though_calls_are_in_flight() -> None:
    run_python(
        """
        import asyncio, threading
        from helpers import wait_until_async
        from xero_m2m import DemoCompany

        demo = DemoCompany()
        demo.faults.add("GET /Organisation", delay=60, times=None)
        xero = demo.client()
        threading.Thread(target=xero.organisation.get, daemon=True).start()

        async def main():
            awaited = demo.async_client()
            asyncio.ensure_future(awaited.organisation.get())
            await wait_until_async(lambda: demo.journal.api_requests == 2)

        asyncio.run(main())
        """,
        timeout=20,
    )


def test_a_client_made_outside_any_loop_is_awaited_later(demo: DemoCompany) -> None:
    xero = AsyncClient(
        client_id=demo.client_id, client_secret=demo.client_secret, base_url=demo.base_url, token_url=demo.token_url
    )
    assert asyncio.run(xero.organisation.get()).name
