//! `GET /Organisation`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;

use crate::company::Company;
use crate::reply::{Manner, Reply};
use crate::wire::Node;

pub(crate) async fn get(State(company): State<Arc<Company>>, Extension(manner): Extension<Manner>) -> Reply {
    let (organisation, now) = {
        let state = company.lock();
        (Arc::clone(&state.ledger.organisation), state.clock.now())
    };
    let records = Node::List("Organisation", vec![organisation.node()]);
    Reply::document(manner, now, None, ("Organisations", records))
}
