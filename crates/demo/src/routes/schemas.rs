//! The fields that `where` and `order` may name, by resource.

use crate::filter::Schema;

pub(crate) const INVOICE: Schema = Schema {
    name: "Invoice",
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
    fields: &[
        "AccountID",
        "Code",
        "Name",
        "Status",
        "Type",
        "TaxType",
        "Description",
        "Class",
        "SystemAccount",
        "EnablePaymentsToAccount",
        "ShowInExpenseClaims",
        "BankAccountNumber",
        "BankAccountType",
        "CurrencyCode",
        "ReportingCode",
        "ReportingCodeName",
        "HasAttachments",
        "UpdatedDateUTC",
    ],
};

pub(crate) const PAYMENT: Schema = Schema {
    name: "Payment",
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
