"""aiohttp by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from worker import AwaitedCall, Company, bearer, organisation_url, serve_awaited


@asynccontextmanager
async def opened(company: Company) -> AsyncIterator[AwaitedCall]:
    """A GET of the organisation, its JSON parsed."""
    url = organisation_url(company)
    async with aiohttp.ClientSession(headers=bearer(company)) as session:

        async def call() -> str:
            async with session.get(url) as reply:
                return (await reply.json())["Organisations"][0]["Name"]

        yield call


serve_awaited(opened)
