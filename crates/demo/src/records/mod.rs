//! Records over the library's own table of operations: every operation answers that no handler of its own answers.

pub(crate) mod credits;
pub(crate) mod currencies;
pub(crate) mod draft;
mod engine;
pub(crate) mod items;
mod list;
mod manners;
mod outcome;
mod place;
mod posted;
mod read;
mod refusal;
mod rules;
mod schema;
mod seed;
mod store;
pub(crate) mod tracking;
mod value;
mod write;

use crate::call::Call;
use crate::reply::Reply;

pub(crate) use store::{Place, Records, Row};

pub(crate) fn answer(call: &mut Call<'_>) -> Reply {
    let outcome = rules::special(call).unwrap_or_else(|| engine::answer(call));
    manners::answer(call, outcome)
}
