//! How each API family reads records: field names, nesting, IDs and page size.

use xero_m2m_spec::Family;

use crate::records::read::{Names, Reader};
use crate::records::schema::NestedRules;
use crate::wire::query::Query;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Conventions {
    pub(crate) reader: Reader,
    pub(crate) nested: NestedRules,
    /// Whether `POST` to a list updates existing records.
    pub(crate) upserts: bool,
    /// Whether a malformed ID gives another error than an unknown one.
    pub(crate) names_bad_ids: bool,
    pub(crate) page_size: usize,
    elements: PerRecord,
}

/// When each record of a request succeeds or fails separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PerRecord {
    Never,
    /// With `summarizeErrors=false`.
    OnRequest,
    Always,
}

impl Conventions {
    pub(crate) fn of(family: Family) -> Conventions {
        let lenient = Conventions {
            reader: Reader { names: Names::AnyCase, seed: None },
            nested: NestedRules::Full,
            upserts: false,
            names_bad_ids: true,
            page_size: 50,
            elements: PerRecord::Never,
        };
        match family {
            Family::Accounting => Conventions {
                reader: Reader { names: Names::ExactCase, seed: None },
                nested: NestedRules::Free,
                upserts: true,
                names_bad_ids: false,
                page_size: 100,
                elements: PerRecord::OnRequest,
            },
            Family::PayrollAu => Conventions {
                nested: NestedRules::Free,
                upserts: true,
                names_bad_ids: false,
                page_size: 100,
                ..lenient
            },
            Family::PayrollNz => Conventions { nested: NestedRules::Named, ..lenient },
            Family::Assets => Conventions { page_size: 10, ..lenient },
            Family::BankFeeds => Conventions { page_size: 10, elements: PerRecord::Always, ..lenient },
            _ => lenient,
        }
    }

    pub(crate) fn is_per_element(&self, query: &Query) -> bool {
        match self.elements {
            PerRecord::Never => false,
            PerRecord::OnRequest => query.is_false("summarizeErrors"),
            PerRecord::Always => true,
        }
    }
}
