//! The records of the Accounting API: members, their names and how their values are written.

use crate::api::schema::{Kind, Schema, member, read_only};

pub(crate) static ACCOUNT: Schema = Schema {
    name: "Account",
    members: &[
        member("code", "code", "Code", Kind::Text),
        member("name", "name", "Name", Kind::Text),
        member("account_id", "accountId", "AccountID", Kind::Text),
        member("type", "type", "Type", Kind::Enumeration),
        member("bank_account_number", "bankAccountNumber", "BankAccountNumber", Kind::Text),
        member("status", "status", "Status", Kind::Enumeration),
        member("description", "description", "Description", Kind::Text),
        member("bank_account_type", "bankAccountType", "BankAccountType", Kind::Enumeration),
        member("currency_code", "currencyCode", "CurrencyCode", Kind::Enumeration),
        member("tax_type", "taxType", "TaxType", Kind::Text),
        member("enable_payments_to_account", "enablePaymentsToAccount", "EnablePaymentsToAccount", Kind::Boolean),
        member("show_in_expense_claims", "showInExpenseClaims", "ShowInExpenseClaims", Kind::Boolean),
        read_only("class_", "class", "Class", Kind::Enumeration),
        read_only("system_account", "systemAccount", "SystemAccount", Kind::Enumeration),
        member("reporting_code", "reportingCode", "ReportingCode", Kind::Text),
        read_only("reporting_code_name", "reportingCodeName", "ReportingCodeName", Kind::Text),
        read_only("has_attachments", "hasAttachments", "HasAttachments", Kind::Boolean),
        read_only("updated_date_utc", "updatedDateUtc", "UpdatedDateUTC", Kind::Instant),
        member("add_to_watchlist", "addToWatchlist", "AddToWatchlist", Kind::Boolean),
        read_only(
            "validation_errors",
            "validationErrors",
            "ValidationErrors",
            Kind::List(&Kind::Record(&VALIDATION_ERROR)),
        ),
    ],
};

pub(crate) static ACCOUNTS_PAYABLE: Schema = Schema {
    name: "AccountsPayable",
    members: &[
        member("outstanding", "outstanding", "Outstanding", Kind::Decimal),
        member("overdue", "overdue", "Overdue", Kind::Decimal),
    ],
};

pub(crate) static ACCOUNTS_RECEIVABLE: Schema = Schema {
    name: "AccountsReceivable",
    members: &[
        member("outstanding", "outstanding", "Outstanding", Kind::Decimal),
        member("overdue", "overdue", "Overdue", Kind::Decimal),
    ],
};

pub(crate) static ADDRESS: Schema = Schema {
    name: "Address",
    members: &[
        member("address_type", "addressType", "AddressType", Kind::Enumeration),
        member("address_line1", "addressLine1", "AddressLine1", Kind::Text),
        member("address_line2", "addressLine2", "AddressLine2", Kind::Text),
        member("address_line3", "addressLine3", "AddressLine3", Kind::Text),
        member("address_line4", "addressLine4", "AddressLine4", Kind::Text),
        member("city", "city", "City", Kind::Text),
        member("region", "region", "Region", Kind::Text),
        member("postal_code", "postalCode", "PostalCode", Kind::Text),
        member("country", "country", "Country", Kind::Text),
        member("attention_to", "attentionTo", "AttentionTo", Kind::Text),
    ],
};

pub(crate) static ADDRESS_FOR_ORGANISATION: Schema = Schema {
    name: "AddressForOrganisation",
    members: &[
        member("address_type", "addressType", "AddressType", Kind::Enumeration),
        member("address_line1", "addressLine1", "AddressLine1", Kind::Text),
        member("address_line2", "addressLine2", "AddressLine2", Kind::Text),
        member("address_line3", "addressLine3", "AddressLine3", Kind::Text),
        member("address_line4", "addressLine4", "AddressLine4", Kind::Text),
        member("city", "city", "City", Kind::Text),
        member("region", "region", "Region", Kind::Text),
        member("postal_code", "postalCode", "PostalCode", Kind::Text),
        member("country", "country", "Country", Kind::Text),
        member("attention_to", "attentionTo", "AttentionTo", Kind::Text),
    ],
};

pub(crate) static ALLOCATION: Schema = Schema {
    name: "Allocation",
    members: &[
        member("allocation_id", "allocationId", "AllocationID", Kind::Text),
        member("invoice", "invoice", "Invoice", Kind::Record(&INVOICE)),
        member("overpayment", "overpayment", "Overpayment", Kind::Record(&OVERPAYMENT)),
        member("prepayment", "prepayment", "Prepayment", Kind::Record(&PREPAYMENT)),
        member("credit_note", "creditNote", "CreditNote", Kind::Record(&CREDIT_NOTE)),
        member("amount", "amount", "Amount", Kind::Decimal),
        member("date", "date", "Date", Kind::Date),
        read_only("is_deleted", "isDeleted", "IsDeleted", Kind::Boolean),
        read_only("status_attribute_string", "statusAttributeString", "StatusAttributeString", Kind::Text),
        read_only(
            "validation_errors",
            "validationErrors",
            "ValidationErrors",
            Kind::List(&Kind::Record(&VALIDATION_ERROR)),
        ),
    ],
};

