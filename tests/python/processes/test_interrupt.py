"""Ctrl-C stops a blocking call within 100 ms."""

from __future__ import annotations

import pytest

from helpers import run_python

PROGRAM = """
import os, signal, threading, time
from helpers import wait_until
from xero_m2m import DeadlineError, DemoCompany

# A shell that runs the tests in the background makes its programs ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
sent = 0.0
def interrupt():
    global sent
    wait_until(lambda: {is_waiting})
    sent = time.monotonic()
    os.kill(os.getpid(), signal.SIGINT)

def busy():
    try:
        xero.with_options(deadline=4).organisation.get()
    except DeadlineError:
        pass

with DemoCompany() as demo, demo.client() as xero:
    xero.auth.token()
    demo.faults.add("{route}", delay=30, times=None)
    {prepare}
    threading.Thread(target=interrupt).start()
    try:
        {call}
    except KeyboardInterrupt:
        print(time.monotonic() - sent)
    else:
        raise SystemExit("not interrupted")
    if "{route}" != "POST /connect/token":
        demo.faults.clear()
        assert xero.with_options(deadline=40).contacts.list().first().name
"""


@pytest.mark.parametrize(
    ("route", "prepare", "call", "is_waiting"),
    [
        pytest.param(
            "GET /Organisation",
            "pass",
            "xero.organisation.get()",
            "demo.journal.api_requests == 1",
            id="waiting for a response",
        ),
        pytest.param(
            "POST /connect/token",
            "demo.revoke_tokens()",
            "xero.organisation.get()",
            "demo.journal.token_requests == 2",
            id="waiting for a token",
        ),
        pytest.param(
            "GET /Organisation",
            "[threading.Thread(target=busy, daemon=True).start() for _ in range(5)];"
            " wait_until(lambda: demo.journal.api_requests == 5)",
            "xero.contacts.list().page(1)",
            "xero.rate_limits().waiting.interactive == 1",
            id="waiting for a slot",
        ),
    ],
)
def test_an_interrupt_ends_a_blocking_call_within_100_ms(route: str, prepare: str, call: str, is_waiting: str) -> None:
    finished = run_python(PROGRAM.format(route=route, prepare=prepare, call=call, is_waiting=is_waiting))
    assert float(finished.stdout) < 0.1


def test_a_signal_handler_that_returns_lets_the_call_go_on() -> None:
    run_python(
        """
        import os, signal, threading
        from helpers import wait_until
        from xero_m2m import DemoCompany

        seen = []
        signal.signal(signal.SIGTERM, lambda *_: seen.append(1))
        with DemoCompany() as demo, demo.client() as xero:
            demo.faults.add("GET /Organisation", delay=2)

            def signal_while_it_waits():
                wait_until(lambda: demo.journal.api_requests == 1)
                os.kill(os.getpid(), signal.SIGTERM)

            threading.Thread(target=signal_while_it_waits).start()
            assert xero.organisation.get().name
            assert seen == [1]
        """
    )


def test_a_call_in_another_thread_leaves_the_interrupt_to_the_main_thread() -> None:
    run_python(
        """
        import os, signal, threading, time
        from helpers import wait_until
        from xero_m2m import DemoCompany

        with DemoCompany() as demo, demo.client() as xero:
            demo.faults.add("GET /Organisation", delay=1)
            got = []
            thread = threading.Thread(target=lambda: got.append(xero.organisation.get()))
            thread.start()
            wait_until(lambda: demo.journal.api_requests == 1)
            try:
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(30)
            except KeyboardInterrupt:
                pass
            thread.join()
            assert got[0].name
        """
    )
