"""Lists send nothing until they are used, and start afresh each time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

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


@pytest.mark.parametrize("limit", [-1, 2.5, "3", True])
async def test_a_limit_that_is_no_number_of_records_is_refused(demo: DemoCompany, limit: Any) -> None:
    with demo.client() as xero, pytest.raises(ArgumentError, match="limit is not a number of records"):
        xero.invoices.list().collect(limit)
    async with demo.async_client() as xero:
        with pytest.raises(ArgumentError, match="limit is not a number of records"):
            await xero.invoices.list().collect(limit)
    assert demo.journal.requests == []


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


def test_a_page_knows_its_number_and_the_number_of_pages(demo: DemoCompany) -> None:
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


def test_a_list_that_is_not_fetched_says_what_to_do_instead(demo: DemoCompany) -> None:
    with demo.client() as xero:
        found: Any = xero.invoices.list()
        for use, words in (
            (lambda: len(found), "invoices.list(…).count()"),
            (lambda: found[0], "invoices.list(…).first()"),
            (lambda: found[:5], "invoices.list(…).collect(limit=5)"),
            (lambda: bool(found), "invoices.list(…).first()"),
        ):
            with pytest.raises(ArgumentError) as refused:
                use()
            assert isinstance(refused.value, TypeError)
            assert words in str(refused.value.hint)
        with pytest.raises(TypeError, match="iterate with `for`"):
            aiter(found)
        assert demo.journal.requests == []
        # What asks for a length only to make room goes on without.
        records = list(found)
        assert records[0] in found
        assert xero.invoices.list().count() == len(records)


async def test_an_awaited_list_says_so(demo: DemoCompany) -> None:
    async with demo.async_client() as xero:
        found: Any = xero.invoices.list()
        for use, words in (
            (lambda: len(found), "await invoices.list(…).count()"),
            (lambda: found[0], "await invoices.list(…).first()"),
            (lambda: list(found), "async for"),
            (lambda: bool(found), "await invoices.list(…).first()"),
        ):
            with pytest.raises(TypeError) as refused:
                use()
            assert words in str(refused.value)
        with pytest.raises(TypeError, match="async for"):
            await found
        assert demo.journal.requests == []


async def test_records_of_a_list_know_how_they_came_about(demo: DemoCompany) -> None:
    with demo.client() as xero:
        invoices = xero.invoices.list(page_size=5)
        page = invoices.page(1)
        assert page.records[0].meta is page.meta
        assert page.records[0].contact is not None
        assert page.records[0].contact.meta is None
        first = invoices.first()
        assert first is not None
        assert first.meta is not None
        assert first.meta.status == 200
        every = [invoice.meta.request_id for invoice in invoices.collect(limit=7) if invoice.meta is not None]
        assert len(every) == 7
        assert len(set(every)) == 2
    async with demo.async_client() as awaited:
        assert [account.meta.status async for account in awaited.accounts.list() if account.meta is not None]


def titles(html: str) -> list[str]:
    return re.findall("<th[^>]*>([^<]*)</th>", html)


def test_a_page_shows_what_records_are_called_and_the_money(demo: DemoCompany) -> None:
    with demo.client() as xero:
        shown = xero.invoices.list(page_size=5).page(1)._repr_html_()
        assert titles(shown)[:7] == ["invoice_number", "contact", "date", "due_date", "total", "amount_due", "status"]
        assert '<th style="text-align: right">total</th>' in shown
        assert re.search(r'<td style="text-align: right">\d+\.\d\d</td>', shown)
        assert re.findall("<th[^>]*>([^<]*)</th>", xero.accounts.list().page(1)._repr_html_())[:3] == [
            "code",
            "name",
            "status",
        ]
        assert "amount" in re.findall("<th[^>]*>([^<]*)</th>", xero.payments.list().page(1)._repr_html_())[:2]