pub(crate) static ATTACHMENT: Schema = Schema {
    name: "Attachment",
    members: &[
        member("attachment_id", "attachmentId", "AttachmentID", Kind::Text),
        member("file_name", "fileName", "FileName", Kind::Text),
        member("url", "url", "Url", Kind::Text),
        member("mime_type", "mimeType", "MimeType", Kind::Text),
        member("content_length", "contentLength", "ContentLength", Kind::Integer),
        member("include_online", "includeOnline", "IncludeOnline", Kind::Boolean),
    ],
};

pub(crate) static BALANCES: Schema = Schema {
    name: "Balances",
    members: &[
        member("accounts_receivable", "accountsReceivable", "AccountsReceivable", Kind::Record(&ACCOUNTS_RECEIVABLE)),
        member("accounts_payable", "accountsPayable", "AccountsPayable", Kind::Record(&ACCOUNTS_PAYABLE)),
    ],
};

pub(crate) static BATCH_PAYMENT: Schema = Schema {
    name: "BatchPayment",
    members: &[
        member("account", "account", "Account", Kind::Record(&ACCOUNT)),
        member("reference", "reference", "Reference", Kind::Text),
        member("particulars", "particulars", "Particulars", Kind::Text),
        member("code", "code", "Code", Kind::Text),
        member("details", "details", "Details", Kind::Text),
        member("narrative", "narrative", "Narrative", Kind::Text),
        read_only("batch_payment_id", "batchPaymentId", "BatchPaymentID", Kind::Text),
        member("date_string", "dateString", "DateString", Kind::Text),
        member("date", "date", "Date", Kind::Date),
        member("amount", "amount", "Amount", Kind::Decimal),
        member("payments", "payments", "Payments", Kind::List(&Kind::Record(&PAYMENT))),
        read_only("type", "type", "Type", Kind::Enumeration),
        read_only("status", "status", "Status", Kind::Enumeration),
        read_only("total_amount", "totalAmount", "TotalAmount", Kind::Decimal),
        read_only("updated_date_utc", "updatedDateUtc", "UpdatedDateUTC", Kind::Instant),
        read_only("is_reconciled", "isReconciled", "IsReconciled", Kind::Boolean),
        read_only(
            "validation_errors",
            "validationErrors",
            "ValidationErrors",
            Kind::List(&Kind::Record(&VALIDATION_ERROR)),
        ),
    ],
};

pub(crate) static BATCH_PAYMENT_DETAILS: Schema = Schema {
    name: "BatchPaymentDetails",
    members: &[
        member("bank_account_number", "bankAccountNumber", "BankAccountNumber", Kind::Text),
        member("bank_account_name", "bankAccountName", "BankAccountName", Kind::Text),
        member("details", "details", "Details", Kind::Text),
        member("code", "code", "Code", Kind::Text),
        member("reference", "reference", "Reference", Kind::Text),
    ],
};

pub(crate) static BILL: Schema = Schema {
    name: "Bill",
    members: &[member("day", "day", "Day", Kind::Integer), member("type", "type", "Type", Kind::Enumeration)],
};

pub(crate) static BRANDING_THEME: Schema = Schema {
    name: "BrandingTheme",
    members: &[
        member("branding_theme_id", "brandingThemeId", "BrandingThemeID", Kind::Text),
        member("name", "name", "Name", Kind::Text),
        member("logo_url", "logoUrl", "LogoUrl", Kind::Text),
        member("type", "type", "Type", Kind::Enumeration),
        member("sort_order", "sortOrder", "SortOrder", Kind::Integer),
        read_only("created_date_utc", "createdDateUtc", "CreatedDateUTC", Kind::Instant),
    ],
};

