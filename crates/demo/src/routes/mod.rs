//! The routes: which function answers which operation.

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
use crate::drafts::accounts::Accounts;
use crate::drafts::contacts::Contacts;
use crate::drafts::invoices::Invoices;
use crate::drafts::payments::Payments;
use crate::wire::response::Reply;
use crate::{actions, reports};

type Handler = fn(&mut Call<'_>) -> Reply;

pub(crate) fn answer(call: &mut Call<'_>) -> Reply {
    call.once(handler(call.operation).unwrap_or(actions::answer))
}

fn handler(operation: &Operation) -> Option<Handler> {
    if operation.family != Family::Accounting {
        return None;
    }
    Some(match operation.name.snake() {
        "organisation.get" => organisation::get,
        "accounts.list" => accounts::list,
        "accounts.get" => accounts::get,
        "accounts.create" => writes::create::<Accounts>,
        "accounts.update" | "accounts.archive" => writes::update::<Accounts>,
        "accounts.delete" => accounts::delete,
        "budgets.list" => budgets::list,
        "budgets.get" => budgets::get,
        "contacts.list" => contacts::list,
        "contacts.get" => contacts::get,
        "contacts.create" => writes::create::<Contacts>,
        "contacts.upsert" => writes::upsert::<Contacts>,
        "contacts.update" => writes::update::<Contacts>,
        "invoices.list" => invoices::list,
        "invoices.get" => invoices::get,
        "invoices.pdf" => invoices::pdf,
        "invoices.create" => writes::create::<Invoices>,
        "invoices.upsert" => writes::upsert::<Invoices>,
        "invoices.update" => writes::update::<Invoices>,
        "invoices.email" => invoice_actions::email,
        "invoices.online_url" => invoice_actions::online,
        "payments.list" => payments::list,
        "payments.get" => payments::get,
        "payments.create" | "payments.create_one" => writes::create::<Payments>,
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
        name => return papers(name),
    })
}

/// What hangs on a record: its history and its attachments.
fn papers(name: &str) -> Option<Handler> {
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
