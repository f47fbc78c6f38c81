//! The errors of Payroll AU: Accounting's kind of exception, with the refused records under their own name.

use super::accounting;
use crate::call::Call;
use crate::records::posted::envelope_name;
use crate::records::refusal::Refusal;
use crate::wire::node::Node;
use crate::wire::response::Reply;

pub(crate) fn refuse(call: &Call<'_>, refusal: &Refusal) -> Reply {
    match refusal {
        Refusal::NotFound => {
            Reply::exception(call.manner, 404, 404, "NotFoundException", "The resource could not be found", None)
        }
        Refusal::Invalid(drafts) => {
            let rows: Vec<_> = drafts.iter().map(|draft| (draft.row(call.now), &draft.faults)).collect();
            let elements = rows.iter().filter_map(|(row, faults)| accounting::faulty(call, row, faults)).collect();
            let name = envelope_name(call.operation.response.records()).unwrap_or("Elements");
            let records = (name, Node::List("DataContractBase", elements));
            let message = "A validation exception occurred";
            Reply::exception(call.manner, 400, 10, "ValidationException", message, Some(records))
        }
        _ => accounting::refuse(call, refusal),
    }
}