pub(crate) static CONTACT: Schema = Schema {
    name: "Contact",
    members: &[
        member("contact_id", "contactId", "ContactID", Kind::Text),
        member("merged_to_contact_id", "mergedToContactId", "MergedToContactID", Kind::Text),
        member("contact_number", "contactNumber", "ContactNumber", Kind::Text),
        member("account_number", "accountNumber", "AccountNumber", Kind::Text),
        member("contact_status", "contactStatus", "ContactStatus", Kind::Enumeration),
        member("name", "name", "Name", Kind::Text),
        member("first_name", "firstName", "FirstName", Kind::Text),
        member("last_name", "lastName", "LastName", Kind::Text),
        member("company_number", "companyNumber", "CompanyNumber", Kind::Text),
        member("email_address", "emailAddress", "EmailAddress", Kind::Text),
        member("contact_persons", "contactPersons", "ContactPersons", Kind::List(&Kind::Record(&CONTACT_PERSON))),
        member("bank_account_details", "bankAccountDetails", "BankAccountDetails", Kind::Text),
        member("tax_number", "taxNumber", "TaxNumber", Kind::Text),
        member("tax_number_type", "taxNumberType", "TaxNumberType", Kind::Enumeration),
        member("accounts_receivable_tax_type", "accountsReceivableTaxType", "AccountsReceivableTaxType", Kind::Text),
        member("accounts_payable_tax_type", "accountsPayableTaxType", "AccountsPayableTaxType", Kind::Text),
        member("addresses", "addresses", "Addresses", Kind::List(&Kind::Record(&ADDRESS))),
        member("phones", "phones", "Phones", Kind::List(&Kind::Record(&PHONE))),
        member("is_supplier", "isSupplier", "IsSupplier", Kind::Boolean),
        member("is_customer", "isCustomer", "IsCustomer", Kind::Boolean),
        member(
            "sales_default_line_amount_type",
            "salesDefaultLineAmountType",
            "SalesDefaultLineAmountType",
            Kind::Enumeration,
        ),
        member(
            "purchases_default_line_amount_type",
            "purchasesDefaultLineAmountType",
            "PurchasesDefaultLineAmountType",
            Kind::Enumeration,
        ),
        member("default_currency", "defaultCurrency", "DefaultCurrency", Kind::Enumeration),
        member("xero_network_key", "xeroNetworkKey", "XeroNetworkKey", Kind::Text),
        member("sales_default_account_code", "salesDefaultAccountCode", "SalesDefaultAccountCode", Kind::Text),
        member(
            "purchases_default_account_code",
            "purchasesDefaultAccountCode",
            "PurchasesDefaultAccountCode",
            Kind::Text,
        ),
        member(
            "sales_tracking_categories",
            "salesTrackingCategories",
            "SalesTrackingCategories",
            Kind::List(&Kind::Record(&SALES_TRACKING_CATEGORY)),
        ),
        member(
            "purchases_tracking_categories",
            "purchasesTrackingCategories",
            "PurchasesTrackingCategories",
            Kind::List(&Kind::Record(&SALES_TRACKING_CATEGORY)),
        ),
        member("tracking_category_name", "trackingCategoryName", "TrackingCategoryName", Kind::Text),
        member("tracking_category_option", "trackingCategoryOption", "TrackingCategoryOption", Kind::Text),
        member("payment_terms", "paymentTerms", "PaymentTerms", Kind::Record(&PAYMENT_TERM)),
        read_only("updated_date_utc", "updatedDateUtc", "UpdatedDateUTC", Kind::Instant),
        member("contact_groups", "contactGroups", "ContactGroups", Kind::List(&Kind::Record(&CONTACT_GROUP))),
        read_only("website", "website", "Website", Kind::Text),
        member("branding_theme", "brandingTheme", "BrandingTheme", Kind::Record(&BRANDING_THEME)),
        member("batch_payments", "batchPayments", "BatchPayments", Kind::Record(&BATCH_PAYMENT_DETAILS)),
        read_only("discount", "discount", "Discount", Kind::Decimal),
        member("balances", "balances", "Balances", Kind::Record(&BALANCES)),
        member("attachments", "attachments", "Attachments", Kind::List(&Kind::Record(&ATTACHMENT))),
        member("has_attachments", "hasAttachments", "HasAttachments", Kind::Boolean),
        read_only(
            "validation_errors",
            "validationErrors",
            "ValidationErrors",
            Kind::List(&Kind::Record(&VALIDATION_ERROR)),
        ),
        read_only("has_validation_errors", "hasValidationErrors", "HasValidationErrors", Kind::Boolean),
        read_only("status_attribute_string", "statusAttributeString", "StatusAttributeString", Kind::Text),
    ],
};

pub(crate) static CONTACT_GROUP: Schema = Schema {
    name: "ContactGroup",
    members: &[
        member("name", "name", "Name", Kind::Text),
        member("status", "status", "Status", Kind::Enumeration),
        member("contact_group_id", "contactGroupId", "ContactGroupID", Kind::Text),
        member("contacts", "contacts", "Contacts", Kind::List(&Kind::Record(&CONTACT))),
    ],
};

pub(crate) static CONTACT_PERSON: Schema = Schema {
    name: "ContactPerson",
    members: &[
        member("first_name", "firstName", "FirstName", Kind::Text),
        member("last_name", "lastName", "LastName", Kind::Text),
        member("email_address", "emailAddress", "EmailAddress", Kind::Text),
        member("include_in_emails", "includeInEmails", "IncludeInEmails", Kind::Boolean),
    ],
};

