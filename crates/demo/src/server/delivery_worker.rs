//! The background task that validates the webhook receiver and delivers batches to it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use crate::company::Company;
use crate::webhooks::event::signature;
use crate::webhooks::intent::checks;
use crate::webhooks::post::{ReceiverResponse, post};
use crate::webhooks::receiver::Receiver;
use crate::webhooks::{ReceiverState, Webhooks};
use crate::wire::paths::API;

enum Task {
    Check(Arc<Receiver>),
    Post(Arc<Receiver>, u64, String),
    /// Nothing to do until a signal, or until this time has passed.
    Rest(Option<Duration>),
}

pub(crate) async fn run(company: Arc<Company>) {
    let api = format!("{}{API}", company.root());
    loop {
        match task(&company, &api) {
            Task::Check(receiver) => {
                if let Some(made) = unless_replaced(&company, &receiver, checks(&receiver)).await {
                    company.lock().webhooks.settle(&receiver, made);
                }
            }
            Task::Post(receiver, number, body) => {
                let signature = signature(&receiver.key, &body);
                let sent = post(&receiver.url, receiver.timeout_after, body, &signature);
                let replaced =
                    || ReceiverResponse { status: None, problem: Some("another receiver was set".to_owned()) };
                let response = unless_replaced(&company, &receiver, sent).await.unwrap_or_else(replaced);
                let mut state = company.lock();
                let now = state.clock.now();
                state.webhooks.queue.settle(number, response, now);
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

/// The result of the work, or none as soon as another receiver is set.
async fn unless_replaced<T>(company: &Company, receiver: &Arc<Receiver>, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    loop {
        let done = tokio::select! {
            done = &mut work => Some(done),
            () = company.signals.work.notified() => None,
        };
        let is_set = company.lock().webhooks.is_set(receiver);
        if done.is_some() || !is_set {
            return done.filter(|_| is_set);
        }
    }
}

fn task(company: &Company, api: &str) -> Task {
    let mut state = company.lock();
    let (now, speed) = (state.clock.now(), state.clock.speed());
    let Webhooks { receiver, state, queue } = &mut state.webhooks;
    let Some(receiver) = receiver else { return Task::Rest(None) };
    match state {
        ReceiverState::Unknown => Task::Check(Arc::clone(receiver)),
        ReceiverState::Checked(checks) if checks.iter().any(|check| !check.ok) => Task::Rest(None),
        ReceiverState::Checked(_) => match queue.next(now, api) {
            Some((number, body)) => Task::Post(Arc::clone(receiver), number, body),
            None => Task::Rest(queue.wait(now).and_then(|millis| real(millis, speed))),
        },
    }
}

/// Converts the demo's time to real time; none if its clock is stopped.
fn real(millis: i64, speed: f64) -> Option<Duration> {
    #[expect(clippy::cast_precision_loss, reason = "no wait is that long")]
    Duration::try_from_secs_f64(millis as f64 / 1_000.0 / speed).ok()
}
