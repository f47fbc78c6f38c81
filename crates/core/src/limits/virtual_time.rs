//! A clock that moves on only when every task waits: tests of minutes take no time and run the same way each time.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant, SystemTime};

use crate::clock::{Clock, Now};

#[derive(Debug, Clone)]
pub(crate) struct VirtualTime(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    began: Now,
    passed: Duration,
    sleepers: BTreeMap<(Duration, u64), Waker>,
    last_sleeper: u64,
}

impl VirtualTime {
    pub(crate) fn new() -> Self {
        let began = Now { monotonic: Instant::now(), wall: SystemTime::now() };
        Self(Arc::new(Mutex::new(State { began, passed: Duration::ZERO, sleepers: BTreeMap::new(), last_sleeper: 0 })))
    }

    pub(crate) fn passed(&self) -> Duration {
        self.0.lock().unwrap().passed
    }

    /// Runs all tasks to their end, or until none of them can ever go on; returns how many are left.
    pub(crate) fn run<'a>(&self, tasks: Vec<Pin<Box<dyn Future<Output = ()> + 'a>>>) -> usize {
        let mut left = tasks.len();
        let mut tasks: Vec<_> = tasks.into_iter().map(Some).collect();
        let ready = Arc::new(Mutex::new((0..left).collect::<VecDeque<usize>>()));
        let wakers: Vec<Waker> =
            (0..left).map(|task| Waker::from(Arc::new(Ready { task, ready: Arc::clone(&ready) }))).collect();
        loop {
            let next = ready.lock().unwrap().pop_front();
            match next {
                Some(at) => {
                    let Some(task) = tasks[at].as_mut() else { continue };
                    if task.as_mut().poll(&mut Context::from_waker(&wakers[at])).is_ready() {
                        tasks[at] = None;
                        left -= 1;
                    }
                }
                None if left == 0 || !self.advance() => return left,
                None => {}
            }
        }
    }

    /// Moves on to the end of the next sleep; false if no task sleeps.
    fn advance(&self) -> bool {
        let mut state = self.0.lock().unwrap();
        let Some(((until, _), waker)) = state.sleepers.pop_first() else { return false };
        state.passed = state.passed.max(until);
        waker.wake();
        true
    }
}

impl Clock for VirtualTime {
    fn now(&self) -> Now {
        let state = self.0.lock().unwrap();
        Now { monotonic: state.began.monotonic + state.passed, wall: state.began.wall + state.passed }
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut state = self.0.lock().unwrap();
        state.last_sleeper += 1;
        let key = (state.passed + duration, state.last_sleeper);
        drop(state);
        Box::pin(Sleep { time: self.clone(), key })
    }
}

struct Sleep {
    time: VirtualTime,
    key: (Duration, u64),
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.time.0.lock().unwrap();
        if state.passed >= self.key.0 {
            return Poll::Ready(());
        }
        state.sleepers.insert(self.key, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.time.0.lock().unwrap().sleepers.remove(&self.key);
    }
}

struct Ready {
    task: usize,
    ready: Arc<Mutex<VecDeque<usize>>>,
}

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        self.ready.lock().unwrap().push_back(self.task);
    }
}