pub(crate) static CREDIT_NOTE: Schema = Schema {
    name: "CreditNote",
    members: &[
        member("type", "type", "Type", Kind::Enumeration),
        member("contact", "contact", "Contact", Kind::Record(&CONTACT)),
        member("date", "date", "Date", Kind::Date),
        member("due_date", "dueDate", "DueDate", Kind::Date),
        member("status", "status", "Status", Kind::Enumeration),
        member("line_amount_types", "lineAmountTypes", "LineAmountTypes", Kind::Enumeration),
        member("line_items", "lineItems", "LineItems", Kind::List(&Kind::Record(&LINE_ITEM))),
        member("sub_total", "subTotal", "SubTotal", Kind::Decimal),
        member("total_tax", "totalTax", "TotalTax", Kind::Decimal),
        member("total", "total", "Total", Kind::Decimal),
        read_only("cis_deduction", "cisDeduction", "CISDeduction", Kind::Decimal),
        read_only("cis_rate", "cisRate", "CISRate", Kind::Decimal),
        read_only("updated_date_utc", "updatedDateUtc", "UpdatedDateUTC", Kind::Instant),
        read_only("updated_date_utc_string", "updatedDateUtcString", "UpdatedDateUTCString", Kind::Text),
        member("currency_code", "currencyCode", "CurrencyCode", Kind::Enumeration),
        member("fully_paid_on_date", "fullyPaidOnDate", "FullyPaidOnDate", Kind::Date),
        member("credit_note_id", "creditNoteId", "CreditNoteID", Kind::Text),
        member("credit_note_number", "creditNoteNumber", "CreditNoteNumber", Kind::Text),
        member("reference", "reference", "Reference", Kind::Text),
        read_only("sent_to_contact", "sentToContact", "SentToContact", Kind::Boolean),
        member("currency_rate", "currencyRate", "CurrencyRate", Kind::Decimal),
        member("remaining_credit", "remainingCredit", "RemainingCredit", Kind::Decimal),
        member("allocations", "allocations", "Allocations", Kind::List(&Kind::Record(&ALLOCATION))),
        member("applied_amount", "appliedAmount", "AppliedAmount", Kind::Decimal),
        member("payments", "payments", "Payments", Kind::List(&Kind::Record(&PAYMENT))),
        member("branding_theme_id", "brandingThemeId", "BrandingThemeID", Kind::Text),
        read_only("status_attribute_string", "statusAttributeString", "StatusAttributeString", Kind::Text),
        member("has_attachments", "hasAttachments", "HasAttachments", Kind::Boolean),
        read_only("has_errors", "hasErrors", "HasErrors", Kind::Boolean),
        read_only(
            "validation_errors",
            "validationErrors",
            "ValidationErrors",
            Kind::List(&Kind::Record(&VALIDATION_ERROR)),
        ),
        read_only("warnings", "warnings", "Warnings", Kind::List(&Kind::Record(&VALIDATION_ERROR))),
        member(
            "invoice_addresses",
            "invoiceAddresses",
            "InvoiceAddresses",
            Kind::List(&Kind::Record(&INVOICE_ADDRESS)),
        ),
    ],
};

pub(crate) static EXTERNAL_LINK: Schema = Schema {
    name: "ExternalLink",
    members: &[
        member("link_type", "linkType", "LinkType", Kind::Enumeration),
        member("url", "url", "Url", Kind::Text),
        member("description", "description", "Description", Kind::Text),
    ],
};

