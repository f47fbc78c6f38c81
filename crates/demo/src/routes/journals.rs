//! `GET /Journals` and `GET /Journals/{JournalID or JournalNumber}`.

use super::list::{query_invalid, since};
use crate::call::Call;
use crate::filter::QueryInvalid;
use crate::reply::Reply;
use crate::wire::Node;

const PAGE: usize = 100;

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    match page(call) {
        Ok(journals) => document(call, journals),
        Err(error) => query_invalid(call.manner, &error),
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let ledger = &call.books.ledger;
    match ledger.journals().find(call.key(0)) {
        Some(journal) => document(call, vec![journal.node(ledger)]),
        None => Reply::not_found(),
    }
}

/// The next ones after the number that `offset` gives.
fn page<'a>(call: &'a Call<'_>) -> Result<Vec<Node<'a>>, QueryInvalid> {
    let offset = match call.query.get("offset") {
        None => 0,
        Some(text) => match text.trim().parse::<u32>() {
            Ok(offset) => offset,
            Err(_) => return Err(QueryInvalid(format!("offset '{text}' is not a journal number"))),
        },
    };
    let since = since(call.headers)?;
    let of_money = call.query.is_true("paymentsOnly");
    let ledger = &call.books.ledger;
    let wanted = ledger
        .journals()
        .after(offset)
        .filter(|journal| since.is_none_or(|since| journal.created > since) && (!of_money || journal.is_of_money()));
    Ok(wanted.take(PAGE).map(|journal| journal.node(ledger)).collect())
}

fn document(call: &Call<'_>, journals: Vec<Node<'_>>) -> Reply {
    Reply::document(call.manner, call.now, None, ("Journals", Node::List("Journal", journals)))
}
