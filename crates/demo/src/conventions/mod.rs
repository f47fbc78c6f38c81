//! How each family takes records and answers: envelopes, statuses and errors.

mod accounting;
mod assets;
mod bank_feeds;
pub(crate) mod convention;
pub(crate) mod document;
mod files;
mod payroll;
mod payroll_au;
mod problem;
mod projects;

use xero_m2m_spec::Family;

use crate::call::Call;
use crate::records::outcome::Outcome;
use crate::records::refusal::Refusal;
use crate::wire::response::Reply;
use document::{page, plain};

pub(crate) fn answer(call: &Call<'_>, outcome: Result<Outcome, Refusal>) -> Reply {
    match outcome {
        Ok(Outcome::Made(reply)) => reply,
        Ok(outcome) => reply(call, &outcome),
        Err(refusal) => refuse(call, &refusal),
    }
}

fn reply(call: &Call<'_>, outcome: &Outcome) -> Reply {
    match call.operation.family {
        Family::Accounting | Family::PayrollAu => accounting::reply(call, outcome),
        Family::PayrollAuV2 | Family::PayrollNz | Family::PayrollUk => payroll::reply(call, outcome),
        Family::Files => plain(call, outcome, files::page),
        Family::BankFeeds => bank_feeds::reply(call, outcome),
        _ => plain(call, outcome, page),
    }
}

fn refuse(call: &Call<'_>, refusal: &Refusal) -> Reply {
    match call.operation.family {
        Family::Accounting => accounting::refuse(call, refusal),
        Family::PayrollAu => payroll_au::refuse(call, refusal),
        Family::PayrollAuV2 | Family::PayrollNz | Family::PayrollUk => payroll::refuse(call, refusal),
        Family::Projects => projects::refuse(refusal),
        Family::Assets => assets::refuse(refusal),
        Family::Files => files::refuse(refusal),
        Family::BankFeeds => bank_feeds::refuse(refusal),
        Family::Finance | Family::AppStore | Family::Identity => problem::refuse(refusal),
    }
}
