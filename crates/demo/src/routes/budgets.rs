//! `GET /Budgets` and `GET /Budgets/{BudgetID}`: the one budget that there is.

use crate::call::Call;
use crate::lists::fields::QueryInvalid;
use crate::lists::list::query_invalid;
use crate::values::dates::Day;
use crate::values::ids::Guid;
use crate::wire::node::Node;
use crate::wire::response::Reply;

/// From and to.
type Time = (Option<Day>, Option<Day>);

/// The list has no lines, unless a time is asked for.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let ledger = &call.books.ledger;
    let is_wanted = |one| Guid::parse(one) == Some(ledger.budget_id());
    let wanted = call.query.list("IDs").is_none_or(|ids| ids.into_iter().any(is_wanted));
    match time(call) {
        Ok(time) => {
            let budget = wanted.then(|| ledger.budget_node(Some(time).filter(|time| *time != (None, None))));
            document(call, budget)
        }
        Err(error) => query_invalid(call.manner, &error),
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let ledger = &call.books.ledger;
    if Guid::parse(call.key(0)) != Some(ledger.budget_id()) {
        return Reply::not_found();
    }
    match time(call) {
        Ok(time) => document(call, Some(ledger.budget_node(Some(time)))),
        Err(error) => query_invalid(call.manner, &error),
    }
}

fn time(call: &Call<'_>) -> Result<Time, QueryInvalid> {
    let day = |name: &str| match call.query.get(name) {
        None => Ok(None),
        Some(text) => match Day::parse(text.trim()) {
            Some(day) => Ok(Some(day)),
            None => Err(QueryInvalid(format!("The {name} '{text}' is not a valid date"))),
        },
    };
    Ok((day("DateFrom")?, day("DateTo")?))
}

fn document(call: &Call<'_>, budget: Option<Node<'_>>) -> Reply {
    let budgets = Node::List("Budget", budget.into_iter().collect());
    Reply::document(call.manner, call.now, None, ("Budgets", budgets))
}
