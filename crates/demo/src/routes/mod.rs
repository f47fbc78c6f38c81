//! The routes: the handler of each operation.

mod accounts;
mod attachments;
mod budgets;
mod contacts;
mod history;
mod invoice_actions;
mod invoices;
mod journals;
mod organisation;
mod owner;
mod payments;
mod posted;
mod writes;

use xero_m2m_spec::{Family, Operation};

use crate::call::Call;
use crate::drafts::accounts::AccountBatch;
use crate::drafts::contacts::ContactBatch;
use crate::drafts::invoices::InvoiceBatch;
use crate::drafts::payments::PaymentBatch;
use crate::wire::response::ApiResponse;
use crate::{actions, reports};

type Handler = fn(&mut Call<'_>) -> ApiResponse;

pub(crate) fn respond(call: &mut Call<'_>) -> ApiResponse {
    call.once(handler(call.operation).unwrap_or(actions::respond))
}

fn handler(operation: &Operation) -> Option<Handler> {
    if operation.family != Family::Accounting {
        return None;
    }
    Some(match operation.name.snake() {
        "organisation.get" => organisation::get,
        "accounts.list" => accounts::list,
        "accounts.get" => accounts::get,
        "accounts.create" => writes::create::<AccountBatch>,
        "accounts.update" | "accounts.archive" => writes::update::<AccountBatch>,
        "accounts.delete" => accounts::delete,
        "budgets.list" => budgets::list,
        "budgets.get" => budgets::get,
        "contacts.list" => contacts::list,
        "contacts.get" => contacts::get,
        "contacts.create" => writes::create::<ContactBatch>,
        "contacts.upsert" => writes::upsert::<ContactBatch>,
        "contacts.update" => writes::update::<ContactBatch>,
        "invoices.list" => invoices::list,
        "invoices.get" => invoices::get,
        "invoices.pdf" => invoices::pdf,
        "invoices.create" => writes::create::<InvoiceBatch>,
        "invoices.upsert" => writes::upsert::<InvoiceBatch>,
        "invoices.update" => writes::update::<InvoiceBatch>,
        "invoices.email" => invoice_actions::email,
        "invoices.online_url" => invoice_actions::online,
        "payments.list" => payments::list,
        "payments.get" => payments::get,
        "payments.create" | "payments.create_one" => writes::create::<PaymentBatch>,
        "payments.delete" => payments::delete,
        "journals.list" => journals::list,
        "journals.get" => journals::get,
        "reports.list" => reports::list,
        "reports.get" => reports::get,
        "reports.budget_summary" => reports::budget_summary,
        "reports.ten_ninety_nine" => reports::ten_ninety_nine,
        "reports.trial_balance" => reports::trial_balance,
        "reports.profit_and_loss" => reports::profit_and_loss,
        "reports.balance_sheet" => reports::balance_sheet,
        "reports.bank_summary" => reports::bank_summary,
        "reports.executive_summary" => reports::executive_summary,
        "reports.aged_receivables_by_contact" => reports::aged_receivables,
        "reports.aged_payables_by_contact" => reports::aged_payables,
        name => return attachments_and_history(name),
    })
}

/// History and attachments, which many kinds of record have.
fn attachments_and_history(name: &str) -> Option<Handler> {
    let (_, verb) = name.rsplit_once('.')?;
    Some(match verb {
        "history" => history::list,
        "add_note" => history::note,
        "attachments" => attachments::list,
        "attachment" => attachments::get,
        "attach" | "replace_attachment" => attachments::upload,
        _ => return None,
    })
}
