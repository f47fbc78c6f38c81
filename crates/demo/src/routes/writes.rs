//! `PUT` and `POST` of a list, and `POST` to one: the same for every kind of record.

use super::posted::posted;
use crate::call::Call;
use crate::drafts::{Batch, Desk, Draft, Way};
use crate::wire::node::Node;
use crate::wire::posted::PostDataInvalid;
use crate::wire::response::Reply;

pub(crate) fn create<B: Batch>(call: &mut Call<'_>) -> Reply {
    answer::<B>(call, Way::Create)
}

pub(crate) fn upsert<B: Batch>(call: &mut Call<'_>) -> Reply {
    answer::<B>(call, Way::CreateOrUpdate)
}

pub(crate) fn update<B: Batch>(call: &mut Call<'_>) -> Reply {
    match B::find(&call.books.ledger, call.key(0)) {
        Some(id) => answer::<B>(call, Way::Update(id)),
        None => Reply::not_found(),
    }
}

fn answer<B: Batch>(call: &mut Call<'_>, way: Way) -> Reply {
    let manner = call.manner;
    let mut batch = match check::<B>(call, way) {
        Ok(batch) => batch,
        Err(error) => return Reply::post_data_invalid(manner, &error),
    };
    let unit_decimals = call.query.unit_decimals();
    // The specification says that the default is false; the service behaves as if it were true.
    let per_element = call.query.is_false("summarizeErrors");
    if !per_element && !batch.drafts().iter().all(Draft::is_good) {
        let bad = batch.drafts().iter().filter(|draft| !draft.is_good());
        let elements = bad.map(|draft| draft.node(unit_decimals, false)).collect();
        let message = "A validation exception occurred";
        return Reply::api_exception(manner, 10, "ValidationException", message, Some(elements));
    }
    batch.save(call.books);
    let nodes = batch.drafts().iter().map(|draft| draft.node(unit_decimals, per_element)).collect();
    Reply::document(manner, call.now, None, (B::MANY, Node::List(B::ONE, nodes)))
}

fn check<B: Batch>(call: &mut Call<'_>, way: Way) -> Result<B, PostDataInvalid> {
    let posted = posted(call.body, B::MANY)?;
    if matches!(way, Way::Update(_)) && posted.len() > 1 {
        return Err(PostDataInvalid(format!("Only one {} can be posted to its own address.", B::ONE)));
    }
    let (ledger, records) = (&call.books.ledger, &call.books.records);
    let desk = Desk { ledger, records, now: call.now, way, unit_decimals: call.query.unit_decimals() };
    B::check(&posted, desk, call.ids)
}
