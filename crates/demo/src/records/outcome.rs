//! The outcome of an operation, before it gets its family's envelope.

use std::sync::Arc;

use super::draft::FieldError;
use crate::store::Row;
use crate::wire::pagination::Pagination;
use crate::wire::response::ApiResponse;

#[derive(Debug)]
pub(crate) enum Outcome {
    Nothing,
    One(Arc<Row>),
    Page {
        rows: Vec<Arc<Row>>,
        pagination: Option<Pagination>,
    },
    /// One for each posted record, in order.
    Saved {
        saved: Vec<Saved>,
        /// Whether each record shows its own status.
        per_element: bool,
    },
    /// A complete response.
    Made(ApiResponse),
}

#[derive(Debug)]
pub(crate) struct Saved {
    pub(crate) row: Arc<Row>,
    pub(crate) errors: Vec<FieldError>,
}
