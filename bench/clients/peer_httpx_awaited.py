"""httpx by hand, awaited."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from worker import AwaitedCall, Company, bearer, organisation_url, serve_awaited


@asynccontextmanager
async def opened(company: Company) -> AsyncIterator[AwaitedCall]:
    """A GET of the organisation, its JSON parsed."""
    url = organisation_url(company)
    async with httpx.AsyncClient(headers=bearer(company)) as client:

        async def call() -> str:
            return (await client.get(url)).json()["Organisations"][0]["Name"]

        yield call


serve_awaited(opened)
