//! Which page of a list to ask for.

use xero_m2m_spec::Paging;

/// Which page to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageRequest {
    /// The first is 1.
    pub(crate) number: u32,
    /// Records in a page; 0 where all come at once.
    pub(crate) size: u32,
    /// What a list by offsets begins after.
    pub(crate) offset: u64,
}

impl PageRequest {
    /// The one that takes the most room in an address.
    pub(crate) fn widest(self) -> Self {
        Self { number: u32::MAX, offset: u64::MAX, ..self }
    }

    pub(crate) fn query(self, paging: Paging) -> Vec<(String, String)> {
        let pair = |name: &str, value: String| (name.to_owned(), value);
        match paging {
            Paging::None => Vec::new(),
            Paging::PageSize { page, size, .. } => {
                vec![pair(page, self.number.to_string()), pair(size, self.size.to_string())]
            }
            Paging::Page { .. } => vec![pair("page", self.number.to_string())],
            Paging::Offset { .. } => vec![pair("offset", self.offset.to_string())],
        }
    }
}
