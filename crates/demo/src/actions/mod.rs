//! Operations that are no plain verb.

pub(crate) mod accounting;
pub(crate) mod allocations;
pub(crate) mod bank_feeds;
pub(crate) mod files;
pub(crate) mod finance;
pub(crate) mod form_part;
pub(crate) mod leave;
pub(crate) mod organisation;
pub(crate) mod print;
pub(crate) mod timesheets;

use std::sync::Arc;

use xero_m2m_spec::Family;

use crate::call::Call;
use crate::records::outcome::Outcome;
use crate::records::refusal::Refusal;
use crate::wire::response::Reply;
use crate::{conventions, engine};

/// The answer of an operation that is no plain verb.
pub(crate) fn special(call: &mut Call<'_>) -> Option<Result<Outcome, Refusal>> {
    if call.operation.family == Family::Files {
        return files::special(call);
    }
    let (namespace, name) = call.operation.name.snake().split_once('.')?;
    Some(match (namespace, name) {
        ("organisation", "actions") => {
            let rows = organisation::actions().into_iter().map(Arc::new).collect();
            Ok(Outcome::Page { rows, pagination: None })
        }
        (_, "allocate") => allocations::allocate(call),
        (_, "delete_allocation") => allocations::undo(call),
        (_, "pdf") => print::pdf(call),
        ("branding_themes", "add_payment_services") => accounting::add_services(call),
        ("setup", "apply") => accounting::set_up(call),
        ("finance", name) => return finance::answer(call, name),
        ("bank_feeds", "connections.delete") => bank_feeds::delete(call),
        ("payroll_au", "leave_applications.approve") => leave::decide(call, "SCHEDULED"),
        ("payroll_au", "leave_applications.reject") => leave::decide(call, "REJECTED"),
        ("payroll_uk", "employees.statutory_leave_summaries") => timesheets::statutory_leave(call),
        (_, "timesheets.approve" | "timesheets_v2.approve") => timesheets::set_status(call, "Draft", "Approved"),
        (_, "timesheets.revert_to_draft" | "timesheets_v2.revert_to_draft") => {
            timesheets::set_status(call, "Approved", "Draft")
        }
        (_, name) if name.starts_with("timesheet_lines") => timesheets::line(call),
        _ => return None,
    })
}

/// Every operation answers that no handler of its own answers.
pub(crate) fn answer(call: &mut Call<'_>) -> Reply {
    let outcome = special(call).unwrap_or_else(|| engine::answer(call));
    conventions::answer(call, outcome)
}
