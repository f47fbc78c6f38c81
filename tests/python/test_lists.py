"""Lists send nothing until they are used, and start afresh each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xero_m2m import ArgumentError, DemoCompany, NotFoundError, Page

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def demo() -> Iterator[DemoCompany]:
    with DemoCompany(limits=False) as company:
        company.seed(invoices=250)
        yield company


def test_nothing_is_sent_until_a_list_is_used(demo: DemoCompany) -> None:
    with demo.client() as xero:
        pager = xero.invoices.list(statuses=["AUTHORISED"])
        assert "AUTHORISED" in repr(pager)
        assert "AUTHORISED" in pager._repr_html_()
        pager.pages()
        iter(pager)
    assert demo.journal.requests == []


def test_all_ways_to_use_a_list_agree(demo: DemoCompany) -> None:
    with demo.client() as xero:
        pager = xero.invoices.list(page_size=100)
        everything = [invoice.invoice_id for invoice in pager]
        assert len(everything) > 250
        assert len(set(everything)) == len(everything)
        assert [invoice.invoice_id for invoice in pager] == everything
        assert [invoice.invoice_id for invoice in pager.collect()] == everything
        assert [invoice.invoice_id for page in pager.pages() for invoice in page] == everything
        assert pager.count() == len(everything)
        first = pager.first()
        assert first is not None
        assert first.invoice_id == everything[0]
        assert [invoice.invoice_id for invoice in pager.page(2).records] == everything[100:200]


async def test_awaited_lists_give_the_same(demo: DemoCompany) -> None:
    with demo.client() as blocking:
        everything = [invoice.invoice_id for invoice in blocking.invoices.list(page_size=100)]
    async with demo.async_client() as xero:
        pager = xero.invoices.list(page_size=100)
        assert [invoice.invoice_id async for invoice in pager] == everything
        assert [invoice.invoice_id for invoice in await pager.collect()] == everything
        assert [invoice.invoice_id async for page in pager.pages() for invoice in page] == everything
        assert await pager.count() == len(everything)
        assert len(await pager.collect(limit=150)) == 150
        first = await pager.first()
        assert first is not None
        assert first.invoice_id == everything[0]


def test_a_limit_stops_the_requests_too(demo: DemoCompany) -> None:
    with demo.client() as xero:
        pager = xero.invoices.list(page_size=100)
        assert len(pager.collect(limit=100)) == 100
        assert demo.journal.api_requests == 1
        assert len(pager.collect(limit=101)) == 101
        assert demo.journal.api_requests == 3
        assert pager.collect(limit=0) == []
        assert demo.journal.api_requests == 3


def test_a_page_tells_where_it_stands(demo: DemoCompany) -> None:
    with demo.client() as xero:
        page = xero.invoices.list(page_size=100).page(2)
        assert isinstance(page, Page)
        assert (page.number, page.page_size, len(page), page.next) == (2, 100, 100, 3)
        assert page.page_count == 4
        assert page.item_count is not None
        assert page.item_count > 250
        assert page.meta is not None
        assert page.meta.status == 200
        assert "\n" not in repr(page)
        assert "<table>" in page._repr_html_()


def test_a_list_that_is_not_paged_comes_at_once(demo: DemoCompany) -> None:
    with demo.client() as xero:
        page = xero.accounts.list().page()
        assert page.next is None
        assert xero.accounts.list().count() == len(page)
        assert demo.journal.api_requests == 2


def test_an_empty_list_has_no_first(demo: DemoCompany) -> None:
    with demo.client() as xero:
        pager = xero.contacts.list(search_term="nobody is called like this")
        assert pager.first() is None
        assert pager.collect() == []
        assert pager.count() == 0


def test_arguments_are_kept_as_they_were(demo: DemoCompany) -> None:
    with demo.client() as xero:
        statuses = ["PAID"]
        pager = xero.invoices.list(statuses=statuses)
        statuses[:] = ["VOIDED"]
        assert all(invoice.status == "PAID" for invoice in pager)
        pager.page(1)
    assert demo.journal.requests[-1]["query"].count("PAID") == 1


def test_odd_pages_and_arguments_are_refused(demo: DemoCompany) -> None:
    with demo.client() as xero:
        for page in (0, -1, 2**40):
            with pytest.raises(ArgumentError):
                xero.invoices.list().page(page)
        for size in (0, 1001):
            with pytest.raises(ArgumentError):
                xero.invoices.list(page_size=size).page(1)
        with pytest.raises(ArgumentError):
            xero.invoices.list(where=object()).page(1)  # type: ignore[arg-type]
    assert demo.journal.requests == []


def test_an_error_in_the_middle_is_raised_where_it_happens(demo: DemoCompany) -> None:
    demo.faults.add("GET /Invoices", status=404, after=2, times=None)
    with demo.client() as xero:
        invoices = iter(xero.invoices.list(page_size=100))
        assert len([next(invoices) for _ in range(200)]) == 200
        with pytest.raises(NotFoundError):
            next(invoices)
