//! Xero's formats: JSON with numbers that keep their digits (`scanner`, `decimals`), dates (`dates`), ids (`ids`), texts
//! of queries and headers (`http_text`), and text that is not quite JSON (`text`). Nothing here knows of calls.

pub(crate) mod conventions;
pub(crate) mod dates;
pub(crate) mod decimals;
pub(crate) mod http_text;
pub(crate) mod ids;
pub(crate) mod scanner;
pub(crate) mod text;
pub(crate) mod unwritable;
