//! Webhooks: signed deliveries of what changed to a URL on loopback, once it has shown its intent to receive.

pub(crate) mod event;
pub(crate) mod intent;
pub(crate) mod post;
pub(crate) mod queue;
pub(crate) mod receiver;
pub(crate) mod target;

use std::sync::Arc;

use tokio::sync::Notify;

use crate::changes::Change;
use crate::values::ids::Guid;
use event::Event;
use intent::Check;
use queue::Queue;
use receiver::Hook;

#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    pub(crate) hook: Option<Arc<Hook>>,
    pub(crate) standing: Standing,
    pub(crate) queue: Queue,
}

/// What is known of the receiver.
#[derive(Debug, Default)]
pub(crate) enum Standing {
    /// The checks are still to be made, or under way.
    #[default]
    Unknown,
    Checked(Vec<Check>),
}

/// Wakes those who wait for something to deliver, or for what came of it.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    pub(crate) work: Notify,
    pub(crate) done: Notify,
}

impl Webhooks {
    /// Whether changes are wanted.
    pub(crate) fn are_on(&self) -> bool {
        self.hook.is_some() && !self.has_failed()
    }

    pub(crate) fn add(&mut self, changes: Vec<Change>, tenant: Guid, now: i64) {
        let Some(hook) = &self.hook else { return };
        for change in changes.into_iter().filter(|change| hook.categories.contains(&change.category)) {
            self.queue.add(Event::new(change, tenant, now));
        }
    }

    /// Events of books that are put back never happened.
    pub(crate) fn forget(&mut self) {
        self.queue.clear();
    }

    pub(crate) fn is_set(&self, hook: &Arc<Hook>) -> bool {
        self.hook.as_ref().is_some_and(|current| Arc::ptr_eq(current, hook))
    }

    /// Another receiver may have been set meanwhile, of which the checks say nothing.
    pub(crate) fn settle(&mut self, hook: &Arc<Hook>, checks: Vec<Check>) {
        if !self.is_set(hook) {
            return;
        }
        self.standing = Standing::Checked(checks);
        if self.has_failed() {
            self.queue.clear();
        }
    }

    pub(crate) fn has_failed(&self) -> bool {
        matches!(&self.standing, Standing::Checked(checks) if checks.iter().any(|check| !check.ok))
    }

    pub(crate) fn status(&self) -> &'static str {
        match (&self.hook, &self.standing) {
            (None, _) => "off",
            (Some(_), Standing::Unknown) => "checking",
            (Some(_), Standing::Checked(_)) if self.has_failed() => "failed",
            (Some(_), Standing::Checked(_)) if self.queue.disabled => "disabled",
            (Some(_), Standing::Checked(_)) => "ok",
        }
    }
}
