//! How each family takes records and answers: envelopes, statuses and errors.

mod accounting;
mod assets;
mod bank_feeds;
pub(crate) mod document;
pub(crate) mod family;
mod files;
mod payroll;
mod payroll_au;
mod problem;
mod projects;

use xero_m2m_spec::Family;

use crate::call::Call;
use crate::records::outcome::Outcome;
use crate::records::request_error::RequestError;
use crate::wire::response::ApiResponse;
use document::{page, plain};

pub(crate) fn answer(call: &Call<'_>, outcome: Result<Outcome, RequestError>) -> ApiResponse {
    match outcome {
        Ok(Outcome::Made(response)) => response,
        Ok(outcome) => response(call, &outcome),
        Err(refusal) => refuse(call, &refusal),
    }
}

fn response(call: &Call<'_>, outcome: &Outcome) -> ApiResponse {
    match call.operation.family {
        Family::Accounting | Family::PayrollAu => accounting::response(call, outcome),
        Family::PayrollAuV2 | Family::PayrollNz | Family::PayrollUk => payroll::response(call, outcome),
        Family::Files => plain(call, outcome, files::page),
        Family::BankFeeds => bank_feeds::response(call, outcome),
        _ => plain(call, outcome, page),
    }
}

fn refuse(call: &Call<'_>, refusal: &RequestError) -> ApiResponse {
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
