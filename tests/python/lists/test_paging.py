"""Each way of paging, behind the same pager; also for lists that the demo company does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from uuid import UUID

import pytest

from stub_server import StubResponse, StubServer
from xero_m2m import ApiError, ArgumentError, FetchEstimate, LimitPolicy, Page, Retry

if TYPE_CHECKING:
    from stub_server import StubRequest


def ids(start: int, count: int) -> list[str]:
    return [str(UUID(int=number)) for number in range(start, start + count)]


def number_of(request: StubRequest, name: str, default: int) -> int:
    return int(parse_qs(request.query).get(name, [str(default)])[0])


class Company:
    """Lists of 250 records each, paged as in their family."""

    total = 250

    def __call__(self, request: StubRequest) -> StubResponse | object:
        family, _, path = request.path.removeprefix("/").partition("/")
        page = number_of(request, "page", 1)
        match family, path.partition("/")[2]:
            case "api.xro", "Journals":
                first = number_of(request, "offset", 0) + 1
                last = min(first + 99, self.total)
                journals = [{"JournalID": str(UUID(int=n)), "JournalNumber": n} for n in range(first, last + 1)]
                return {"Journals": journals}
            case "api.xro", "Quotes":
                return {"Quotes": [{"QuoteID": one} for one in self.page(page, 100)]}
            case "api.xro", "Invoices":
                size = number_of(request, "pageSize", 100)
                invoices = [{"InvoiceID": one} for one in self.page(page, size)]
                return {"pagination": self.paged(page, size), "Invoices": invoices}
            case "api.xro", "Accounts":
                return {"Accounts": [{"AccountID": one} for one in ids(1, self.total)]}
            case "files.xro", "Files":
                size = number_of(request, "pagesize", 50)
                items = [{"Id": one} for one in self.page(page, size)]
                return {"TotalCount": self.total, "Page": page, "PerPage": size, "Items": items}
            case "projects.xro", "Projects":
                size = number_of(request, "pageSize", 50)
                return {
                    "pagination": self.paged(page, size),
                    "items": [{"projectId": o} for o in self.page(page, size)],
                }
            case "assets.xro", "Assets":
                size = number_of(request, "pageSize", 10)
                return {
                    "pagination": self.paged(page, size),
                    "items": [{"assetId": o} for o in self.page(page, size)],
                }
            case "payroll.xro", "Employees":
                employees = [{"employeeID": one} for one in self.page(page, 100)]
                return {"pagination": self.paged(page, 100), "problem": None, "employees": employees}
        raise AssertionError(request)

    def page(self, page: int, size: int) -> list[str]:
        first = (page - 1) * size + 1
        return ids(first, max(0, min(size, self.total - first + 1)))

    def paged(self, page: int, size: int) -> dict[str, int]:
        return {"page": page, "pageSize": size, "pageCount": -(-self.total // size), "itemCount": self.total}


LISTS = {
    "journals": (lambda xero: xero.journals.list(), "journal_id", 3),
    "quotes": (lambda xero: xero.quotes.list(), "quote_id", 3),
    "invoices": (lambda xero: xero.invoices.list(), "invoice_id", 1),
    "invoices in hundreds": (lambda xero: xero.invoices.list(page_size=100), "invoice_id", 3),
    "accounts": (lambda xero: xero.accounts.list(), "account_id", 1),
    "files": (lambda xero: xero.files.files.list(), "id", 3),
    "projects": (lambda xero: xero.projects.projects.list(), "project_id", 1),
    "assets": (lambda xero: xero.assets.assets.list(status="REGISTERED"), "asset_id", 3),
    "employees": (lambda xero: xero.payroll_nz.employees.list(), "employee_id", 3),
}


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_read_in_order(name: str) -> None:
    make, member, requests = LISTS[name]
    everything = ids(1, Company.total)
    with StubServer(reply=Company()) as xero, xero.client() as client:
        assert [getattr(record, member) for record in make(client)] == everything
        assert requests <= len(xero.requests) <= requests + 1
        pages = list(make(client).pages())
        assert all(isinstance(page, Page) and page.meta is not None for page in pages)
        assert [getattr(record, member) for page in pages for record in page] == everything
        assert [getattr(record, member) for record in make(client).collect(limit=7)] == everything[:7]
        assert getattr(make(client).first(), member) == everything[0]
        assert make(client).count() == Company.total
        assert getattr(make(client).page().records[0], member) == everything[0]
        estimate = make(client).estimate()
        assert isinstance(estimate, FetchEstimate)
        assert estimate.calls in (requests, None)


@pytest.mark.parametrize("name", LISTS)
async def test_awaited_lists_are_read_the_same(name: str) -> None:
    make, member, _ = LISTS[name]
    everything = ids(1, Company.total)
    with StubServer(reply=Company()) as xero:
        async with xero.async_client() as client:
            assert [getattr(record, member) async for record in make(client)] == everything
            assert [getattr(record, member) async for page in make(client).pages() for record in page] == everything
            assert [getattr(record, member) for record in await make(client).collect(limit=7)] == everything[:7]
            assert getattr(await make(client).first(), member) == everything[0]
            assert await make(client).count() == Company.total
            assert isinstance(await make(client).estimate(), FetchEstimate)


def test_journals_begin_after_the_number_that_is_given() -> None:
    with StubServer(reply=Company()) as xero, xero.client() as client:
        assert [journal.journal_number for journal in client.journals.list(offset=200)] == list(range(201, 251))
        with pytest.raises(ArgumentError):
            client.journals.list().page(2)


def test_a_record_that_moved_to_the_next_page_comes_once() -> None:
    def reply(request: StubRequest) -> object:
        page = number_of(request, "page", 1)
        names = {1: ids(1, 100), 2: [*ids(99, 2), *ids(101, 98)], 3: ids(199, 3)}[page]
        return {"Invoices": [{"InvoiceID": one} for one in names]}

    with StubServer(reply=reply) as xero, xero.client() as client:
        assert [invoice.invoice_id for invoice in client.invoices.list(page_size=100)] == ids(1, 201)


def test_long_lists_of_ids_are_cut() -> None:
    def reply(request: StubRequest) -> object:
        asked_for = parse_qs(request.query)["IDs"][0].split(",")
        assert len("https://api.xero.com/api.xro/2.0/Invoices?" + request.query) <= 2091
        return {"Invoices": [{"InvoiceID": one} for one in asked_for]}

    with StubServer(reply=reply) as xero, xero.client() as client:
        assert [invoice.invoice_id for invoice in client.invoices.list(ids=ids(1, 100))] == ids(1, 100)
        assert len(xero.requests) == 2


def test_pages_are_fetched_ahead_and_dropped_with_the_list() -> None:
    with StubServer(reply=Company()) as xero, xero.client() as client:
        records = iter(client.invoices.list(page_size=10))
        next(records)
        del records
        assert client.invoices.list(page_size=10).collect(limit=25)[-1].invoice_id == ids(25, 1)[0]
        assert len(xero.requests) <= 12


def test_the_estimate_knows_the_limits() -> None:
    with StubServer(reply=Company()) as xero, xero.client(limits=LimitPolicy(per_minute=60)) as client:
        estimate = client.invoices.list(page_size=2).estimate()
    assert estimate.calls == 125
    assert estimate.records == 250
    assert estimate.seconds is not None
    assert estimate.seconds > 60
    assert "calls=125" in repr(estimate)


def test_an_error_comes_behind_the_pages_before_it() -> None:
    def reply(request: StubRequest) -> Any:
        return StubResponse("{}", status=404) if number_of(request, "page", 1) == 2 else Company()(request)

    with StubServer(reply=reply) as xero, xero.client(retry=Retry(max_attempts=1)) as client:
        records = iter(client.invoices.list(page_size=100))
        assert [next(records).invoice_id for _ in range(100)] == ids(1, 100)
        with pytest.raises(ApiError):
            next(records)


def test_a_secret_from_a_callable_is_asked_for_in_the_middle_of_a_list() -> None:
    given: list[str] = []

    def secret() -> str:
        given.append("s-of-a-stub-server")
        return given[-1]

    with StubServer(reply=Company()) as xero, xero.client(client_secret=secret) as client:
        assert len(client.invoices.list(page_size=100).collect()) == 250
    assert given
