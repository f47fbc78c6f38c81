//! `GET /Organisation`.

use crate::call::Call;
use crate::wire::node::Node;
use crate::wire::response::ApiResponse;

pub(crate) fn get(call: &mut Call<'_>) -> ApiResponse {
    let records = Node::List("Organisation", vec![call.books.ledger.organisation.node()]);
    ApiResponse::document(call.format, call.now, None, ("Organisations", records))
}
