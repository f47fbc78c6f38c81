//! The shape of a report on the wire: a header, sections of rows, sums, every cell a text.

use crate::ledger::account::Account;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::node::Node;

/// A report without its organisation and dates.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    /// The lines under the name of the organisation.
    pub(super) title: &'static str,
    pub(super) span: String,
    pub(super) rows: Vec<Node<'static>>,
}

pub(super) fn money(amount: Amount) -> String {
    amount.text(2)
}

pub(super) fn header(cells: impl IntoIterator<Item = String>) -> Node<'static> {
    line("Header", cells.into_iter().map(plain).collect())
}

pub(super) fn row(cells: impl IntoIterator<Item = String>) -> Node<'static> {
    line("Row", cells.into_iter().map(plain).collect())
}

pub(super) fn summary(cells: impl IntoIterator<Item = String>) -> Node<'static> {
    line("SummaryRow", cells.into_iter().map(plain).collect())
}

/// Every cell points to what it is about.
pub(super) fn row_of(id: Guid, attribute: &'static str, cells: impl IntoIterator<Item = String>) -> Node<'static> {
    let cell = |value| marked(value, vec![(attribute, id.to_string())]);
    line("Row", cells.into_iter().map(cell).collect())
}

pub(super) fn line(kind: &'static str, cells: Vec<Node<'static>>) -> Node<'static> {
    Node::Record(vec![("RowType", Node::text(kind)), ("Cells", Node::List("Cell", cells))])
}

pub(super) fn section(title: &str, rows: Vec<Node<'static>>) -> Node<'static> {
    Node::Record(vec![
        ("RowType", Node::text("Section")),
        ("Title", Node::owned(title.to_owned())),
        ("Rows", Node::List("Row", rows)),
    ])
}

pub(super) fn plain(value: String) -> Node<'static> {
    Node::Record(vec![("Value", Node::owned(value))])
}

pub(super) fn marked(value: String, attributes: Vec<(&'static str, String)>) -> Node<'static> {
    let attribute = |(id, value)| Node::Record(vec![("Value", Node::owned(value)), ("Id", Node::text(id))]);
    let attributes = attributes.into_iter().map(attribute).collect();
    Node::Record(vec![("Value", Node::owned(value)), ("Attributes", Node::List("Attribute", attributes))])
}

/// The rows of the accounts that have anything in one of the columns, and the sums of the columns.
pub(super) fn accounts<'a>(
    accounts: impl Iterator<Item = &'a Account>,
    columns: usize,
    value: impl Fn(&Account, usize) -> Amount,
) -> (Vec<Node<'static>>, Vec<Amount>) {
    let mut rows = Vec::new();
    let mut sums = vec![Amount::ZERO; columns];
    for account in accounts {
        let values: Vec<Amount> = (0..columns).map(|column| value(account, column)).collect();
        if values.iter().all(|value| *value == Amount::ZERO) {
            continue;
        }
        for (sum, value) in sums.iter_mut().zip(&values) {
            *sum = *sum + *value;
        }
        let cells = std::iter::once(account.name.to_string()).chain(values.into_iter().map(money));
        rows.push(row_of(account.id, "account", cells));
    }
    (rows, sums)
}

pub(super) fn named(name: &str, amounts: &[Amount]) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(amounts.iter().copied().map(money)).collect()
}

pub(super) fn plus(left: &[Amount], right: &[Amount]) -> Vec<Amount> {
    left.iter().zip(right).map(|(left, right)| *left + *right).collect()
}

pub(super) fn minus(left: &[Amount], right: &[Amount]) -> Vec<Amount> {
    left.iter().zip(right).map(|(left, right)| *left - *right).collect()
}
