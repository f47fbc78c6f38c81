//! The 1099 reports of the United States: what contractors and landlords were paid in a calendar year.

use super::asked::{Asked, Refusal};
use super::dates::short;
use crate::ledger::Ledger;
use crate::ledger::contact::Contact;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;
use crate::wire::node::Node;

/// What contractors were paid (form NEC) and what landlords were (form MISC): the contacts that the reports are about.
const CONTRACTORS: &[&str] = &["Hoyt Productions", "MCO Cleaning Services", "SMART Agency"];
const LANDLORDS: &[&str] = &["Truxton Property Management"];
/// On form MISC; form NEC has the first two and the fourth.
const BOXES: [&str; 12] =
    ["Box1", "Box2", "Box3", "Box4", "Box5", "Box6", "Box7", "Box8", "Box9", "Box10", "Box11", "Box14"];

pub(super) fn reports(ledger: &Ledger, asked: Asked<'_>) -> Result<Node<'static>, Refusal> {
    let year = match asked.query.get("reportYear") {
        None => asked.today.civil().0,
        Some(text) => match text.trim().parse::<i64>() {
            Ok(year) if (1990..=9_998).contains(&year) => year,
            _ => return Err(format!("The reportYear '{text}' is not a year")),
        },
    };
    let (Some(from), Some(to)) = (Day::new(year, 1, 1), Day::new(year, 12, 31)) else {
        return Err("The reportYear is not a year".to_owned());
    };
    let report = |name: &'static str, names: &[&str], boxes: &[&'static str]| {
        let is_american = ledger.organisation.version == "US";
        let contacts = names.iter().filter(|_| is_american).filter_map(|name| ledger.contact_named(name));
        let paid = contacts.map(|contact| (contact, paid(ledger, contact.id, from, to)));
        let shown = paid.filter(|(_, amount)| *amount > Amount::ZERO);
        Node::Record(vec![
            ("ReportName", Node::text(name)),
            ("ReportDate", Node::owned(format!("{} to {}", short(from), short(to)))),
            ("Fields", Node::empty("Field")),
            ("Contacts", Node::List("Contact", shown.map(|(one, amount)| contact(one, amount, boxes)).collect())),
        ])
    };
    let nec = report("1099-NEC report", CONTRACTORS, &["Box1", "Box2", "Box4"]);
    Ok(Node::List("Report", vec![nec, report("1099-MISC report", LANDLORDS, &BOXES)]))
}

fn paid(ledger: &Ledger, contact: Guid, from: Day, to: Day) -> Amount {
    let bills = ledger.invoices().iter().filter(|bill| !bill.is_sale() && bill.contact == contact);
    let payments = bills.flat_map(|bill| bill.payments.iter().map(|paid| (paid.date, paid.amount)).collect::<Vec<_>>());
    payments.filter(|(date, _)| from <= *date && *date <= to).map(|(_, amount)| amount).sum()
}

/// The first box of either form is what was paid.
fn contact(contact: &Contact, amount: Amount, boxes: &[&'static str]) -> Node<'static> {
    let amounts = boxes.iter().map(|name| (*name, if *name == "Box1" { amount } else { Amount::ZERO }));
    let mut members: Vec<_> = amounts.map(|(name, amount)| (name, Node::money(amount))).collect();
    members.extend([
        ("Name", Node::owned(contact.name.clone())),
        ("FederalTaxIDType", Node::text("EIN")),
        ("Email", Node::owned(contact.email.clone())),
        ("ContactId", Node::Guid(contact.id)),
        ("LegalName", Node::owned(contact.name.clone())),
        ("BusinessName", Node::owned(contact.name.clone())),
        ("FederalTaxClassification", Node::text("C_CORP")),
    ]);
    Node::Record(members)
}
