//! What the limiter costs a call that need not wait, for `make bench`.

use std::time::Instant;

use super::*;
use crate::clock::SystemClock;

const CALLS: u32 = 100_000;

#[test]
#[ignore = "measured by make bench"]
#[expect(clippy::print_stdout, reason = "make bench reads it")]
fn measured_cost_of_a_start() {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    // A minute that never fills, and is kept all the same.
    let policy = LimitPolicy { concurrent: 5, per_minute: Some(usize::MAX), reserve_daily: 0 };
    let rounds = (0..5).map(|_| {
        let limiter = Arc::new(Limiter::new(policy, Arc::clone(&clock)));
        let reported = RateLimitHeaders {
            day_remaining: Some(5000),
            app_minute_remaining: Some(9999),
            ..RateLimitHeaders::default()
        };
        let calls = async {
            for _ in 0..CALLS {
                let deadline = Deadline::start(None, &clock);
                let wait_policy = WaitPolicy { priority: Priority::Interactive, deadline: &deadline, longest: None };
                let slot = limiter.acquire(wait_policy, |_, _| {}).await.unwrap();
                limiter.observe(&slot, Some(reported)).await;
                drop(slot);
                limiter.succeeded();
            }
        };
        let began = Instant::now();
        crate::testing::block_on(calls);
        began.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS)
    });
    let best = rounds.fold(f64::INFINITY, f64::min);
    println!(r#"{{"figure":"limiter_us","value":{best}}}"#);
}
