//! Finance: statements computed from the books when they are asked for.

mod cash;
mod contacts;
pub(crate) mod figures;
mod statements;

use std::sync::Arc;

use crate::call::Call;
use crate::records::outcome::Outcome;
use crate::records::refusal::Refusal;
use crate::store::Row;
use crate::store::record::Record;
use crate::values::ids::Guid;

pub(crate) fn answer(call: &Call<'_>, name: &str) -> Option<Result<Outcome, Refusal>> {
    let one = |record: Result<Record, Refusal>| record.map(|record| Outcome::One(Arc::new(row(record))));
    Some(match name {
        "statements.balance_sheet" => one(statements::balance_sheet(call)),
        "statements.profit_and_loss" => one(statements::profit_and_loss(call)),
        "statements.trial_balance" => one(statements::trial_balance(call)),
        "statements.cash_flow" => one(cash::flow(call)),
        "statements.revenue_by_contact" => one(contacts::totals(call, true)),
        "statements.expense_by_contact" => one(contacts::totals(call, false)),
        "bank_statements.get" => one(cash::statements(call)),
        "cash_validations.list" => cash::validations(call).map(|records| {
            let rows = records.into_iter().map(|record| Arc::new(row(record))).collect();
            Outcome::Page { rows, pagination: None }
        }),
        _ => return None,
    })
}

fn row(record: Record) -> Row {
    Row { id: Guid::named(""), record, created: 0, updated: 0 }
}
