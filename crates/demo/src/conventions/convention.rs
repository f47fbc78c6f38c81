//! How a family takes records: names, nesting, ids and page size.

use xero_m2m_spec::Family;

use crate::records::read::{Names, Reader};
use crate::records::schema::Nested;
use crate::wire::query::Query;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Manners {
    pub(crate) reader: Reader,
    pub(crate) nested: Nested,
    /// Whether POST to a list changes the records that it names.
    pub(crate) upserts: bool,
    /// Whether an id that is none is told from one that is unknown.
    pub(crate) names_bad_ids: bool,
    pub(crate) page_size: usize,
    elements: Elements,
}

/// When each record of a request succeeds or fails alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Elements {
    Never,
    /// With `summarizeErrors=false`.
    OnRequest,
    Always,
}

impl Manners {
    pub(crate) fn of(family: Family) -> Manners {
        let lax = Manners {
            reader: Reader { names: Names::Lax, seed: None },
            nested: Nested::Full,
            upserts: false,
            names_bad_ids: true,
            page_size: 50,
            elements: Elements::Never,
        };
        match family {
            Family::Accounting => Manners {
                reader: Reader { names: Names::Strict, seed: None },
                nested: Nested::Free,
                upserts: true,
                names_bad_ids: false,
                page_size: 100,
                elements: Elements::OnRequest,
            },
            Family::PayrollAu => {
                Manners { nested: Nested::Free, upserts: true, names_bad_ids: false, page_size: 100, ..lax }
            }
            Family::PayrollNz => Manners { nested: Nested::Named, ..lax },
            Family::Assets => Manners { page_size: 10, ..lax },
            Family::BankFeeds => Manners { page_size: 10, elements: Elements::Always, ..lax },
            _ => lax,
        }
    }

    pub(crate) fn is_per_element(&self, query: &Query) -> bool {
        match self.elements {
            Elements::Never => false,
            Elements::OnRequest => query.is_false("summarizeErrors"),
            Elements::Always => true,
        }
    }
}
