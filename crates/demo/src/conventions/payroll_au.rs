//! The errors of Payroll AU: exceptions as in Accounting, with the rejected records under their own name.

use super::accounting;
use crate::call::Call;
use crate::records::posted::envelope_name;
use crate::records::request_error::RequestError;
use crate::wire::node::Node;
use crate::wire::response::ApiResponse;

pub(crate) fn error_response(call: &Call<'_>, error: &RequestError) -> ApiResponse {
    match error {
        RequestError::NotFound => {
            ApiResponse::exception(call.format, 404, 404, "NotFoundException", "The resource could not be found", None)
        }
        RequestError::Invalid(drafts) => {
            let rows: Vec<_> = drafts.iter().map(|draft| (draft.row(call.now), &draft.errors)).collect();
            let elements = rows.iter().filter_map(|(row, errors)| accounting::with_errors(call, row, errors)).collect();
            let name = envelope_name(call.operation.response.records()).unwrap_or("Elements");
            let records = (name, Node::List("DataContractBase", elements));
            let message = "A validation exception occurred";
            ApiResponse::exception(call.format, 400, 10, "ValidationException", message, Some(records))
        }
        _ => accounting::error_response(call, error),
    }
}
