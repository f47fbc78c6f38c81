"""xero_m2m.AsyncClient."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from worker import AwaitedCall, Company, serve_awaited
from xero_m2m import AsyncClient, LimitPolicy


@asynccontextmanager
async def opened(company: Company) -> AsyncIterator[AwaitedCall]:
    """A call of `organisation.get`."""
    async with AsyncClient(
        client_id=company["client_id"],
        client_secret=company["client_secret"],
        base_url=company["base_url"],
        token_url=company["token_url"],
        limits=LimitPolicy(per_minute=None),
    ) as xero:

        async def call() -> str:
            return (await xero.organisation.get()).name

        yield call


serve_awaited(opened)
