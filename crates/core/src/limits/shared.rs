//! One book for all processes of a machine: a file under a lock, and a lock file for each slot.
//!
//! The system takes the locks of a killed process back once none of its forked children is left, so neither a slot nor
//! the book is lost with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ring::digest::{SHA256, digest};

use super::book::{Blocked, Book, Limit};
use super::window::Moment;
use crate::config::{LimitSettings, Priority};
use crate::error::{Error, Kind, Result};
use crate::hex::hex;
use crate::random;
use crate::state_file::{Lock, StateFile};

/// How often one process looks for what another gives back.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
pub(super) const BETWEEN_TRIES: Duration = Duration::from_millis(2);
pub(super) const TRIES: u32 = 200;
/// The book is held for a few hundred microseconds at a time: one that is busy for so long is held by a process that
/// hangs.
const LONGEST_BUSY: Duration = Duration::from_secs(10);

#[derive(Debug, Clone)]
pub(super) struct SharedBook {
    file: Arc<StateFile>,
    slots: PathBuf,
    was_unreadable: Arc<AtomicBool>,
}

/// A slot among all processes.
pub(super) type SharedSlot = Lock;

impl SharedBook {
    pub(super) fn new(folder: &Path, organisation: &str) -> Self {
        let name = format!("limits-{}", hex(&digest(&SHA256, organisation.as_bytes()).as_ref()[..16]));
        Self { file: Arc::new(StateFile::new(folder, &name)), slots: folder.join(name), was_unreadable: Arc::default() }
    }

    /// Records a start among all processes, if there is room, and leaves in `book` what was read.
    pub(super) fn start(
        &self,
        book: &mut Book,
        settings: LimitSettings,
        priority: Priority,
        now: Moment,
    ) -> Result<std::result::Result<SharedSlot, Blocked>> {
        let busy = Blocked { by: Limit::Book, wait: BETWEEN_TRIES + random::up_to(BETWEEN_TRIES) };
        let Some(locked) = self.file.try_lock().map_err(|error| self.unusable(&error))? else { return Ok(Err(busy)) };
        self.take_over(book, now);
        let Some(slot) = self.free_slot(settings.concurrent)? else {
            let refusal = book.day_refusal(settings, priority, now);
            return Ok(Err(refusal.unwrap_or(Blocked { by: Limit::Concurrent, wait: LOOK_AGAIN })));
        };
        if let Err(blocked) = book.start(settings, priority, now) {
            return Ok(Err(blocked));
        }
        let content = serde_json::to_vec(&book).unwrap_or_default();
        locked.replace(&content, false).map_err(|error| self.unusable(&error))?;
        Ok(Ok(slot))
    }

    /// Changes the book in the file and in memory; false when another process holds it now.
    pub(super) fn change<S>(
        &self,
        state: &mut S,
        now: Moment,
        change: impl Fn(&mut S),
        book: impl Fn(&mut S) -> &mut Book,
    ) -> bool {
        let Ok(Some(locked)) = self.file.try_lock() else { return false };
        self.take_over(book(state), now);
        change(state);
        let content = serde_json::to_vec(book(state)).unwrap_or_default();
        // A book that cannot be written says so to the next call that wants to start.
        locked.replace(&content, false).is_ok()
    }

    /// Whether the file held something that is no book, since the last time it was asked.
    pub(super) fn take_unreadable(&self) -> Option<PathBuf> {
        self.was_unreadable.swap(false, Ordering::Relaxed).then(|| self.slots.clone())
    }

    /// A file that is torn or not ours counts as none; what this process knows stays.
    pub(super) fn take_over(&self, book: &mut Book, now: Moment) {
        match self.file.read() {
            Ok(Some(content)) => match serde_json::from_slice::<Book>(&content) {
                Ok(written) if written.is_plausible(now) => book.replace(written),
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
        Error::new(Kind::Xero, format!("the shared limits in {folder} cannot be kept: {}", error.kind()))
            .hint("check the folder's permissions and free space, or leave limits.backend out")
            .retryable()
    }
}

/// Fails when another process has held the book for too long.
pub(super) fn check_patience(since: Duration, now: Duration) -> Result<()> {
    if now.saturating_sub(since) < LONGEST_BUSY {
        return Ok(());
    }
    Err(Error::new(Kind::Xero, "another process has held the shared limits for 10 s")
        .hint("end the process that hangs, or leave limits.backend out")
        .retryable())
}
