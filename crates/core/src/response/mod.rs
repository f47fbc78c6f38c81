//! A response, taken apart.

pub(crate) mod media;
