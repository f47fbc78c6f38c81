# pyright: strict
"""Programs over every family as users write them, for the type checkers; they are not run."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from typing_extensions import assert_type

from xero_m2m import AsyncClient, AsyncPager, BatchResult, Client, Pager
from xero_m2m.models import (
    accounting,
    app_store,
    assets,
    bank_feeds,
    files,
    finance,
    identity,
    payroll_au,
    payroll_au_v2,
    payroll_nz,
    payroll_uk,
    projects,
)

ID = "11111111-2222-3333-4444-555555555555"


def reads(xero: Client) -> None:
    assert_type(xero.assets.assets.list(status="REGISTERED"), Pager[assets.Asset])
    assert_type(xero.files.files.list(), Pager[files.File])
    assert_type(xero.files.folders.get(ID), files.Folder)
    assert_type(xero.projects.projects.list(), Pager[projects.Project])
    assert_type(xero.payroll_au.employees.get(ID), payroll_au.Employee)
    assert_type(xero.payroll_au.timesheets_v2.get(ID), payroll_au_v2.Timesheet)
    assert_type(xero.payroll_nz.employees.list().first(), payroll_nz.Employee | None)
    assert_type(xero.payroll_uk.employees.list().collect(), list[payroll_uk.Employee])
    assert_type(xero.bank_feeds.statements.list(), Pager[bank_feeds.Statement])
    assert_type(xero.finance.statements.trial_balance(), finance.TrialBalance)
    assert_type(xero.app_store.subscriptions.get(ID), app_store.Subscription)
    assert_type(xero.identity.connections.list(), Pager[identity.Connection])
    assert_type(xero.journals.list(offset=100).first(), accounting.Journal | None)
    assert_type(xero.files.associations.count(object_ids=[ID]), dict[str, Any])


def reports(xero: Client) -> None:
    report = xero.reports.profit_and_loss(from_date=datetime.date(2026, 1, 1), to_date="2026-01-31", periods=3)
    assert_type(report, accounting.Report)
    for row in report.rows or []:
        assert_type(row.rows, list[accounting.ReportRow] | None)
        assert_type(row.cells, list[accounting.ReportCell] | None)


def lists_at_once(xero: Client) -> None:
    assert_type(xero.invoices.history(ID), list[accounting.HistoryRecord])
    assert_type(xero.invoices.attachments(ID), list[accounting.Attachment])
    assert_type(xero.invoices.add_note(ID, "called twice"), accounting.HistoryRecord)


def writes(xero: Client) -> None:
    assert_type(xero.contacts.upsert(accounting.Contact(name="Acme")), accounting.Contact)
    assert_type(xero.contacts.upsert([{"name": "Acme"}]), BatchResult[accounting.Contact])
    assert_type(xero.contacts.update(ID, {"name": "Acme"}), accounting.Contact)
    assert_type(xero.invoices.void(ID), accounting.Invoice)
    assert_type(xero.payroll_nz.employees.create({"first_name": "Ann"}), payroll_nz.Employee)
    assert_type(xero.projects.projects.update(ID, {"name": "Roof"}), None)
    assert_type(xero.files.files.delete(ID), None)
    line = accounting.LineItem(unit_amount=Decimal("19.95"), account_code="200")
    invoice = accounting.Invoice(type="ACCREC", line_items=[line], due_date=datetime.date(2026, 12, 24))
    assert_type(xero.invoices.create(one for one in [invoice]), BatchResult[accounting.Invoice])


async def awaited(xero: AsyncClient) -> None:
    assert_type(xero.payroll_uk.employees.list(), AsyncPager[payroll_uk.Employee])
    assert_type(await xero.contacts.upsert([{"name": "Acme"}]), BatchResult[accounting.Contact])
    assert_type(await xero.invoices.history(ID), list[accounting.HistoryRecord])
    assert_type(await xero.reports.balance_sheet(), accounting.Report)
    assert_type(await xero.files.files.delete(ID), None)
