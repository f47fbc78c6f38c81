//! Which page of a list a response holds.

use super::node::Node;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Pagination {
    pub(crate) page: usize,
    pub(crate) page_size: usize,
    pub(crate) item_count: usize,
}

impl Pagination {
    pub(crate) fn page_count(&self) -> usize {
        self.item_count.div_ceil(self.page_size.max(1))
    }

    pub(crate) fn node(&self) -> Node<'static> {
        let count = |value: usize| Node::Integer(i64::try_from(value).unwrap_or(i64::MAX));
        Node::Record(vec![
            ("page", count(self.page)),
            ("pageSize", count(self.page_size)),
            ("pageCount", count(self.page_count())),
            ("itemCount", count(self.item_count)),
        ])
    }
}
