//! `GET /Payments`, `GET /Payments/{PaymentID}`, and `POST /Payments/{PaymentID}`, which deletes it.

use super::posted::posted;
use crate::call::Call;
use crate::ledger::Ledger;
use crate::ledger::payment::Payment;
use crate::ledger::payments::Payments;
use crate::lists::fields::QueryInvalid;
use crate::lists::list_query::{ListQuery, query_invalid};
use crate::lists::schemas::PAYMENT;
use crate::lists::selection::Selection;
use crate::values::ids::Guid;
use crate::wire::node::{Items, Node};
use crate::wire::posted::PostDataInvalid;
use crate::wire::response::ApiResponse;

pub(crate) fn list(call: &mut Call<'_>) -> ApiResponse {
    match respond(call) {
        Ok(response) => response,
        Err(error) => query_invalid(call.format, &error),
    }
}

fn respond(call: &Call<'_>) -> Result<ApiResponse, QueryInvalid> {
    let ledger = &call.books.ledger;
    let list = ListQuery::parse(&call.query, call.headers, PAYMENT)?;
    let all = ledger.payments();
    let selection = if list.selects_all() {
        Selection::All(all.len())
    } else {
        let row = |position| all.at(position);
        list.find_positions(0..all.len(), row, |payment| payment.updated, |payment| payment.node(ledger))?
    };
    let selection = list.bounded(selection)?;
    let (positions, pagination) = list.page(&selection);
    let page = PaymentPage { ledger, all: &all, positions: positions.collect() };
    Ok(ApiResponse::document(call.format, call.now, pagination, ("Payments", Node::Stream("Payment", &page))))
}

#[derive(Debug)]
struct PaymentPage<'a> {
    ledger: &'a Ledger,
    all: &'a Payments<'a>,
    positions: Vec<usize>,
}

impl Items for PaymentPage<'_> {
    fn each(&self, write: &mut dyn FnMut(&Node<'_>)) {
        for payment in self.positions.iter().filter_map(|position| self.all.at(*position)) {
            write(&payment.node(self.ledger));
        }
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> ApiResponse {
    match Guid::parse(call.key(0)).and_then(|id| call.books.ledger.payment(id)) {
        Some(payment) => document(call, &payment),
        None => ApiResponse::not_found(),
    }
}

pub(crate) fn delete(call: &mut Call<'_>) -> ApiResponse {
    let Some(payment) = Guid::parse(call.key(0)).and_then(|id| call.books.ledger.payment(id)) else {
        return ApiResponse::not_found();
    };
    match wants_deletion(call) {
        Err(error) => return ApiResponse::post_data_invalid(call.format, &error),
        Ok(false) => return call.validation_error("The only allowed change of a payment is the Status DELETED."),
        Ok(true) if payment.deleted => return call.validation_error("The payment is already deleted."),
        Ok(true) => {}
    }
    if let Some(fault) = call.books.ledger.organisation.lock_of([payment.date]) {
        return call.validation_error(fault);
    }
    let now = call.now;
    match call.books.undo_payment(payment, now) {
        Some(payment) => document(call, &payment),
        None => ApiResponse::not_found(),
    }
}

fn wants_deletion(call: &Call<'_>) -> Result<bool, PostDataInvalid> {
    let posted = posted(call.body, "Payments")?;
    let status = posted.first().map(|payment| payment.text("Status")).transpose()?.flatten();
    Ok(posted.len() == 1 && status.as_deref() == Some("DELETED"))
}

fn document(call: &Call<'_>, payment: &Payment) -> ApiResponse {
    let payments = Node::List("Payment", vec![payment.node(&call.books.ledger)]);
    ApiResponse::document(call.format, call.now, None, ("Payments", payments))
}
