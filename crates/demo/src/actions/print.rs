//! A document as the lines of a printed page.

use crate::call::Call;
use crate::records::outcome::Outcome;
use crate::records::refusal::Refusal;
use crate::store::record::Record;
use crate::store::{Place, Row};
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::pdf::document;
use crate::wire::response::Reply;

const DESCRIPTION: usize = 46;

pub(crate) fn pdf(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
    let place = Place::new(call.operation.family, call.resource());
    let row = Guid::parse(call.key(0)).and_then(|id| call.books.records.find(place, id)).ok_or(Refusal::NotFound)?;
    let organisation = &call.books.ledger.organisation.name;
    Ok(Outcome::Made(Reply::new(200, "application/pdf", document(&page(row, organisation)))))
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
