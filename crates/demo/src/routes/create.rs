//! `PUT /Invoices`: creates, and remembers the reply under the idempotency key.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use hyper::HeaderMap;
use hyper::body::Bytes;

use super::query::Query;
use crate::company;
use crate::company::Company;
use crate::input::{Members, PostDataInvalid, records};
use crate::ledger::draft::{Batch, Checked, Draft};
use crate::replays::{LONGEST_KEY, Recall, fingerprint};
use crate::reply::{Manner, Reply};
use crate::wire::Node;

pub(crate) async fn invoices(
    State(company): State<Arc<Company>>,
    Extension(manner): Extension<Manner>,
    RawQuery(raw_query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    let mut state = company.lock();
    let key = headers.get("idempotency-key").map(|value| value.to_str().unwrap_or(""));
    let Some(key) = key.filter(|key| !key.is_empty()) else {
        return answer(&mut state, raw_query.as_deref(), &body, manner);
    };
    if key.len() > LONGEST_KEY {
        let message = format!("Idempotency Key is longer than {LONGEST_KEY} characters.");
        return Reply::api_exception(manner, 10, "ValidationException", &message, None);
    }
    let target = format!("/Invoices?{}", raw_query.as_deref().unwrap_or(""));
    let request = fingerprint("PUT", &target, &body);
    let now = state.clock.now();
    match state.replays.recall(key, request, now) {
        Recall::Same(reply) => reply,
        Recall::OtherRequest => {
            let message = format!("Idempotency Key: {key} is used with a different request.");
            Reply::api_exception(manner, 10, "ValidationException", &message, None)
        }
        Recall::New => {
            let reply = answer(&mut state, raw_query.as_deref(), &body, manner);
            state.replays.remember(key, request, now, &reply);
            reply
        }
    }
}

fn answer(state: &mut company::State, query: Option<&str>, body: &[u8], manner: Manner) -> Reply {
    let query = Query::parse(query);
    let unit_decimals = query.unit_decimals();
    let mut checked = match check(state, body, unit_decimals) {
        Ok(checked) => checked,
        Err(error) => return Reply::post_data_invalid(manner, &error),
    };
    // The specification says that the default is false; the service behaves as if it were true.
    let per_element = query.is_false("summarizeErrors");
    if !per_element && !checked.drafts.iter().all(Draft::is_good) {
        let bad = checked.drafts.iter().filter(|draft| !draft.is_good());
        let elements = bad.map(|draft| draft.node(unit_decimals, false)).collect();
        let message = "A validation exception occurred";
        return Reply::api_exception(manner, 10, "ValidationException", message, Some(elements));
    }
    checked.save(&mut state.ledger);
    let nodes = checked.drafts.iter().map(|draft| draft.node(unit_decimals, per_element)).collect();
    let now = state.clock.now();
    Reply::document(manner, now, None, ("Invoices", Node::List("Invoice", nodes)))
}

fn check(state: &mut company::State, body: &[u8], unit_decimals: usize) -> Result<Checked, PostDataInvalid> {
    let posted = posted_invoices(body)?;
    let mut batch = Batch::new(&state.ledger, state.clock.now(), unit_decimals);
    for invoice in &posted {
        batch.add(invoice, &mut state.ids)?;
    }
    Ok(batch.done())
}

/// One record, a list of them, or `{"Invoices": […]}`.
fn posted_invoices(body: &[u8]) -> Result<Vec<Members>, PostDataInvalid> {
    let text = std::str::from_utf8(body).map_err(|_| PostDataInvalid("The posted data is not UTF-8.".to_owned()))?;
    let posted = if text.trim_start().starts_with('[') {
        records(text)?
    } else {
        let members = Members::parse(text)?;
        match members.records("Invoices")? {
            Some(invoices) => {
                members.allow(&["Invoices"])?;
                invoices
            }
            None => vec![members],
        }
    };
    if posted.is_empty() {
        return Err(PostDataInvalid("No invoices were posted.".to_owned()));
    }
    Ok(posted)
}
