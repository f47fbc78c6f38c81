//! What the operating system asks of a library: processes that fork.

mod process;

pub use process::PerProcess;