pub(crate) static INVOICE: Schema = Schema {
    name: "Invoice",
    members: &[
        member("type", "type", "Type", Kind::Enumeration),
        member("contact", "contact", "Contact", Kind::Record(&CONTACT)),
        member("line_items", "lineItems", "LineItems", Kind::List(&Kind::Record(&LINE_ITEM))),
        member("date", "date", "Date", Kind::Date),
        member("due_date", "dueDate", "DueDate", Kind::Date),
        member("line_amount_types", "lineAmountTypes", "LineAmountTypes", Kind::Enumeration),
        member("invoice_number", "invoiceNumber", "InvoiceNumber", Kind::Text),
        member("reference", "reference", "Reference", Kind::Text),
        member("branding_theme_id", "brandingThemeId", "BrandingThemeID", Kind::Text),
        member("url", "url", "Url", Kind::Text),
        member("currency_code", "currencyCode", "CurrencyCode", Kind::Enumeration),
        member("currency_rate", "currencyRate", "CurrencyRate", Kind::Decimal),
        member("status", "status", "Status", Kind::Enumeration),
        member("sent_to_contact", "sentToContact", "SentToContact", Kind::Boolean),
        member("expected_payment_date", "expectedPaymentDate", "ExpectedPaymentDate", Kind::Date),
        member("planned_payment_date", "plannedPaymentDate", "PlannedPaymentDate", Kind::Date),
        read_only("cis_deduction", "cisDeduction", "CISDeduction", Kind::Decimal),
        read_only("cis_rate", "cisRate", "CISRate", Kind::Decimal),
        read_only("sub_total", "subTotal", "SubTotal", Kind::Decimal),
        read_only("total_tax", "totalTax", "TotalTax", Kind::Decimal),
        read_only("total", "total", "Total", Kind::Decimal),
        read_only("total_discount", "totalDiscount", "TotalDiscount", Kind::Decimal),
        member("invoice_id", "invoiceId", "InvoiceID", Kind::Text),
        member("repeating_invoice_id", "repeatingInvoiceId", "RepeatingInvoiceID", Kind::Text),
        read_only("has_attachments", "hasAttachments", "HasAttachments", Kind::Boolean),
        read_only("is_discounted", "isDiscounted", "IsDiscounted", Kind::Boolean),
        read_only("payments", "payments", "Payments", Kind::List(&Kind::Record(&PAYMENT))),
        read_only("prepayments", "prepayments", "Prepayments", Kind::List(&Kind::Record(&PREPAYMENT))),
        read_only("overpayments", "overpayments", "Overpayments", Kind::List(&Kind::Record(&OVERPAYMENT))),
        read_only("amount_due", "amountDue", "AmountDue", Kind::Decimal),
        read_only("amount_paid", "amountPaid", "AmountPaid", Kind::Decimal),
        read_only("fully_paid_on_date", "fullyPaidOnDate", "FullyPaidOnDate", Kind::Date),
        read_only("amount_credited", "amountCredited", "AmountCredited", Kind::Decimal),
        read_only("updated_date_utc", "updatedDateUtc", "UpdatedDateUTC", Kind::Instant),
        read_only("updated_date_utc_string", "updatedDateUtcString", "UpdatedDateUTCString", Kind::Text),
        read_only("credit_notes", "creditNotes", "CreditNotes", Kind::List(&Kind::Record(&CREDIT_NOTE))),
        member("attachments", "attachments", "Attachments", Kind::List(&Kind::Record(&ATTACHMENT))),
        read_only("has_errors", "hasErrors", "HasErrors", Kind::Boolean),
        read_only("status_attribute_string", "statusAttributeString", "StatusAttributeString", Kind::Text),
        read_only(
            "validation_errors",
            "validationErrors",
            "ValidationErrors",
            Kind::List(&Kind::Record(&VALIDATION_ERROR)),
        ),
        read_only("warnings", "warnings", "Warnings", Kind::List(&Kind::Record(&VALIDATION_ERROR))),
        member(
            "invoice_addresses",
            "invoiceAddresses",
            "InvoiceAddresses",
            Kind::List(&Kind::Record(&INVOICE_ADDRESS)),
        ),
    ],
};

pub(crate) static INVOICE_ADDRESS: Schema = Schema {
    name: "InvoiceAddress",
    members: &[
        member("invoice_address_type", "invoiceAddressType", "InvoiceAddressType", Kind::Enumeration),
        member("address_line1", "addressLine1", "AddressLine1", Kind::Text),
        member("address_line2", "addressLine2", "AddressLine2", Kind::Text),
        member("address_line3", "addressLine3", "AddressLine3", Kind::Text),
        member("address_line4", "addressLine4", "AddressLine4", Kind::Text),
        member("city", "city", "City", Kind::Text),
        member("region", "region", "Region", Kind::Text),
        member("postal_code", "postalCode", "PostalCode", Kind::Text),
        member("country", "country", "Country", Kind::Text),
    ],
};

pub(crate) static LINE_ITEM: Schema = Schema {
    name: "LineItem",
    members: &[
        member("line_item_id", "lineItemId", "LineItemID", Kind::Text),
        member("description", "description", "Description", Kind::Text),
        member("quantity", "quantity", "Quantity", Kind::Decimal),
        member("unit_amount", "unitAmount", "UnitAmount", Kind::Decimal),
        member("item_code", "itemCode", "ItemCode", Kind::Text),
        member("account_code", "accountCode", "AccountCode", Kind::Text),
        member("account_id", "accountId", "AccountID", Kind::Text),
        member("tax_type", "taxType", "TaxType", Kind::Text),
        member("tax_amount", "taxAmount", "TaxAmount", Kind::Decimal),
        member("item", "item", "Item", Kind::Record(&LINE_ITEM_ITEM)),
        member("line_amount", "lineAmount", "LineAmount", Kind::Decimal),
        member("tracking", "tracking", "Tracking", Kind::List(&Kind::Record(&LINE_ITEM_TRACKING))),
        member("discount_rate", "discountRate", "DiscountRate", Kind::Decimal),
        member("discount_amount", "discountAmount", "DiscountAmount", Kind::Decimal),
        member("repeating_invoice_id", "repeatingInvoiceId", "RepeatingInvoiceID", Kind::Text),
        member("taxability", "taxability", "Taxability", Kind::Enumeration),
        member("sales_tax_code_id", "salesTaxCodeId", "SalesTaxCodeId", Kind::Integer),
        member("tax_breakdown", "taxBreakdown", "TaxBreakdown", Kind::List(&Kind::Record(&TAX_BREAKDOWN_COMPONENT))),
    ],
};

