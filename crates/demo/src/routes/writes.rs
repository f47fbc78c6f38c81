//! `PUT` and `POST` of a list, and `POST` to one: the same for every kind of record.

use super::posted::posted;
use crate::call::Call;
use crate::drafts::{Batch, CheckedDraft, WriteContext, WriteMode};
use crate::wire::node::Node;
use crate::wire::posted::PostDataInvalid;
use crate::wire::response::ApiResponse;

pub(crate) fn create<B: Batch>(call: &mut Call<'_>) -> ApiResponse {
    write::<B>(call, WriteMode::Create)
}

pub(crate) fn upsert<B: Batch>(call: &mut Call<'_>) -> ApiResponse {
    write::<B>(call, WriteMode::CreateOrUpdate)
}

pub(crate) fn update<B: Batch>(call: &mut Call<'_>) -> ApiResponse {
    match B::find(&call.books.ledger, call.key(0)) {
        Some(id) => write::<B>(call, WriteMode::Update(id)),
        None => ApiResponse::not_found(),
    }
}

fn write<B: Batch>(call: &mut Call<'_>, mode: WriteMode) -> ApiResponse {
    let format = call.format;
    let mut batch = match check::<B>(call, mode) {
        Ok(batch) => batch,
        Err(error) => return ApiResponse::post_data_invalid(format, &error),
    };
    let unit_decimals = call.query.unit_decimals();
    // Xero's specification gives false as the default, but the service behaves as if it were true.
    let per_element = call.query.is_false("summarizeErrors");
    if !per_element && !batch.drafts().iter().all(CheckedDraft::is_good) {
        let bad = batch.drafts().iter().filter(|draft| !draft.is_good());
        let elements = bad.map(|draft| draft.node(unit_decimals, false)).collect();
        let message = "A validation exception occurred";
        return ApiResponse::api_exception(format, 10, "ValidationException", message, Some(elements));
    }
    batch.save(call.books);
    let nodes = batch.drafts().iter().map(|draft| draft.node(unit_decimals, per_element)).collect();
    ApiResponse::document(format, call.now, None, (B::MANY, Node::List(B::ONE, nodes)))
}

fn check<B: Batch>(call: &mut Call<'_>, mode: WriteMode) -> Result<B, PostDataInvalid> {
    let posted = posted(call.body, B::MANY)?;
    if matches!(mode, WriteMode::Update(_)) && posted.len() > 1 {
        return Err(PostDataInvalid(format!("Only one {} can be posted to its own URL.", B::ONE)));
    }
    let (ledger, records) = (&call.books.ledger, &call.books.records);
    let context = WriteContext { ledger, records, now: call.now, mode, unit_decimals: call.query.unit_decimals() };
    B::check(&posted, context, call.ids)
}
