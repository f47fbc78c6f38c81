//! `GET /Contacts` and `GET /Contacts/{ContactID or ContactNumber}`.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use hyper::HeaderMap;

use super::attachments;
use super::list::{List, query_invalid};
use super::owner::Owner;
use super::query::Query;
use super::schemas::CONTACT;
use crate::company::Company;
use crate::dates::Day;
use crate::filter::QueryInvalid;
use crate::ids::Guid;
use crate::ledger::Ledger;
use crate::reply::{Manner, Reply};
use crate::wire::Node;

pub(crate) async fn list(
    State(company): State<Arc<Company>>,
    Extension(manner): Extension<Manner>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Reply {
    let query = Query::parse(query.as_deref());
    let state = company.lock();
    let now = state.clock.now();
    match answer(&state.ledger, &query, &headers, manner, now) {
        Ok(reply) => reply,
        Err(error) => query_invalid(manner, &error),
    }
}

pub(crate) async fn get(
    State(company): State<Arc<Company>>,
    Extension(manner): Extension<Manner>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Reply {
    let state = company.lock();
    let now = state.clock.now();
    let Some(contact) = state.ledger.find_contact(&key) else { return Reply::not_found() };
    let balances = state.ledger.balances(Day::of_millis(now));
    let mut record = contact.node(balances.get(&contact.id));
    if let (Node::Record(members), true) = (&mut record, contact.has_attachments) {
        members.push(("Attachments", attachments::nodes(&state.ledger, &headers, Owner::Contact, contact.id)));
    }
    Reply::document(manner, now, None, ("Contacts", Node::List("Contact", vec![record])))
}

fn answer(
    ledger: &Ledger,
    query: &Query,
    headers: &HeaderMap,
    manner: Manner,
    now: i64,
) -> Result<Reply, QueryInvalid> {
    let list = List::parse(query, headers, CONTACT)?;
    let ids: Option<HashSet<Guid>> = query.list("IDs").map(|ids| ids.into_iter().filter_map(Guid::parse).collect());
    let term = query.get("searchTerm").map(str::to_lowercase);
    let archived_too = query.is_true("includeArchived");
    let wanted = ledger.contacts().iter().filter(|contact| {
        (archived_too || !contact.archived)
            && ids.as_ref().is_none_or(|ids| ids.contains(&contact.id))
            && term.as_ref().is_none_or(|term| contact.matches(term))
    });
    let (contacts, pagination) = list.select(wanted, |contact| contact.updated, |contact| contact.summary())?;
    let nodes = if query.is_true("summaryOnly") {
        contacts.into_iter().map(|contact| contact.summary()).collect()
    } else {
        let balances = ledger.balances(Day::of_millis(now));
        contacts.into_iter().map(|contact| contact.node(balances.get(&contact.id))).collect()
    };
    Ok(Reply::document(manner, now, pagination, ("Contacts", Node::List("Contact", nodes))))
}
