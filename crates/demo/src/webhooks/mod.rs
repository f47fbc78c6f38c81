//! Webhooks: signed deliveries of changes to a loopback URL that has passed the intent-to-receive check.

pub(crate) mod event;
pub(crate) mod intent;
pub(crate) mod post;
pub(crate) mod queue;
pub(crate) mod receiver;
pub(crate) mod receiver_url;

use std::sync::Arc;

use tokio::sync::Notify;

use crate::changes::Change;
use crate::values::ids::Guid;
use event::WebhookEvent;
use intent::Check;
use queue::Queue;
use receiver::Receiver;

#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    pub(crate) receiver: Option<Arc<Receiver>>,
    pub(crate) state: ReceiverState,
    pub(crate) queue: Queue,
}

/// The state of the receiver.
#[derive(Debug, Default)]
pub(crate) enum ReceiverState {
    /// The checks are pending or in progress.
    #[default]
    Unknown,
    Checked(Vec<Check>),
}

/// Signals for the delivery worker and for callers that wait for it.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    pub(crate) work: Notify,
    pub(crate) done: Notify,
}

impl Webhooks {
    /// Whether changes are delivered.
    pub(crate) fn are_on(&self) -> bool {
        self.receiver.is_some() && !self.has_failed()
    }

    pub(crate) fn add(&mut self, changes: Vec<Change>, tenant: Guid, now: i64) {
        let Some(receiver) = &self.receiver else { return };
        for change in changes.into_iter().filter(|change| receiver.categories.contains(&change.category)) {
            self.queue.add(WebhookEvent::new(change, tenant, now));
        }
    }

    /// Drops undelivered events after a reset.
    pub(crate) fn forget(&mut self) {
        self.queue.clear();
    }

    pub(crate) fn is_set(&self, receiver: &Arc<Receiver>) -> bool {
        self.receiver.as_ref().is_some_and(|current| Arc::ptr_eq(current, receiver))
    }

    /// Ignores the checks if another receiver has been set meanwhile.
    pub(crate) fn settle(&mut self, receiver: &Arc<Receiver>, checks: Vec<Check>) {
        if !self.is_set(receiver) {
            return;
        }
        self.state = ReceiverState::Checked(checks);
        if self.has_failed() {
            self.queue.clear();
        }
    }

    pub(crate) fn has_failed(&self) -> bool {
        matches!(&self.state, ReceiverState::Checked(checks) if checks.iter().any(|check| !check.ok))
    }

    pub(crate) fn status(&self) -> &'static str {
        match (&self.receiver, &self.state) {
            (None, _) => "off",
            (Some(_), ReceiverState::Unknown) => "checking",
            (Some(_), ReceiverState::Checked(_)) if self.has_failed() => "failed",
            (Some(_), ReceiverState::Checked(_)) if self.queue.disabled => "disabled",
            (Some(_), ReceiverState::Checked(_)) => "ok",
        }
    }
}
