//! `GET /Journals` and `GET /Journals/{JournalID or JournalNumber}`.

use std::borrow::Cow;

use crate::call::Call;
use crate::ledger::journal::Journal;
use crate::lists::fields::QueryInvalid;
use crate::lists::list::{query_invalid, since};
use crate::wire::node::Node;
use crate::wire::response::Reply;

const PAGE: usize = 100;

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    match page(call) {
        Ok(journals) => document(call, &journals),
        Err(error) => query_invalid(call.manner, &error),
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let ledger = &call.books.ledger;
    match ledger.journal(call.key(0)) {
        Some(journal) => document(call, &[journal]),
        None => Reply::not_found(),
    }
}

/// The next ones after the number that `offset` gives.
fn page<'a>(call: &'a Call<'_>) -> Result<Vec<Cow<'a, Journal>>, QueryInvalid> {
    let offset = match call.query.get("offset") {
        None => 0,
        Some(text) => match text.trim().parse::<u32>() {
            Ok(offset) => offset,
            Err(_) => return Err(QueryInvalid(format!("offset '{text}' is not a journal number"))),
        },
    };
    let since = since(call.headers)?;
    let of_money = call.query.is_true("paymentsOnly");
    let wanted =
        call.books.ledger.journals_after(offset).filter(|journal| {
            since.is_none_or(|since| journal.created > since) && (!of_money || journal.is_of_money())
        });
    Ok(wanted.take(PAGE).collect())
}

fn document(call: &Call<'_>, journals: &[Cow<'_, Journal>]) -> Reply {
    let nodes = journals.iter().map(|journal| journal.node(&call.books.ledger)).collect();
    Reply::document(call.manner, call.now, None, ("Journals", Node::List("Journal", nodes)))
}