pub(crate) static LINE_ITEM_ITEM: Schema = Schema {
    name: "LineItemItem",
    members: &[
        member("code", "code", "Code", Kind::Text),
        member("name", "name", "Name", Kind::Text),
        member("item_id", "itemId", "ItemID", Kind::Text),
    ],
};

pub(crate) static LINE_ITEM_TRACKING: Schema = Schema {
    name: "LineItemTracking",
    members: &[
        member("tracking_category_id", "trackingCategoryId", "TrackingCategoryID", Kind::Text),
        member("tracking_option_id", "trackingOptionId", "TrackingOptionID", Kind::Text),
        member("name", "name", "Name", Kind::Text),
        member("option", "option", "Option", Kind::Text),
    ],
};

pub(crate) static ORGANISATION: Schema = Schema {
    name: "Organisation",
    members: &[
        member("organisation_id", "organisationId", "OrganisationID", Kind::Text),
        member("api_key", "apiKey", "APIKey", Kind::Text),
        member("name", "name", "Name", Kind::Text),
        member("legal_name", "legalName", "LegalName", Kind::Text),
        member("pays_tax", "paysTax", "PaysTax", Kind::Boolean),
        member("version", "version", "Version", Kind::Enumeration),
        member("organisation_type", "organisationType", "OrganisationType", Kind::Enumeration),
        member("base_currency", "baseCurrency", "BaseCurrency", Kind::Enumeration),
        member("country_code", "countryCode", "CountryCode", Kind::Enumeration),
        member("is_demo_company", "isDemoCompany", "IsDemoCompany", Kind::Boolean),
        member("organisation_status", "organisationStatus", "OrganisationStatus", Kind::Text),
        member("registration_number", "registrationNumber", "RegistrationNumber", Kind::Text),
        member(
            "employer_identification_number",
            "employerIdentificationNumber",
            "EmployerIdentificationNumber",
            Kind::Text,
        ),
        member("tax_number", "taxNumber", "TaxNumber", Kind::Text),
        member("financial_year_end_day", "financialYearEndDay", "FinancialYearEndDay", Kind::Integer),
        member("financial_year_end_month", "financialYearEndMonth", "FinancialYearEndMonth", Kind::Integer),
        member("sales_tax_basis", "salesTaxBasis", "SalesTaxBasis", Kind::Enumeration),
        member("sales_tax_period", "salesTaxPeriod", "SalesTaxPeriod", Kind::Enumeration),
        member("default_sales_tax", "defaultSalesTax", "DefaultSalesTax", Kind::Text),
        member("default_purchases_tax", "defaultPurchasesTax", "DefaultPurchasesTax", Kind::Text),
        member("period_lock_date", "periodLockDate", "PeriodLockDate", Kind::Date),
        member("end_of_year_lock_date", "endOfYearLockDate", "EndOfYearLockDate", Kind::Date),
        read_only("created_date_utc", "createdDateUtc", "CreatedDateUTC", Kind::Instant),
        member("timezone", "timezone", "Timezone", Kind::Enumeration),
        member("organisation_entity_type", "organisationEntityType", "OrganisationEntityType", Kind::Enumeration),
        member("short_code", "shortCode", "ShortCode", Kind::Text),
        member("class_", "class", "Class", Kind::Enumeration),
        member("edition", "edition", "Edition", Kind::Enumeration),
        member("line_of_business", "lineOfBusiness", "LineOfBusiness", Kind::Text),
        member("addresses", "addresses", "Addresses", Kind::List(&Kind::Record(&ADDRESS_FOR_ORGANISATION))),
        member("phones", "phones", "Phones", Kind::List(&Kind::Record(&PHONE))),
        member("external_links", "externalLinks", "ExternalLinks", Kind::List(&Kind::Record(&EXTERNAL_LINK))),
        member("payment_terms", "paymentTerms", "PaymentTerms", Kind::Record(&PAYMENT_TERM)),
    ],
};

