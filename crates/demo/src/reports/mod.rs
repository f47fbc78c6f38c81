//! The reports, computed from the books when they are asked for.

mod aged;
mod asked;
mod balance_sheet;
mod bank_summary;
mod dates;
mod executive_summary;
mod profit_and_loss;
mod sheet;
#[cfg(test)]
mod tests;
mod trial_balance;

use crate::call::Call;
use crate::dates::Day;
use crate::ledger::Ledger;
use crate::reply::Reply;
use crate::wire::Node;
use asked::{Asked, Refusal};
use sheet::Sheet;

type Report = fn(&Ledger, Asked<'_>) -> Result<Sheet, Refusal>;

pub(crate) fn trial_balance(call: &mut Call<'_>) -> Reply {
    answer(call, trial_balance::sheet)
}

pub(crate) fn profit_and_loss(call: &mut Call<'_>) -> Reply {
    answer(call, profit_and_loss::sheet)
}

pub(crate) fn balance_sheet(call: &mut Call<'_>) -> Reply {
    answer(call, balance_sheet::sheet)
}

pub(crate) fn bank_summary(call: &mut Call<'_>) -> Reply {
    answer(call, bank_summary::sheet)
}

pub(crate) fn executive_summary(call: &mut Call<'_>) -> Reply {
    answer(call, executive_summary::sheet)
}

pub(crate) fn aged_receivables(call: &mut Call<'_>) -> Reply {
    answer(call, aged::receivables)
}

pub(crate) fn aged_payables(call: &mut Call<'_>) -> Reply {
    answer(call, aged::payables)
}

/// The published reports, of which the demo company has none.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    Reply::document(call.manner, call.now, None, ("Reports", Node::empty("Report")))
}

fn answer(call: &Call<'_>, report: Report) -> Reply {
    let ledger = &call.books.ledger;
    let today = Day::of_millis(call.now);
    match report(ledger, Asked { query: &call.query, today }) {
        Ok(sheet) => {
            let record = sheet.node(ledger, today, call.now);
            Reply::document(call.manner, call.now, None, ("Reports", Node::List("Report", vec![record])))
        }
        Err(refusal) => call.refusal(&refusal),
    }
}

impl Sheet {
    fn node(self, ledger: &Ledger, today: Day, now: i64) -> Node<'static> {
        let titles = [self.title, &ledger.organisation.name].into_iter().chain(self.span.split('\n'));
        let titles = titles.map(|title| Node::owned(title.to_owned())).collect();
        Node::Record(vec![
            ("ReportID", Node::text(self.kind)),
            ("ReportName", Node::text(self.name)),
            ("ReportType", Node::text(self.kind)),
            ("ReportTitles", Node::List("ReportTitle", titles)),
            ("ReportDate", Node::owned(dates::long(today))),
            ("UpdatedDateUTC", Node::Instant(now)),
            ("Fields", Node::empty("Field")),
            ("Rows", Node::List("Row", self.rows)),
        ])
    }
}
