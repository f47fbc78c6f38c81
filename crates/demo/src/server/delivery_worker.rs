//! The task that checks the receiver and carries batches to it, beside the connections that are served.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use crate::company::Company;
use crate::webhooks::event::signature;
use crate::webhooks::intent::checks;
use crate::webhooks::post::{Answer, post};
use crate::webhooks::receiver::Hook;
use crate::webhooks::{Standing, Webhooks};
use crate::wire::paths::API;

enum Task {
    Check(Arc<Hook>),
    Post(Arc<Hook>, u64, String),
    /// Nothing to do until something happens, or so much time has passed.
    Rest(Option<Duration>),
}

pub(crate) async fn run(company: Arc<Company>) {
    let api = format!("{}{API}", company.root());
    loop {
        match task(&company, &api) {
            Task::Check(hook) => {
                if let Some(made) = unless_replaced(&company, &hook, checks(&hook)).await {
                    company.lock().webhooks.settle(&hook, made);
                }
            }
            Task::Post(hook, number, body) => {
                let signature = signature(&hook.key, &body);
                let sent = post(&hook.target, hook.patience, body, &signature);
                let replaced = || Answer { status: None, problem: Some("another receiver was set".to_owned()) };
                let answer = unless_replaced(&company, &hook, sent).await.unwrap_or_else(replaced);
                let mut state = company.lock();
                let now = state.clock.now();
                state.webhooks.queue.settle(number, answer, now);
            }
            Task::Rest(time) => {
                let woken = company.signals.work.notified();
                match time {
                    None => woken.await,
                    Some(time) => tokio::select! { () = woken => (), () = sleep(time) => () },
                }
            }
        }
        company.signals.done.notify_waiters();
    }
}

/// What the work gives, or none as soon as its receiver is not the one that is set.
async fn unless_replaced<T>(company: &Company, hook: &Arc<Hook>, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    loop {
        let done = tokio::select! {
            done = &mut work => Some(done),
            () = company.signals.work.notified() => None,
        };
        let is_set = company.lock().webhooks.is_set(hook);
        if done.is_some() || !is_set {
            return done.filter(|_| is_set);
        }
    }
}

fn task(company: &Company, api: &str) -> Task {
    let mut state = company.lock();
    let (now, speed) = (state.clock.now(), state.clock.speed());
    let Webhooks { hook, standing, queue } = &mut state.webhooks;
    let Some(hook) = hook else { return Task::Rest(None) };
    match standing {
        Standing::Unknown => Task::Check(Arc::clone(hook)),
        Standing::Checked(checks) if checks.iter().any(|check| !check.ok) => Task::Rest(None),
        Standing::Checked(_) => match queue.next(now, api) {
            Some((number, body)) => Task::Post(Arc::clone(hook), number, body),
            None => Task::Rest(queue.wait(now).and_then(|millis| real(millis, speed))),
        },
    }
}

/// What that much of the demo's time is of real time; none where its clock stands still.
fn real(millis: i64, speed: f64) -> Option<Duration> {
    #[expect(clippy::cast_precision_loss, reason = "no wait is that long")]
    Duration::try_from_secs_f64(millis as f64 / 1_000.0 / speed).ok()
}