pub(crate) static OVERPAYMENT: Schema = Schema {
    name: "Overpayment",
    members: &[
        member("type", "type", "Type", Kind::Enumeration),
        member("contact", "contact", "Contact", Kind::Record(&CONTACT)),
        member("date", "date", "Date", Kind::Date),
        member("status", "status", "Status", Kind::Enumeration),
        member("line_amount_types", "lineAmountTypes", "LineAmountTypes", Kind::Enumeration),
        member("line_items", "lineItems", "LineItems", Kind::List(&Kind::Record(&LINE_ITEM))),
        member("sub_total", "subTotal", "SubTotal", Kind::Decimal),
        member("total_tax", "totalTax", "TotalTax", Kind::Decimal),
        member("total", "total", "Total", Kind::Decimal),
        read_only("updated_date_utc", "updatedDateUtc", "UpdatedDateUTC", Kind::Instant),
        read_only("updated_date_utc_string", "updatedDateUtcString", "UpdatedDateUTCString", Kind::Text),
        member("currency_code", "currencyCode", "CurrencyCode", Kind::Enumeration),
        member("overpayment_id", "overpaymentId", "OverpaymentID", Kind::Text),
        member("currency_rate", "currencyRate", "CurrencyRate", Kind::Decimal),
        member("remaining_credit", "remainingCredit", "RemainingCredit", Kind::Decimal),
        member("allocations", "allocations", "Allocations", Kind::List(&Kind::Record(&ALLOCATION))),
        member("applied_amount", "appliedAmount", "AppliedAmount", Kind::Decimal),
        member("payments", "payments", "Payments", Kind::List(&Kind::Record(&PAYMENT))),
        read_only("has_attachments", "hasAttachments", "HasAttachments", Kind::Boolean),
        member("reference", "reference", "Reference", Kind::Text),
        member("attachments", "attachments", "Attachments", Kind::List(&Kind::Record(&ATTACHMENT))),
    ],
};

pub(crate) static PAYMENT: Schema = Schema {
    name: "Payment",
    members: &[
        member("invoice", "invoice", "Invoice", Kind::Record(&INVOICE)),
        member("credit_note", "creditNote", "CreditNote", Kind::Record(&CREDIT_NOTE)),
        member("prepayment", "prepayment", "Prepayment", Kind::Record(&PREPAYMENT)),
        member("overpayment", "overpayment", "Overpayment", Kind::Record(&OVERPAYMENT)),
        member("invoice_number", "invoiceNumber", "InvoiceNumber", Kind::Text),
        member("credit_note_number", "creditNoteNumber", "CreditNoteNumber", Kind::Text),
        member("batch_payment", "batchPayment", "BatchPayment", Kind::Record(&BATCH_PAYMENT)),
        member("account", "account", "Account", Kind::Record(&ACCOUNT)),
        member("code", "code", "Code", Kind::Text),
        member("date", "date", "Date", Kind::Date),
        member("currency_rate", "currencyRate", "CurrencyRate", Kind::Decimal),
        member("amount", "amount", "Amount", Kind::Decimal),
        member("bank_amount", "bankAmount", "BankAmount", Kind::Decimal),
        member("reference", "reference", "Reference", Kind::Text),
        member("is_reconciled", "isReconciled", "IsReconciled", Kind::Boolean),
        member("status", "status", "Status", Kind::Enumeration),
        read_only("payment_type", "paymentType", "PaymentType", Kind::Enumeration),
        read_only("updated_date_utc", "updatedDateUtc", "UpdatedDateUTC", Kind::Instant),
        read_only("updated_date_utc_string", "updatedDateUtcString", "UpdatedDateUTCString", Kind::Text),
        member("payment_id", "paymentId", "PaymentID", Kind::Text),
        member("batch_payment_id", "batchPaymentId", "BatchPaymentID", Kind::Text),
        member("bank_account_number", "bankAccountNumber", "BankAccountNumber", Kind::Text),
        member("particulars", "particulars", "Particulars", Kind::Text),
        member("details", "details", "Details", Kind::Text),
        member("has_account", "hasAccount", "HasAccount", Kind::Boolean),
        read_only("has_validation_errors", "hasValidationErrors", "HasValidationErrors", Kind::Boolean),
        read_only("status_attribute_string", "statusAttributeString", "StatusAttributeString", Kind::Text),
        read_only(
            "validation_errors",
            "validationErrors",
            "ValidationErrors",
            Kind::List(&Kind::Record(&VALIDATION_ERROR)),
        ),
        read_only("warnings", "warnings", "Warnings", Kind::List(&Kind::Record(&VALIDATION_ERROR))),
    ],
};

pub(crate) static PAYMENT_TERM: Schema = Schema {
    name: "PaymentTerm",
    members: &[
        member("bills", "bills", "Bills", Kind::Record(&BILL)),
        member("sales", "sales", "Sales", Kind::Record(&BILL)),
    ],
};

pub(crate) static PHONE: Schema = Schema {
    name: "Phone",
    members: &[
        member("phone_type", "phoneType", "PhoneType", Kind::Enumeration),
        member("phone_number", "phoneNumber", "PhoneNumber", Kind::Text),
        member("phone_area_code", "phoneAreaCode", "PhoneAreaCode", Kind::Text),
        member("phone_country_code", "phoneCountryCode", "PhoneCountryCode", Kind::Text),
    ],
};

