"""Events: what `on_event` and the log receive, when, in which order, and that nothing secret is in it."""

from __future__ import annotations

import asyncio
import functools
import logging
import re
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from helpers import run_python, wait_until, wait_until_async
from xero_m2m import (
    AsyncClient,
    Client,
    ConfigError,
    LimitPolicy,
    LimitWaitEvent,
    PageEvent,
    RateLimitError,
    RequestEvent,
    RetryEvent,
    ServerError,
    TokenEvent,
    WaitingEvent,
    WarningEvent,
    XeroError,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xero_m2m import DemoCompany
    from xero_m2m.events import Event


class Listener:
    """Keeps the events it receives, with the moment and the thread."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.at: list[float] = []
        self.threads: set[int] = set()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self.at.append(time.monotonic())
        self.threads.add(threading.get_ident())

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.events]


@pytest.fixture
def listener() -> Listener:
    return Listener()


def until_in_flight(xero: Client) -> None:
    """Waits until another thread's call is under way."""
    wait_until(lambda: xero.rate_limits().concurrent.in_flight)


def test_a_call_reports_its_token_and_its_attempts_before_it_returns(demo: DemoCompany, listener: Listener) -> None:
    with demo.client(on_event=listener) as xero:
        begin = time.time()
        organisation = xero.organisation.get()
        assert listener.kinds == ["TokenEvent", "RequestEvent"]
        token, request = listener.events
        assert isinstance(token, TokenEvent)
        assert (token.outcome, token.early, token.error) == ("fetched", False, None)
        assert 1700 < (token.expires_in or 0) <= 1800
        assert isinstance(request, RequestEvent)
        assert (request.operation, request.attempt, request.status) == ("organisation.get", 1, 200)
        assert begin - 1 < request.started_at < time.time()
        assert 0 < request.duration < 5
        assert request.received_bytes > 100
        assert request.sent_bytes == 0
        assert organisation.meta is not None
        assert request.request_id == organisation.meta.request_id
        assert request.limits == organisation.meta.limits
        assert request.call is not None
        assert listener.threads == {threading.get_ident()}


async def test_awaited_calls_report_the_same(demo: DemoCompany, listener: Listener) -> None:
    async with demo.async_client(on_event=listener) as xero:
        await xero.organisation.get()
        assert listener.kinds == ["TokenEvent", "RequestEvent"]
        await xero.contacts.create({"Name": "Kauri Ltd"}, options={"idempotency_key": "key-1"})
        assert listener.of(RequestEvent)[1].idempotency_key == "key-1"
        assert listener.of(RequestEvent)[1].sent_bytes > 10
        calls = [event.call for event in listener.of(RequestEvent)]
        assert len(set(calls)) == 2
        assert listener.threads == {threading.get_ident()}


def test_failed_attempts_and_repetitions_come_in_order_with_the_number_of_their_call(
    demo: DemoCompany, listener: Listener
) -> None:
    with demo.client(on_event=listener) as xero:
        xero.auth.token()
        demo.faults.add("GET /Organisation", status=503, headers={"Retry-After": "0"}, times=1)
        demo.faults.add("GET /Organisation", reset="before", times=1)
        xero.organisation.get()
        reported = listener.events[1:]
        assert [type(event).__name__ for event in reported] == [
            "RequestEvent", "RetryEvent", "RequestEvent", "RetryEvent", "RequestEvent",
        ]  # fmt: skip
        assert [event.attempt for event in reported if isinstance(event, (RequestEvent, RetryEvent))] == [1, 1, 2, 2, 3]
        assert [event.status for event in listener.of(RequestEvent)] == [503, None, 200]
        assert [event.status for event in listener.of(RetryEvent)] == [503, None]
        assert listener.of(RequestEvent)[1].error == listener.of(RetryEvent)[1].reason == "transport"
        assert len({event.call for event in listener.of(RequestEvent) + listener.of(RetryEvent)}) == 1


def test_a_call_that_fails_has_reported_everything_before_it_raises(demo: DemoCompany, listener: Listener) -> None:
    demo.faults.add("GET /Organisation", status=500, times=None)
    with demo.client(on_event=listener, retry=1) as xero:
        with pytest.raises(ServerError):
            xero.organisation.get()
        assert [event.status for event in listener.of(RequestEvent)] == [500]


def test_a_wait_for_the_limits_is_reported_when_it_begins(demo: DemoCompany, listener: Listener) -> None:
    with demo.client(on_event=listener, limits=LimitPolicy(concurrent=1)) as xero:
        xero.auth.token()
        demo.faults.add("GET /Accounts", delay=3)
        busy = threading.Thread(target=lambda: xero.accounts.list().page(1))
        busy.start()
        until_in_flight(xero)
        waiting = threading.Thread(target=lambda: xero.organisation.get(options={"priority": "bulk"}))
        waiting.start()
        wait_until(lambda: listener.of(LimitWaitEvent))
        assert waiting.is_alive()
        assert busy.is_alive()
        waiting.join()
        busy.join()
    (wait,) = listener.of(LimitWaitEvent)
    assert (wait.operation, wait.kind, wait.by_server, wait.waiting) == ("organisation.get", "concurrent", False, 1)
    assert wait.priority == "bulk"


async def test_an_awaited_wait_is_reported_when_it_begins(demo: DemoCompany, listener: Listener) -> None:
    async with demo.async_client(on_event=listener, limits=LimitPolicy(concurrent=1)) as xero:
        await xero.auth.token()
        demo.faults.add("GET /Accounts", delay=3)
        busy = asyncio.ensure_future(xero.accounts.list().page(1))
        await wait_until_async(lambda: demo.journal.api_requests == 1)
        waiting = asyncio.ensure_future(xero.organisation.get())
        await wait_until_async(lambda: listener.of(LimitWaitEvent))
        assert not waiting.done()
        assert not busy.done()
        await waiting
        await busy
    assert len(listener.of(LimitWaitEvent)) == 1


def test_a_long_silence_is_reported_with_what_is_waited_for(
    demo: DemoCompany, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    demo.faults.add("GET /Organisation", delay=8)
    with demo.client(on_event=listener, deadline=30) as xero, caplog.at_level(logging.INFO, "xero_m2m"):
        xero.auth.token()
        xero.organisation.get()
    (wait,) = listener.of(WaitingEvent)
    assert (wait.operation, wait.waiting_for) == ("organisation.get", "attempt")
    assert 5 <= wait.waited < 8
    assert 29 < (wait.at_most or 0) <= 30
    # While the call waits, not when it ends.
    assert listener.at[-1] - listener.at[listener.events.index(wait)] > 0.3
    assert [record.getMessage() for record in caplog.records] == [
        "organisation.get: waiting for Xero's response for 5 s, at most 30 s"
    ]


async def test_an_awaited_silence_is_reported_too(demo: DemoCompany, listener: Listener) -> None:
    demo.faults.add("POST /connect/token", delay=8)
    async with demo.async_client(on_event=listener) as xero:
        await xero.organisation.get()
    (wait,) = listener.of(WaitingEvent)
    assert (wait.waiting_for, wait.call) == ("token", listener.of(RequestEvent)[0].call)


def test_a_lists_wait_for_the_limits_is_reported_when_it_begins(demo: DemoCompany, listener: Listener) -> None:
    demo.limits.set(enabled=False)
    with demo.client(on_event=listener) as xero:
        pages = iter(xero.invoices.list(page_size=10).pages())
        next(pages)
        demo.faults.add("GET /Organisation", status=429, headers={"Retry-After": "3"})
        with pytest.raises(RateLimitError):
            xero.organisation.get(options={"retry": 1})
        next(pages)
        # Fetched ahead, in the background, and held back there.
        next(pages)
    wait = listener.of(LimitWaitEvent)[0]
    assert (wait.operation, wait.kind, wait.by_server) == ("invoices.list", "minute", True)
    assert listener.at[listener.events.index(listener.of(PageEvent)[2])] - listener.at[listener.events.index(wait)] > 1


def test_each_page_is_reported(demo: DemoCompany, listener: Listener) -> None:
    demo.limits.set(enabled=False)
    with demo.client(on_event=listener) as xero:
        records = xero.invoices.list(page_size=20).collect(60)
        assert [(event.number, event.records) for event in listener.of(PageEvent)[:3]] == [(1, 20), (2, 20), (3, 20)]
        assert listener.of(PageEvent)[0].operation == "invoices.list"
        assert (listener.of(PageEvent)[0].item_count or 0) >= len(records) == 60
        assert len({event.call for event in listener.of(RequestEvent) + listener.of(PageEvent)}) == 1
        assert listener.of(PageEvent)[0].call is not None


async def test_awaited_pages_report_the_same(demo: DemoCompany, listener: Listener) -> None:
    async with demo.async_client(on_event=listener) as xero:
        await xero.invoices.list(page_size=20).collect(40)
        assert [event.number for event in listener.of(PageEvent)[:2]] == [1, 2]


def test_clones_report_to_the_same_listener(demo: DemoCompany, listener: Listener) -> None:
    with demo.client(on_event=listener) as xero:
        xero.with_options(retry=1).organisation.get()
        assert len(listener.of(RequestEvent)) == 1


def test_a_listener_that_fails_is_logged_once_and_touches_no_call(
    demo: DemoCompany, caplog: pytest.LogCaptureFixture
) -> None:
    received: list[Event] = []

    def broken(event: Event) -> None:
        received.append(event)
        raise LookupError("no such dashboard")

    async def awaited() -> None:
        async with demo.async_client(on_event=broken) as xero:
            assert (await xero.organisation.get()).name

    with demo.client(on_event=broken) as xero:
        assert xero.organisation.get().name
        assert xero.with_options(retry=1).organisation.get().name
    asyncio.run(awaited())
    assert len(received) == 4
    failures = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(failures) == 2
    assert "broken failed with LookupError" in failures[0].getMessage()
    assert failures[0].name == "xero_m2m"
    assert failures[0].exc_info is not None
    assert failures[0].exc_info[2] is not None


def test_a_listener_may_use_the_client(demo: DemoCompany) -> None:
    seen: list[str] = []

    def curious(event: Event) -> None:
        seen.append(type(event).__name__)
        if len(seen) == 2:
            assert xero.accounts.list().page(1).records
            seen.append("back")

    with demo.client(on_event=curious) as xero:
        xero.organisation.get()
        # The inner call's events wait until the outer one's has been handled.
        assert seen == ["TokenEvent", "RequestEvent", "back", "RequestEvent"]


def test_an_interrupt_in_a_listener_ends_the_call(demo: DemoCompany) -> None:
    def impatient(event: Event) -> None:
        if isinstance(event, LimitWaitEvent):
            raise KeyboardInterrupt

    demo.faults.add("GET /Accounts", delay=3)
    other = demo.client()
    with demo.client(on_event=impatient, limits=LimitPolicy(concurrent=1)) as xero:
        xero.auth.token()
        busy = threading.Thread(target=lambda: other.accounts.list().page(1))
        busy.start()
        until_in_flight(xero)
        with pytest.raises(KeyboardInterrupt):
            xero.organisation.get()
        assert busy.is_alive()
        busy.join()
        assert xero.organisation.get().name


def test_what_cannot_be_called_is_no_listener() -> None:
    with pytest.raises(ConfigError, match="on_event"):
        Client(client_id="i", client_secret="s", on_event="log.txt")  # type: ignore[arg-type]


def test_what_nobody_would_await_is_no_listener() -> None:
    async def slow(event: Event) -> None: ...

    class Slow:
        async def __call__(self, event: Event) -> None: ...

    for listener in (slow, Slow(), functools.partial(slow)):
        for kind in (Client, AsyncClient):
            with pytest.raises(ConfigError, match="on_event is an async function") as refused:
                kind(client_id="i", client_secret="s", on_event=listener)
            assert "plain function" in (refused.value.hint or "")


def test_warnings_reach_the_listener_and_the_log_once(
    listener: Listener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XERO_CLIENT_ID", "environment")
    for kind in (Client, AsyncClient):
        kind(client_id="explicit", client_secret="s", on_event=listener)
    assert [event.message for event in listener.of(WarningEvent)] == [caplog.records[0].getMessage()] * 2
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2


def test_a_warning_of_a_call_reaches_the_log_of_a_client_that_nobody_listens_to(
    demo: DemoCompany, tmp_path: Path
) -> None:
    with demo.client(token_cache=f"file:{tmp_path}") as xero:
        xero.auth.token()
    (cache,) = [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size > 50]
    program = f"""
        import logging
        from xero_m2m import Client
        xero = Client(client_id={demo.client_id!r}, client_secret={demo.client_secret!r},
            base_url={demo.base_url!r}, token_url={demo.token_url!r}, token_cache="file:{tmp_path}")
        assert xero.organisation.get().name
    """
    cache.write_bytes(cache.read_bytes()[:40])
    finished = run_python(program)
    assert len(finished.stderr.splitlines()) == 1, finished.stderr
    assert "token cache" in finished.stderr


class TestTheLog:
    def logged(self, demo: DemoCompany, level: int, caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
        with caplog.at_level(level, "xero_m2m"), demo.client() as xero:
            xero.auth.token()
            demo.faults.add("GET /Organisation", status=503, headers={"Retry-After": "0"}, times=1)
            xero.organisation.get()
            xero.contacts.list().collect(1)
        return [record for record in caplog.records if record.name == "xero_m2m"]

    def test_has_one_calm_line_for_each_event(self, demo: DemoCompany, caplog: pytest.LogCaptureFixture) -> None:
        records = self.logged(demo, logging.DEBUG, caplog)
        lines = [record.getMessage() for record in records]
        assert [record.levelname for record in records] == ["DEBUG", "DEBUG", "INFO", "DEBUG", "DEBUG", "DEBUG"]
        assert lines[0].startswith("token fetched in ")
        assert lines[1].startswith("organisation.get: attempt 1: 503 in ")
        # The wait is random, and can be too short to be worth a number.
        failed = r"organisation\.get: attempt 1 failed with unavailable \(503\), next (at once|in \d+\.\d s)"
        assert re.fullmatch(failed, lines[2])
        assert lines[3].startswith("organisation.get: attempt 2: 200 in ")
        assert "request id" in lines[3]
        assert lines[5].startswith("contacts.list: page 1 of ")
        assert not any("\n" in line or len(line) > 200 for line in lines)

    def test_reports_retries_alone_at_info(self, demo: DemoCompany, caplog: pytest.LogCaptureFixture) -> None:
        assert [record.levelname for record in self.logged(demo, logging.INFO, caplog)] == ["INFO"]

    def test_is_silent_by_default(self, demo: DemoCompany, caplog: pytest.LogCaptureFixture) -> None:
        assert self.logged(demo, logging.WARNING, caplog) == []

    def test_may_be_configured_while_a_client_works(self, demo: DemoCompany, caplog: pytest.LogCaptureFixture) -> None:
        # The suite's own watch over secrets listens to everything.
        caplog.set_level(logging.WARNING, "xero_m2m")
        with demo.client() as xero:
            xero.organisation.get()
            assert not xero._native.has_events
            with caplog.at_level(logging.DEBUG, "xero_m2m"):
                xero.organisation.get()
            assert len(caplog.records) == 1
            xero.organisation.get()
            assert not xero._native.has_events
        assert len(caplog.records) == 1


def test_no_event_and_no_line_holds_a_secret(
    demo: DemoCompany, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), demo.client(on_event=listener) as xero:
        token = xero.auth.token().reveal()
        demo.faults.add("GET /Organisation", status=503, body=f"Bearer {token}", headers={"Retry-After": "0"})
        xero.organisation.get()
        xero.contacts.create({"Name": "body-canary"})
        with pytest.raises(XeroError):
            demo.client(client_secret="secret-canary", on_event=listener).organisation.get()
        text = repr(listener.events) + caplog.text
        assert len(listener.events) > 5
        for secret in (token, demo.client_secret, "secret-canary", "body-canary"):
            assert secret not in text


def test_events_of_busy_threads_all_come_in_the_order_of_each_call(demo: DemoCompany, listener: Listener) -> None:
    demo.limits.set(enabled=False)
    demo.faults.add("GET /Organisation", status=503, headers={"Retry-After": "0"}, times=8)
    with demo.client(on_event=listener, limits=LimitPolicy(concurrent=20, per_minute=None), retry=10) as xero:
        threads = [threading.Thread(target=lambda: [xero.organisation.get() for _ in range(5)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        xero.accounts.list().page(1)
    of_calls: dict[int | None, list[tuple[int, str]]] = {}
    for event in listener.of(RequestEvent) + listener.of(RetryEvent):
        of_calls.setdefault(event.call, [])
    for event in listener.events:
        if isinstance(event, (RequestEvent, RetryEvent)):
            of_calls[event.call].append((event.attempt, type(event).__name__))
    assert len(of_calls) == 41
    assert all(numbers == sorted(numbers) for numbers in of_calls.values())
    assert sum(len(numbers) for numbers in of_calls.values()) == 41 + 2 * 8


def test_nobody_listening_costs_no_timers_and_no_events(
    demo: DemoCompany, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING, "xero_m2m")

    async def timers(on_event: Callable[[Event], object] | None) -> int:
        made: list[float] = []
        async with demo.async_client(on_event=on_event) as xero:
            loop = asyncio.get_running_loop()
            call_at = loop.call_at

            def counted(when: float, *arguments: Any, **context: Any) -> asyncio.TimerHandle:
                made.append(when)
                return call_at(when, *arguments, **context)

            monkeypatch.setattr(loop, "call_at", counted)
            await xero.organisation.get()
            assert not xero._native.has_events
        return len(made)

    demo.faults.add("GET /Organisation", delay=0.3, times=None)
    assert asyncio.run(timers(None)) == 0
    assert asyncio.run(timers(lambda _: None)) > 0
