//! `GET /Organisation`.

use crate::call::Call;
use crate::wire::node::Node;
use crate::wire::response::Reply;

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let records = Node::List("Organisation", vec![call.books.ledger.organisation.node()]);
    Reply::document(call.manner, call.now, None, ("Organisations", records))
}