pub(crate) static PREPAYMENT: Schema = Schema {
    name: "Prepayment",
    members: &[
        member("type", "type", "Type", Kind::Enumeration),
        member("contact", "contact", "Contact", Kind::Record(&CONTACT)),
        member("date", "date", "Date", Kind::Date),
        member("status", "status", "Status", Kind::Enumeration),
        member("line_amount_types", "lineAmountTypes", "LineAmountTypes", Kind::Enumeration),
        member("line_items", "lineItems", "LineItems", Kind::List(&Kind::Record(&LINE_ITEM))),
        member("sub_total", "subTotal", "SubTotal", Kind::Decimal),
        member("total_tax", "totalTax", "TotalTax", Kind::Decimal),
        member("total", "total", "Total", Kind::Decimal),
        read_only("reference", "reference", "Reference", Kind::Text),
        read_only("invoice_number", "invoiceNumber", "InvoiceNumber", Kind::Text),
        read_only("updated_date_utc", "updatedDateUtc", "UpdatedDateUTC", Kind::Instant),
        read_only("updated_date_utc_string", "updatedDateUtcString", "UpdatedDateUTCString", Kind::Text),
        member("currency_code", "currencyCode", "CurrencyCode", Kind::Enumeration),
        member("prepayment_id", "prepaymentId", "PrepaymentID", Kind::Text),
        read_only("branding_theme_id", "brandingThemeId", "BrandingThemeID", Kind::Text),
        member("currency_rate", "currencyRate", "CurrencyRate", Kind::Decimal),
        member("remaining_credit", "remainingCredit", "RemainingCredit", Kind::Decimal),
        member("allocations", "allocations", "Allocations", Kind::List(&Kind::Record(&ALLOCATION))),
        member("payments", "payments", "Payments", Kind::List(&Kind::Record(&PAYMENT))),
        member("applied_amount", "appliedAmount", "AppliedAmount", Kind::Decimal),
        read_only("has_attachments", "hasAttachments", "HasAttachments", Kind::Boolean),
        member("attachments", "attachments", "Attachments", Kind::List(&Kind::Record(&ATTACHMENT))),
    ],
};

pub(crate) static SALES_TRACKING_CATEGORY: Schema = Schema {
    name: "SalesTrackingCategory",
    members: &[
        member("tracking_category_name", "trackingCategoryName", "TrackingCategoryName", Kind::Text),
        member("tracking_option_name", "trackingOptionName", "TrackingOptionName", Kind::Text),
    ],
};

pub(crate) static TAX_BREAKDOWN_COMPONENT: Schema = Schema {
    name: "TaxBreakdownComponent",
    members: &[
        member("tax_component_id", "taxComponentId", "TaxComponentId", Kind::Text),
        member("type", "type", "Type", Kind::Enumeration),
        member("name", "name", "Name", Kind::Text),
        member("tax_percentage", "taxPercentage", "TaxPercentage", Kind::Decimal),
        member("tax_amount", "taxAmount", "TaxAmount", Kind::Decimal),
        member("taxable_amount", "taxableAmount", "TaxableAmount", Kind::Decimal),
        member("non_taxable_amount", "nonTaxableAmount", "NonTaxableAmount", Kind::Decimal),
        member("exempt_amount", "exemptAmount", "ExemptAmount", Kind::Decimal),
        member("state_assigned_no", "stateAssignedNo", "StateAssignedNo", Kind::Text),
        member("jurisdiction_region", "jurisdictionRegion", "JurisdictionRegion", Kind::Text),
    ],
};

pub(crate) static VALIDATION_ERROR: Schema =
    Schema { name: "ValidationError", members: &[member("message", "message", "Message", Kind::Text)] };

pub(crate) static SCHEMAS: &[&Schema] = &[
    &ACCOUNT,
    &ACCOUNTS_PAYABLE,
    &ACCOUNTS_RECEIVABLE,
    &ADDRESS,
    &ADDRESS_FOR_ORGANISATION,
    &ALLOCATION,
    &ATTACHMENT,
    &BALANCES,
    &BATCH_PAYMENT,
    &BATCH_PAYMENT_DETAILS,
    &BILL,
    &BRANDING_THEME,
    &CONTACT,
    &CONTACT_GROUP,
    &CONTACT_PERSON,
    &CREDIT_NOTE,
    &EXTERNAL_LINK,
    &INVOICE,
    &INVOICE_ADDRESS,
    &LINE_ITEM,
    &LINE_ITEM_ITEM,
    &LINE_ITEM_TRACKING,
    &ORGANISATION,
    &OVERPAYMENT,
    &PAYMENT,
    &PAYMENT_TERM,
    &PHONE,
    &PREPAYMENT,
    &SALES_TRACKING_CATEGORY,
    &TAX_BREAKDOWN_COMPONENT,
    &VALIDATION_ERROR,
];
