//! Invariants that hold after any sequence of valid and invalid operations, over a real socket.

#[path = "invariants/books.rs"]
mod books;
#[path = "invariants/connection.rs"]
mod connection;
#[path = "invariants/operation.rs"]
mod operation;
#[path = "invariants/request.rs"]
mod request;
#[path = "invariants/world.rs"]
mod world;

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use operation::operation;
use world::World;

const OPERATIONS: usize = 1_000;
/// Further operations, after the snapshot that the company is reset to.
const AFTERWARDS: usize = 60;
const EVERY: usize = 250;

#[test]
fn books_stay_whole_whatever_is_done() {
    let config = Config { cases: 2, max_shrink_iters: 200, failure_persistence: None, ..Config::default() };
    // The sequences are the same in every run, so that a failure comes from a change of the code.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    // A shorter failing sequence is found by leaving operations out.
    let operations = vec(weighted(0.999, operation()), OPERATIONS + AFTERWARDS);
    let outcome = runner.run(&operations, |operations| {
        let (first, afterwards) = operations.split_at(OPERATIONS);
        let mut world = World::start();
        for (at, operation) in first.iter().enumerate() {
            if let Some(operation) = operation {
                world.carry_out(operation)?;
            }
            if at % EVERY == EVERY - 1 {
                world.balances()?;
            }
        }
        world.finds_all_that_was_made()?;
        let before = world.everything()?;
        let snapshot = world.snapshot();
        for operation in afterwards.iter().flatten() {
            world.carry_out(operation)?;
        }
        world.reset(&snapshot);
        world.compare(&before)
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, operations)) => {
            let left: Vec<_> = operations.iter().flatten().collect();
            panic!(
                "{why}\nafter {} operations, the last of them {:#?}",
                left.len(),
                &left[left.len().saturating_sub(5)..]
            );
        }
        Err(error) => panic!("{error}"),
    }
}
