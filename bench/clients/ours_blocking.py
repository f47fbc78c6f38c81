"""xero_m2m.Client."""

from collections.abc import Iterator
from contextlib import contextmanager

from worker import Call, Company, serve
from xero_m2m import Client, LimitPolicy


@contextmanager
def opened(company: Company) -> Iterator[Call]:
    """A call of `organisation.get`."""
    with Client(
        client_id=company["client_id"],
        client_secret=company["client_secret"],
        base_url=company["base_url"],
        token_url=company["token_url"],
        limits=LimitPolicy(per_minute=None),
    ) as xero:
        yield lambda: xero.organisation.get().name


serve(opened)
