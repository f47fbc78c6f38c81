//! The GST returns of New Zealand and the activity statements of Australia: listed, and read by their ids.

use super::dates::{long, short};
use super::sheet::{Sheet, header, money, row, section};
use crate::ledger::Ledger;
use crate::ledger::account_sums::Span;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::node::Node;

/// How many have been filed.
const FILED: i64 = 3;

/// What a country calls it, and how long its periods are.
struct Form {
    kind: &'static str,
    name: &'static str,
    months: i64,
    /// Sales with tax, tax on sales, purchases with tax, tax on purchases, what is left to pay.
    boxes: [(&'static str, &'static str); 5],
}

const NEW_ZEALAND: Form = Form {
    kind: "GST",
    name: "GST Return",
    months: 2,
    boxes: [
        ("5", "Total sales and income"),
        ("8", "GST collected on sales and income"),
        ("11", "Total purchases and expenses"),
        ("12", "GST credit on purchases and expenses"),
        ("15", "GST to pay"),
    ],
};

const AUSTRALIA: Form = Form {
    kind: "BAS",
    name: "Activity Statement",
    months: 3,
    boxes: [
        ("G1", "Total sales"),
        ("1A", "GST on sales"),
        ("G11", "Non-capital purchases"),
        ("1B", "GST on purchases"),
        ("9", "Amount to pay"),
    ],
};

/// One of the past periods.
pub(super) struct Filed {
    pub(super) id: Guid,
    form: &'static Form,
    span: Span,
}

/// The last one first; none in the other countries.
pub(super) fn filed(ledger: &Ledger) -> Vec<Filed> {
    let form = match ledger.organisation.version {
        "NZ" => &NEW_ZEALAND,
        "AU" => &AUSTRALIA,
        _ => return Vec::new(),
    };
    // Periods end with the calendar's: every second or third month.
    let opened = ledger.organisation.opened;
    let (_, month, _) = opened.civil();
    let last = opened.months_before((month - 1) % form.months).month_start().plus(-1);
    let period = |at: i64| {
        let to = last.months_before(at * form.months);
        let span = Span { from: Some(to.months_before(form.months - 1).month_start()), to };
        Filed { id: Guid::named(&format!("report/{}/{}", form.kind, at)), form, span }
    };
    (0..FILED).map(period).collect()
}

impl Filed {
    /// As the list of reports shows it.
    pub(super) fn node(&self, now: i64) -> Node<'static> {
        let title = self.title();
        Node::Record(vec![
            ("ReportID", Node::Guid(self.id)),
            ("ReportName", Node::text(self.form.name)),
            ("ReportTitle", Node::owned(title.clone())),
            ("ReportType", Node::text(self.form.kind)),
            ("ReportTitles", Node::List("ReportTitle", vec![Node::owned(title)])),
            ("ReportDate", Node::owned(long(self.span.to))),
            ("UpdatedDateUTC", Node::Instant(now)),
        ])
    }

    pub(super) fn sheet(&self, ledger: &Ledger) -> Sheet {
        let [sales, collected, purchases, credit] = figures(ledger, self.span);
        let amounts = [sales, collected, purchases, credit, collected - credit];
        let rows = self.form.boxes.iter().zip(amounts);
        let rows = rows.map(|((number, name), amount)| row([(*name).to_owned(), (*number).to_owned(), money(amount)]));
        Sheet {
            name: self.form.name,
            kind: self.form.kind,
            title: self.form.name,
            span: self.title(),
            rows: vec![header(["", "Box", "Amount"].map(str::to_owned)), section(self.form.name, rows.collect())],
        }
    }

    fn title(&self) -> String {
        format!("{} to {}", short(self.span.from.unwrap_or(self.span.to)), short(self.span.to))
    }
}

/// Lines that are taxed as sales or as purchases, with their tax, and the tax alone.
fn figures(ledger: &Ledger, span: Span) -> [Amount; 4] {
    let mut figures = [Amount::ZERO; 4];
    ledger.each_voucher(|voucher| {
        let date = voucher.entry.date;
        if date > span.to || span.from.is_some_and(|from| date < from) {
            return;
        }
        for (posting, line) in voucher.entry.postings.iter().zip(&voucher.lines) {
            let Some(tax) = ledger.organisation.tax(&line.tax_type) else { continue };
            let [sales, collected, purchases, credit] = &mut figures;
            let with_tax = posting.amount + line.tax;
            match (tax.on_sales, tax.on_purchases) {
                (true, false) => (*sales, *collected) = (*sales - with_tax, *collected - line.tax),
                (false, true) => (*purchases, *credit) = (*purchases + with_tax, *credit + line.tax),
                _ => {}
            }
        }
    });
    figures
}
