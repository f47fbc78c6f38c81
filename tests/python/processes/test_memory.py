"""A response that inflates without end is refused before it fills the memory."""

from __future__ import annotations

import pytest

from helpers import run_python

PROGRAM = """
import asyncio, re, resource
from pathlib import Path
from xero_m2m import DemoCompany, ResponseTooLargeError

def peak():
    # A child counts its parent's peak as its own, but not in what Linux says of the program alone.
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\\s*(\\d+) kB", status.read_text())[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

with DemoCompany() as demo:
    demo.faults.add("GET /Organisation", gzip_bomb=314_572_800, times=None)
    try:
        {call}
    except ResponseTooLargeError as error:
        assert error.hint
    else:
        raise SystemExit("the bomb was swallowed")
print(peak() / 1024)
"""


@pytest.mark.parametrize(
    "call", ["demo.client().organisation.get()", "asyncio.run(demo.async_client().organisation.get())"]
)
def test_a_bomb_of_300_mb_is_refused_in_less_than_100_mb(call: str) -> None:
    finished = run_python(PROGRAM.format(call=call))
    assert float(finished.stdout) < 100


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_ten_thousand_idle_clients_take_less_than_4_kb_each_and_no_thread(kind: str) -> None:
    run_python(
        f"""
        import gc, os, re
        from pathlib import Path

        # The certificates that these name are a matter of the process, not of a client.
        for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"):
            os.environ.pop(name, None)
        from xero_m2m import {kind}

        status = Path("/proc/self/status")
        if not status.exists():
            raise SystemExit(0)

        def read(what):
            return int(re.search(what + r":\\s*(\\d+)", status.read_text())[1])

        def make(number):
            return {kind}(client_id=f"client-{{number}}", client_secret="a-secret-of-thirty-two-letters..")

        first = make(0)
        gc.collect()
        before, threads = read("VmRSS"), read("Threads")
        clients = [make(number) for number in range(1, 10_001)]
        gc.collect()
        each = (read("VmRSS") - before) * 1024 / len(clients)
        assert each < 4096, each
        assert read("Threads") <= threads
        """
    )
