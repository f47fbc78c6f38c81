//! The seed: the demo company of a region, made anew from facts, dated relative to the clock.

pub(crate) mod bills;
pub(crate) mod build;
pub(crate) mod chart;
pub(crate) mod clerk;
pub(crate) mod contacts;
pub(crate) mod intentions;
pub(crate) mod opening;
pub(crate) mod records;
pub(crate) mod region;
pub(crate) mod row;
pub(crate) mod sales;
pub(crate) mod synthetic;

use crate::books::Books;
use crate::error::DemoError;
use crate::ledger::Ledger;
use crate::options::Seed;
use crate::replays::Replays;
use crate::store::Records;
use crate::values::dates::Day;
use clerk::Clerk;

/// The books that a company starts with, generated records among them.
pub(crate) fn company(region: &str, seed: Seed, now: i64) -> Result<Books, DemoError> {
    let mut books = books(region, now, !seed.empty)?;
    synthetic::add(&mut books.ledger, seed.invoices, seed.contacts, now);
    Ok(books)
}

/// The books as they are on the day that `now` falls on.
pub(crate) fn books(region: &str, now: i64, with_documents: bool) -> Result<Books, DemoError> {
    let organisation = region::organisation(region, now)?;
    let accounts = chart::accounts(&organisation, now);
    let mut ledger = Ledger::new(organisation, accounts);
    let today = Day::of_millis(now);
    if with_documents {
        contacts::add(&mut ledger, now);
        build::add(&mut ledger, today, now);
    }
    let records = Records::seeded(&ledger.organisation, now);
    let mut books = Books { ledger, records, replays: Replays::default() };
    if with_documents {
        let mut clerk = Clerk { books: &mut books, now };
        build::add_credit_notes(&mut clerk, today)?;
        opening::add(&mut clerk, today)?;
        intentions::add(&mut clerk, today)?;
    }
    Ok(books)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::books;
    use crate::ledger::invoice_type::InvoiceType;
    use crate::values::amount::Amount;

    const NOW: i64 = 1_795_392_000_000;

    #[test]
    fn open_sales_and_bills_add_up_to_the_control_accounts_in_every_region() {
        for region in ["NZ", "AU", "UK", "US"] {
            let ledger = books(region, NOW, true).expect(region).ledger;
            let open = |kind| -> Amount {
                let open = ledger.invoices().iter().filter(|invoice| invoice.is_open());
                open.filter(|invoice| invoice.kind == kind).map(|invoice| invoice.amount_due()).sum()
            };
            assert_eq!(open(InvoiceType::Accrec).text(2), "9194.51", "{region}");
            assert_eq!(open(InvoiceType::Accpay).text(2), "8386.76", "{region}");
        }
    }

    #[test]
    fn the_seed_has_the_documents_of_the_real_demo_company() {
        let ledger = books("NZ", NOW, true).expect("NZ").ledger;
        let of = |kind| ledger.invoices().iter().filter(|invoice| invoice.kind == kind).count();
        assert_eq!((of(InvoiceType::Accrec), of(InvoiceType::Accpay)), (32, 46));
        for absent in ["INV-0014", "INV-0015", "INV-0023", "INV-0035"] {
            assert!(ledger.find_invoice(absent).is_none(), "{absent}");
        }
        assert!(ledger.invoices().iter().all(|invoice| invoice.updated <= NOW));
        assert!(ledger.contacts().iter().any(|contact| contact.archived));
    }

    #[test]
    fn ids_are_the_same_in_every_run_and_totals_follow_the_tax() {
        let (one, two) = (books("NZ", NOW, true), books("NZ", NOW + 1, true));
        let id = |ledger: &crate::ledger::Ledger| ledger.find_invoice("INV-0025").expect("seeded").id;
        assert_eq!(id(&one.expect("NZ").ledger), id(&two.expect("NZ").ledger));
        let ledger = books("NZ", NOW, true).expect("NZ").ledger;
        for invoice in ledger.invoices().iter() {
            assert_eq!(invoice.sub_total + invoice.total_tax, invoice.total);
            assert!(invoice.amount_due() >= Amount::ZERO);
        }
    }

    #[test]
    fn an_unknown_region_names_the_right_ones() {
        let message = books("NX", NOW, true).expect_err("no such region").to_string();
        assert!(message.contains("NZ, AU, UK, US"), "{message}");
    }
}
