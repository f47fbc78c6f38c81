//! One organisation's limits for all processes of a machine: a file under a lock, and a lock file for each slot.
//!
//! The system takes the locks of a killed process back once none of its forked children is left, so neither a slot nor
//! the limits are lost with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ring::digest::{SHA256, digest};

use super::limit_state::{Blocked, Limit, LimitState};
use super::policy::{LimitPolicy, Priority};
use super::window::Moment;
use crate::error::{Error, ErrorKind, Result};
use crate::hex::hex;
use crate::os::state_file::{Lock, StateFile};
use crate::random;

/// How often a process checks for a slot that another releases.
const SLOT_POLL: Duration = Duration::from_millis(20);
pub(super) const BETWEEN_TRIES: Duration = Duration::from_millis(2);
pub(super) const TRIES: u32 = 200;
/// A process holds the lock for a few hundred microseconds at a time. One that holds it for this long hangs.
const LONGEST_BUSY: Duration = Duration::from_secs(10);

#[derive(Debug, Clone)]
pub(super) struct SharedLimits {
    file: Arc<StateFile>,
    slots: PathBuf,
    was_unreadable: Arc<AtomicBool>,
}

/// A slot among all processes.
pub(super) type SharedSlot = Lock;

impl SharedLimits {
    pub(super) fn new(folder: &Path, organisation: &str) -> Self {
        let name = format!("limits-{}", hex(&digest(&SHA256, organisation.as_bytes()).as_ref()[..16]));
        Self { file: Arc::new(StateFile::new(folder, &name)), slots: folder.join(name), was_unreadable: Arc::default() }
    }

    /// Records a start for all processes, if there is room, and leaves in `limits` what was read.
    pub(super) fn start(
        &self,
        limits: &mut LimitState,
        policy: LimitPolicy,
        priority: Priority,
        now: Moment,
    ) -> Result<std::result::Result<SharedSlot, Blocked>> {
        let busy = Blocked { by: Limit::SharedState, wait: BETWEEN_TRIES + random::up_to(BETWEEN_TRIES) };
        let Some(locked) = self.file.try_lock().map_err(|error| self.unusable(&error))? else { return Ok(Err(busy)) };
        self.take_over(limits, now);
        let Some(slot) = self.free_slot(policy.concurrent)? else {
            let refusal = limits.day_refusal(policy, priority, now);
            return Ok(Err(refusal.unwrap_or(Blocked { by: Limit::Concurrent, wait: SLOT_POLL })));
        };
        if let Err(blocked) = limits.start(policy, priority, now) {
            return Ok(Err(blocked));
        }
        let content = serde_json::to_vec(&limits).unwrap_or_default();
        locked.replace(&content, false).map_err(|error| self.unusable(&error))?;
        Ok(Ok(slot))
    }

    /// Changes the limits in the file and in memory; false while another process holds the lock.
    pub(super) fn change<S>(
        &self,
        state: &mut S,
        now: Moment,
        change: impl Fn(&mut S),
        limits: impl Fn(&mut S) -> &mut LimitState,
    ) -> bool {
        let Ok(Some(locked)) = self.file.try_lock() else { return false };
        self.take_over(limits(state), now);
        change(state);
        let content = serde_json::to_vec(limits(state)).unwrap_or_default();
        // The next call that wants to start reports that the file cannot be written.
        locked.replace(&content, false).is_ok()
    }

    /// The path, if the file could not be read since the last time that this was called.
    pub(super) fn take_unreadable(&self) -> Option<PathBuf> {
        self.was_unreadable.swap(false, Ordering::Relaxed).then(|| self.slots.clone())
    }

    /// A damaged or foreign file counts as none; what this process knows stays.
    pub(super) fn take_over(&self, limits: &mut LimitState, now: Moment) {
        match self.file.read() {
            Ok(Some(content)) => match serde_json::from_slice::<LimitState>(&content) {
                Ok(written) if written.is_plausible(now) => limits.replace(written),
                _ => self.was_unreadable.store(true, Ordering::Relaxed),
            },
            Ok(None) => {}
            Err(_) => self.was_unreadable.store(true, Ordering::Relaxed),
        }
    }

    fn free_slot(&self, slots: usize) -> Result<Option<SharedSlot>> {
        for number in 1..=slots {
            let path = self.slots.with_extension(format!("slot{number}"));
            let taken = Lock::try_take(&path).map_err(|error| self.unusable(&error))?;
            if taken.is_some() {
                return Ok(taken);
            }
        }
        Ok(None)
    }

    fn unusable(&self, error: &std::io::Error) -> Error {
        let folder = self.slots.parent().unwrap_or(&self.slots).display();
        Error::new(ErrorKind::Xero, format!("the shared limits in {folder} cannot be written: {}", error.kind()))
            .hint("check the folder's permissions and free space, or leave limits.backend out")
            .retryable()
    }
}

/// Fails when another process has held the lock for too long.
pub(super) fn check_lock_wait(since: Duration, now: Duration) -> Result<()> {
    if now.saturating_sub(since) < LONGEST_BUSY {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Xero, "another process has held the shared limits for 10 s")
        .hint("end the process that hangs, or leave limits.backend out")
        .retryable())
}
