//! The HTTP core: connection pools, one exchange at a time, bounded replies, retries and deadlines.

mod body;
mod deadline;
mod exchange;
mod headers;
mod pool;
mod retry;
mod roots;

pub(crate) use deadline::{Deadline, Waiting};
pub(crate) use exchange::{Exchange, Failure, RawReply};
pub(crate) use headers::{date, remaining, request_id, retry_after};
pub(crate) use pool::{DrivenBy, Pool, PoolSettings};
pub(crate) use retry::{KEY_HOLDS, LONGEST_WAIT, backoff, is_worth_repeating};
