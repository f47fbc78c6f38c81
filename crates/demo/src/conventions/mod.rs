//! Xero's conventions by API family: envelopes, statuses and errors.

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

pub(crate) fn respond(call: &Call<'_>, outcome: Result<Outcome, RequestError>) -> ApiResponse {
    match outcome {
        Ok(Outcome::Made(response)) => response,
        Ok(outcome) => response(call, &outcome),
        Err(error) => error_response(call, &error),
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

fn error_response(call: &Call<'_>, error: &RequestError) -> ApiResponse {
    match call.operation.family {
        Family::Accounting => accounting::error_response(call, error),
        Family::PayrollAu => payroll_au::error_response(call, error),
        Family::PayrollAuV2 | Family::PayrollNz | Family::PayrollUk => payroll::error_response(call, error),
        Family::Projects => projects::error_response(error),
        Family::Assets => assets::error_response(error),
        Family::Files => files::error_response(error),
        Family::BankFeeds => bank_feeds::error_response(error),
        Family::Finance | Family::AppStore | Family::Identity => problem::error_response(error),
    }
}
