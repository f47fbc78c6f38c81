//! What belongs to one process: a forked child makes its own and leaves its parent's alone.

use std::mem;
use std::process;

use once_cell::race::OnceBox;

/// A value that every process makes for itself, on first use.
///
/// A fork copies locks that other threads hold and that nobody releases in the child. So a child finds its way here
/// without a lock, and neither uses nor drops what its parent made.
#[derive(Debug)]
pub struct PerProcess<T>(OnceBox<Generation<T>>);

/// A process's value; behind it, that of a child which was forked from it.
#[derive(Debug)]
struct Generation<T> {
    process: u32,
    /// Always there until the drop.
    value: Option<T>,
    child: OnceBox<Generation<T>>,
}

impl<T> PerProcess<T> {
    /// A cell without a value.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceBox::new())
    }

    /// This process's value, made now if there is none. Of two threads that make one at the same time, one's stays.
    ///
    /// # Errors
    /// That of `make`; the next caller makes it again.
    pub fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let process = process::id();
        let mut make = Some(make);
        let mut at = &self.0;
        loop {
            match (at.get(), make.take()) {
                (Some(Generation { process: owner, value: Some(value), child }), _)
                    if *owner == process && child.get().is_none() =>
                {
                    return Ok(value);
                }
                (Some(generation), unused) => {
                    make = unused;
                    at = &generation.child;
                }
                (None, Some(make)) => {
                    let value = Some(make()?);
                    // Another thread's value is found by the next turn.
                    let _ = at.set(Box::new(Generation { process, value, child: OnceBox::new() }));
                }
                (None, None) => {}
            }
        }
    }

    /// As [`Self::get_or_try_init`], where nothing can fail.
    pub fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        match self.get_or_try_init(|| Ok::<T, std::convert::Infallible>(make())) {
            Ok(value) => value,
            Err(never) => match never {},
        }
    }

    /// The value that was made last, by this process or the nearest ancestor that has one.
    pub fn inherited(&self) -> Option<&T> {
        let mut generation = self.0.get()?;
        while let Some(child) = generation.child.get() {
            generation = child;
        }
        generation.value.as_ref()
    }
}

impl<T> Default for PerProcess<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Drop for Generation<T> {
    fn drop(&mut self) {
        if self.process != process::id() {
            mem::forget(self.value.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_once_and_stays_where_it_is() {
        let cell = PerProcess::new();
        assert!(cell.inherited().is_none());
        let first: *const u32 = cell.get_or_init(|| 7);
        let again: *const u32 = cell.get_or_init(|| 8);
        assert_eq!(first, again);
        assert_eq!(cell.inherited(), Some(&7));
        assert_eq!(PerProcess::<u32>::new().get_or_try_init(|| Err("no")), Err("no"));
    }

    #[test]
    fn another_processs_value_is_neither_used_nor_dropped() {
        struct Loud;
        impl Drop for Loud {
            fn drop(&mut self) {
                panic!("the parent's value was dropped");
            }
        }
        let parents = Generation { process: 0, value: Some(Loud), child: OnceBox::new() };
        let cell = PerProcess(OnceBox::new());
        assert!(cell.0.set(Box::new(parents)).is_ok());
        cell.get_or_init(|| Loud);
        assert_eq!(cell.0.get().map(|parents| parents.child.get().map(|own| own.process)), Some(Some(process::id())));
        let Some(own) = cell.0.get().and_then(|parents| parents.child.get()) else { panic!("the child has none") };
        assert_ne!(own.process, 0);
        mem::forget(cell);
    }

    #[test]
    fn threads_that_come_first_together_share_one_value() {
        let cell = PerProcess::new();
        std::thread::scope(|scope| {
            let cell = &cell;
            let threads: Vec<_> = (0..16).map(|nth| scope.spawn(move || *cell.get_or_init(|| nth))).collect();
            let made: Vec<i32> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
            assert!(made.iter().all(|value| *value == made[0]));
        });
    }
}
