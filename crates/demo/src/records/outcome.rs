//! What an operation comes to, before a family puts it into its envelope.

use std::sync::Arc;

use super::draft::Fault;
use crate::store::Row;
use crate::wire::pagination::Pagination;
use crate::wire::response::Reply;

#[derive(Debug)]
pub(crate) enum Outcome {
    Nothing,
    One(Arc<Row>),
    Page {
        rows: Vec<Arc<Row>>,
        pagination: Option<Pagination>,
    },
    /// For each that was sent, in order.
    Saved {
        saved: Vec<Saved>,
        /// Whether each says how it went.
        per_element: bool,
    },
    /// A reply of its own make.
    Made(Reply),
}

#[derive(Debug)]
pub(crate) struct Saved {
    pub(crate) row: Arc<Row>,
    pub(crate) faults: Vec<Fault>,
}
