//! The customers and suppliers.

use crate::ledger::Ledger;
use crate::ledger::contact::Contact;
use crate::values::dates::MILLIS_A_DAY;

const NAMES: &[&str] = &[
    "24 Locks",
    "7-Eleven",
    "ABC Furniture",
    "Bank West",
    "Basket Case",
    "Bayside Club",
    "Bayside Wholesale",
    "Boom FM",
    "Capital Cab Co",
    "Carlton Functions",
    "Central Copiers",
    "City Agency",
    "City Limousines",
    "DIISR - Small Business Services",
    "Gateway Motors",
    "Hamilton Smith Ltd",
    "Harbour Street Florist",
    "Hoyt Productions",
    "Kowhai Landscaping",
    "Marine Systems",
    "MCO Cleaning Services",
    "Net Connect",
    "Old Mill Printing",
    "PC Complete",
    "Petrie McLoud Watson & Associates",
    "Port & Philip Freight",
    "PowerDirect",
    "Rex Media Group",
    "Ridgeway Bank",
    "Ridgeway University",
    "SMART Agency",
    "Swanston Security",
    "Truxton Property Management",
    "Tui Street Café",
    "Westgate Dental",
    "Xero",
    "Young Bros Transport",
];

const ARCHIVED: &[&str] = &["Coastline Couriers", "Pavilion Events"];

/// First name, last name, contact number and account number, where they are known.
const PEOPLE: &[(&str, &str, &str, &str, &str)] = &[
    ("Bayside Club", "Bob", "Partridge", "BAYSIDE", "C-1001"),
    ("Boom FM", "Anna", "Weiss", "BOOMFM", "C-1002"),
    ("City Limousines", "Martin", "Dale", "CITYLIMO", "C-1003"),
    ("Hamilton Smith Ltd", "Mere", "Hamilton", "HAMSMITH", "C-1004"),
    ("Rex Media Group", "Rex", "Hall", "REXMEDIA", "C-1005"),
    ("Ridgeway University", "Joan", "Keller", "RIDGEUNI", "C-1006"),
    ("PowerDirect", "Aroha", "Lane", "POWERDIR", "S-2001"),
];

pub(crate) fn add(ledger: &mut Ledger, now: i64) {
    let all = NAMES.iter().map(|name| (name, false)).chain(ARCHIVED.iter().map(|name| (name, true)));
    for (at, (name, archived)) in (0_i64..).zip(all) {
        let mut contact = Contact::named(name, now - (120 - at) * MILLIS_A_DAY);
        contact.archived = archived;
        contact.email = format!("accounts@{}.example", slug(name));
        if let Some((_, first, last, number, account)) = PEOPLE.iter().find(|(of, ..)| of == name) {
            contact.first_name = Some((*first).to_owned());
            contact.last_name = Some((*last).to_owned());
            contact.number = Some((*number).to_owned());
            contact.account_number = Some((*account).to_owned());
            let number = format!("555 {:04}", 1_000 + at);
            contact.phones.set("DEFAULT", vec![("PhoneNumber", number), ("PhoneAreaCode", "09".to_owned())]);
        }
        if at % 3 == 0 {
            let texts = [("AddressLine1", format!("{} Esplanade", 10 + at))];
            let place = [("City", "Marineville"), ("PostalCode", "1234")].map(|(name, text)| (name, text.to_owned()));
            contact.addresses.set("POBOX", texts.into_iter().chain(place).collect());
        }
        ledger.add_contact(contact);
    }
}

fn slug(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}
