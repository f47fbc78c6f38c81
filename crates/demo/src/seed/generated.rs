//! Generated contacts and sales invoices, as many as wanted, the same in every run.

use std::sync::Arc;

use crate::amount::Amount;
use crate::chance::spread;
use crate::dates::{Day, MILLIS_A_DAY};
use crate::ids::Guid;
use crate::ledger::Ledger;
use crate::ledger::contact::Contact;
use crate::ledger::invoice::{Invoice, InvoiceType, Settlement, Source};
use crate::ledger::line::{Line, LineAmountTypes};
use crate::ledger::status::Status;

pub(crate) fn add(ledger: &mut Ledger, invoices: usize, contacts: usize, now: i64) {
    let fresh: Vec<Guid> = (0..contacts).map(|_| add_contact(ledger, now)).collect();
    let mut customers = if fresh.is_empty() { known_customers(ledger) } else { fresh };
    if customers.is_empty() && invoices > 0 {
        customers.push(add_contact(ledger, now));
    }
    for _ in 0..invoices {
        let number = ledger.next_generated_invoice();
        let at = usize::try_from(mixed(number, 1)).unwrap_or(0) % customers.len();
        let invoice = invoice(ledger, number, customers[at], now);
        ledger.add_invoice(invoice);
    }
}

fn known_customers(ledger: &Ledger) -> Vec<Guid> {
    let usable = |contact: &&Arc<Contact>| contact.is_customer && !contact.archived;
    ledger.contacts().iter().filter(usable).map(|contact| contact.id).collect()
}

fn add_contact(ledger: &mut Ledger, now: i64) -> Guid {
    let number = ledger.next_generated_contact();
    let mut contact = Contact::named(&format!("Generated Customer {number:05}"), now - MILLIS_A_DAY);
    contact.number = Some(format!("GEN-C{number:05}"));
    contact.email = format!("customer{number}@generated.example");
    let id = contact.id;
    ledger.add_contact(contact);
    id
}

fn invoice(ledger: &Ledger, number: u32, contact: Guid, now: i64) -> Invoice {
    let pick = |salt: u64, below: u64| i64::try_from(mixed(number, salt) % below).unwrap_or(0);
    let status = match pick(2, 10) {
        0..=6 => Status::Authorised,
        7 | 8 => Status::Paid,
        _ => Status::Draft,
    };
    let date = Day::of_millis(now).plus(-(pick(3, 360) + 1));
    let lines = (0..=pick(4, 3)).map(|at| line(ledger, number, at)).collect();
    let mut invoice = Invoice {
        kind: InvoiceType::Accrec,
        id: Guid::named(&format!("generated/{number}")),
        number: format!("GEN-{number:05}"),
        reference: format!("Order {}", 10_000 + pick(5, 90_000)),
        url: None,
        contact,
        date,
        due: Some(date.plus(20)),
        status,
        line_amount_types: LineAmountTypes::Exclusive,
        lines,
        sub_total: Amount::ZERO,
        total_tax: Amount::ZERO,
        total: Amount::ZERO,
        payments: Vec::new(),
        credits: Vec::new(),
        currency: ledger.organisation.currency,
        sent: status != Status::Draft,
        created_by_app: false,
        has_attachments: false,
        updated: date.millis() + pick(6, 80_000_000),
    };
    invoice.add_up();
    if status == Status::Paid {
        let id = Guid::named(&format!("generated payment/{number}"));
        invoice.payments.push(Settlement { id, date: date.plus(1), amount: invoice.total, source: Source::Payment });
    }
    invoice
}

fn line(ledger: &Ledger, number: u32, at: i64) -> Line {
    let salt = 10 + 10 * u64::try_from(at).unwrap_or(0);
    let pick = |more: u64, below: u64| i64::try_from(mixed(number, salt + more) % below).unwrap_or(0);
    let tax_type = ledger.organisation.sales_tax;
    let rate = ledger.organisation.tax(tax_type).map_or(Amount::ZERO, |tax| tax.rate);
    let quantity = pick(1, 12) + 1;
    let cents = pick(2, 90_000) + 100;
    let line_amount = Amount::from_cents(quantity * cents);
    Line {
        id: Guid::named(&format!("generated line/{number}/{at}")),
        description: Some(format!("Generated item {}", pick(3, 500) + 1)),
        item_code: None,
        quantity: Amount::from_cents(quantity * 100),
        unit_amount: Amount::from_cents(cents),
        discount_rate: None,
        discount_amount: None,
        account: ledger.account_with_code("200").map(|account| (account.code.to_string(), account.id)),
        tax_type: tax_type.to_owned(),
        tax_amount: LineAmountTypes::Exclusive.tax(line_amount, rate),
        line_amount,
        tracking: Vec::new(),
    }
}

/// The same for the same arguments, and otherwise far from it.
fn mixed(number: u32, salt: u64) -> u64 {
    spread((u64::from(number) << 32 | salt).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

#[cfg(test)]
mod tests {
    use crate::seed::{books, generated};

    #[test]
    fn generated_invoices_are_the_same_in_every_run() {
        let make = || {
            let mut ledger = books("NZ", 1_795_392_000_000, true).expect("NZ").ledger;
            generated::add(&mut ledger, 250, 5, 1_795_392_000_000);
            ledger
        };
        let (one, two) = (make(), make());
        assert_eq!(one.invoices().len(), 78 + 250);
        for (left, right) in one.invoices().iter().zip(two.invoices()) {
            assert_eq!((left.id, left.total), (right.id, right.total));
        }
    }

    #[test]
    fn an_empty_company_gets_a_customer_of_its_own() {
        let mut ledger = books("NZ", 1_795_392_000_000, false).expect("NZ").ledger;
        generated::add(&mut ledger, 1, 0, 1_795_392_000_000);
        assert_eq!((ledger.contacts().len(), ledger.invoices().len()), (1, 1));
    }
}
