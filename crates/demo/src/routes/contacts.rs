//! `GET /Contacts` and `GET /Contacts/{ContactID or ContactNumber}`.

use std::collections::HashSet;
use std::sync::Arc;

use super::attachments;
use super::owner::Owner;
use crate::call::Call;
use crate::ledger::contact::Contact;
use crate::lists::fields::QueryInvalid;
use crate::lists::list::{List, query_invalid};
use crate::lists::schemas::CONTACT;
use crate::values::dates::Day;
use crate::values::ids::Guid;
use crate::wire::node::Node;
use crate::wire::response::Reply;

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    match answer(call) {
        Ok(reply) => reply,
        Err(error) => query_invalid(call.manner, &error),
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let ledger = &call.books.ledger;
    let Some(contact) = ledger.find_contact(call.key(0)) else { return Reply::not_found() };
    let balances = ledger.balances(Day::of_millis(call.now));
    let mut record = contact.node(balances.get(&contact.id));
    if let (Node::Record(members), true) = (&mut record, contact.has_attachments) {
        members.push(("Attachments", attachments::nodes(call, Owner { resource: "Contacts", id: contact.id })));
    }
    Reply::document(call.manner, call.now, None, ("Contacts", Node::List("Contact", vec![record])))
}

fn answer(call: &Call<'_>) -> Result<Reply, QueryInvalid> {
    let (ledger, query) = (&call.books.ledger, &call.query);
    let list = List::parse(query, call.headers, CONTACT)?;
    let ids: Option<HashSet<Guid>> = query.list("IDs").map(|ids| ids.into_iter().filter_map(Guid::parse).collect());
    let term = query.get("searchTerm").map(str::to_lowercase);
    let archived_too = query.is_true("includeArchived");
    let wanted = |contact: &&Arc<Contact>| {
        (archived_too || !contact.archived)
            && ids.as_ref().is_none_or(|ids| ids.contains(&contact.id))
            && term.as_ref().is_none_or(|term| contact.matches(term))
    };
    let wanted: Vec<&Arc<Contact>> = ledger.contacts().iter().filter(wanted).collect();
    let (contacts, pagination) = list.select(&wanted, |contact| contact.updated, |contact| contact.summary())?;
    let nodes = if query.is_true("summaryOnly") {
        contacts.into_iter().map(|contact| contact.summary()).collect()
    } else {
        let balances = ledger.balances(Day::of_millis(call.now));
        contacts.into_iter().map(|contact| contact.node(balances.get(&contact.id))).collect()
    };
    Ok(Reply::document(call.manner, call.now, pagination, ("Contacts", Node::List("Contact", nodes))))
}
