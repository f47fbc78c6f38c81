//! The command `xero-m2m`, which both packages share.

use napi_derive::napi;

/// Runs the command with `arguments` (the program's name not among them) and gives its exit code.
#[napi(catch_unwind)]
pub fn run_cli(arguments: Vec<String>) -> i32 {
    xero_m2m_cli::run(arguments)
}
