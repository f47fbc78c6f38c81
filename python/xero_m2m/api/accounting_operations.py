"""The operations of the Accounting API, shared by the blocking and the awaited resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._calls import Operation

if TYPE_CHECKING:
    from ..models.accounting import Account, Contact, Invoice, Organisation

GET_ORGANISATION: Operation[Organisation] = Operation("organisation.get", "Organisation")
LIST_ACCOUNTS: Operation[Account] = Operation("accounts.list", "Account")
GET_CONTACT: Operation[Contact] = Operation("contacts.get", "Contact")
LIST_CONTACTS: Operation[Contact] = Operation("contacts.list", "Contact", paged=True)
CREATE_INVOICES: Operation[Invoice] = Operation("invoices.create", "Invoice")
GET_INVOICE: Operation[Invoice] = Operation("invoices.get", "Invoice")
LIST_INVOICES: Operation[Invoice] = Operation("invoices.list", "Invoice", paged=True)
