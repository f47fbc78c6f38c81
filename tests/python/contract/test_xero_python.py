"""A day of sales and purchases with Xero's own library, over TLS: it decodes every response, and the amounts agree."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from xero_python import accounting as xero
from xero_python.exceptions import AccountingBadRequestException, NotFoundException

from peer_client import TENANT, PeerClient

TODAY = datetime.date(2026, 11, 23)
BANK = "090"


@pytest.fixture(scope="module")
def api(peer_client: PeerClient) -> Any:
    return peer_client.accounting


@pytest.fixture(scope="module")
def customer(api: Any) -> xero.Contact:
    contacts = xero.Contacts(contacts=[xero.Contact(name="Riverside Stationers", email_address="accounts@example.com")])
    return api.create_contacts(TENANT, contacts).contacts[0]


def line(amount: str, quantity: str = "1", account: str = "200", tax: str = "OUTPUT2") -> xero.LineItem:
    return xero.LineItem(
        description="Paper", quantity=Decimal(quantity), unit_amount=Decimal(amount), account_code=account, tax_type=tax
    )


def invoice(api: Any, customer: xero.Contact, status: str = "AUTHORISED", **more: Any) -> xero.Invoice:
    """An invoice of 100.00 and 15 % of tax."""
    draft = xero.Invoice(
        type=more.pop("type", "ACCREC"),
        contact=xero.Contact(contact_id=customer.contact_id),
        line_items=more.pop("line_items", None) or [line("40.00", "2"), line("20.00")],
        line_amount_types=xero.LineAmountTypes.EXCLUSIVE,
        date=TODAY,
        due_date=TODAY + datetime.timedelta(days=14),
        status=status,
        **more,
    )
    return api.create_invoices(TENANT, xero.Invoices(invoices=[draft])).invoices[0]


def pay(api: Any, amount: str, **what: Any) -> xero.Payment:
    payment = xero.Payment(account=xero.Account(code=BANK), amount=Decimal(amount), date=TODAY, **what)
    return api.create_payment(TENANT, payment).payments[0]


def reread(api: Any, it: xero.Invoice) -> xero.Invoice:
    return api.get_invoice(TENANT, it.invoice_id).invoices[0]


def balances(it: Any) -> tuple[Decimal, Decimal, Decimal]:
    return it.amount_due, it.amount_paid, it.amount_credited


def money(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


def test_a_token_lasts_half_an_hour(peer_client: PeerClient) -> None:
    assert (peer_client.token["expires_in"], peer_client.token["token_type"]) == (1800, "Bearer")
    assert "accounting.invoices" in peer_client.token["scope"]


def test_the_organisation_and_what_it_may_do(api: Any) -> None:
    organisation = api.get_organisations(TENANT).organisations[0]
    assert (organisation.base_currency.value, organisation.country_code.value) == ("NZD", "NZ")
    assert organisation.is_demo_company
    assert {action.name for action in api.get_organisation_actions(TENANT).actions} >= {"CreateApprovedInvoice"}


def test_contacts_are_made_changed_paged_and_found(api: Any, customer: xero.Contact) -> None:
    names = [f"Paper buyer {number:02}" for number in range(12)]
    made = api.create_contacts(TENANT, xero.Contacts(contacts=[xero.Contact(name=name) for name in names])).contacts
    assert [contact.name for contact in made] == names
    changed = api.update_contact(
        TENANT, made[0].contact_id, xero.Contacts(contacts=[xero.Contact(first_name="Ada", tax_number="123")])
    ).contacts[0]
    assert (changed.contact_id, changed.name, changed.first_name) == (made[0].contact_id, names[0], "Ada")
    upserted = api.update_or_create_contacts(
        TENANT, xero.Contacts(contacts=[xero.Contact(name=names[1], first_name="Bo")])
    )
    assert upserted.contacts[0].contact_id == made[1].contact_id

    pages = [api.get_contacts(TENANT, page=page, page_size=5, search_term="Paper buyer", order="Name ASC")
             for page in (1, 2, 3)]  # fmt: skip
    assert [contact.name for page in pages for contact in page.contacts] == names
    assert (pages[0].pagination.page_count, pages[0].pagination.item_count) == (3, 12)
    found = api.get_contacts(TENANT, where=f'Name=="{names[3]}"').contacts
    assert [contact.contact_id for contact in found] == [made[3].contact_id]
    some = api.get_contacts(TENANT, i_ds=[it.contact_id for it in made[:2]]).contacts
    assert {it.contact_id for it in some} == {it.contact_id for it in made[:2]}

    archived = xero.Contacts(contacts=[xero.Contact(contact_status="ARCHIVED")])
    api.update_contact(TENANT, made[5].contact_id, archived)
    assert len(api.get_contacts(TENANT, search_term="Paper buyer").contacts) == 11
    assert len(api.get_contacts(TENANT, search_term="Paper buyer", include_archived=True).contacts) == 12
    assert api.get_contact(TENANT, customer.contact_id).contacts[0].email_address == "accounts@example.com"


def test_a_contact_is_refused_as_xero_refuses_it(api: Any, customer: xero.Contact) -> None:
    with pytest.raises(AccountingBadRequestException) as refused:
        api.create_contacts(TENANT, xero.Contacts(contacts=[xero.Contact(name=customer.name)]))
    assert refused.value.error_data["ErrorNumber"] == 10
    with pytest.raises(NotFoundException):
        api.get_contact(TENANT, "00000000-0000-0000-0000-00000000dead")


def test_an_invoice_goes_from_draft_to_paid(api: Any, customer: xero.Contact) -> None:
    draft = invoice(api, customer, "DRAFT", reference="R-1")
    assert (draft.sub_total, draft.total_tax, draft.total) == money("100", "15", "115")
    assert [it.line_amount for it in draft.line_items] == list(money("80", "20"))
    approved = api.update_invoice(TENANT, draft.invoice_id, xero.Invoices(invoices=[xero.Invoice(status="AUTHORISED")]))
    assert balances(approved.invoices[0]) == money("115", "0", "0")
    first = pay(api, "15", invoice=xero.Invoice(invoice_id=draft.invoice_id))
    assert first.status == "AUTHORISED"
    assert balances(reread(api, draft)) == money("100", "15", "0")
    pay(api, "100", invoice=xero.Invoice(invoice_number=draft.invoice_number))
    paid = reread(api, draft)
    assert (paid.status, *balances(paid)) == ("PAID", *money("0", "115", "0"))
    assert paid.fully_paid_on_date == TODAY
    assert {it.amount for it in paid.payments} == set(money("15", "100"))

    api.delete_payment(TENANT, first.payment_id, xero.PaymentDelete(status="DELETED"))
    open_again = reread(api, draft)
    assert (open_again.status, *balances(open_again)) == ("AUTHORISED", *money("15", "100", "0"))
    assert api.get_payment(TENANT, first.payment_id).payments[0].status == "DELETED"


def test_more_than_is_due_cannot_be_paid(api: Any, customer: xero.Contact) -> None:
    due = invoice(api, customer)
    with pytest.raises(AccountingBadRequestException):
        pay(api, "115.01", invoice=xero.Invoice(invoice_id=due.invoice_id))
    assert balances(reread(api, due)) == money("115", "0", "0")


def test_an_invoice_is_voided_and_a_draft_deleted(api: Any, customer: xero.Contact) -> None:
    for before, after in (("AUTHORISED", "VOIDED"), ("DRAFT", "DELETED"), ("SUBMITTED", "DELETED")):
        made = invoice(api, customer, before)
        api.update_invoice(TENANT, made.invoice_id, xero.Invoices(invoices=[xero.Invoice(status=after)]))
        assert reread(api, made).status == after
    with pytest.raises(AccountingBadRequestException):
        api.update_invoice(TENANT, made.invoice_id, xero.Invoices(invoices=[xero.Invoice(status="AUTHORISED")]))


def bank_account(api: Any) -> xero.Account:
    return api.get_accounts(TENANT, where=f'Code=="{BANK}"').accounts[0]


def test_invoices_are_paged_ordered_and_filtered(api: Any, customer: xero.Contact) -> None:
    made = [invoice(api, customer, "SUBMITTED", reference=f"Page {number}") for number in range(5)]
    pages = [
        api.get_invoices(TENANT, page=page, page_size=2, statuses=["SUBMITTED"],
                         contact_i_ds=[customer.contact_id], order="InvoiceNumber DESC").invoices
        for page in (1, 2, 3)
    ]  # fmt: skip
    numbers = [it.invoice_number for page in pages for it in page]
    assert numbers == sorted((it.invoice_number for it in made), reverse=True)
    assert all(it.line_items for page in pages for it in page)
    where = f'Reference.StartsWith("Page") AND Date==DateTime({TODAY:%Y, %m, %d}) AND Total>=115'
    assert len(api.get_invoices(TENANT, where=where).invoices) == 5
    by_number = api.get_invoices(TENANT, invoice_numbers=[it.invoice_number for it in made[:2]]).invoices
    assert {it.invoice_id for it in by_number} == {it.invoice_id for it in made[:2]}
    summaries = api.get_invoices(TENANT, i_ds=[made[0].invoice_id], summary_only=True).invoices
    assert (summaries[0].total, summaries[0].line_items) == (Decimal("115"), None)
    later = datetime.datetime.now(tz=datetime.timezone.utc) + datetime.timedelta(days=3650)
    assert api.get_invoices(TENANT, if_modified_since=later).invoices == []


def test_errors_are_reported_for_each_element(api: Any, customer: xero.Contact) -> None:
    good, bad = (
        xero.Invoice(
            type="ACCREC", contact=customer_id(customer), line_items=[line("1.00", account=account)], date=TODAY
        )
        for account in ("200", "9999")
    )
    answer = api.create_invoices(TENANT, xero.Invoices(invoices=[good, bad]), summarize_errors=False).invoices
    assert [it.status_attribute_string for it in answer] == ["OK", "ERROR"]
    assert answer[1].validation_errors[0].message


def customer_id(customer: xero.Contact) -> xero.Contact:
    return xero.Contact(contact_id=customer.contact_id)


def test_the_same_key_makes_one_invoice(api: Any, customer: xero.Contact) -> None:
    draft = xero.Invoices(
        invoices=[xero.Invoice(type="ACCREC", contact=customer_id(customer), line_items=[line("1.00")])]
    )
    made = {api.create_invoices(TENANT, draft, idempotency_key="once").invoices[0].invoice_id for _ in range(2)}
    assert len(made) == 1


def test_a_quote_and_a_purchase_order_are_made_and_moved_on(api: Any, customer: xero.Contact) -> None:
    quote = xero.Quote(contact=customer_id(customer), date=TODAY, line_items=[line("10.00")])
    made = api.create_quotes(TENANT, xero.Quotes(quotes=[quote])).quotes[0]
    assert made.total == Decimal("11.50")
    sent = xero.Quote(contact=customer_id(customer), date=TODAY, status=xero.QuoteStatusCodes.SENT)
    assert api.update_quote(TENANT, made.quote_id, xero.Quotes(quotes=[sent])).quotes[0].status.value == "SENT"
    assert made.quote_id in {it.quote_id for it in api.get_quotes(TENANT, status="SENT").quotes}

    order = xero.PurchaseOrder(
        contact=customer_id(customer), date=TODAY, line_items=[line("30.00", account="429", tax="INPUT2")]
    )
    ordered = api.create_purchase_orders(TENANT, xero.PurchaseOrders(purchase_orders=[order])).purchase_orders[0]
    assert ordered.total == Decimal("34.50")
    found = api.get_purchase_order_by_number(TENANT, ordered.purchase_order_number).purchase_orders[0]
    assert found.purchase_order_id == ordered.purchase_order_id


def test_a_repeating_invoice_has_its_schedule(api: Any, customer: xero.Contact) -> None:
    repeating = xero.RepeatingInvoice(
        type="ACCREC",
        contact=customer_id(customer),
        schedule=xero.Schedule(
            period=1, unit="MONTHLY", due_date=10, due_date_type="OFFOLLOWINGMONTH", start_date=TODAY
        ),
        line_items=[line("12.00")],
        status="DRAFT",
    )
    made = api.create_repeating_invoices(
        TENANT, xero.RepeatingInvoices(repeating_invoices=[repeating])
    ).repeating_invoices[0]
    assert (made.schedule.unit, made.total) == ("MONTHLY", Decimal("13.80"))


def test_a_bill_is_paid_by_a_batch(api: Any, customer: xero.Contact) -> None:
    bills = [
        invoice(api, customer, type="ACCPAY", line_items=[line("10.00", account="429", tax="INPUT2")],
                invoice_number=f"B-{number}")
        for number in (1, 2)
    ]  # fmt: skip
    batch = xero.BatchPayment(
        account=xero.Account(account_id=bank_account(api).account_id),
        date=TODAY,
        payments=[
            xero.Payment(invoice=xero.Invoice(invoice_id=bill.invoice_id), amount=Decimal("11.50")) for bill in bills
        ],
    )
    made = api.create_batch_payment(TENANT, xero.BatchPayments(batch_payments=[batch])).batch_payments[0]
    assert Decimal(made.total_amount) == Decimal("23.00")
    assert [reread(api, bill).status for bill in bills] == ["PAID", "PAID"]
    assert api.get_batch_payment(TENANT, made.batch_payment_id).batch_payments[0].batch_payment_id


def test_contact_groups_gather_contacts(api: Any, customer: xero.Contact) -> None:
    group = api.create_contact_group(TENANT, xero.ContactGroups(contact_groups=[xero.ContactGroup(name="Stationers")]))
    group_id = group.contact_groups[0].contact_group_id
    api.create_contact_group_contacts(
        TENANT, group_id, xero.Contacts(contacts=[xero.Contact(contact_id=customer.contact_id)])
    )
    members = api.get_contact_group(TENANT, group_id).contact_groups[0].contacts
    assert [it.contact_id for it in members] == [customer.contact_id]
    api.delete_contact_group_contact(TENANT, group_id, customer.contact_id)
    assert not api.get_contact_group(TENANT, group_id).contact_groups[0].contacts


def test_a_credit_note_is_allocated_and_taken_back(api: Any, customer: xero.Contact) -> None:
    due = invoice(api, customer)
    note = xero.CreditNote(
        type="ACCRECCREDIT",
        contact=xero.Contact(contact_id=customer.contact_id),
        date=TODAY,
        line_items=[line("50.00")],
        status="AUTHORISED",
    )
    credit = api.create_credit_notes(TENANT, xero.CreditNotes(credit_notes=[note])).credit_notes[0]
    assert (credit.total, credit.remaining_credit) == money("57.50", "57.50")
    allocation = xero.Allocation(invoice=xero.Invoice(invoice_id=due.invoice_id), amount=Decimal("40.00"), date=TODAY)
    made = api.create_credit_note_allocation(TENANT, credit.credit_note_id, xero.Allocations(allocations=[allocation]))
    assert made.allocations[0].amount == Decimal("40.00")
    assert balances(reread(api, due)) == money("75", "0", "40")
    left = api.get_credit_note(TENANT, credit.credit_note_id).credit_notes[0]
    assert (left.remaining_credit, left.allocations[0].invoice.invoice_id) == (Decimal("17.50"), due.invoice_id)
    api.delete_credit_note_allocations(TENANT, credit.credit_note_id, left.allocations[0].allocation_id)
    assert balances(reread(api, due)) == money("115", "0", "0")
