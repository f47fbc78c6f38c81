/** The resources of the Accounting API. */

import type { BatchResult } from "../batch.js";
import {
  type Account,
  Account$,
  type Contact,
  Contact$,
  type Invoice,
  Invoice$,
  type InvoiceStatus,
  type Organisation,
  Organisation$,
} from "../models/accounting.js";
import type { PagerOf } from "../pager.js";
import type { Mode, OptionsOf, Reply } from "../request.js";
import { getOne, listMany, Resource, write } from "../resource.js";
import type { Input } from "../values.js";

/** What most lists take. */
export interface ListParameters {
  /** Only records changed since then; sent as `If-Modified-Since`. */
  readonly modifiedSince?: Date | string | undefined;
  /** A filter in Xero's own words, such as `Total > 1000`. */
  readonly where?: string | undefined;
  /** The order, such as `"Name ASC"`. */
  readonly order?: string | undefined;
}

/** What `accounts.list` takes. */
export type AccountsListParameters = ListParameters;

/** What `contacts.list` takes. */
export interface ContactsListParameters extends ListParameters {
  /** Only these contacts. */
  readonly ids?: readonly string[] | undefined;
  /** Archived contacts as well. */
  readonly includeArchived?: boolean | undefined;
  /** Without the members that make the answer slow. */
  readonly summaryOnly?: boolean | undefined;
  /** Only contacts in whose name, number, company number or e-mail address this occurs. */
  readonly searchTerm?: string | undefined;
  /** Records a page. Default: the largest that Xero allows. */
  readonly pageSize?: number | undefined;
}

/** What `invoices.list` takes. */
export interface InvoicesListParameters extends ListParameters {
  /** Only these invoices. */
  readonly ids?: readonly string[] | undefined;
  /** Only invoices with these numbers. */
  readonly invoiceNumbers?: readonly string[] | undefined;
  /** Only invoices of these contacts. */
  readonly contactIds?: readonly string[] | undefined;
  /** Only invoices in these states. */
  readonly statuses?: readonly InvoiceStatus[] | undefined;
  /** Archived invoices as well. */
  readonly includeArchived?: boolean | undefined;
  /** Only invoices that this app created. */
  readonly createdByMyApp?: boolean | undefined;
  /** Decimal places of unit amounts: 2 or 4. */
  readonly unitdp?: 2 | 4 | undefined;
  /** Without line items and the other members that make the answer slow. */
  readonly summaryOnly?: boolean | undefined;
  /** Only invoices in whose number or reference this occurs. */
  readonly searchTerm?: string | undefined;
  /** Records a page. Default: the largest that Xero allows. */
  readonly pageSize?: number | undefined;
}

/** What `invoices.get` takes beside the id. */
export interface InvoicesGetParameters {
  /** Decimal places of unit amounts: 2 or 4. */
  readonly unitdp?: 2 | 4 | undefined;
}

/** What `invoices.create` takes beside the invoices. */
export interface InvoicesCreateParameters extends InvoicesGetParameters {
  /** Whether one wrong invoice fails the whole batch. */
  readonly summarizeErrors?: boolean | undefined;
}

abstract class OrganisationVerbs<M extends Mode> extends Resource<M> {
  /**
   * The organisation that the connection belongs to.
   *
   * Wire: `GET /Organisation`. One request, no pages.
   * Scopes: `accounting.settings.read` or `accounting.settings`.
   * Errors: `AuthError`, `MissingScopeError`, `AccessDeniedError`, `RateLimitError`, `ServerError`, `TransportError`,
   * `DeadlineError`.
   */
  get(options?: OptionsOf<M>): Reply<M, Organisation> {
    return getOne(this, "organisation.get", Organisation$, undefined, options);
  }
}

/** The organisation, by blocking calls. */
export class Organisations extends OrganisationVerbs<"blocking"> {}

/** The organisation, by awaited calls. */
export class AsyncOrganisations extends OrganisationVerbs<"awaited"> {}

abstract class AccountsVerbs<M extends Mode> extends Resource<M> {
  /**
   * The chart of accounts.
   *
   * Wire: `GET /Accounts`. One request, no pages.
   * Scopes: `accounting.settings.read` or `accounting.settings`.
   * Errors: `AuthError`, `MissingScopeError`, `AccessDeniedError`, `ValidationError` for a filter that Xero does not
   * understand, `RateLimitError`, `ServerError`, `TransportError`, `DeadlineError`.
   */
  list(parameters?: AccountsListParameters, options?: OptionsOf<M>): PagerOf<M, Account> {
    return listMany(this, "accounts.list", Account$, parameters, options);
  }
}

/** The chart of accounts, by blocking calls. */
export class Accounts extends AccountsVerbs<"blocking"> {}

