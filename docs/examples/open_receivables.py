"""Prints the demo company's open receivables, with a blocking client and with an async one."""

from __future__ import annotations

import asyncio
import time
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_m2m import DemoCompany

if TYPE_CHECKING:
    from xero_m2m.models.accounting import Invoice

OPEN = {"statuses": ["AUTHORISED"], "where": 'Type=="ACCREC"', "order": "DueDate"}


def blocking() -> None:
    """With `Client`."""
    with DemoCompany() as demo, demo.client() as xero:
        started = time.perf_counter()
        organisation = xero.organisation.get()
        invoices = xero.invoices.list(**OPEN).collect()
        report("Python, blocking", organisation.name, invoices, time.perf_counter() - started, demo)


async def awaited() -> None:
    """With `AsyncClient`."""
    with DemoCompany() as demo:
        async with demo.async_client() as xero:
            started = time.perf_counter()
            organisation = await xero.organisation.get()
            invoices = await xero.invoices.list(**OPEN).collect()
            report("Python, async", organisation.name, invoices, time.perf_counter() - started, demo)


def report(client: str, organisation: str | None, invoices: list[Invoice], seconds: float, demo: DemoCompany) -> None:
    """Prints the table of one client."""
    print(f"\n{client}: open receivables of {organisation}")
    for invoice in invoices:
        contact = invoice.contact.name if invoice.contact else ""
        print(f"  {invoice.invoice_number or '':10} {contact or '':30} {invoice.due_date} {invoice.amount_due:>12,.2f}")
    total = sum((invoice.amount_due or Decimal(0) for invoice in invoices), Decimal(0))
    print(f"  {'total':52} {total:>12,.2f}")
    print(f"  {len(invoices)} invoices in {seconds * 1000:.1f} ms, token requests: {demo.journal.token_requests}")


if __name__ == "__main__":
    blocking()
    asyncio.run(awaited())
    print("\nPython: both clients printed the open receivables.")
