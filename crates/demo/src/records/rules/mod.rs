//! What single resources have beyond the engine: checks, computed members, actions of their own.

mod accounting;
mod accounting_actions;
mod assets;
mod bank_feeds;
mod bank_transfers;
mod batch_payments;
mod documents;
mod files;
mod finance;
mod journals;
pub(super) mod pay_runs;
pub(super) mod pay_runs_au;
mod payroll;
mod payroll_au;
mod projects;
pub(super) mod tax_rates;

use std::sync::Arc;

use xero_m2m_spec::Family;

use super::draft::{Desk, Draft};
use super::outcome::Outcome;
use super::refusal::Refusal;
use super::store::{Place, Row};
use super::value::Record;
use crate::call::Call;
use crate::ids::Guid;
use crate::ledger::Ledger;
use crate::query::Query;

pub(crate) struct Rules {
    /// A member that finds a record beside its id.
    pub(crate) key: Option<&'static str>,
    /// Another member, by which a POST to the list finds what it changes.
    pub(crate) other_key: Option<&'static str>,
    /// Whether the id of a new record is the caller's: that of a record elsewhere.
    pub(crate) takes_ids: bool,
    /// Defaults, and faults of the draft.
    pub(crate) check: fn(&mut Draft, &Desk<'_>),
    /// What else the books take in once a record is kept.
    pub(crate) kept: fn(&mut Call<'_>, Place, &Row),
    /// Whether a list without a page is whole, and its records come without their lines.
    pub(crate) unpaged_without_lines: bool,
    /// Puts in what is computed when a record is read.
    pub(crate) shown: Option<fn(&mut Record, &Row, &Desk<'_>)>,
    pub(crate) listed: fn(&Record, &Query) -> bool,
    /// Why a record may not be deleted.
    pub(crate) stays: fn(&Row, &Desk<'_>) -> Option<String>,
    /// How a deleted record looks in the reply.
    pub(crate) deleted: fn(&mut Record),
    /// The only record of a place before anyone wrote it.
    pub(crate) initial: fn(&Desk<'_>) -> Record,
    /// Whether the id is that of a record that the ledger keeps.
    pub(crate) is_parent: fn(&Ledger, Guid) -> bool,
}

impl Rules {
    const NONE: Rules = Rules {
        key: None,
        other_key: None,
        takes_ids: false,
        check: |_, _| {},
        kept: |_, _, _| {},
        unpaged_without_lines: false,
        shown: None,
        listed: |_, _| true,
        stays: |_, _| None,
        deleted: |_| {},
        initial: |_| Record::default(),
        is_parent: |_, _| false,
    };
}

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

/// A fault where the document's date, or the one that it had, is locked.
fn unlocked(draft: &mut Draft, desk: &Desk<'_>) {
    let days = draft.before.as_ref().and_then(|old| old.day("Date")).into_iter().chain(draft.record.day("Date"));
    if let Some(fault) = desk.ledger.organisation.lock_of(days) {
        draft.fault("Date", fault);
    }
}

/// A fault where something that is there is changed in any other way than to be deleted, once.
fn only_deleted(draft: &mut Draft, desk: &Desk<'_>) {
    unlocked(draft, desk);
    let was_deleted = draft.before.as_ref().is_some_and(|old| old.text("Status") == "DELETED");
    if was_deleted || draft.record.text("Status") != "DELETED" {
        draft.fault("Status", "It takes the Status DELETED, once, and no other change.");
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

/// The answer of an operation that is no plain verb.
pub(crate) fn special(call: &mut Call<'_>) -> Option<Result<Outcome, Refusal>> {
    if call.operation.family == Family::Files {
        return files::special(call);
    }
    let (namespace, name) = call.operation.name.snake().split_once('.')?;
    Some(match (namespace, name) {
        ("organisation", "actions") => {
            let rows = accounting::actions().into_iter().map(Arc::new).collect();
            Ok(Outcome::Page { rows, pagination: None })
        }
        (_, "allocate") => documents::allocate(call),
        (_, "delete_allocation") => documents::undo(call),
        (_, "pdf") => documents::pdf(call),
        ("branding_themes", "add_payment_services") => accounting_actions::add_services(call),
        ("setup", "apply") => accounting_actions::set_up(call),
        ("finance", name) => return finance::answer(call, name),
        ("bank_feeds", "connections.delete") => bank_feeds::delete(call),
        ("payroll_au", "leave_applications.approve") => payroll_au::decide(call, "SCHEDULED"),
        ("payroll_au", "leave_applications.reject") => payroll_au::decide(call, "REJECTED"),
        ("payroll_uk", "employees.statutory_leave_summaries") => payroll::statutory_leave(call),
        (_, "timesheets.approve" | "timesheets_v2.approve") => payroll::set_status(call, "Draft", "Approved"),
        (_, "timesheets.revert_to_draft" | "timesheets_v2.revert_to_draft") => {
            payroll::set_status(call, "Approved", "Draft")
        }
        (_, name) if name.starts_with("timesheet_lines") => payroll::line(call),
        _ => return None,
    })
}
