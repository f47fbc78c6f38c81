//! `GET /Payments`, one of them, and `POST /Payments/{PaymentID}`, which undoes it.

use super::list::{List, query_invalid};
use super::posted::posted;
use super::schemas::PAYMENT;
use crate::call::Call;
use crate::ids::Guid;
use crate::input::PostDataInvalid;
use crate::ledger::payment::Payment;
use crate::reply::{Pagination, Reply};
use crate::wire::Node;

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let ledger = &call.books.ledger;
    let payments = ledger.payments();
    let selected = List::parse(&call.query, call.headers, PAYMENT)
        .and_then(|list| list.select(payments.iter(), |payment| payment.updated, |payment| payment.node(ledger)));
    match selected {
        Ok((payments, pagination)) => document(call, pagination, payments.into_iter()),
        Err(error) => query_invalid(call.manner, &error),
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    match Guid::parse(call.key(0)).and_then(|id| call.books.ledger.payment(id)) {
        Some(payment) => document(call, None, std::iter::once(&payment)),
        None => Reply::not_found(),
    }
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let Some(payment) = Guid::parse(call.key(0)).and_then(|id| call.books.ledger.payment(id)) else {
        return Reply::not_found();
    };
    match wants_deletion(call) {
        Err(error) => return Reply::post_data_invalid(call.manner, &error),
        Ok(false) => return call.refusal("A payment takes the Status DELETED and no other change."),
        Ok(true) if payment.deleted => return call.refusal("The payment has been deleted already."),
        Ok(true) => {}
    }
    if let Some(fault) = call.books.ledger.organisation.lock_of([payment.date]) {
        return call.refusal(fault);
    }
    let now = call.now;
    match call.books.undo_payment(payment, now) {
        Some(payment) => document(call, None, std::iter::once(&payment)),
        None => Reply::not_found(),
    }
}

fn wants_deletion(call: &Call<'_>) -> Result<bool, PostDataInvalid> {
    let posted = posted(call.body, "Payments")?;
    let status = posted.first().map(|payment| payment.text("Status")).transpose()?.flatten();
    Ok(posted.len() == 1 && status.as_deref() == Some("DELETED"))
}

fn document<'a>(call: &Call<'_>, pagination: Option<Pagination>, payments: impl Iterator<Item = &'a Payment>) -> Reply {
    let nodes = payments.map(|payment| payment.node(&call.books.ledger)).collect();
    Reply::document(call.manner, call.now, pagination, ("Payments", Node::List("Payment", nodes)))
}
