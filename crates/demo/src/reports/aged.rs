//! What one contact owes or is owed, invoice by invoice.

use super::asked::{Asked, Refusal};
use super::dates::long;
use super::sheet::{Sheet, header, money, named, row, row_of, section, summary};
use crate::ledger::Ledger;
use crate::ledger::invoice::{Invoice, Settlement};
use crate::ledger::invoice_type::InvoiceType;
use crate::ledger::status::Status;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

/// What sales and bills have each to themselves.
struct Side {
    kind: InvoiceType,
    name: &'static str,
    report: &'static str,
    second: &'static str,
}

pub(super) fn receivables(ledger: &Ledger, asked: Asked<'_>) -> Result<Sheet, Refusal> {
    let kind = InvoiceType::Accrec;
    let (name, report) = ("Aged Receivables By Contact", "AgedReceivablesByContact");
    sheet(ledger, asked, &Side { kind, name, report, second: "Number" })
}

pub(super) fn payables(ledger: &Ledger, asked: Asked<'_>) -> Result<Sheet, Refusal> {
    let kind = InvoiceType::Accpay;
    let (name, report) = ("Aged Payables By Contact", "AgedPayablesByContact");
    sheet(ledger, asked, &Side { kind, name, report, second: "Reference" })
}

fn sheet(ledger: &Ledger, asked: Asked<'_>, side: &Side) -> Result<Sheet, Refusal> {
    let given = asked.query.get("contactID").ok_or("The parameter contactID must be given")?;
    let contact = Guid::parse(given).filter(|id| ledger.contact(*id).is_some());
    let contact = contact.ok_or_else(|| format!("There is no contact '{given}'"))?;
    let payments_to = asked.day("date")?.unwrap_or(asked.today);
    let from = asked.day("fromDate")?;
    let to = asked.day("toDate")?.unwrap_or(payments_to);
    let counts = |invoice: &Invoice| {
        invoice.kind == side.kind
            && invoice.contact == contact
            && matches!(invoice.status, Status::Authorised | Status::Paid)
            && invoice.date <= to
    };
    let mut opening = Amount::ZERO;
    let mut totals = [Amount::ZERO; 4];
    let mut rows = Vec::new();
    let mut first = to;
    for invoice in ledger.invoices().iter().filter(|invoice| counts(invoice)) {
        let figures = figures(&invoice, payments_to);
        let [.., due] = figures;
        if due == Amount::ZERO {
            continue;
        }
        if from.is_some_and(|from| invoice.date < from) {
            opening = opening + due;
            continue;
        }
        first = first.min(invoice.date);
        for (total, figure) in totals.iter_mut().zip(figures) {
            *total = *total + figure;
        }
        let late = invoice.due.map_or_else(String::new, |due| overdue(due, payments_to));
        let head = [
            invoice.date.to_string(),
            invoice.number.clone(),
            invoice.due.map_or_else(String::new, |due| due.to_string()),
            late,
        ];
        rows.push(row_of(invoice.id, "invoiceID", head.into_iter().chain(figures.map(money))));
    }
    let sums = |name: &str, totals: &[Amount]| {
        let amounts = named("", totals).into_iter().skip(1);
        summary([name.to_owned(), String::new(), String::new(), String::new()].into_iter().chain(amounts))
    };
    rows.push(sums("Total", &totals));
    let from = from.unwrap_or(first);
    let empty = std::iter::repeat_n(String::new(), 5);
    let start = [from.to_string(), "Opening Balance".to_owned()].into_iter().chain(empty).chain([money(opening)]);
    let [total, paid, credited, due] = totals;
    let heads = ["Date", side.second, "Due Date", "", "Total", "Paid", "Credited", "Due"];
    Ok(Sheet {
        name: side.name,
        kind: side.report,
        title: "Invoices",
        span: format!("From {} to {}\nShowing payments to {}", long(from), long(to), long(payments_to)),
        rows: vec![
            header(heads.map(str::to_owned)),
            section("", vec![row(start)]),
            section("", rows),
            section("", vec![sums("Closing Balance", &[total, paid, credited, opening + due])]),
        ],
    })
}

/// Total, paid, credited and due, as they were on that day.
fn figures(invoice: &Invoice, day: Day) -> [Amount; 4] {
    let until = |all: &[Settlement]| -> Amount { all.iter().filter(|one| one.date <= day).map(|one| one.amount).sum() };
    let (paid, credited) = (until(&invoice.payments), until(&invoice.credits));
    [invoice.total, paid, credited, invoice.total - paid - credited]
}

fn overdue(due: Day, day: Day) -> String {
    let late = (day.millis() - due.millis()) / crate::values::dates::MILLIS_A_DAY;
    if late > 0 { format!("{late} days overdue") } else { String::new() }
}
