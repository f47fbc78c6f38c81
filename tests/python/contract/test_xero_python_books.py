"""Bookkeeping with Xero's own library, over TLS: bank, journals, settings, attachments, history, reports."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from xero_python import accounting as xero
from xero_python.exceptions import AccountingBadRequestException

from peer_client import TENANT, PeerClient

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(scope="module")
def api(peer_client: PeerClient) -> Any:
    return peer_client.accounting


@pytest.fixture(scope="module")
def banks(api: Any) -> list[xero.Account]:
    """Two bank accounts."""
    found = api.get_accounts(TENANT, where='Type=="BANK"', order="Code").accounts
    if len(found) < 2:
        savings = xero.Account(
            code="091", name="Savings", type=xero.AccountType.BANK, bank_account_number="121212345678900"
        )
        found += api.create_account(TENANT, savings).accounts
    return found[:2]


@pytest.fixture(scope="module")
def contact(api: Any) -> xero.Contact:
    return xero.Contact(contact_id=api.get_contacts(TENANT, page=1).contacts[0].contact_id)


def account(it: xero.Account) -> xero.Account:
    return xero.Account(account_id=it.account_id)


def line(amount: str, account: str, tax: str = "NONE") -> xero.LineItem:
    return xero.LineItem(
        description="Work", quantity=Decimal(1), unit_amount=Decimal(amount), account_code=account, tax_type=tax
    )


def bank_transaction(api: Any, kind: str, banks: list[xero.Account], contact: xero.Contact, amount: str) -> Any:
    made = xero.BankTransaction(
        type=kind, contact=contact, bank_account=account(banks[0]), date=TODAY, line_items=[line(amount, "400")]
    )
    return api.create_bank_transactions(TENANT, xero.BankTransactions(bank_transactions=[made])).bank_transactions[0]


def test_money_is_spent_and_the_mistake_deleted(api: Any, banks: list[xero.Account], contact: xero.Contact) -> None:
    spent = bank_transaction(api, "SPEND", banks, contact, "12.34")
    assert (spent.total, spent.status) == (Decimal("12.34"), "AUTHORISED")
    deleted = xero.BankTransaction(
        type="SPEND", bank_account=account(banks[0]), line_items=[line("12.34", "400")], status="DELETED"
    )
    api.update_bank_transaction(TENANT, spent.bank_transaction_id, xero.BankTransactions(bank_transactions=[deleted]))
    assert api.get_bank_transaction(TENANT, spent.bank_transaction_id).bank_transactions[0].status == "DELETED"
    listed = api.get_bank_transactions(TENANT, page=1, where='Type=="SPEND"').bank_transactions
    assert spent.bank_transaction_id in {it.bank_transaction_id for it in listed}


@pytest.mark.parametrize(("kind", "total"), [("prepayment", "20.00"), ("overpayment", "30.00")])
def test_money_received_too_early_or_too_much_is_allocated(
    api: Any, banks: list[xero.Account], contact: xero.Contact, kind: str, total: str
) -> None:
    received = xero.BankTransaction(
        type=f"RECEIVE-{kind.upper()}",
        contact=contact,
        bank_account=account(banks[0]),
        date=TODAY,
        line_amount_types=xero.LineAmountTypes.NOTAX,
        line_items=[line(total, "200") if kind == "prepayment" else xero.LineItem(
            description="Too much", quantity=Decimal(1), unit_amount=Decimal(total))],
    )  # fmt: skip
    made = api.create_bank_transactions(TENANT, xero.BankTransactions(bank_transactions=[received])).bank_transactions[
        0
    ]
    key = f"{kind}_id"
    kept = getattr(getattr(api, f"get_{kind}")(TENANT, getattr(made, key)), f"{kind}s")[0]
    assert (kept.total, kept.remaining_credit, kept.status) == (Decimal(total), Decimal(total), "AUTHORISED")
    sale = xero.Invoice(
        type="ACCREC", contact=contact, line_items=[line("15.00", "200")], date=TODAY, due_date=TODAY,
        status="AUTHORISED",
    )  # fmt: skip
    due = api.create_invoices(TENANT, xero.Invoices(invoices=[sale])).invoices[0]
    allocation = xero.Allocation(invoice=xero.Invoice(invoice_id=due.invoice_id), amount=Decimal("15.00"), date=TODAY)
    getattr(api, f"create_{kind}_allocations")(TENANT, getattr(kept, key), xero.Allocations(allocations=[allocation]))
    assert api.get_invoice(TENANT, due.invoice_id).invoices[0].status == "PAID"
    listed = getattr(getattr(api, f"get_{kind}s")(TENANT, page=1), f"{kind}s")
    left = {getattr(it, key): it.remaining_credit for it in listed}
    assert left[getattr(kept, key)] == Decimal(total) - 15


def test_money_is_transferred(api: Any, banks: list[xero.Account]) -> None:
    transfer = xero.BankTransfer(
        from_bank_account=account(banks[0]), to_bank_account=account(banks[1]), amount=Decimal("50.00"), date=TODAY
    )
    made = api.create_bank_transfer(TENANT, xero.BankTransfers(bank_transfers=[transfer])).bank_transfers[0]
    kept = api.get_bank_transfer(TENANT, made.bank_transfer_id).bank_transfers[0]
    assert (kept.amount, kept.from_bank_account.account_id) == (Decimal("50.00"), banks[0].account_id)
    assert made.bank_transfer_id in {it.bank_transfer_id for it in api.get_bank_transfers(TENANT).bank_transfers}


@pytest.mark.parametrize(
    ("read", "member"),
    [
        ("get_branding_themes", "branding_themes"),
        ("get_budgets", "budgets"),
        ("get_currencies", "currencies"),
        ("get_users", "users"),
        ("get_linked_transactions", "linked_transactions"),
        ("get_payments", "payments"),
        ("get_journals", "journals"),
        ("get_receipts", "receipts"),
        ("get_expense_claims", "expense_claims"),
        ("get_payment_services", "payment_services"),
        ("get_reports_list", "reports"),
    ],
)
def test_lists_are_read(api: Any, read: str, member: str) -> None:
    assert isinstance(getattr(getattr(api, read)(TENANT), member), list)


def test_an_invoice_has_attachments_and_history(api: Any, contact: xero.Contact) -> None:
    sale = xero.Invoice(
        type="ACCREC", contact=contact, line_items=[line("15.00", "200")], date=TODAY, due_date=TODAY,
        status="AUTHORISED",
    )  # fmt: skip
    made = api.create_invoices(TENANT, xero.Invoices(invoices=[sale])).invoices[0].invoice_id
    content, name = bytes(range(256)) * 40, "a receipt é.png"
    attached = api.create_invoice_attachment_by_file_name(TENANT, made, name, content, include_online=True)
    assert (attached.attachments[0].file_name, attached.attachments[0].content_length) == (name, len(content))
    listed = api.get_invoice_attachments(TENANT, made).attachments
    path = api.get_invoice_attachment_by_id(TENANT, made, listed[0].attachment_id, "image/png")
    assert Path(path).read_bytes() == content
    assert api.get_invoice(TENANT, made).invoices[0].has_attachments

    note = xero.HistoryRecords(history_records=[xero.HistoryRecord(details="Promised for Friday")])
    api.create_invoice_history(TENANT, made, note)
    details = {it.details for it in api.get_invoice_history(TENANT, made).history_records}
    assert "Promised for Friday" in details
    assert Path(api.get_invoice_as_pdf(TENANT, made)).read_bytes().startswith(b"%PDF-")
    assert api.get_online_invoice(TENANT, made).online_invoices[0].online_invoice_url
    assert api.email_invoice(TENANT, made, xero.RequestEmpty()) is None


def cells(rows: Any) -> Iterator[list[str]]:
    """The texts of every row of a report."""
    for row in rows or []:
        if row.cells:
            yield [cell.value or "" for cell in row.cells]
        yield from cells(getattr(row, "rows", None))


def amount(text: str) -> Decimal:
    return Decimal(re.sub("[^0-9.-]", "", text) or "0")


def test_the_trial_balance_balances(api: Any) -> None:
    report = api.get_report_trial_balance(TENANT, date=TODAY).reports[0]
    totals = next(row for row in cells(report.rows) if row[0] == "Total")
    assert amount(totals[-2]) == amount(totals[-1]) > 0


@pytest.mark.parametrize(
    ("read", "title"),
    [
        ("get_report_balance_sheet", "Balance Sheet"),
        ("get_report_bank_summary", "Bank Summary"),
        ("get_report_budget_summary", "Budget"),
        ("get_report_executive_summary", "Executive Summary"),
        ("get_report_profit_and_loss", "Profit"),
    ],
)
def test_reports_are_read(api: Any, read: str, title: str) -> None:
    report = getattr(api, read)(TENANT).reports[0]
    assert title in report.report_name
    assert list(cells(report.rows))


@pytest.mark.parametrize("side", ["receivables", "payables"])
def test_aged_reports_are_read(api: Any, contact: xero.Contact, side: str) -> None:
    report = getattr(api, f"get_report_aged_{side}_by_contact")(TENANT, contact.contact_id).reports[0]
    assert report.report_name.startswith("Aged")


def test_a_manual_journal_balances_or_is_refused(api: Any) -> None:
    def journal(*amounts: str) -> xero.ManualJournals:
        lines = [
            xero.ManualJournalLine(line_amount=Decimal(amount), account_code=code)
            for amount, code in zip(amounts, ("400", "429"), strict=True)
        ]
        return xero.ManualJournals(
            manual_journals=[xero.ManualJournal(narration="Moved", date=TODAY, journal_lines=lines)]
        )

    made = api.create_manual_journals(TENANT, journal("10.00", "-10.00")).manual_journals[0]
    kept = api.get_manual_journal(TENANT, made.manual_journal_id).manual_journals[0]
    assert [it.line_amount for it in kept.journal_lines] == [Decimal("10.00"), Decimal("-10.00")]
    with pytest.raises(AccountingBadRequestException):
        api.create_manual_journals(TENANT, journal("10.00", "-9.00"))
