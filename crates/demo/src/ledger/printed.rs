//! An invoice as the lines of a printed page.

use super::contact::Contact;
use super::invoice::Invoice;
use super::line::LineAmountTypes;
use super::organisation::Organisation;
use crate::values::dates::Day;

const DESCRIPTION: usize = 46;

pub(crate) fn invoice(invoice: &Invoice, contact: &Contact, organisation: &Organisation) -> Vec<String> {
    let title = if invoice.is_sale() { "TAX INVOICE" } else { "BILL" };
    let mut lines =
        vec![title.to_owned(), String::new(), organisation.name.clone(), contact.name.clone(), String::new()];
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            lines.push(format!("{name:<16}{value}"));
        }
    };
    fact("Number", &invoice.number);
    fact("Reference", &invoice.reference);
    fact("Date", &date(invoice.date));
    fact("Due", &invoice.due.map(date).unwrap_or_default());
    fact("Status", invoice.status.name());
    let row = |name: &str, quantity: &str, unit: &str, amount: &str| {
        let name: String = name.chars().take(DESCRIPTION).collect();
        format!("{name:<DESCRIPTION$}{quantity:>12}{unit:>16}{amount:>16}")
    };
    lines.extend([String::new(), row("Description", "Quantity", "Unit price", "Amount"), "-".repeat(DESCRIPTION + 44)]);
    for line in &invoice.lines {
        let description = line.description.as_deref().unwrap_or_default();
        let first = description.lines().next().unwrap_or_default();
        lines.push(row(first, &line.quantity.text(2), &line.unit_amount.text(2), &line.line_amount.text(2)));
    }
    lines.push(String::new());
    let currency = invoice.currency;
    let tax = if invoice.line_amount_types == LineAmountTypes::Inclusive { "Tax included" } else { "Tax" };
    for (name, amount) in [
        ("Subtotal", invoice.sub_total),
        (tax, invoice.total_tax),
        ("Total", invoice.total),
        ("Paid", invoice.amount_paid()),
        ("Credited", invoice.amount_credited()),
        ("Amount due", invoice.amount_due()),
    ] {
        lines.push(row("", "", &format!("{name} {currency}"), &amount.text(2)));
    }
    lines
}

fn date(day: Day) -> String {
    let (year, month, day) = day.civil();
    format!("{year:04}-{month:02}-{day:02}")
}
