//! `PUT` and `POST` of a list, and `POST` to one: the same for every kind of record.

use axum::extract::Path;

use super::posted::posted;
use super::write::Write;
use crate::company::State;
use crate::input::PostDataInvalid;
use crate::ledger::draft::{Batch, Desk, Draft, Way};
use crate::reply::Reply;
use crate::wire::Node;

pub(crate) async fn create<B: Batch>(write: Write) -> Reply {
    write.once(|state| answer::<B>(state, &write, Way::Create))
}

pub(crate) async fn upsert<B: Batch>(write: Write) -> Reply {
    write.once(|state| answer::<B>(state, &write, Way::CreateOrUpdate))
}

pub(crate) async fn update<B: Batch>(Path(key): Path<String>, write: Write) -> Reply {
    write.once(|state| match B::find(&state.ledger, &key) {
        Some(id) => answer::<B>(state, &write, Way::Update(id)),
        None => Reply::not_found(),
    })
}

fn answer<B: Batch>(state: &mut State, write: &Write, way: Way) -> Reply {
    let manner = write.manner;
    let mut batch = match check::<B>(state, write, way) {
        Ok(batch) => batch,
        Err(error) => return Reply::post_data_invalid(manner, &error),
    };
    let unit_decimals = write.query.unit_decimals();
    // The specification says that the default is false; the service behaves as if it were true.
    let per_element = write.query.is_false("summarizeErrors");
    if !per_element && !batch.drafts().iter().all(Draft::is_good) {
        let bad = batch.drafts().iter().filter(|draft| !draft.is_good());
        let elements = bad.map(|draft| draft.node(unit_decimals, false)).collect();
        let message = "A validation exception occurred";
        return Reply::api_exception(manner, 10, "ValidationException", message, Some(elements));
    }
    batch.save(&mut state.ledger);
    let nodes = batch.drafts().iter().map(|draft| draft.node(unit_decimals, per_element)).collect();
    Reply::document(manner, state.clock.now(), None, (B::MANY, Node::List(B::ONE, nodes)))
}

fn check<B: Batch>(state: &mut State, write: &Write, way: Way) -> Result<B, PostDataInvalid> {
    let posted = posted(&write.body, B::MANY)?;
    if matches!(way, Way::Update(_)) && posted.len() > 1 {
        return Err(PostDataInvalid(format!("Only one {} can be posted to its own address.", B::ONE)));
    }
    let desk = Desk { ledger: &state.ledger, now: state.clock.now(), way, unit_decimals: write.query.unit_decimals() };
    B::check(&posted, desk, &mut state.ids)
}
