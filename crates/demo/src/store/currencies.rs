//! The currencies of an organisation.

use xero_m2m_spec::Family;

use super::{Place, Records};

const CURRENCIES: Place = Place::new(Family::Accounting, "Currencies");

/// Why no document in this currency is taken; `posts` is whether it would be in the books, which convert nothing.
pub(crate) fn fault(records: &Records, base: &str, code: &str, posts: bool) -> Option<String> {
    if code == base {
        return None;
    }
    if records.all(CURRENCIES).iter().all(|row| row.record.text("Code") != code) {
        return Some(format!("Organisation is not subscribed to currency {code}"));
    }
    posts.then(|| format!("The demo company converts no currencies: its books take {base} only, not {code}"))
}
