//! The fields that `where` and `order` may name, by resource.

use super::fields::FilterSchema;

pub(crate) const INVOICE: FilterSchema = FilterSchema {
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

pub(crate) const CONTACT: FilterSchema = FilterSchema {
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

pub(crate) const ACCOUNT: FilterSchema = FilterSchema {
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

pub(crate) const PAYMENT: FilterSchema = FilterSchema {
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
