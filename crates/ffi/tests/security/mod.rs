//! What leaves this machine and what can be seen of it, against servers that write every byte down.

mod files;
mod kept;
mod proxies;
mod requests;
mod responses;
pub(crate) mod server;
mod shown;
mod tls;
mod waits;
