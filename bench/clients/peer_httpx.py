"""httpx by hand, blocking."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from worker import Call, Company, bearer, organisation_url, serve


@contextmanager
def opened(company: Company) -> Iterator[Call]:
    """A GET of the organisation, its JSON parsed."""
    url = organisation_url(company)
    with httpx.Client(headers=bearer(company)) as client:
        yield lambda: client.get(url).json()["Organisations"][0]["Name"]


serve(opened)
