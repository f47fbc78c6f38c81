"""Xero's own Python library sets up a demo company's ledger and reads its journals: accounts, items, taxes, budgets.

It connects over TLS, decodes every response into its own models, and raises its own exceptions.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from xero_python import accounting as xero
from xero_python.exceptions import AccountingBadRequestException

from peer_client import TENANT, PeerClient


@pytest.fixture(scope="module")
def api(peer_client: PeerClient) -> Any:
    return peer_client.accounting


@pytest.fixture(scope="module")
def account(api: Any) -> xero.Account:
    new = xero.Account(code="401", name="Posters", type=xero.AccountType.EXPENSE)
    return api.create_account(TENANT, new).accounts[0]


def change(api: Any, account: xero.Account, **members: Any) -> xero.Account:
    changed = xero.Accounts(accounts=[xero.Account(**members)])
    return api.update_account(TENANT, account.account_id, changed).accounts[0]


def bill(api: Any, **line: Any) -> xero.Invoice:
    lines = [xero.LineItem(quantity=Decimal(1), unit_amount=Decimal("100.00"), **line)]
    new = xero.Invoice(
        type="ACCPAY", status="AUTHORISED", due_date=datetime.date(2026, 12, 1), line_items=lines,
        contact=xero.Contact(name="Poster Print"),
    )  # fmt: skip
    return api.create_invoices(TENANT, xero.Invoices(invoices=[new])).invoices[0]


def test_an_account_is_opened_used_renamed_and_archived(api: Any, account: xero.Account) -> None:
    assert (account.status, account._class, account.tax_type) == ("ACTIVE", "EXPENSE", "INPUT2")
    assert bill(api, description="Ten posters", account_code="401").line_items[0].account_code == "401"
    with pytest.raises(AccountingBadRequestException):
        api.delete_account(TENANT, account.account_id)
    assert change(api, account, name="Placards").name == "Placards"
    assert change(api, account, status="ARCHIVED").status == "ARCHIVED"
    with pytest.raises(AccountingBadRequestException):
        bill(api, description="Ten more", account_code="401")
    assert change(api, account, status="ACTIVE").status == "ACTIVE"


def test_an_account_that_nothing_names_is_deleted(api: Any) -> None:
    new = xero.Account(code="402", name="Flags", type=xero.AccountType.EXPENSE)
    made = api.create_account(TENANT, new).accounts[0]
    assert api.delete_account(TENANT, made.account_id).accounts[0].status == "DELETED"
    assert made.account_id not in {it.account_id for it in api.get_accounts(TENANT).accounts}


def test_files_hang_on_an_account(api: Any, account: xero.Account) -> None:
    made = api.create_account_attachment_by_file_name(TENANT, account.account_id, "a b.txt", b"posters")
    listed = api.get_account_attachments(TENANT, account.account_id).attachments
    assert [it.attachment_id for it in listed] == [made.attachments[0].attachment_id]


def test_an_item_has_its_price_in_four_places_and_completes_lines(api: Any) -> None:
    purchase = xero.Purchase(unit_price=Decimal("1.2345"), account_code="429")
    item = xero.Item(code="PEN-1", name="Pen", purchase_details=purchase)
    made = api.create_items(TENANT, xero.Items(items=[item]), unitdp=4).items[0]
    assert made.purchase_details.unit_price == Decimal("1.2345")
    assert api.get_item(TENANT, "PEN-1").items[0].item_id == made.item_id
    assert bill(api, item_code="PEN-1").line_items[0].account_code == "429"
    api.delete_item(TENANT, made.item_id)
    assert "PEN-1" not in {it.code for it in api.get_items(TENANT).items}


def test_a_tax_rate_is_made_and_computed_with(api: Any) -> None:
    component = xero.TaxComponent(name="Local", rate=Decimal("3.25"), is_compound=False)
    rate = xero.TaxRates(tax_rates=[xero.TaxRate(name="Local tax", tax_components=[component])])
    local = api.create_tax_rates(TENANT, rate).tax_rates[0]
    assert (local.effective_rate, local.tax_type[:3]) == (Decimal("3.25"), "TAX")
    taxed = bill(api, description="Taxed", account_code="429", tax_type=local.tax_type)
    assert taxed.total_tax == Decimal("3.25")
    assert {"OUTPUT2", local.tax_type} <= {it.tax_type for it in api.get_tax_rates(TENANT).tax_rates}
    assert api.get_tax_rate_by_tax_type(TENANT, local.tax_type).tax_rates[0].name == "Local tax"


def test_a_tracking_category_has_options(api: Any) -> None:
    category = api.create_tracking_category(TENANT, xero.TrackingCategory(name="Shop")).tracking_categories[0]
    option = api.create_tracking_options(TENANT, category.tracking_category_id, xero.TrackingOption(name="Harbour"))
    kept = api.get_tracking_category(TENANT, category.tracking_category_id).tracking_categories[0]
    assert [it.tracking_option_id for it in kept.options] == [option.options[0].tracking_option_id]


def test_a_credit_note_is_paid_back_and_the_payment_undone(api: Any) -> None:
    lines = [xero.LineItem(description="Work", unit_amount=Decimal("80.00"), account_code="200", tax_type="NONE")]
    note = xero.CreditNote(
        type="ACCRECCREDIT", status="AUTHORISED", line_items=lines, contact=xero.Contact(name="Boom FM")
    )
    made = api.create_credit_notes(TENANT, xero.CreditNotes(credit_notes=[note])).credit_notes[0]
    payment = xero.Payment(
        credit_note=xero.CreditNote(credit_note_id=made.credit_note_id), account=xero.Account(code="090"),
        amount=Decimal("80.00"), date=datetime.date(2026, 11, 23),
    )  # fmt: skip
    paid = api.create_payment(TENANT, payment).payments[0]
    assert paid.payment_type == "ARCREDITPAYMENT"
    read = api.get_credit_note(TENANT, made.credit_note_id).credit_notes[0]
    assert (read.status, read.remaining_credit) == ("PAID", Decimal("0.00"))
    assert [it.payment_id for it in read.payments] == [paid.payment_id]
    undone = api.delete_payment(TENANT, paid.payment_id, xero.PaymentDelete(status="DELETED")).payments[0]
    assert undone.status == "DELETED"
    assert api.get_payment_history(TENANT, paid.payment_id).history_records


def test_journals_balance_and_are_read_by_number_and_by_id(api: Any) -> None:
    made = bill(api, description="Ink", account_code="429")
    journals = []
    while page := api.get_journals(TENANT, offset=journals[-1].journal_number if journals else 0).journals:
        journals += page
    for journal in journals:
        assert sum(line.net_amount for line in journal.journal_lines) == 0
    last = next(it for it in reversed(journals) if it.source_id == made.invoice_id)
    assert last.source_type == "ACCPAY"
    for read in (
        api.get_journal(TENANT, last.journal_id),
        api.get_journal_by_number(TENANT, last.journal_number),
    ):
        assert read.journals[0].journal_lines[0].account_name == "Accounts Payable"


def test_the_budget_has_lines(api: Any) -> None:
    budget = api.get_budgets(TENANT).budgets[0]
    first, last = datetime.date(2026, 11, 1), datetime.date(2026, 12, 31)
    read = api.get_budget(TENANT, budget.budget_id, date_from=first, date_to=last).budgets[0]
    balances = read.budget_lines[0].budget_balances
    assert [(it.period.year, it.period.month) for it in balances] == [(2026, 11), (2026, 12)]


def test_a_return_to_the_tax_office_is_listed_and_read(api: Any) -> None:
    listed = api.get_reports_list(TENANT).reports[0]
    assert api.get_report_from_id(TENANT, listed.report_id).reports[0].report_name == listed.report_name
