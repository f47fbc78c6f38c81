//! The errors of calls that the limits hold back for too long.

use std::time::{Duration, SystemTime};

use super::limit_state::{Blocked, Limit};
use super::policy::LimitPolicy;
use crate::error::{Error, ErrorKind, spelt_out};
use crate::transport::{Deadline, WaitingFor};

const A_DAY: Duration = Duration::from_secs(86_400);

/// The error of a call that the day's limit refuses.
pub(super) fn day_is_used_up(Blocked { by, wait }: Blocked, policy: LimitPolicy, now: SystemTime) -> Error {
    let (message, hint, resets_in) = if by == Limit::Day {
        (
            "the organisation's calls for today are used up".to_owned(),
            "wait until resets_at; ask for more per call, or only for what changed since the last time",
            wait,
        )
    } else {
        // Xero reports the hour of the reset only when it refuses a call.
        (
            format!("the last {} calls of the day are reserved for interactive calls", policy.reserve_daily),
            "wait, lower reserve_daily of limits, or give the call priority \"interactive\"; the day resets at resets_at at the latest",
            A_DAY,
        )
    };
    let resets_at =
        jiff::Timestamp::try_from(now + resets_in).and_then(|at| jiff::Timestamp::from_second(at.as_second()));
    Error::new(ErrorKind::DailyLimit, message).hint(hint).retryable().with(|details| {
        details.limit_kind = Some(by.name().to_owned());
        details.retry_after = Some(wait.as_secs_f64().ceil());
        details.resets_at = resets_at.ok().map(|at| at.to_string());
    })
}

/// The error of a call that would wait until after its deadline.
pub(super) fn deadline_too_near(deadline: &Deadline, Blocked { by, wait }: Blocked, policy: LimitPolicy) -> Error {
    deadline.too_near(WaitingFor::Limiter, wait, &format!("{} has room in", by.words(policy)))
}

/// The error of a call whose deadline passed while it waited.
pub(super) fn deadline_passed(deadline: &Deadline, blocked: Blocked, policy: LimitPolicy) -> Error {
    let passed = deadline.passed(WaitingFor::Limiter).note(&what_blocks(blocked, policy));
    passed.with(|details| details.retry_after = seconds_of(blocked))
}

/// The error of a call that would wait, or has waited, for longer than its `max_wait`.
pub(super) fn wait_too_long(blocked: Blocked, policy: LimitPolicy) -> Error {
    let why = what_blocks(blocked, policy);
    Error::new(ErrorKind::RateLimit, format!("the call would wait longer than it may: {why}"))
        .hint("wait, or give a longer max_wait")
        .retryable()
        .with(|details| {
            details.limit_kind = Some(blocked.by.name().to_owned());
            details.retry_after = seconds_of(blocked);
        })
}

/// The limit that holds a call back, and for how long where that is known.
fn what_blocks(blocked: Blocked, policy: LimitPolicy) -> String {
    let limit = blocked.by.words(policy);
    match seconds_of(blocked) {
        Some(seconds) => format!("{limit} has room in {}", spelt_out(seconds)),
        None => format!("{limit} has room when another call has ended"),
    }
}

fn seconds_of(Blocked { wait, .. }: Blocked) -> Option<f64> {
    Some(wait.as_secs_f64().ceil()).filter(|seconds| *seconds > 0.0)
}
