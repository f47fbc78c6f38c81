//! What single resources have beyond the engine: checks, computed members, actions of their own.

pub(crate) mod accounting;
pub(crate) mod assets;
pub(crate) mod bank_feeds;
pub(crate) mod bank_transfers;
pub(crate) mod batch_payments;
pub(crate) mod documents;
pub(crate) mod files;
pub(crate) mod journals;
pub(crate) mod pay_runs;
pub(crate) mod pay_runs_au;
pub(crate) mod payroll;
pub(crate) mod payroll_au;
pub(crate) mod projects;
pub(crate) mod rule;
pub(crate) mod tax_rates;

use xero_m2m_spec::Family;

use crate::store::Place;
use rule::Rules;

pub(crate) fn of(place: Place) -> &'static Rules {
    match (place.family, place.collection) {
        (Family::Accounting, "Items") => &accounting::ITEMS,
        (Family::Accounting, "TrackingCategories") => &accounting::TRACKING_CATEGORIES,
        (Family::Accounting, "Options") => &accounting::TRACKING_OPTIONS,
        (Family::Accounting, "ContactGroups") => &accounting::CONTACT_GROUPS,
        (Family::Accounting, "Contacts") if place.parent.is_some() => &accounting::CONTACTS_OF_GROUP,
        (Family::Accounting, "Contacts") => &accounting::CONTACTS,
        (Family::Accounting, "Organisation") => &accounting::ORGANISATION,
        (Family::Accounting, "CreditNotes") => &documents::CREDIT_NOTES,
        (Family::Accounting, "BankTransactions") => &documents::BANK_TRANSACTIONS,
        (Family::Accounting, "Quotes") => &documents::QUOTES,
        (Family::Accounting, "PurchaseOrders") => &documents::PURCHASE_ORDERS,
        (Family::Accounting, "Receipts" | "RepeatingInvoices") => &documents::OTHERS,
        (Family::Accounting, "Prepayments" | "Overpayments") => &documents::ADVANCES,
        (Family::Accounting, "BankTransfers") => &bank_transfers::BANK_TRANSFERS,
        (Family::Accounting, "BatchPayments") => &batch_payments::BATCH_PAYMENTS,
        (Family::Accounting, "ManualJournals") => &journals::MANUAL_JOURNALS,
        (Family::Accounting, "TaxRates") => &tax_rates::TAX_RATES,
        (Family::Accounting, "Currencies") => &accounting::CURRENCIES,
        (Family::Accounting, "LinkedTransactions") => &accounting::LINKED_TRANSACTIONS,
        (Family::Accounting, "PaymentServices") => &accounting::PAYMENT_SERVICES,
        (Family::Accounting, "InvoiceReminders/Settings") => &accounting::REMINDERS,
        (Family::Files, "Folders") => &files::OF_FOLDERS,
        (Family::Files, "Files") => &files::OF_FILES,
        (Family::Files, "Associations") => &files::ASSOCIATIONS,
        (Family::Projects, "Projects") => &projects::OF_PROJECTS,
        (Family::Projects, "Tasks") => &projects::OF_TASKS,
        (Family::Projects, "Time") => &projects::OF_TIME,
        (Family::Accounting, "CISSettings") => &accounting::CIS_SETTINGS,
        (Family::Assets, "Assets") => &assets::ASSETS,
        (Family::Assets, "AssetTypes") => &assets::ASSET_TYPES,
        (Family::Assets, "Settings") => &assets::SETTINGS,
        (Family::BankFeeds, "FeedConnections") => &bank_feeds::CONNECTIONS,
        (Family::BankFeeds, "Statements") => &bank_feeds::STATEMENTS,
        (Family::PayrollAu, "Employees") => &payroll_au::EMPLOYEES,
        (Family::PayrollAu, "Timesheets") => &payroll_au::TIMESHEETS,
        (Family::PayrollAu, "PayItems") => &payroll_au::PAY_ITEMS,
        (Family::PayrollAu, "PayRuns") => &pay_runs_au::PAY_RUNS,
        (Family::PayrollAu, "Payslip") => &pay_runs_au::PAY_SLIPS,
        (Family::PayrollAu, "LeaveApplications") => &payroll_au::LEAVE,
        (Family::PayrollAuV2 | Family::PayrollNz | Family::PayrollUk, "Timesheets") => &payroll::TIMESHEETS,
        (Family::PayrollNz | Family::PayrollUk, "PayRuns") => &pay_runs::PAY_RUNS,
        (Family::PayrollNz, "PaySlips") | (Family::PayrollUk, "Payslips") => &pay_runs::PAY_SLIPS,
        (Family::PayrollNz | Family::PayrollUk, "PaymentMethods") => &payroll::PAYMENT_METHODS,
        (Family::PayrollNz | Family::PayrollUk, "PayTemplates") => &payroll::PAY_TEMPLATES,
        (Family::PayrollNz, "Tax") => &payroll::EMPLOYEE_TAX,
        (_, "PayTemplates/Earnings" | "PayTemplates/earnings") => &payroll::EARNINGS_TEMPLATES,
        (Family::PayrollUk, "StatutoryLeaveBalance") => &payroll::STATUTORY_BALANCE,
        _ => &Rules::NONE,
    }
}

/// The collection that the records of a path's literal part are kept in.
pub(crate) fn collection(family: Family, literal: &'static str) -> &'static str {
    match (family, literal) {
        (Family::PayrollAu, "LeaveApplications/v2") => "LeaveApplications",
        (_, "PayTemplateEarnings") => "PayTemplates/Earnings",
        (_, "paytemplateearnings") => "PayTemplates/earnings",
        _ => literal,
    }
}
