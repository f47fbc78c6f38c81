"""The Accounting API, blocking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from .._calls import Resource, body_of
from ..pager import Pager
from .accounting_operations import (
    CREATE_INVOICES,
    GET_CONTACT,
    GET_INVOICE,
    GET_ORGANISATION,
    LIST_ACCOUNTS,
    LIST_CONTACTS,
    LIST_INVOICES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from .._calls import Id
    from ..batch import BatchResult
    from ..models import accounting as models
    from ..values import CallOptions


class Organisation(Resource):
    """The organisation that the connection belongs to."""

    __slots__ = ()

    def get(self, *, options: CallOptions | None = None) -> models.Organisation:
        """The organisation.

        `GET /Organisation`. Scopes: `accounting.settings.read` or `accounting.settings`. Not paged.

        Args:
            options: Of this call alone: `timeout`, `deadline`, `retry`.

        Raises:
            MissingScopeError: The token lacks the scope.
            XeroError: Everything else that can go wrong: see `xero_m2m.errors`.
        """
        return GET_ORGANISATION.record(self._send(GET_ORGANISATION.request(None, options)))


class Accounts(Resource):
    """The chart of accounts."""

    __slots__ = ()

    def list(
        self,
        *,
        modified_since: datetime | date | str | None = None,
        where: str | None = None,
        order: str | None = None,
        options: CallOptions | None = None,
    ) -> Pager[models.Account]:
        """The accounts.

        A lazy list, which sends nothing until it is used.

        `GET /Accounts`. Scopes: `accounting.settings.read` or `accounting.settings`. Not paged: all at once.

        Args:
            modified_since: Only records that changed after this instant. A datetime without a zone is UTC.
            where: Xero's filter language, such as `Type=="ACCREC" AND Total>1000`.
            order: A member and `ASC` or `DESC`, such as `UpdatedDateUTC DESC`.
            options: Of this call alone: `timeout`, `deadline`, `retry`.

        Raises:
            ArgumentError: An argument cannot be sent; nothing was.
            MissingScopeError: The token lacks the scope.
            XeroError: Everything else that can go wrong: see `xero_m2m.errors`.
        """
        arguments = {
            "modified_since": modified_since,
            "where": where,
            "order": order,
        }
        return Pager(self._send, LIST_ACCOUNTS, arguments, options)


class Contacts(Resource):
    """Customers and suppliers."""

    __slots__ = ()

    def list(
        self,
        *,
        modified_since: datetime | date | str | None = None,
        where: str | None = None,
        order: str | None = None,
        ids: Sequence[Id] | None = None,
        include_archived: bool | None = None,
        summary_only: bool | None = None,
        search_term: str | None = None,
        page_size: int | None = None,
        options: CallOptions | None = None,
    ) -> Pager[models.Contact]:
        """The contacts.

        A lazy list, which sends nothing until it is used.

        `GET /Contacts`. Scopes: `accounting.contacts.read` or `accounting.contacts`. Paged.

        Args:
            modified_since: Only records that changed after this instant. A datetime without a zone is UTC.
            where: Xero's filter language, such as `Type=="ACCREC" AND Total>1000`.
            order: A member and `ASC` or `DESC`, such as `UpdatedDateUTC DESC`.
            ids: Only records with these ids.
            include_archived: Archived contacts too.
            summary_only: Lighter records, with no addresses, balances and groups.
            search_term: Only records that hold this text in name, first name, last name, contact number or e-mail
                address.
            page_size: Records for each request, at most 1000. Default: the largest.
            options: Of this call alone: `timeout`, `deadline`, `retry`.

        Raises:
            ArgumentError: An argument cannot be sent; nothing was.
            MissingScopeError: The token lacks the scope.
            XeroError: Everything else that can go wrong: see `xero_m2m.errors`.
        """
        arguments = {
            "modified_since": modified_since,
            "where": where,
            "order": order,
            "ids": ids,
            "include_archived": include_archived,
            "summary_only": summary_only,
            "search_term": search_term,
            "page_size": page_size,
        }
        return Pager(self._send, LIST_CONTACTS, arguments, options)

    def get(self, contact_id: Id, *, options: CallOptions | None = None) -> models.Contact:
        """One contact.

        `GET /Contacts/{ContactID}`. Scopes: `accounting.contacts.read` or `accounting.contacts`. Not paged.

        Args:
            contact_id: The contact's id, or its contact number.
            options: Of this call alone: `timeout`, `deadline`, `retry`.

        Raises:
            ArgumentError: An argument cannot be sent; nothing was.
            NotFoundError: There is no such record.
            MissingScopeError: The token lacks the scope.
            XeroError: Everything else that can go wrong: see `xero_m2m.errors`.
        """
        return GET_CONTACT.record(self._send(GET_CONTACT.request({"contact_id": contact_id}, options)))


class Invoices(Resource):
    """Sales invoices and bills."""

    __slots__ = ()

    def list(
        self,
        *,
        modified_since: datetime | date | str | None = None,
        where: str | None = None,
        order: str | None = None,
        ids: Sequence[Id] | None = None,
        invoice_numbers: Sequence[str] | None = None,
        contact_ids: Sequence[Id] | None = None,
        statuses: Sequence[models.InvoiceStatus] | None = None,
        include_archived: bool | None = None,
        created_by_my_app: bool | None = None,
        unitdp: int | None = None,
        summary_only: bool | None = None,
        search_term: str | None = None,
        page_size: int | None = None,
        options: CallOptions | None = None,
    ) -> Pager[models.Invoice]:
        """The invoices.

        A lazy list, which sends nothing until it is used.

        `GET /Invoices`. Scopes: `accounting.invoices.read` or `accounting.invoices`; of older connections
        `accounting.transactions.read` or `accounting.transactions`. Paged.

        Args:
            modified_since: Only records that changed after this instant. A datetime without a zone is UTC.
            where: Xero's filter language, such as `Type=="ACCREC" AND Total>1000`.
            order: A member and `ASC` or `DESC`, such as `UpdatedDateUTC DESC`.
            ids: Only records with these ids.
            invoice_numbers: Only invoices with these numbers.
            contact_ids: Only invoices of these contacts.
            statuses: Only invoices in these states, such as `AUTHORISED`.
            include_archived: Archived invoices too.
            created_by_my_app: Only what this app made.
            unitdp: Decimal places of unit amounts: 2 or 4.
            summary_only: Lighter records, with no line items and payments.
            search_term: Only records that hold this text in number or reference.
            page_size: Records for each request, at most 1000. Default: the largest.
            options: Of this call alone: `timeout`, `deadline`, `retry`.

        Raises:
            ArgumentError: An argument cannot be sent; nothing was.
            MissingScopeError: The token lacks the scope.
            XeroError: Everything else that can go wrong: see `xero_m2m.errors`.
        """
        arguments = {
            "modified_since": modified_since,
            "where": where,
            "order": order,
            "ids": ids,
            "invoice_numbers": invoice_numbers,
            "contact_ids": contact_ids,
            "statuses": statuses,
            "include_archived": include_archived,
            "created_by_my_app": created_by_my_app,
            "unitdp": unitdp,
            "summary_only": summary_only,
            "search_term": search_term,
            "page_size": page_size,
        }
        return Pager(self._send, LIST_INVOICES, arguments, options)

    def get(self, invoice_id: Id, *, unitdp: int | None = None, options: CallOptions | None = None) -> models.Invoice:
        """One invoice.

        `GET /Invoices/{InvoiceID}`. Scopes: `accounting.invoices.read` or `accounting.invoices`; of older connections
        `accounting.transactions.read` or `accounting.transactions`. Not paged.

        Args:
            invoice_id: The invoice's id, or its number.
            unitdp: Decimal places of unit amounts: 2 or 4.
            options: Of this call alone: `timeout`, `deadline`, `retry`.

        Raises:
            ArgumentError: An argument cannot be sent; nothing was.
            NotFoundError: There is no such record.
            MissingScopeError: The token lacks the scope.
            XeroError: Everything else that can go wrong: see `xero_m2m.errors`.
        """
        return GET_INVOICE.record(
            self._send(GET_INVOICE.request({"invoice_id": invoice_id, "unitdp": unitdp}, options))
        )

    @overload
    def create(
        self,
        invoices: models.Invoice | Mapping[str, Any],
        *,
        summarize_errors: bool | None = None,
        unitdp: int | None = None,
        options: CallOptions | None = None,
    ) -> models.Invoice: ...

    @overload
    def create(
        self,
        invoices: Iterable[models.Invoice | Mapping[str, Any]],
        *,
        summarize_errors: bool | None = None,
        unitdp: int | None = None,
        options: CallOptions | None = None,
    ) -> BatchResult[models.Invoice]: ...

    def create(
        self,
        invoices: models.Invoice | Mapping[str, Any] | Iterable[models.Invoice | Mapping[str, Any]],
        *,
        summarize_errors: bool | None = None,
        unitdp: int | None = None,
        options: CallOptions | None = None,
    ) -> models.Invoice | BatchResult[models.Invoice]:
        """Creates invoices, and fails for those that exist.

        One record gives the saved record; several give a `BatchResult` with, for each, the saved record or a
        `ValidationError`. A write carries an idempotency key, so that it can be repeated safely.

        `PUT /Invoices`. Scopes: `accounting.invoices`; of older connections `accounting.transactions`. Not paged.

        Args:
            invoices: One record, or several. Mappings take the names of `Invoice`'s members or Xero's own names.
            summarize_errors: Whether one refused record fails the whole request. Default: for one record yes, for
                several no.
            unitdp: Decimal places of unit amounts: 2 or 4.
            options: Of this call alone: `timeout`, `deadline`, `retry`, `idempotency_key`.

        Raises:
            ArgumentError: A record cannot be sent; nothing was.
            ValidationError: Xero refused the record; of several, each refusal stands in the result.
            MissingScopeError: The token lacks the scope.
            XeroError: Everything else that can go wrong: see `xero_m2m.errors`.
        """
        body, many = body_of(invoices)
        arguments = {"summarize_errors": summarize_errors, "unitdp": unitdp}
        reply = self._send(CREATE_INVOICES.request(arguments, options, body))
        return CREATE_INVOICES.saved(reply, many=many)
