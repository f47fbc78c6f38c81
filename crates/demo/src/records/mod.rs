//! A record on its way in and out: read from what was posted, checked, kept, and written by the table's schemas.

pub(crate) mod draft;
pub(crate) mod outcome;
pub(crate) mod posted;
pub(crate) mod read;
pub(crate) mod refusal;
pub(crate) mod schema;
pub(crate) mod write;
