//! Turns the rows of sales and bills into invoices with lines, tax, payments and credits.

use serde_json::json;

use super::clerk::Clerk;
use super::row::{Row, State};
use super::{bills, sales};
use crate::error::DemoError;
use crate::ledger::Ledger;
use crate::ledger::invoice::{Invoice, Settlement, Source};
use crate::ledger::invoice_type::InvoiceType;
use crate::ledger::line::Line;
use crate::ledger::status::Status;
use crate::values::amount::Amount;
use crate::values::dates::{Day, MILLIS_A_DAY};
use crate::values::ids::Guid;

const HOUR: i64 = 3_600_000;

pub(crate) fn add(ledger: &mut Ledger, today: Day, now: i64) {
    for row in rows() {
        let invoice = row.invoice(ledger, today, now);
        ledger.add_invoice(invoice);
    }
}

/// The credit notes that settle some of them.
pub(crate) fn add_credit_notes(clerk: &mut Clerk<'_>, today: Day) -> Result<(), DemoError> {
    for row in rows() {
        if let Some(days) = row.credited_after() {
            row.credit(clerk, today, days)?;
        }
    }
    Ok(())
}

/// Oldest first, as they were entered.
fn rows() -> Vec<&'static Row> {
    let mut rows: Vec<&Row> = sales::ROWS.iter().chain(bills::ROWS).collect();
    rows.sort_by_key(|row| -row.days_ago);
    rows
}

impl Row {
    fn name(&self) -> String {
        format!("{}/{}/{}/{}", self.kind.name(), self.number, self.contact, self.days_ago)
    }

    fn id(&self) -> Guid {
        Guid::named(&format!("invoice/{}", self.name()))
    }

    fn invoice(&self, ledger: &Ledger, today: Day, now: i64) -> Invoice {
        let name = self.name();
        let date = today.plus(-self.days_ago);
        let entered = (date.millis() + 9 * HOUR + self.unit_cents % 7 * HOUR).min(now - MILLIS_A_DAY / 2);
        let mut invoice = Invoice {
            kind: self.kind,
            id: self.id(),
            number: self.number.to_owned(),
            reference: self.reference.to_owned(),
            url: None,
            contact: Guid::named(&format!("contact/{}", self.contact)),
            date,
            due: Some(date.plus(self.terms)),
            status: self.status(),
            line_amount_types: self.tax,
            lines: vec![self.line(ledger, &name)],
            sub_total: Amount::ZERO,
            total_tax: Amount::ZERO,
            rounding: Amount::ZERO,
            total: Amount::ZERO,
            payments: Vec::new(),
            credits: Vec::new(),
            currency: ledger.organisation.currency,
            sent: self.kind == InvoiceType::Accrec && !matches!(self.state, State::Draft),
            created_by_app: false,
            has_attachments: false,
            updated: entered,
        };
        invoice.add_up();
        self.settle(&mut invoice, &name, now);
        invoice
    }

    fn line(&self, ledger: &Ledger, name: &str) -> Line {
        let account = ledger.account_with_code(self.account);
        let tax_type = account.map_or("NONE", |account| &account.tax_type);
        let rate = ledger.organisation.tax(tax_type).map_or(Amount::ZERO, |tax| tax.rate);
        let quantity = Amount::from_cents(self.quantity * 100);
        let unit_amount = Amount::from_cents(self.unit_cents);
        let line_amount = Amount::from_cents(self.unit_cents * self.quantity);
        Line {
            id: Guid::named(&format!("line/{name}")),
            description: Some(self.description.to_owned()),
            item_code: None,
            quantity,
            unit_amount,
            discount_rate: None,
            discount_amount: None,
            account: account.map(|account| (account.code.to_string(), account.id)),
            tax_type: tax_type.to_owned(),
            tax_amount: self.tax.tax(line_amount, rate),
            line_amount,
            tracking: Vec::new(),
        }
    }

    fn settle(&self, invoice: &mut Invoice, name: &str, now: i64) {
        let (days, amount) = match self.state {
            State::Paid(days) => (days, invoice.total),
            State::PartPaid(days, cents) => (days, Amount::from_cents(cents)),
            State::PartCredited(days, cents) => (days, invoice.total - Amount::from_cents(cents)),
            _ => return,
        };
        let date = invoice.date.plus(days);
        let id = Guid::named(&format!("payment/{name}"));
        invoice.payments.push(Settlement { id, date, amount, source: Source::Payment });
        invoice.updated = (date.millis() + 10 * HOUR).min(now - HOUR);
    }

    fn credited_after(&self) -> Option<i64> {
        match self.state {
            State::Credited(days) | State::PartCredited(days, _) => Some(days),
            _ => None,
        }
    }

    /// Takes back what is left of the invoice.
    fn credit(&self, clerk: &mut Clerk<'_>, today: Day, days: i64) -> Result<(), DemoError> {
        let Some(invoice) = clerk.books.ledger.invoice(self.id()) else { return Ok(()) };
        let amount = invoice.amount_due().text(2);
        let date = today.plus(days - self.days_ago);
        let at = date.millis() + 10 * HOUR;
        let note = json!({
            "Type": if invoice.is_sale() { "ACCRECCREDIT" } else { "ACCPAYCREDIT" },
            "Status": "AUTHORISED",
            "Contact": { "ContactID": invoice.contact.to_string() },
            "Date": date.to_string(),
            "Reference": self.number,
            "LineAmountTypes": "Inclusive",
            "LineItems": [{ "Description": self.description, "UnitAmount": amount, "AccountCode": self.account }],
        });
        let name = format!("credit note/{}", self.name());
        let note = clerk.create(&name, "/CreditNotes", &note, at)?;
        let path = format!("/CreditNotes/{}/Allocations", note["CreditNoteID"].as_str().unwrap_or_default());
        let allocation =
            json!({ "Invoice": { "InvoiceID": self.id().to_string() }, "Amount": amount, "Date": date.to_string() });
        clerk.create(&format!("allocation/{name}"), &path, &allocation, at)?;
        Ok(())
    }

    fn status(&self) -> Status {
        match self.state {
            State::Draft => Status::Draft,
            State::Submitted => Status::Submitted,
            // Credit notes pay what they settle when they are allocated.
            State::Open | State::PartPaid(..) | State::Credited(_) | State::PartCredited(..) => Status::Authorised,
            State::Paid(_) => Status::Paid,
            State::Voided => Status::Voided,
            State::Deleted => Status::Deleted,
        }
    }
}
