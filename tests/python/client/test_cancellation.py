"""Calls that are given up: the slot comes back, the outcome of a write is reported, and nothing is left behind."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from helpers import run_python, unlimited, wait_until, wait_until_async
from xero_m2m import DeadlineError, DemoCompany, TimeoutError, _native_calls, errors

if TYPE_CHECKING:
    from xero_m2m import AsyncClient

CONTACT = {"Name": "Given Up Ltd"}


async def until_in_flight(xero: AsyncClient, number: int) -> None:
    async def holds() -> bool:
        return (await xero.rate_limits()).concurrent.in_flight == number

    await wait_until_async(holds)


async def nothing_is_left(xero: AsyncClient) -> None:
    await until_in_flight(xero, 0)
    limits = await xero.rate_limits()
    assert (limits.waiting.interactive, limits.waiting.bulk) == (0, 0)


async def cancelled(task: asyncio.Task[Any]) -> Any:
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as gone:
        await task
    return gone.value


async def test_a_cancelled_write_that_had_gone_out_may_have_been_done(demo: DemoCompany) -> None:
    demo.faults.add("PUT /Contacts", delay=20)
    async with demo.async_client() as xero:
        await xero.auth.token()
        task = asyncio.ensure_future(xero.contacts.create(CONTACT, options={"idempotency_key": "key-1"}))
        await wait_until_async(lambda: demo.journal.api_requests == 1)
        gone = await cancelled(task)
        assert (gone.outcome, gone.idempotency_key, gone.operation) == ("unknown", "key-1", "contacts.create")
        if sys.version_info >= (3, 11):
            assert "outcome unknown" in gone.__notes__[0]
            assert "key-1" in gone.__notes__[0]
        await nothing_is_left(xero)
        assert (await xero.organisation.get()).name


async def test_a_cancelled_write_that_waited_for_its_turn_was_not_sent(demo: DemoCompany) -> None:
    demo.faults.add("GET /Organisation", delay=1, times=None)
    async with demo.async_client() as xero:
        await xero.auth.token()
        busy = [asyncio.ensure_future(xero.organisation.get()) for _ in range(5)]
        await until_in_flight(xero, 5)
        task = asyncio.ensure_future(xero.contacts.create(CONTACT))

        async def waits() -> bool:
            return (await xero.rate_limits()).waiting.interactive == 1

        await wait_until_async(waits)
        gone = await cancelled(task)
        assert gone.outcome == "not_sent"
        assert gone.idempotency_key
        await asyncio.gather(*busy)
        await nothing_is_left(xero)
        assert all(request["method"] == "GET" for request in demo.journal.requests[1:])


async def test_a_cancelled_read_has_no_outcome(demo: DemoCompany) -> None:
    demo.faults.add("GET /Organisation", delay=20)
    async with demo.async_client() as xero:
        await xero.auth.token()
        task = asyncio.ensure_future(xero.organisation.get())
        await until_in_flight(xero, 1)
        gone = await cancelled(task)
        assert gone.outcome is None
        assert not hasattr(gone, "__notes__")
        await nothing_is_left(xero)


def reply_arrives(task: asyncio.Task[Any]) -> None:
    """Lets the response come to the task's future while the loop stands still, so that the task has not seen it yet."""
    bridge = _native_calls._bridges()[asyncio.get_running_loop()]

    def is_there() -> bool:
        bridge.settle()
        return task._fut_waiter.done()  # type: ignore[attr-defined, no-any-return]

    wait_until(is_there)


async def test_a_write_that_is_cancelled_when_its_response_has_arrived_was_done(demo: DemoCompany) -> None:
    async with demo.async_client() as xero:
        await xero.auth.token()
        task = asyncio.ensure_future(xero.contacts.create(CONTACT, options={"idempotency_key": "key-4"}))
        await asyncio.sleep(0)
        reply_arrives(task)
        gone = await cancelled(task)
        assert (gone.outcome, gone.idempotency_key) == ("done", "key-4")
        read = asyncio.ensure_future(xero.organisation.get())
        await asyncio.sleep(0)
        reply_arrives(read)
        assert getattr(await cancelled(read), "outcome", None) is None


async def test_a_write_that_is_cancelled_when_its_refusal_has_arrived_was_refused(demo: DemoCompany) -> None:
    async with demo.async_client() as xero:
        await xero.auth.token()
        demo.faults.add("PUT /Contacts", status=400)
        task = asyncio.ensure_future(xero.contacts.create(CONTACT, options={"idempotency_key": "key-5"}))
        await asyncio.sleep(0)
        reply_arrives(task)
        gone = await cancelled(task)
        assert (gone.outcome, gone.idempotency_key, gone.operation) == ("refused", "key-5", "contacts.create")


async def test_a_write_that_is_cancelled_while_its_secret_is_awaited_was_not_sent(demo: DemoCompany) -> None:
    is_asked_for = asyncio.Event()

    async def secret() -> str:
        is_asked_for.set()
        await asyncio.sleep(60)
        return demo.client_secret

    async with demo.async_client(client_secret=secret) as xero:
        task = asyncio.ensure_future(xero.contacts.create(CONTACT, options={"idempotency_key": "key-6"}))
        await is_asked_for.wait()
        gone = await cancelled(task)
        assert (gone.outcome, gone.idempotency_key, gone.operation) == ("not_sent", "key-6", "contacts.create")


