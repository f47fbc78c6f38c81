//! Records as the schema table describes them: read, checked and written.

pub(crate) mod draft;
pub(crate) mod outcome;
pub(crate) mod posted;
pub(crate) mod read;
pub(crate) mod request_error;
pub(crate) mod schema;
pub(crate) mod write;
