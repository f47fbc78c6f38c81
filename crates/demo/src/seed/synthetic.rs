//! Generated contacts and sales invoices, as many as wanted, the same in every run.

use std::sync::Arc;

use crate::ledger::Ledger;
use crate::ledger::contact::Contact;
use crate::ledger::synthetic::Run;
use crate::values::amount::Amount;
use crate::values::dates::{Day, MILLIS_A_DAY};
use crate::values::ids::Guid;

/// Contacts are kept; invoices take no room.
pub(crate) fn add(ledger: &mut Ledger, invoices: u32, contacts: u32, now: i64) {
    let fresh: Vec<Guid> = (0..contacts).map(|_| add_contact(ledger, now)).collect();
    if invoices == 0 {
        return;
    }
    let mut customers = if fresh.is_empty() { known_customers(ledger) } else { fresh };
    if customers.is_empty() {
        customers.push(add_contact(ledger, now));
    }
    let organisation = &ledger.organisation;
    let tax_type = organisation.sales_tax;
    let first = ledger.invoices().generated().saturating_add(1);
    ledger.add_generated(Run {
        first,
        count: invoices.min(u32::MAX - first),
        customers,
        today: Day::of_millis(now),
        currency: organisation.currency,
        account: ledger.account_with_code("200").map(|account| (account.code.to_string(), account.id)),
        tax_type,
        tax_rate: organisation.tax(tax_type).map_or(Amount::ZERO, |tax| tax.rate),
    });
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

#[cfg(test)]
mod tests {
    use crate::seed::{books, synthetic};

    #[test]
    fn generated_invoices_are_the_same_in_every_run() {
        let make = || {
            let mut ledger = books("NZ", 1_795_392_000_000, true).expect("NZ").ledger;
            synthetic::add(&mut ledger, 250, 5, 1_795_392_000_000);
            ledger
        };
        let (one, two) = (make(), make());
        assert_eq!(one.invoices().len(), 78 + 250);
        assert!(one.invoices().iter().eq(two.invoices().iter()));
    }

    #[test]
    fn an_empty_company_gets_a_customer_of_its_own() {
        let mut ledger = books("NZ", 1_795_392_000_000, false).expect("NZ").ledger;
        synthetic::add(&mut ledger, 1, 0, 1_795_392_000_000);
        assert_eq!((ledger.contacts().len(), ledger.invoices().len()), (1, 1));
    }
}