/** The chart of accounts, by awaited calls. */
export class AsyncAccounts extends AccountsVerbs<"awaited"> {}

abstract class ContactsVerbs<M extends Mode> extends Resource<M> {
  /**
   * Customers and suppliers.
   *
   * Wire: `GET /Contacts`, in pages.
   * Scopes: `accounting.contacts.read` or `accounting.contacts`.
   * Errors: `AuthError`, `MissingScopeError`, `AccessDeniedError`, `ValidationError` for a filter that Xero does not
   * understand, `RateLimitError`, `ServerError`, `TransportError`, `DeadlineError`.
   */
  list(parameters?: ContactsListParameters, options?: OptionsOf<M>): PagerOf<M, Contact> {
    return listMany(this, "contacts.list", Contact$, parameters, options);
  }

  /**
   * One contact, by its id or contact number.
   *
   * Wire: `GET /Contacts/{contactId}`. One request.
   * Scopes: `accounting.contacts.read` or `accounting.contacts`.
   * Errors: `NotFoundError`, `ArgumentError` for what cannot be an id, `AuthError`, `MissingScopeError`,
   * `AccessDeniedError`, `RateLimitError`, `ServerError`, `TransportError`, `DeadlineError`.
   */
  get(contactId: string, options?: OptionsOf<M>): Reply<M, Contact> {
    return getOne(this, "contacts.get", Contact$, { contactId }, options);
  }
}

/** Customers and suppliers, by blocking calls. */
export class Contacts extends ContactsVerbs<"blocking"> {}

/** Customers and suppliers, by awaited calls. */
export class AsyncContacts extends ContactsVerbs<"awaited"> {}

abstract class InvoicesVerbs<M extends Mode> extends Resource<M> {
  /**
   * Sales invoices and bills.
   *
   * Wire: `GET /Invoices`, in pages.
   * Scopes: `accounting.invoices.read` or `accounting.invoices`; of older apps `accounting.transactions.read` or
   * `accounting.transactions`.
   * Errors: `AuthError`, `MissingScopeError`, `AccessDeniedError`, `ValidationError` for a filter that Xero does not
   * understand, `RateLimitError`, `ServerError`, `TransportError`, `DeadlineError`.
   */
  list(parameters?: InvoicesListParameters, options?: OptionsOf<M>): PagerOf<M, Invoice> {
    return listMany(this, "invoices.list", Invoice$, parameters, options);
  }

  /**
   * One invoice or bill with its lines, by its id or invoice number.
   *
   * Wire: `GET /Invoices/{invoiceId}`. One request.
   * Scopes: `accounting.invoices.read` or `accounting.invoices`; of older apps `accounting.transactions.read` or
   * `accounting.transactions`.
   * Errors: `NotFoundError`, `ArgumentError` for what cannot be an id, `AuthError`, `MissingScopeError`,
   * `AccessDeniedError`, `RateLimitError`, `ServerError`, `TransportError`, `DeadlineError`.
   */
  get(invoiceId: string, parameters?: InvoicesGetParameters, options?: OptionsOf<M>): Reply<M, Invoice> {
    return getOne(this, "invoices.get", Invoice$, { ...parameters, invoiceId }, options);
  }

  /**
   * Creates one invoice or bill, or several: one gives the saved record, a list gives a result for each. Fails where an
   * invoice with the same number exists.
   *
   * Wire: `PUT /Invoices`. One request, made safe to repeat by an `Idempotency-Key`.
   * Scopes: `accounting.invoices`; of older apps `accounting.transactions`.
   * Errors: `ValidationError` with all that Xero found wrong, `ArgumentError` for a member that does not exist,
   * `ConflictError`, `AuthError`, `MissingScopeError`, `AccessDeniedError`, `PayloadTooLargeError`, `RateLimitError`,
   * `ServerError`, `TransportError`, `DeadlineError`.
   */
  create(invoice: Input<Invoice>, parameters?: InvoicesCreateParameters, options?: OptionsOf<M>): Reply<M, Invoice>;
  create(
    invoices: readonly Input<Invoice>[],
    parameters?: InvoicesCreateParameters,
    options?: OptionsOf<M>,
  ): Reply<M, BatchResult<Invoice>>;
  create(
    oneOrMany: Input<Invoice> | readonly Input<Invoice>[],
    parameters?: InvoicesCreateParameters,
    options?: OptionsOf<M>,
  ): Reply<M, Invoice | BatchResult<Invoice>> {
    return write(this, "invoices.create", Invoice$, oneOrMany, parameters, options);
  }
}

/** Sales invoices and bills, by blocking calls. */
export class Invoices extends InvoicesVerbs<"blocking"> {}

/** Sales invoices and bills, by awaited calls. */
export class AsyncInvoices extends InvoicesVerbs<"awaited"> {}
