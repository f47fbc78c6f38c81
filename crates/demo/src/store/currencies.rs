//! The currencies of an organisation.

use xero_m2m_spec::Family;

use super::{CollectionKey, Records};

const CURRENCIES: CollectionKey = CollectionKey::new(Family::Accounting, "Currencies");

/// Why a document in this currency is rejected. `posts` is whether it would be posted; the books have one currency.
pub(crate) fn fault(records: &Records, base: &str, code: &str, posts: bool) -> Option<String> {
    if code == base {
        return None;
    }
    if records.all(CURRENCIES).iter().all(|row| row.record.text("Code") != code) {
        return Some(format!("Organisation is not subscribed to currency {code}"));
    }
    posts.then(|| format!("The demo company does not convert currencies: it accepts {base} only, not {code}"))
}
