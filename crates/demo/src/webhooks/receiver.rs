//! The receiver of webhooks, as it was set.

use std::time::Duration;

use ring::hmac;

use super::target::Target;
use crate::changes::Category;

/// The receiver, as it was set.
#[derive(Debug)]
pub(crate) struct Hook {
    pub(crate) target: Target,
    pub(crate) key: hmac::Key,
    pub(crate) categories: Vec<Category>,
    pub(crate) patience: Duration,
}
