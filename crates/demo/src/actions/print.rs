//! A document as lines of text for a PDF.

use crate::call::Call;
use crate::records::outcome::Outcome;
use crate::records::request_error::RequestError;
use crate::store::record::Record;
use crate::store::{CollectionKey, Row};
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::pdf::document;
use crate::wire::response::ApiResponse;

const DESCRIPTION: usize = 46;

pub(crate) fn pdf(call: &mut Call<'_>) -> Result<Outcome, RequestError> {
    let collection = CollectionKey::new(call.operation.family, call.resource());
    let row = Guid::parse(call.key(0))
        .and_then(|id| call.books.records.find(collection, id))
        .ok_or(RequestError::NotFound)?;
    let organisation = &call.books.ledger.organisation.name;
    Ok(Outcome::Made(ApiResponse::new(200, "application/pdf", document(&page(row, organisation)))))
}

fn page(row: &Row, organisation: &str) -> Vec<String> {
    let record = &row.record;
    let contact = record.record("Contact").map_or("", |contact| contact.text("Name"));
    let numbers = ["CreditNoteNumber", "QuoteNumber", "PurchaseOrderNumber"];
    let number = numbers.iter().map(|name| record.text(name)).find(|text| !text.is_empty()).unwrap_or_default();
    let mut lines = vec![number.to_owned(), String::new(), organisation.to_owned(), contact.to_owned(), String::new()];
    for name in ["Reference", "DateString", "Status"] {
        lines.push(format!("{name:<16}{}", record.text(name)));
    }
    lines.push(String::new());
    lines.extend(record.record_list("LineItems").iter().map(line));
    for name in ["SubTotal", "TotalTax", "Total"] {
        let amount = record.amount(name).unwrap_or(Amount::ZERO).text(2);
        lines.push(format!("{:<DESCRIPTION$}{name:>28}{amount:>16}", ""));
    }
    lines
}

fn line(line: &Record) -> String {
    let text: String = line.text("Description").lines().next().unwrap_or_default().chars().take(DESCRIPTION).collect();
    let amount = |name| line.amount(name).unwrap_or(Amount::ZERO).text(2);
    format!("{text:<DESCRIPTION$}{:>12}{:>16}{:>16}", amount("Quantity"), amount("UnitAmount"), amount("LineAmount"))
}
