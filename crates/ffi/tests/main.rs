//! The boundary and the core behind it, against servers that misbehave and against the demo company.
//!
//! One program: each would be linked with the whole library.

mod limits_kept;
mod lists;
mod minimal;
mod refusals;
mod samples;
mod security;
mod tls;
mod vectors;
mod waiting;
mod webhooks;
mod wrong_values;
