//! The fields that `where` and `order` may name, by resource.

use crate::filter::Schema;

pub(crate) const INVOICE: Schema = Schema {
    name: "Invoice",
    has_contact: true,
    fields: &[
        "Type",
        "InvoiceID",
        "InvoiceNumber",
        "Reference",
        "Url",
        "AmountDue",
        "AmountPaid",
        "AmountCredited",
        "SentToContact",
        "CurrencyRate",
        "IsDiscounted",
        "HasAttachments",
        "HasErrors",
        "Contact",
        "Date",
        "DateString",
        "DueDate",
        "DueDateString",
        "Status",
        "LineAmountTypes",
        "SubTotal",
        "TotalTax",
        "Total",
        "UpdatedDateUTC",
        "CurrencyCode",
        "FullyPaidOnDate",
    ],
};

pub(crate) const CONTACT: Schema = Schema {
    name: "Contact",
    has_contact: false,
    fields: &[
        "ContactID",
        "ContactNumber",
        "AccountNumber",
        "ContactStatus",
        "Name",
        "FirstName",
        "LastName",
        "EmailAddress",
        "UpdatedDateUTC",
        "IsSupplier",
        "IsCustomer",
    ],
};

pub(crate) const ACCOUNT: Schema = Schema {
    name: "Account",
    has_contact: false,
    fields: &[
        "AccountID",
        "Code",
        "Name",
        "Status",
        "Type",
        "TaxType",
        "Class",
        "SystemAccount",
        "EnablePaymentsToAccount",
        "ShowInExpenseClaims",
        "BankAccountNumber",
        "BankAccountType",
        "CurrencyCode",
        "ReportingCode",
        "HasAttachments",
        "UpdatedDateUTC",
    ],
};

pub(crate) const PAYMENT: Schema = Schema {
    name: "Payment",
    has_contact: false,
    fields: &[
        "PaymentID",
        "Date",
        "BankAmount",
        "Amount",
        "Reference",
        "CurrencyRate",
        "PaymentType",
        "Status",
        "UpdatedDateUTC",
        "HasAccount",
        "IsReconciled",
        "Account",
        "Invoice",
    ],
};
