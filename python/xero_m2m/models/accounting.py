"""The records of the Accounting API.

Every member is optional: Xero leaves out what does not apply. Amounts are exact decimals, calendar dates carry no
time zone, instants are UTC, and enumerations accept values that are newer than this library.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from ..values import Record

if TYPE_CHECKING:
    from typing import Literal

    AccountBankAccountType = Literal["BANK", "CREDITCARD", "PAYPAL", "NONE", ""] | str
    AccountClass = Literal["ASSET", "EQUITY", "EXPENSE", "LIABILITY", "REVENUE"] | str
    AccountStatus = Literal["ACTIVE", "ARCHIVED", "DELETED"] | str
    AccountSystemAccount = Literal["DEBTORS", "CREDITORS", "BANKCURRENCYGAIN", "GST", "GSTONIMPORTS", "HISTORICAL", "REALISEDCURRENCYGAIN", "RETAINEDEARNINGS", "ROUNDING", "TRACKINGTRANSFERS", "UNPAIDEXPCLM", "UNREALISEDCURRENCYGAIN", "WAGEPAYABLES", "CISASSETS", "CISASSET", "CISLABOUR", "CISLABOUREXPENSE", "CISLABOURINCOME", "CISLIABILITY", "CISMATERIALS", ""] | str
    AccountType = Literal["BANK", "CURRENT", "CURRLIAB", "DEPRECIATN", "DIRECTCOSTS", "EQUITY", "EXPENSE", "FIXED", "INVENTORY", "LIABILITY", "NONCURRENT", "OTHERINCOME", "OVERHEADS", "PREPAYMENT", "REVENUE", "SALES", "TERMLIAB", "PAYG"] | str
    AddressForOrganisationAddressType = Literal["POBOX", "STREET", "DELIVERY"] | str
    AddressType = Literal["POBOX", "STREET"] | str
    BatchPaymentStatus = Literal["AUTHORISED", "DELETED"] | str
    BatchPaymentType = Literal["PAYBATCH", "RECBATCH"] | str
    BrandingThemeType = Literal["INVOICE"] | str
    ContactGroupStatus = Literal["ACTIVE", "DELETED"] | str
    ContactPurchasesDefaultLineAmountType = Literal["INCLUSIVE", "EXCLUSIVE", "NONE"] | str
    ContactSalesDefaultLineAmountType = Literal["INCLUSIVE", "EXCLUSIVE", "NONE"] | str
    ContactStatus = Literal["ACTIVE", "ARCHIVED", "GDPRREQUEST"] | str
    ContactTaxNumberType = Literal["SSN", "EIN", "ITIN", "ATIN"] | str
    CountryCode = Literal["AD", "AE", "AF", "AG", "AI", "AL", "AM", "AN", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AZ", "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BR", "BS", "BT", "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GG", "GH", "GI", "GL", "GM", "GN", "GQ", "GR", "GT", "GU", "GW", "GY", "HK", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW", "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "XK", "YE", "YT", "ZA", "ZM", "ZW"] | str
    CreditNoteStatus = Literal["DRAFT", "SUBMITTED", "DELETED", "AUTHORISED", "PAID", "VOIDED"] | str
    CreditNoteType = Literal["ACCPAYCREDIT", "ACCRECCREDIT"] | str
    CurrencyCode = Literal["AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BYR", "BZD", "CAD", "CDF", "CHF", "CLF", "CLP", "CNY", "COP", "CRC", "CUC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EEK", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LTL", "LVL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRO", "MRU", "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SKK", "SLE", "SLL", "SOS", "SRD", "STD", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VEF", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZMK", "ZWD"] | str
    ExternalLinkLinkType = Literal["Facebook", "GooglePlus", "LinkedIn", "Twitter", "Website"] | str
    InvoiceAddressType = Literal["FROM", "TO"] | str
    InvoiceStatus = Literal["DRAFT", "SUBMITTED", "DELETED", "AUTHORISED", "PAID", "VOIDED"] | str
    InvoiceType = Literal["ACCPAY", "ACCPAYCREDIT", "APOVERPAYMENT", "APPREPAYMENT", "ACCREC", "ACCRECCREDIT", "AROVERPAYMENT", "ARPREPAYMENT"] | str
    LineAmountTypes = Literal["Exclusive", "Inclusive", "NoTax"] | str
    LineItemTaxability = Literal["TAXABLE", "NON_TAXABLE", "EXEMPT", "PART_TAXABLE", "NOT_APPLICABLE"] | str
    OrganisationClass = Literal["DEMO", "TRIAL", "STARTER", "STANDARD", "PREMIUM", "PREMIUM_20", "PREMIUM_50", "PREMIUM_100", "LEDGER", "GST_CASHBOOK", "NON_GST_CASHBOOK", "ULTIMATE", "LITE", "ULTIMATE_10", "ULTIMATE_20", "ULTIMATE_50", "ULTIMATE_100", "IGNITE", "GROW", "COMPREHENSIVE", "SIMPLE", "BASICLITE", "ULTRA"] | str
    OrganisationEdition = Literal["BUSINESS", "PARTNER"] | str
    OrganisationEntityType = Literal["ACCOUNTING_PRACTICE", "COMPANY", "CHARITY", "CLUB_OR_SOCIETY", "INDIVIDUAL", "LOOK_THROUGH_COMPANY", "NOT_FOR_PROFIT", "PARTNERSHIP", "S_CORPORATION", "SELF_MANAGED_SUPERANNUATION_FUND", "SOLE_TRADER", "SUPERANNUATION_FUND", "TRUST", "PERSONAL", "SINGLEMEMBERLLC", "CCORPORATIONLLC", "PARTNERSHIPLLC", "SCORPORATIONLLC", "LLC", "NOTLLC", "UNSPECIFIED"] | str
    OrganisationSalesTaxBasis = Literal["PAYMENTS", "INVOICE", "NONE", "CASH", "ACCRUAL", "FLATRATECASH", "FLATRATEACCRUAL", "ACCRUALS"] | str
    OrganisationSalesTaxPeriod = Literal["MONTHLY", "QUARTERLY1", "QUARTERLY2", "QUARTERLY3", "ANNUALLY", "ONEMONTHS", "TWOMONTHS", "SIXMONTHS", "1MONTHLY", "2MONTHLY", "3MONTHLY", "6MONTHLY", "QUARTERLY", "YEARLY", "NONE"] | str
    OrganisationType = Literal["ACCOUNTING_PRACTICE", "COMPANY", "CHARITY", "CLUB_OR_SOCIETY", "INDIVIDUAL", "LOOK_THROUGH_COMPANY", "NOT_FOR_PROFIT", "PARTNERSHIP", "S_CORPORATION", "SELF_MANAGED_SUPERANNUATION_FUND", "SOLE_TRADER", "SUPERANNUATION_FUND", "TRUST", "PERSONAL", "SINGLEMEMBERLLC", "CCORPORATIONLLC", "PARTNERSHIPLLC", "SCORPORATIONLLC", "LLC", "NOTLLC", "UNSPECIFIED"] | str
    OrganisationVersion = Literal["AU", "NZ", "GLOBAL", "UK", "US", "AUONRAMP", "NZONRAMP", "GLOBALONRAMP", "UKONRAMP", "USONRAMP"] | str
    OverpaymentStatus = Literal["AUTHORISED", "PAID", "VOIDED"] | str
    OverpaymentType = Literal["RECEIVE-OVERPAYMENT", "SPEND-OVERPAYMENT", "AROVERPAYMENT"] | str
    PaymentStatus = Literal["AUTHORISED", "DELETED"] | str
    PaymentTermType = Literal["DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH"] | str
    PaymentType = Literal["ACCRECPAYMENT", "ACCPAYPAYMENT", "ARCREDITPAYMENT", "APCREDITPAYMENT", "AROVERPAYMENTPAYMENT", "ARPREPAYMENTPAYMENT", "APPREPAYMENTPAYMENT", "APOVERPAYMENTPAYMENT"] | str
    PhoneType = Literal["DEFAULT", "DDI", "MOBILE", "FAX", "OFFICE"] | str
    PrepaymentStatus = Literal["AUTHORISED", "PAID", "VOIDED"] | str
    PrepaymentType = Literal["RECEIVE-PREPAYMENT", "SPEND-PREPAYMENT", "ARPREPAYMENT", "APPREPAYMENT"] | str
    TaxBreakdownComponentType = Literal["SYSGST/USCOUNTRY", "SYSGST/USSTATE", "SYSGST/USCOUNTY", "SYSGST/USCITY", "SYSGST/USSPECIAL"] | str
    TimeZone = Literal["AFGHANISTANSTANDARDTIME", "ALASKANSTANDARDTIME", "ALEUTIANSTANDARDTIME", "ALTAISTANDARDTIME", "ARABIANSTANDARDTIME", "ARABICSTANDARDTIME", "ARABSTANDARDTIME", "ARGENTINASTANDARDTIME", "ASTRAKHANSTANDARDTIME", "ATLANTICSTANDARDTIME", "AUSCENTRALSTANDARDTIME", "AUSCENTRALWSTANDARDTIME", "AUSEASTERNSTANDARDTIME", "AZERBAIJANSTANDARDTIME", "AZORESSTANDARDTIME", "BAHIASTANDARDTIME", "BANGLADESHSTANDARDTIME", "BELARUSSTANDARDTIME", "BOUGAINVILLESTANDARDTIME", "CANADACENTRALSTANDARDTIME", "CAPEVERDESTANDARDTIME", "CAUCASUSSTANDARDTIME", "CENAUSTRALIASTANDARDTIME", "CENTRALAMERICASTANDARDTIME", "CENTRALASIASTANDARDTIME", "CENTRALBRAZILIANSTANDARDTIME", "CENTRALEUROPEANSTANDARDTIME", "CENTRALEUROPESTANDARDTIME", "CENTRALPACIFICSTANDARDTIME", "CENTRALSTANDARDTIME", "CENTRALSTANDARDTIME(MEXICO)", "CHATHAMISLANDSSTANDARDTIME", "CHINASTANDARDTIME", "CUBASTANDARDTIME", "DATELINESTANDARDTIME", "EAFRICASTANDARDTIME", "EASTERISLANDSTANDARDTIME", "EASTERNSTANDARDTIME", "EASTERNSTANDARDTIME(MEXICO)", "EAUSTRALIASTANDARDTIME", "EEUROPESTANDARDTIME", "EGYPTSTANDARDTIME", "EKATERINBURGSTANDARDTIME", "ESOUTHAMERICASTANDARDTIME", "FIJISTANDARDTIME", "FLESTANDARDTIME", "GEORGIANSTANDARDTIME", "GMTSTANDARDTIME", "GREENLANDSTANDARDTIME", "GREENWICHSTANDARDTIME", "GTBSTANDARDTIME", "HAITISTANDARDTIME", "HAWAIIANSTANDARDTIME", "INDIASTANDARDTIME", "IRANSTANDARDTIME", "ISRAELSTANDARDTIME", "JORDANSTANDARDTIME", "KALININGRADSTANDARDTIME", "KAMCHATKASTANDARDTIME", "KOREASTANDARDTIME", "LIBYASTANDARDTIME", "LINEISLANDSSTANDARDTIME", "LORDHOWESTANDARDTIME", "MAGADANSTANDARDTIME", "MAGALLANESSTANDARDTIME", "MARQUESASSTANDARDTIME", "MAURITIUSSTANDARDTIME", "MIDATLANTICSTANDARDTIME", "MIDDLEEASTSTANDARDTIME", "MONTEVIDEOSTANDARDTIME", "MOROCCOSTANDARDTIME", "MOUNTAINSTANDARDTIME", "MOUNTAINSTANDARDTIME(MEXICO)", "MYANMARSTANDARDTIME", "NAMIBIASTANDARDTIME", "NCENTRALASIASTANDARDTIME", "NEPALSTANDARDTIME", "NEWFOUNDLANDSTANDARDTIME", "NEWZEALANDSTANDARDTIME", "NORFOLKSTANDARDTIME", "NORTHASIAEASTSTANDARDTIME", "NORTHASIASTANDARDTIME", "NORTHKOREASTANDARDTIME", "OMSKSTANDARDTIME", "PACIFICSASTANDARDTIME", "PACIFICSTANDARDTIME", "PACIFICSTANDARDTIME(MEXICO)", "PAKISTANSTANDARDTIME", "PARAGUAYSTANDARDTIME", "QYZYLORDASTANDARDTIME", "ROMANCESTANDARDTIME", "RUSSIANSTANDARDTIME", "RUSSIATIMEZONE10", "RUSSIATIMEZONE11", "RUSSIATIMEZONE3", "SAEASTERNSTANDARDTIME", "SAINTPIERRESTANDARDTIME", "SAKHALINSTANDARDTIME", "SAMOASTANDARDTIME", "SAOTOMESTANDARDTIME", "SAPACIFICSTANDARDTIME", "SARATOVSTANDARDTIME", "SAWESTERNSTANDARDTIME", "SEASIASTANDARDTIME", "SINGAPORESTANDARDTIME", "SOUTHAFRICASTANDARDTIME", "SOUTHSUDANSTANDARDTIME", "SRILANKASTANDARDTIME", "SUDANSTANDARDTIME", "SYRIASTANDARDTIME", "TAIPEISTANDARDTIME", "TASMANIASTANDARDTIME", "TOCANTINSSTANDARDTIME", "TOKYOSTANDARDTIME", "TOMSKSTANDARDTIME", "TONGASTANDARDTIME", "TRANSBAIKALSTANDARDTIME", "TURKEYSTANDARDTIME", "TURKSANDCAICOSSTANDARDTIME", "ULAANBAATARSTANDARDTIME", "USEASTERNSTANDARDTIME", "USMOUNTAINSTANDARDTIME", "UTC", "UTC+12", "UTC+13", "UTC02", "UTC08", "UTC09", "UTC11", "VENEZUELASTANDARDTIME", "VLADIVOSTOKSTANDARDTIME", "VOLGOGRADSTANDARDTIME", "WAUSTRALIASTANDARDTIME", "WCENTRALAFRICASTANDARDTIME", "WESTASIASTANDARDTIME", "WESTBANKSTANDARDTIME", "WESTPACIFICSTANDARDTIME", "WEUROPESTANDARDTIME", "WMONGOLIASTANDARDTIME", "YAKUTSKSTANDARDTIME", "YUKONSTANDARDTIME"] | str
else:
    AccountBankAccountType = str
    AccountClass = str
    AccountStatus = str
    AccountSystemAccount = str
    AccountType = str
    AddressForOrganisationAddressType = str
    AddressType = str
    BatchPaymentStatus = str
    BatchPaymentType = str
    BrandingThemeType = str
    ContactGroupStatus = str
    ContactPurchasesDefaultLineAmountType = str
    ContactSalesDefaultLineAmountType = str
    ContactStatus = str
    ContactTaxNumberType = str
    CountryCode = str
    CreditNoteStatus = str
    CreditNoteType = str
    CurrencyCode = str
    ExternalLinkLinkType = str
    InvoiceAddressType = str
    InvoiceStatus = str
    InvoiceType = str
    LineAmountTypes = str
    LineItemTaxability = str
    OrganisationClass = str
    OrganisationEdition = str
    OrganisationEntityType = str
    OrganisationSalesTaxBasis = str
    OrganisationSalesTaxPeriod = str
    OrganisationType = str
    OrganisationVersion = str
    OverpaymentStatus = str
    OverpaymentType = str
    PaymentStatus = str
    PaymentTermType = str
    PaymentType = str
    PhoneType = str
    PrepaymentStatus = str
    PrepaymentType = str
    TaxBreakdownComponentType = str
    TimeZone = str


class Account(Record, kw_only=True):
    """An account of the chart of accounts."""

    _schema: ClassVar[str] = "Account"

    code: str | None = None
    name: str | None = None
    account_id: str | None = None
    type: AccountType | None = None
    bank_account_number: str | None = None
    status: AccountStatus | None = None
    description: str | None = None
    bank_account_type: AccountBankAccountType | None = None
    currency_code: CurrencyCode | None = None
    tax_type: str | None = None
    enable_payments_to_account: bool | None = None
    show_in_expense_claims: bool | None = None
    class_: AccountClass | None = None
    system_account: AccountSystemAccount | None = None
    reporting_code: str | None = None
    reporting_code_name: str | None = None
    has_attachments: bool | None = None
    updated_date_utc: datetime.datetime | None = None
    add_to_watchlist: bool | None = None
    validation_errors: list[ValidationError] | None = None


class AccountsPayable(Record, kw_only=True):
    """An accounts payable."""

    _schema: ClassVar[str] = "AccountsPayable"

    outstanding: Decimal | None = None
    overdue: Decimal | None = None


class AccountsReceivable(Record, kw_only=True):
    """An accounts receivable."""

    _schema: ClassVar[str] = "AccountsReceivable"

    outstanding: Decimal | None = None
    overdue: Decimal | None = None


class Address(Record, kw_only=True):
    """The address."""

    _schema: ClassVar[str] = "Address"

    address_type: AddressType | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    address_line3: str | None = None
    address_line4: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    attention_to: str | None = None


class AddressForOrganisation(Record, kw_only=True):
    """An address for organisation."""

    _schema: ClassVar[str] = "AddressForOrganisation"

    address_type: AddressForOrganisationAddressType | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    address_line3: str | None = None
    address_line4: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    attention_to: str | None = None


class Allocation(Record, kw_only=True):
    """An allocation."""

    _schema: ClassVar[str] = "Allocation"

    allocation_id: str | None = None
    invoice: Invoice | None = None
    overpayment: Overpayment | None = None
    prepayment: Prepayment | None = None
    credit_note: CreditNote | None = None
    amount: Decimal | None = None
    date: datetime.date | None = None
    is_deleted: bool | None = None
    status_attribute_string: str | None = None
    validation_errors: list[ValidationError] | None = None


class Attachment(Record, kw_only=True):
    """An attachment."""

    _schema: ClassVar[str] = "Attachment"

    attachment_id: str | None = None
    file_name: str | None = None
    url: str | None = None
    mime_type: str | None = None
    content_length: int | None = None
    include_online: bool | None = None


class Balances(Record, kw_only=True):
    """The balances."""

    _schema: ClassVar[str] = "Balances"

    accounts_receivable: AccountsReceivable | None = None
    accounts_payable: AccountsPayable | None = None


class BatchPayment(Record, kw_only=True):
    """A batch payment."""

    _schema: ClassVar[str] = "BatchPayment"

    account: Account | None = None
    reference: str | None = None
    particulars: str | None = None
    code: str | None = None
    details: str | None = None
    narrative: str | None = None
    batch_payment_id: str | None = None
    date_string: str | None = None
    date: datetime.date | None = None
    amount: Decimal | None = None
    payments: list[Payment] | None = None
    type: BatchPaymentType | None = None
    status: BatchPaymentStatus | None = None
    total_amount: Decimal | None = None
    updated_date_utc: datetime.datetime | None = None
    is_reconciled: bool | None = None
    validation_errors: list[ValidationError] | None = None


class BatchPaymentDetails(Record, kw_only=True):
    """The batch payment details."""

    _schema: ClassVar[str] = "BatchPaymentDetails"

    bank_account_number: str | None = None
    bank_account_name: str | None = None
    details: str | None = None
    code: str | None = None
    reference: str | None = None


class Bill(Record, kw_only=True):
    """A bill."""

    _schema: ClassVar[str] = "Bill"

    day: int | None = None
    type: PaymentTermType | None = None


class BrandingTheme(Record, kw_only=True):
    """A branding theme."""

    _schema: ClassVar[str] = "BrandingTheme"

    branding_theme_id: str | None = None
    name: str | None = None
    logo_url: str | None = None
    type: BrandingThemeType | None = None
    sort_order: int | None = None
    created_date_utc: datetime.datetime | None = None


class Contact(Record, kw_only=True):
    """A customer or supplier."""

    _schema: ClassVar[str] = "Contact"

    contact_id: str | None = None
    merged_to_contact_id: str | None = None
    contact_number: str | None = None
    account_number: str | None = None
    contact_status: ContactStatus | None = None
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company_number: str | None = None
    email_address: str | None = None
    contact_persons: list[ContactPerson] | None = None
    bank_account_details: str | None = None
    tax_number: str | None = None
    tax_number_type: ContactTaxNumberType | None = None
    accounts_receivable_tax_type: str | None = None
    accounts_payable_tax_type: str | None = None
    addresses: list[Address] | None = None
    phones: list[Phone] | None = None
    is_supplier: bool | None = None
    is_customer: bool | None = None
    sales_default_line_amount_type: ContactSalesDefaultLineAmountType | None = None
    purchases_default_line_amount_type: ContactPurchasesDefaultLineAmountType | None = None
    default_currency: CurrencyCode | None = None
    xero_network_key: str | None = None
    sales_default_account_code: str | None = None
    purchases_default_account_code: str | None = None
    sales_tracking_categories: list[SalesTrackingCategory] | None = None
    purchases_tracking_categories: list[SalesTrackingCategory] | None = None
    tracking_category_name: str | None = None
    tracking_category_option: str | None = None
    payment_terms: PaymentTerm | None = None
    updated_date_utc: datetime.datetime | None = None
    contact_groups: list[ContactGroup] | None = None
    website: str | None = None
    branding_theme: BrandingTheme | None = None
    batch_payments: BatchPaymentDetails | None = None
    discount: Decimal | None = None
    balances: Balances | None = None
    attachments: list[Attachment] | None = None
    has_attachments: bool | None = None
    validation_errors: list[ValidationError] | None = None
    has_validation_errors: bool | None = None
    status_attribute_string: str | None = None


class ContactGroup(Record, kw_only=True):
    """A contact group."""

    _schema: ClassVar[str] = "ContactGroup"

    name: str | None = None
    status: ContactGroupStatus | None = None
    contact_group_id: str | None = None
    contacts: list[Contact] | None = None


class ContactPerson(Record, kw_only=True):
    """A contact person."""

    _schema: ClassVar[str] = "ContactPerson"

    first_name: str | None = None
    last_name: str | None = None
    email_address: str | None = None
    include_in_emails: bool | None = None


class CreditNote(Record, kw_only=True):
    """A credit note."""

    _schema: ClassVar[str] = "CreditNote"

    type: CreditNoteType | None = None
    contact: Contact | None = None
    date: datetime.date | None = None
    due_date: datetime.date | None = None
    status: CreditNoteStatus | None = None
    line_amount_types: LineAmountTypes | None = None
    line_items: list[LineItem] | None = None
    sub_total: Decimal | None = None
    total_tax: Decimal | None = None
    total: Decimal | None = None
    cis_deduction: Decimal | None = None
    cis_rate: Decimal | None = None
    updated_date_utc: datetime.datetime | None = None
    updated_date_utc_string: str | None = None
    currency_code: CurrencyCode | None = None
    fully_paid_on_date: datetime.date | None = None
    credit_note_id: str | None = None
    credit_note_number: str | None = None
    reference: str | None = None
    sent_to_contact: bool | None = None
    currency_rate: Decimal | None = None
    remaining_credit: Decimal | None = None
    allocations: list[Allocation] | None = None
    applied_amount: Decimal | None = None
    payments: list[Payment] | None = None
    branding_theme_id: str | None = None
    status_attribute_string: str | None = None
    has_attachments: bool | None = None
    has_errors: bool | None = None
    validation_errors: list[ValidationError] | None = None
    warnings: list[ValidationError] | None = None
    invoice_addresses: list[InvoiceAddress] | None = None


class ExternalLink(Record, kw_only=True):
    """An external link."""

    _schema: ClassVar[str] = "ExternalLink"

    link_type: ExternalLinkLinkType | None = None
    url: str | None = None
    description: str | None = None


class Invoice(Record, kw_only=True):
    """A sales invoice (ACCREC) or a bill (ACCPAY)."""

    _schema: ClassVar[str] = "Invoice"

    type: InvoiceType | None = None
    contact: Contact | None = None
    line_items: list[LineItem] | None = None
    date: datetime.date | None = None
    due_date: datetime.date | None = None
    line_amount_types: LineAmountTypes | None = None
    invoice_number: str | None = None
    reference: str | None = None
    branding_theme_id: str | None = None
    url: str | None = None
    currency_code: CurrencyCode | None = None
    currency_rate: Decimal | None = None
    status: InvoiceStatus | None = None
    sent_to_contact: bool | None = None
    expected_payment_date: datetime.date | None = None
    planned_payment_date: datetime.date | None = None
    cis_deduction: Decimal | None = None
    cis_rate: Decimal | None = None
    sub_total: Decimal | None = None
    total_tax: Decimal | None = None
    total: Decimal | None = None
    total_discount: Decimal | None = None
    invoice_id: str | None = None
    repeating_invoice_id: str | None = None
    has_attachments: bool | None = None
    is_discounted: bool | None = None
    payments: list[Payment] | None = None
    prepayments: list[Prepayment] | None = None
    overpayments: list[Overpayment] | None = None
    amount_due: Decimal | None = None
    amount_paid: Decimal | None = None
    fully_paid_on_date: datetime.date | None = None
    amount_credited: Decimal | None = None
    updated_date_utc: datetime.datetime | None = None
    updated_date_utc_string: str | None = None
    credit_notes: list[CreditNote] | None = None
    attachments: list[Attachment] | None = None
    has_errors: bool | None = None
    status_attribute_string: str | None = None
    validation_errors: list[ValidationError] | None = None
    warnings: list[ValidationError] | None = None
    invoice_addresses: list[InvoiceAddress] | None = None


class InvoiceAddress(Record, kw_only=True):
    """The invoice address."""

    _schema: ClassVar[str] = "InvoiceAddress"

    invoice_address_type: InvoiceAddressType | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    address_line3: str | None = None
    address_line4: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None


class LineItem(Record, kw_only=True):
    """A line of an invoice, credit note, prepayment or overpayment."""

    _schema: ClassVar[str] = "LineItem"

    line_item_id: str | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    item_code: str | None = None
    account_code: str | None = None
    account_id: str | None = None
    tax_type: str | None = None
    tax_amount: Decimal | None = None
    item: LineItemItem | None = None
    line_amount: Decimal | None = None
    tracking: list[LineItemTracking] | None = None
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None
    repeating_invoice_id: str | None = None
    taxability: LineItemTaxability | None = None
    sales_tax_code_id: int | None = None
    tax_breakdown: list[TaxBreakdownComponent] | None = None


class LineItemItem(Record, kw_only=True):
    """A line item item."""

    _schema: ClassVar[str] = "LineItemItem"

    code: str | None = None
    name: str | None = None
    item_id: str | None = None


class LineItemTracking(Record, kw_only=True):
    """A line item tracking."""

    _schema: ClassVar[str] = "LineItemTracking"

    tracking_category_id: str | None = None
    tracking_option_id: str | None = None
    name: str | None = None
    option: str | None = None


class Organisation(Record, kw_only=True):
    """The organisation that the connection serves."""

    _schema: ClassVar[str] = "Organisation"

    organisation_id: str | None = None
    api_key: str | None = None
    name: str | None = None
    legal_name: str | None = None
    pays_tax: bool | None = None
    version: OrganisationVersion | None = None
    organisation_type: OrganisationType | None = None
    base_currency: CurrencyCode | None = None
    country_code: CountryCode | None = None
    is_demo_company: bool | None = None
    organisation_status: str | None = None
    registration_number: str | None = None
    employer_identification_number: str | None = None
    tax_number: str | None = None
    financial_year_end_day: int | None = None
    financial_year_end_month: int | None = None
    sales_tax_basis: OrganisationSalesTaxBasis | None = None
    sales_tax_period: OrganisationSalesTaxPeriod | None = None
    default_sales_tax: str | None = None
    default_purchases_tax: str | None = None
    period_lock_date: datetime.date | None = None
    end_of_year_lock_date: datetime.date | None = None
    created_date_utc: datetime.datetime | None = None
    timezone: TimeZone | None = None
    organisation_entity_type: OrganisationEntityType | None = None
    short_code: str | None = None
    class_: OrganisationClass | None = None
    edition: OrganisationEdition | None = None
    line_of_business: str | None = None
    addresses: list[AddressForOrganisation] | None = None
    phones: list[Phone] | None = None
    external_links: list[ExternalLink] | None = None
    payment_terms: PaymentTerm | None = None


class Overpayment(Record, kw_only=True):
    """An overpayment."""

    _schema: ClassVar[str] = "Overpayment"

    type: OverpaymentType | None = None
    contact: Contact | None = None
    date: datetime.date | None = None
    status: OverpaymentStatus | None = None
    line_amount_types: LineAmountTypes | None = None
    line_items: list[LineItem] | None = None
    sub_total: Decimal | None = None
    total_tax: Decimal | None = None
    total: Decimal | None = None
    updated_date_utc: datetime.datetime | None = None
    updated_date_utc_string: str | None = None
    currency_code: CurrencyCode | None = None
    overpayment_id: str | None = None
    currency_rate: Decimal | None = None
    remaining_credit: Decimal | None = None
    allocations: list[Allocation] | None = None
    applied_amount: Decimal | None = None
    payments: list[Payment] | None = None
    has_attachments: bool | None = None
    reference: str | None = None
    attachments: list[Attachment] | None = None


class Payment(Record, kw_only=True):
    """A payment."""

    _schema: ClassVar[str] = "Payment"

    invoice: Invoice | None = None
    credit_note: CreditNote | None = None
    prepayment: Prepayment | None = None
    overpayment: Overpayment | None = None
    invoice_number: str | None = None
    credit_note_number: str | None = None
    batch_payment: BatchPayment | None = None
    account: Account | None = None
    code: str | None = None
    date: datetime.date | None = None
    currency_rate: Decimal | None = None
    amount: Decimal | None = None
    bank_amount: Decimal | None = None
    reference: str | None = None
    is_reconciled: bool | None = None
    status: PaymentStatus | None = None
    payment_type: PaymentType | None = None
    updated_date_utc: datetime.datetime | None = None
    updated_date_utc_string: str | None = None
    payment_id: str | None = None
    batch_payment_id: str | None = None
    bank_account_number: str | None = None
    particulars: str | None = None
    details: str | None = None
    has_account: bool | None = None
    has_validation_errors: bool | None = None
    status_attribute_string: str | None = None
    validation_errors: list[ValidationError] | None = None
    warnings: list[ValidationError] | None = None


class PaymentTerm(Record, kw_only=True):
    """A payment term."""

    _schema: ClassVar[str] = "PaymentTerm"

    bills: Bill | None = None
    sales: Bill | None = None


class Phone(Record, kw_only=True):
    """A phone."""

    _schema: ClassVar[str] = "Phone"

    phone_type: PhoneType | None = None
    phone_number: str | None = None
    phone_area_code: str | None = None
    phone_country_code: str | None = None


class Prepayment(Record, kw_only=True):
    """A prepayment."""

    _schema: ClassVar[str] = "Prepayment"

    type: PrepaymentType | None = None
    contact: Contact | None = None
    date: datetime.date | None = None
    status: PrepaymentStatus | None = None
    line_amount_types: LineAmountTypes | None = None
    line_items: list[LineItem] | None = None
    sub_total: Decimal | None = None
    total_tax: Decimal | None = None
    total: Decimal | None = None
    reference: str | None = None
    invoice_number: str | None = None
    updated_date_utc: datetime.datetime | None = None
    updated_date_utc_string: str | None = None
    currency_code: CurrencyCode | None = None
    prepayment_id: str | None = None
    branding_theme_id: str | None = None
    currency_rate: Decimal | None = None
    remaining_credit: Decimal | None = None
    allocations: list[Allocation] | None = None
    payments: list[Payment] | None = None
    applied_amount: Decimal | None = None
    has_attachments: bool | None = None
    attachments: list[Attachment] | None = None


class SalesTrackingCategory(Record, kw_only=True):
    """A sales tracking category."""

    _schema: ClassVar[str] = "SalesTrackingCategory"

    tracking_category_name: str | None = None
    tracking_option_name: str | None = None


class TaxBreakdownComponent(Record, kw_only=True):
    """A tax breakdown component."""

    _schema: ClassVar[str] = "TaxBreakdownComponent"

    tax_component_id: str | None = None
    type: TaxBreakdownComponentType | None = None
    name: str | None = None
    tax_percentage: Decimal | None = None
    tax_amount: Decimal | None = None
    taxable_amount: Decimal | None = None
    non_taxable_amount: Decimal | None = None
    exempt_amount: Decimal | None = None
    state_assigned_no: str | None = None
    jurisdiction_region: str | None = None


class ValidationError(Record, kw_only=True):
    """A validation error."""

    _schema: ClassVar[str] = "ValidationError"

    message: str | None = None


__all__ = [
    "Account",
    "AccountBankAccountType",
    "AccountClass",
    "AccountStatus",
    "AccountSystemAccount",
    "AccountType",
    "AccountsPayable",
    "AccountsReceivable",
    "Address",
    "AddressForOrganisation",
    "AddressForOrganisationAddressType",
    "AddressType",
    "Allocation",
    "Attachment",
    "Balances",
    "BatchPayment",
    "BatchPaymentDetails",
    "BatchPaymentStatus",
    "BatchPaymentType",
    "Bill",
    "BrandingTheme",
    "BrandingThemeType",
    "Contact",
    "ContactGroup",
    "ContactGroupStatus",
    "ContactPerson",
    "ContactPurchasesDefaultLineAmountType",
    "ContactSalesDefaultLineAmountType",
    "ContactStatus",
    "ContactTaxNumberType",
    "CountryCode",
    "CreditNote",
    "CreditNoteStatus",
    "CreditNoteType",
    "CurrencyCode",
    "ExternalLink",
    "ExternalLinkLinkType",
    "Invoice",
    "InvoiceAddress",
    "InvoiceAddressType",
    "InvoiceStatus",
    "InvoiceType",
    "LineAmountTypes",
    "LineItem",
    "LineItemItem",
    "LineItemTaxability",
    "LineItemTracking",
    "Organisation",
    "OrganisationClass",
    "OrganisationEdition",
    "OrganisationEntityType",
    "OrganisationSalesTaxBasis",
    "OrganisationSalesTaxPeriod",
    "OrganisationType",
    "OrganisationVersion",
    "Overpayment",
    "OverpaymentStatus",
    "OverpaymentType",
    "Payment",
    "PaymentStatus",
    "PaymentTerm",
    "PaymentTermType",
    "PaymentType",
    "Phone",
    "PhoneType",
    "Prepayment",
    "PrepaymentStatus",
    "PrepaymentType",
    "SalesTrackingCategory",
    "TaxBreakdownComponent",
    "TaxBreakdownComponentType",
    "TimeZone",
    "ValidationError",
]
