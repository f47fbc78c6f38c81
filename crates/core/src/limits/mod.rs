//! Xero's limits, kept before they are hit: concurrent calls, the minute and the day of one organisation.
//!
//! A call asks the [`Limiter`] for a [`Slot`] before each attempt. The limiter looks at what is counted
//! (`limit_state`), queues the call where it must wait (`queue`), and learns from each response what Xero reports.
//! Processes that share their limits keep the counts in a file (`shared_limits`).

mod limit_state;
mod limiter;
mod policy;
mod queue;
mod refusals;
mod report;
mod retry_budget;
mod server_count;
mod server_hold;
mod shared_limits;
mod slots;
#[cfg(test)]
mod virtual_time;
mod window;

pub(crate) use limit_state::{Blocked, Limit};
pub(crate) use limiter::{Limiter, Slot, WaitPolicy};
pub(crate) use policy::{LimitPolicy, Priority};
