//! What the operating system gives: processes that fork, files that processes share, files that users name.

pub(crate) mod files;
mod process;
pub(crate) mod state_file;

pub use process::PerProcess;
