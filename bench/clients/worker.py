"""The worker's half of the bench's protocol, for the clients in Python.

A worker reads one line of JSON that describes the demo company, opens its client, makes one call and answers with the
organisation's name. Then every line is a number of calls, answered with the cost of one: `{"wall_us": …, "cpu_us": …}`.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

Company: TypeAlias = dict[str, str]
Call: TypeAlias = Callable[[], str]
AwaitedCall: TypeAlias = Callable[[], Awaitable[str]]


def serve(opened: Callable[[Company], AbstractContextManager[Call]]) -> None:
    """Serves a client that blocks."""
    with opened(json.loads(_line())) as call:
        _answer(name=call())
        while line := _line():
            count = int(line)
            clock = _Clock()
            for _ in range(count):
                call()
            _answer(**clock.cost(count))


def serve_awaited(opened: Callable[[Company], AbstractAsyncContextManager[AwaitedCall]]) -> None:
    """Serves a client that is awaited, with as many calls in flight as the first argument says (1)."""
    in_flight = int(sys.argv[1]) if len(sys.argv) > 1 else 1

    async def one_by_one(call: AwaitedCall, count: int) -> None:
        for _ in range(count):
            await call()

    async def main() -> None:
        async with opened(json.loads(_line())) as call:
            _answer(name=await call())
            while line := _line():
                count = int(line) // in_flight
                clock = _Clock()
                if in_flight == 1:
                    await one_by_one(call, count)
                else:
                    await asyncio.gather(*(one_by_one(call, count) for _ in range(in_flight)))
                _answer(**clock.cost(count * in_flight))

    asyncio.run(main())


def bearer(company: Company) -> dict[str, str]:
    """The headers of a call made by hand, with a token that is fetched once."""
    pair = f"{company['client_id']}:{company['client_secret']}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    request = urllib.request.Request(company["token_url"], b"grant_type=client_credentials", headers)
    with urllib.request.urlopen(request) as reply:
        token = json.load(reply)["access_token"]
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


def organisation_url(company: Company) -> str:
    """Where the organisation is."""
    return f"{company['base_url']}/api.xro/2.0/Organisation"


class _Clock:
    """Wall time, and the CPU time of the whole process, since it was made."""

    def __init__(self) -> None:
        self.cpu, self.wall = time.process_time_ns(), time.perf_counter_ns()

    def cost(self, calls: int) -> dict[str, float]:
        """Of one call, in microseconds."""
        wall, cpu = time.perf_counter_ns() - self.wall, time.process_time_ns() - self.cpu
        return {"wall_us": wall / calls / 1000, "cpu_us": cpu / calls / 1000}


def _line() -> str:
    return sys.stdin.readline()


def _answer(**members: Any) -> None:
    print(json.dumps(members), flush=True)
