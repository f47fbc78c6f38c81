"""A thousand tasks and 64 threads that all want a token at the same moment; prints how many were asked for, as JSON."""

from __future__ import annotations

import asyncio
import json
import threading
import time

from xero_m2m import AsyncClient, Client, DemoCompany, LimitPolicy

TASKS, THREADS = 1_000, 64
# More calls in flight than Xero allows: the herd is to meet at the token, not to queue before it.
LIMITS = LimitPolicy(concurrent=64, per_minute=None)
# The client takes a token of this life for spent after half of it, and for fresh at least during three seconds.
SHORT_LIFE = 20
HALF_LIFE = 10.5


def main() -> None:
    """Runs the three herds."""
    with DemoCompany(limits=False) as demo:
        cold = herd(demo)
        demo.revoke_tokens()
        revoked = herd(demo)
    with DemoCompany(limits=False, token_ttl=SHORT_LIFE) as demo:
        herd(demo)
        time.sleep(HALF_LIFE)
        expiry = herd(demo)
    print(json.dumps({"cold": cold, "at_expiry": expiry, "after_revocation": revoked}))


def herd(demo: DemoCompany) -> int:
    """Starts all at once, checks that every call succeeded, and counts the requests for a token."""
    before = demo.journal.token_requests
    start = threading.Barrier(THREADS + 1)
    names: list[str] = []

    def blocked(xero: Client) -> None:
        start.wait()
        names.append(xero.organisation.get().name)

    async def awaited() -> None:
        async with demo.async_client(limits=LIMITS) as xero:
            start.wait()
            names.extend(await asyncio.gather(*(name(xero) for _ in range(TASKS))))

    async def name(xero: AsyncClient) -> str:
        return (await xero.organisation.get()).name

    with demo.client(limits=LIMITS) as xero:
        threads = [threading.Thread(target=blocked, args=(xero,)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        asyncio.run(awaited())
        for thread in threads:
            thread.join()
    if len(names) != TASKS + THREADS:
        raise SystemExit(f"{TASKS + THREADS - len(names)} calls of the herd failed")
    return demo.journal.token_requests - before


main()
