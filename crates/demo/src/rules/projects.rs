//! Projects: what tasks and times add up to.

use xero_m2m_spec::Family;

use super::rule::Rules;
use crate::records::draft::Desk;
use crate::store::record::{Record, Value};
use crate::store::{Place, Row};
use crate::values::amount::Amount;

const PROJECTS: Place = Place::new(Family::Projects, "Projects");

/// Sums of expenses and of what was invoiced, of which the demo company has none.
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
    check: |draft, desk| {
        if draft.record.text("name").trim().is_empty() {
            draft.fault("name", "The name field is required.");
        }
        let contact = draft.record.id("contactId");
        if draft.is_new() && contact.is_none_or(|id| desk.ledger.contact(id).is_none()) {
            draft.fault("contactId", "The contact does not exist.");
        }
        draft.record.fill("status", "INPROGRESS");
        draft.record.fill("currencyCode", desk.ledger.organisation.currency);
        // A number comes in, and a sum of money goes out.
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
    shown: Some(|record, row, desk| {
        let minutes = desk.below("Time", row.id).map(|time| time.record.integer("duration")).sum();
        record.set("minutesLogged", Value::Integer(minutes));
        record.set("minutesToBeInvoiced", Value::Integer(minutes));
        let amount = desk.below("Tasks", row.id).map(|task| worth(task, logged(task, desk, row.place_of_time()))).sum();
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
    check: |draft, desk| {
        if draft.record.text("name").trim().is_empty() {
            draft.fault("name", "The name field is required.");
        }
        draft.record.fill("chargeType", "TIME");
        draft.record.fill("status", "ACTIVE");
        if let Some(project) = desk.place.parent {
            draft.record.fill("projectId", project);
        }
    },
    shown: Some(|record, row, desk| {
        let minutes = desk.place.parent.map_or(0, |project| logged(row, desk, PROJECTS.child("Time", project)));
        record.set("totalMinutes", Value::Integer(minutes));
        record.set("minutesToBeInvoiced", Value::Integer(minutes));
        let currency = desk.ledger.organisation.currency;
        record.set("totalAmount", money(currency, worth(row, minutes)));
        record.set("amountToBeInvoiced", money(currency, worth(row, minutes)));
    }),
    ..Rules::NONE
};

pub(crate) const OF_TIME: Rules = Rules {
    check: |draft, desk| {
        let task = draft.record.id("taskId");
        let tasks = desk.place.parent.map(|project| PROJECTS.child("Tasks", project));
        if task.is_none_or(|task| tasks.is_none_or(|tasks| desk.records.find(tasks, task).is_none())) {
            draft.fault("taskId", "The task does not exist.");
        }
        if !(1..=59_999).contains(&draft.record.integer("duration")) {
            draft.fault("duration", "The duration must be from 1 to 59999 minutes.");
        }
        draft.record.fill("status", "ACTIVE");
        draft.record.fill("dateEnteredUtc", Value::Instant(desk.now));
        if let Some(project) = desk.place.parent {
            draft.record.fill("projectId", project);
        }
    },
    ..Rules::NONE
};

impl Row {
    fn place_of_time(&self) -> Place {
        PROJECTS.child("Time", self.id)
    }
}

fn logged(task: &Row, desk: &Desk<'_>, times: Place) -> i64 {
    let of_task = |time: &&std::sync::Arc<Row>| time.record.id("taskId") == Some(task.id);
    desk.records.all(times).iter().filter(of_task).map(|time| time.record.integer("duration")).sum()
}

fn worth(task: &Row, minutes: i64) -> Amount {
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

fn money(currency: &str, amount: Amount) -> Value {
    Record::from([("currency", currency.into()), ("value", amount.into())]).into()
}
