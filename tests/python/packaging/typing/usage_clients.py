# pyright: strict
"""A program as users write it, for the type checkers; it is not run."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from typing_extensions import assert_type

from xero_m2m import (
    AsyncClient,
    AsyncPager,
    BatchResult,
    CallOptions,
    Client,
    DemoCompany,
    FetchEstimate,
    Issue,
    LimitPolicy,
    Meta,
    Page,
    Pager,
    RawResponse,
    Retry,
    Timeout,
    ValidationError,
    XeroError,
)
from xero_m2m.models.accounting import Account, Contact, Invoice, Organisation


def blocking() -> None:
    with Client(client_id="i", client_secret=lambda: "s", timeout=5, retry=Retry(max_attempts=2)) as xero:
        assert_type(xero, Client)
        assert_type(xero.organisation.get(), Organisation)
        assert_type(xero.accounts.list(), Pager[Account])
        for contact in xero.contacts.list(ids=[UUID(int=1), "x"], modified_since=datetime.date(2026, 1, 1)):
            assert_type(contact, Contact)
        invoices = xero.invoices.list(statuses=["AUTHORISED", "PAID"], options={"deadline": 3})
        assert_type(invoices.page(2), Page[Invoice])
        assert_type(invoices.collect(), list[Invoice])
        assert_type(invoices.first(), Invoice | None)
        assert_type(invoices.count(), int)
        assert_type(invoices.estimate(), FetchEstimate)
        assert_type(invoices.estimate().calls, int | None)
        invoice = xero.invoices.get("INV-1", unitdp=4)
        assert_type(invoice.total, Decimal | None)
        assert_type(invoice.due_date, datetime.date | None)
        assert_type(invoice.updated_date_utc, datetime.datetime | None)
        assert_type(invoice.contact, Contact | None)
        assert_type(invoice.meta, Meta | None)
        assert_type(invoice.to_dict(), dict[str, Any])
        assert_type(invoice.to_dict(mode="json"), dict[str, Any])
        assert_type(invoice.to_json(), str)
        assert_type(invoice.to_xero(), dict[str, Any])
        assert_type(Invoice.from_dict(invoice.to_dict()), Invoice)
        assert_type(invoice.is_set("due_date"), bool)
        assert_type(xero.invoices.create(Invoice(type="ACCREC")), Invoice)
        assert_type(xero.invoices.create({"type": "ACCREC"}), Invoice)
        batch = xero.invoices.create([invoice, {"type": "ACCREC"}], options={"idempotency_key": "k"})
        options: CallOptions = {
            "tenant_id": "t",
            "extra_headers": {"X-Trace": "a", "X-Try": 1},
            "extra_query": {"trace": ["a", 1, True]},
            "extra_body": {"CompanyNumber": "9429"},
            "retry": Retry(initial_delay=0.1, max_delay=1, statuses=(404,)),
        }
        xero.contacts.create({"name": "a"}, options=options)
        xero.with_options(tenant_id="t", extra_headers={"X-Trace": "a"}, extra_query={"trace": 1})
        assert_type(xero.raw.request("PATCH", "/Invoices", json={}), RawResponse[Any])
        assert_type(xero.raw.patch("/Invoices", json={}, params={"a": [1]}), RawResponse[Any])
        assert_type(batch, BatchResult[Invoice])
        assert_type(batch[0], Invoice | XeroError)
        assert_type(batch.records, list[Invoice])
        assert_type(batch.errors, list[XeroError])
        assert_type(batch.metas, list[Meta])
        assert_type(xero.with_options(timeout=Timeout(read=3)), Client)
        assert_type(xero.auth.token().reveal(), str)
        assert_type(xero.rate_limits().concurrent.in_flight, int)
        assert_type(xero.raw.get("/Invoices", params={"page": 1}).json(), Any)


async def awaited() -> None:
    async with AsyncClient(limits=LimitPolicy(per_minute=None)) as xero:
        assert_type(await xero.organisation.get(), Organisation)
        pager = xero.invoices.list()
        assert_type(pager, AsyncPager[Invoice])
        async for invoice in pager:
            assert_type(invoice, Invoice)
        async for page in pager.pages():
            assert_type(page, Page[Invoice])
        assert_type(await pager.first(), Invoice | None)
        assert_type(await xero.invoices.create([{"type": "ACCREC"}]), BatchResult[Invoice])
        assert_type(await xero.contacts.get(UUID(int=1)), Contact)
        assert_type(xero.with_options(retry=1), AsyncClient)
        assert_type((await xero.auth.token()).expires_in, float)


def failing(xero: Client) -> None:
    try:
        xero.invoices.create({})
    except ValidationError as error:
        assert_type(error.issues, list[Issue])
        assert_type(error.status, int | None)
    except XeroError as error:
        assert_type(error.hint, str | None)


def demo() -> None:
    with DemoCompany(region="AU") as company, company.client(timeout=3) as xero:
        assert_type(xero, Client)
        assert_type(company.async_client(), AsyncClient)
        assert_type(company.clock.now, datetime.datetime)
