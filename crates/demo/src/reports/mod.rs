//! The reports, computed from the books when they are asked for.

mod aged;
mod asked;
mod balance_sheet;
mod bank_summary;
mod budget_summary;
mod dates;
mod executive_summary;
mod profit_and_loss;
mod sheet;
mod tax_return;
mod ten_ninety_nine;
#[cfg(test)]
mod tests;
mod trial_balance;

use crate::call::Call;
use crate::ledger::Ledger;
use crate::values::dates::Day;
use crate::values::ids::Guid;
use crate::wire::node::Node;
use crate::wire::response::Reply;
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

pub(crate) fn budget_summary(call: &mut Call<'_>) -> Reply {
    answer(call, budget_summary::sheet)
}

pub(crate) fn ten_ninety_nine(call: &mut Call<'_>) -> Reply {
    let asked = Asked { query: &call.query, today: Day::of_millis(call.now) };
    match ten_ninety_nine::reports(&call.books.ledger, asked) {
        Ok(reports) => Reply::document(call.manner, call.now, None, ("Reports", reports)),
        Err(refusal) => call.refusal(&refusal),
    }
}

/// The published reports: those to the tax office.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let ledger = &call.books.ledger;
    let all = tax_return::filed(ledger).iter().map(|one| one.node(ledger.organisation.created)).collect();
    Reply::document(call.manner, call.now, None, ("Reports", Node::List("Report", all)))
}

/// One of them.
pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let (ledger, wanted) = (&call.books.ledger, Guid::parse(call.key(0)));
    let Some(filed) = tax_return::filed(ledger).into_iter().find(|one| Some(one.id) == wanted) else {
        return Reply::not_found();
    };
    let mut record = filed.sheet(ledger).node(ledger, Day::of_millis(call.now), call.now);
    if let Node::Record(members) = &mut record {
        members.retain(|(name, _)| *name != "ReportID");
        members.insert(0, ("ReportID", Node::Guid(filed.id)));
    }
    Reply::document(call.manner, call.now, None, ("Reports", Node::List("Report", vec![record])))
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
        let organisation = std::iter::once(ledger.organisation.name.as_str());
        let titles = self.title.split('\n').chain(organisation).chain(self.span.split('\n'));
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
