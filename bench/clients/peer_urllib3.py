"""urllib3 by hand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import urllib3
from worker import Call, Company, bearer, organisation_url, serve


@contextmanager
def opened(company: Company) -> Iterator[Call]:
    """A GET of the organisation, its JSON parsed."""
    url, headers = organisation_url(company), bearer(company)
    with urllib3.PoolManager() as pool:
        yield lambda: json.loads(pool.request("GET", url, headers=headers).data)["Organisations"][0]["Name"]


serve(opened)