@pytest.mark.skipif(sys.version_info < (3, 11), reason="asyncio has no timeout() yet")
async def test_a_timeout_of_asyncio_is_caused_by_an_error_with_the_outcome(demo: DemoCompany) -> None:
    demo.faults.add("PUT /Contacts", delay=20)
    async with demo.async_client() as xero:
        await xero.auth.token()

        async def create_until_it_arrived() -> None:
            async with asyncio.timeout(None) as limit:
                task = asyncio.ensure_future(wait_until_async(lambda: demo.journal.api_requests == 1))
                task.add_done_callback(lambda _: limit.reschedule(asyncio.get_running_loop().time()))
                await xero.contacts.create(CONTACT)

        with pytest.raises(asyncio.TimeoutError) as late:
            await create_until_it_arrived()
        assert getattr(late.value.__cause__, "outcome", None) == "unknown"
        await nothing_is_left(xero)


async def test_a_deadline_reports_the_outcome_and_gives_the_slot_back(demo: DemoCompany) -> None:
    demo.faults.add("PUT /Contacts", delay=20, times=None)
    async with demo.async_client() as xero:
        await xero.auth.token()
        with pytest.raises(DeadlineError) as late:
            await xero.contacts.create(CONTACT, options={"deadline": 1, "idempotency_key": "key-2"})
        assert (late.value.outcome, late.value.idempotency_key) == ("unknown", "key-2")
        assert late.value.operation == "contacts.create"
        with pytest.raises(TimeoutError) as slow:
            await xero.contacts.create(CONTACT, options={"timeout": 1, "retry": 1})
        assert slow.value.outcome == "unknown"
        await nothing_is_left(xero)


def test_an_interrupt_has_the_outcome_of_a_blocking_write() -> None:
    run_python(
        """
        import os, signal, threading
        from helpers import wait_until
        from xero_m2m import DemoCompany

        signal.signal(signal.SIGINT, signal.default_int_handler)
        with DemoCompany() as demo, demo.client() as xero:
            xero.auth.token()
            demo.faults.add("PUT /Contacts", delay=30)

            def interrupt():
                wait_until(lambda: demo.journal.api_requests == 1)
                os.kill(os.getpid(), signal.SIGINT)

            threading.Thread(target=interrupt).start()
            try:
                xero.contacts.create({"Name": "Given Up Ltd"}, options={"idempotency_key": "key-3"})
            except KeyboardInterrupt as error:
                assert (error.outcome, error.idempotency_key) == ("unknown", "key-3")
                assert error.operation == "contacts.create"
            else:
                raise SystemExit("not interrupted")
            assert xero.rate_limits().concurrent.in_flight == 0
            assert xero.organisation.get().name
        """
    )


def test_an_error_that_takes_no_outcome_passes_as_it_is() -> None:
    class Bare(BaseException):
        __slots__ = ()

        def __setattr__(self, name: str, value: object) -> None:
            raise AttributeError(name)

    errors.attach_outcome(Bare(), errors.CancelledError("m", outcome="unknown"))


async def test_ten_thousand_random_cancellations_leave_nothing_behind() -> None:
    chance = random.Random(7)
    number, at_once = 10_000, 100
    with DemoCompany(limits=False, token_ttl=40) as demo:
        demo.faults.add("GET /Organisation", delay=0.003, times=None)
        async with demo.async_client(**unlimited()) as xero:
            await xero.auth.token()
            ended = 0
            outcomes: Counter[tuple[bool, str | None]] = Counter()

            async def one() -> None:
                nonlocal ended
                write = chance.random() < 0.1
                name = f"c{chance.random()}"
                has_begun = False

                async def call() -> None:
                    nonlocal has_begun
                    has_begun = True
                    await (xero.contacts.create({"Name": name}) if write else xero.organisation.get())

                task = asyncio.ensure_future(call())
                moment = chance.random() * 0.03
                if moment > 0.003:
                    await asyncio.sleep(moment)
                elif moment > 0.001:
                    await asyncio.sleep(0)
                task.cancel()
                try:
                    await task
                except asyncio.CancelledError as gone:
                    outcome = getattr(gone, "outcome", None)
                    assert outcome is not None or not (write and has_begun)
                    outcomes[write, outcome] += 1
                ended += 1

            start = time.monotonic()
            for _ in range(number // at_once):
                await asyncio.gather(*(one() for _ in range(at_once)))
                if time.monotonic() - start > 90:
                    pytest.fail(f"only {ended} in 90 s")
            assert ended == number
            # A read that was given up before core saw it is not known for one.
            assert {outcome for write, outcome in outcomes if not write} <= {None, "not_sent"}
            assert {"not_sent", "unknown"} <= {outcome for write, outcome in outcomes if write}
            await nothing_is_left(xero)
            assert (await xero.organisation.get()).name
