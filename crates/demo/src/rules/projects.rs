//! Projects, tasks and time entries, with their totals.

use xero_m2m_spec::Family;

use super::rule::Rules;
use crate::records::draft::CheckContext;
use crate::store::record::{FieldValue, Record};
use crate::store::{CollectionKey, Row};
use crate::values::amount::Amount;

const PROJECTS: CollectionKey = CollectionKey::new(Family::Projects, "Projects");

/// Sums of expenses and invoices, which the demo company does not have.
const NOTHING_YET: [&str; 9] = [
    "totalExpenseAmount",
    "taskAmountInvoiced",
    "expenseAmountToBeInvoiced",
    "expenseAmountInvoiced",
    "projectAmountInvoiced",
    "deposit",
    "depositApplied",
    "creditNoteAmount",
    "totalInvoiced",
];

pub(crate) const OF_PROJECTS: Rules = Rules {
    check: |draft, context| {
        if draft.record.text("name").trim().is_empty() {
            draft.add_error("name", "The name field is required.");
        }
        let contact = draft.record.id("contactId");
        if draft.is_new() && contact.is_none_or(|id| context.ledger.contact(id).is_none()) {
            draft.add_error("contactId", "The contact does not exist.");
        }
        draft.record.fill("status", "INPROGRESS");
        draft.record.fill("currencyCode", context.ledger.organisation.currency);
        // Posted as a number and returned with a currency.
        if let Some(amount) = draft.record.amount("estimateAmount") {
            let estimate = money(draft.record.text("currencyCode"), amount);
            draft.record.set("estimateAmount", estimate.clone());
            draft.record.set("estimate", estimate);
        }
    },
    listed: |record, query| {
        query
            .list("states")
            .is_none_or(|states| states.iter().any(|state| record.text("status").eq_ignore_ascii_case(state)))
    },
    shown: Some(|record, row, context| {
        let minutes = context.below("Time", row.id).map(|time| time.record.integer("duration")).sum();
        record.set("minutesLogged", FieldValue::Integer(minutes));
        record.set("minutesToBeInvoiced", FieldValue::Integer(minutes));
        let amount = context
            .below("Tasks", row.id)
            .map(|task| value_of(task, logged(task, context, row.time_collection())))
            .sum();
        for name in ["totalTaskAmount", "taskAmountToBeInvoiced", "totalToBeInvoiced"] {
            record.set(name, money(record.text("currencyCode"), amount));
        }
        for name in NOTHING_YET {
            record.set(name, money(record.text("currencyCode"), Amount::ZERO));
        }
    }),
    ..Rules::NONE
};

pub(crate) const OF_TASKS: Rules = Rules {
    check: |draft, context| {
        if draft.record.text("name").trim().is_empty() {
            draft.add_error("name", "The name field is required.");
        }
        draft.record.fill("chargeType", "TIME");
        draft.record.fill("status", "ACTIVE");
        if let Some(project) = context.collection.parent {
            draft.record.fill("projectId", project);
        }
    },
    shown: Some(|record, row, context| {
        let minutes =
            context.collection.parent.map_or(0, |project| logged(row, context, PROJECTS.child("Time", project)));
        record.set("totalMinutes", FieldValue::Integer(minutes));
        record.set("minutesToBeInvoiced", FieldValue::Integer(minutes));
        let currency = context.ledger.organisation.currency;
        record.set("totalAmount", money(currency, value_of(row, minutes)));
        record.set("amountToBeInvoiced", money(currency, value_of(row, minutes)));
    }),
    ..Rules::NONE
};

pub(crate) const OF_TIME: Rules = Rules {
    check: |draft, context| {
        let task = draft.record.id("taskId");
        let tasks = context.collection.parent.map(|project| PROJECTS.child("Tasks", project));
        if task.is_none_or(|task| tasks.is_none_or(|tasks| context.records.find(tasks, task).is_none())) {
            draft.add_error("taskId", "The task does not exist.");
        }
        if !(1..=59_999).contains(&draft.record.integer("duration")) {
            draft.add_error("duration", "The duration must be from 1 to 59999 minutes.");
        }
        draft.record.fill("status", "ACTIVE");
        draft.record.fill("dateEnteredUtc", FieldValue::Instant(context.now));
        if let Some(project) = context.collection.parent {
            draft.record.fill("projectId", project);
        }
    },
    ..Rules::NONE
};

impl Row {
    fn time_collection(&self) -> CollectionKey {
        PROJECTS.child("Time", self.id)
    }
}

fn logged(task: &Row, context: &CheckContext<'_>, times: CollectionKey) -> i64 {
    let of_task = |time: &&std::sync::Arc<Row>| time.record.id("taskId") == Some(task.id);
    context.records.all(times).iter().filter(of_task).map(|time| time.record.integer("duration")).sum()
}

fn value_of(task: &Row, minutes: i64) -> Amount {
    let rate = task.record.record("rate").and_then(|rate| rate.amount("value")).unwrap_or(Amount::ZERO);
    match task.record.text("chargeType") {
        "FIXED" => rate,
        "NON_CHARGEABLE" => Amount::ZERO,
        _ => {
            let hours =
                Amount::parse(&minutes.to_string()).and_then(|minutes| minutes.divided_by(Amount::from_cents(6_000)));
            hours.and_then(|hours| hours.line_total(rate, Amount::ZERO)).unwrap_or(Amount::ZERO)
        }
    }
}

fn money(currency: &str, amount: Amount) -> FieldValue {
    Record::from([("currency", currency.into()), ("value", amount.into())]).into()
}
