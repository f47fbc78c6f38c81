//! `GET /Payments`, one of them, and `POST /Payments/{PaymentID}`, which undoes it.

use super::posted::posted;
use crate::call::Call;
use crate::ledger::Ledger;
use crate::ledger::payment::Payment;
use crate::ledger::payments::Payments;
use crate::lists::fields::QueryInvalid;
use crate::lists::list::{List, query_invalid};
use crate::lists::schemas::PAYMENT;
use crate::lists::selection::Chosen;
use crate::values::ids::Guid;
use crate::wire::node::{Items, Node};
use crate::wire::posted::PostDataInvalid;
use crate::wire::response::Reply;

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    match answer(call) {
        Ok(reply) => reply,
        Err(error) => query_invalid(call.manner, &error),
    }
}

fn answer(call: &Call<'_>) -> Result<Reply, QueryInvalid> {
    let ledger = &call.books.ledger;
    let list = List::parse(&call.query, call.headers, PAYMENT)?;
    let all = ledger.payments();
    let chosen = if list.takes_all() {
        Chosen::All(all.len())
    } else {
        let row = |place| all.at(place);
        list.choose(0..all.len(), row, |payment| payment.updated, |payment| payment.node(ledger))?
    };
    let chosen = list.bounded(chosen)?;
    let (places, pagination) = list.page(&chosen);
    let page = Page { ledger, all: &all, places: places.collect() };
    Ok(Reply::document(call.manner, call.now, pagination, ("Payments", Node::Stream("Payment", &page))))
}

#[derive(Debug)]
struct Page<'a> {
    ledger: &'a Ledger,
    all: &'a Payments<'a>,
    places: Vec<usize>,
}

impl Items for Page<'_> {
    fn each(&self, write: &mut dyn FnMut(&Node<'_>)) {
        for payment in self.places.iter().filter_map(|place| self.all.at(*place)) {
            write(&payment.node(self.ledger));
        }
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    match Guid::parse(call.key(0)).and_then(|id| call.books.ledger.payment(id)) {
        Some(payment) => document(call, &payment),
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
        Some(payment) => document(call, &payment),
        None => Reply::not_found(),
    }
}

fn wants_deletion(call: &Call<'_>) -> Result<bool, PostDataInvalid> {
    let posted = posted(call.body, "Payments")?;
    let status = posted.first().map(|payment| payment.text("Status")).transpose()?.flatten();
    Ok(posted.len() == 1 && status.as_deref() == Some("DELETED"))
}

fn document(call: &Call<'_>, payment: &Payment) -> Reply {
    let payments = Node::List("Payment", vec![payment.node(&call.books.ledger)]);
    Reply::document(call.manner, call.now, None, ("Payments", payments))
}
