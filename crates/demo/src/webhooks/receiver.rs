//! The receiver of webhooks, as it was set.

use std::time::Duration;

use ring::hmac;

use super::receiver_url::ReceiverUrl;
use crate::changes::Category;

/// The receiver, as it was set.
#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) url: ReceiverUrl,
    pub(crate) key: hmac::Key,
    pub(crate) categories: Vec<Category>,
    pub(crate) timeout_after: Duration,
}
