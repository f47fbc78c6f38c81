//! A document as a tree of nodes.

use std::borrow::Cow;
use std::fmt;

use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

pub(crate) type Member<'a> = (&'static str, Node<'a>);

#[derive(Debug, Clone)]
pub(crate) enum Node<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    /// A number with that many decimals.
    Decimal(Amount, usize),
    /// A JSON number as it was written.
    Number(&'a str),
    Text(Cow<'a, str>),
    Guid(Guid),
    /// A calendar date: `\/Date(…+0000)\/` in JSON, ISO in XML.
    Day(Day),
    /// The sibling text of a date, which only JSON has.
    DayText(Day),
    /// An instant with the label `+0000`.
    Instant(i64),
    /// An instant without the label, as in the envelope.
    Stamp(i64),
    /// The sibling text of an instant, which only JSON has.
    InstantText(i64),
    Record(Vec<Member<'a>>),
    /// The first text names one item in XML.
    List(&'static str, Vec<Node<'a>>),
    /// A list whose items are made as they are written, one after the other.
    Stream(&'static str, &'a dyn Items),
}

/// What makes the items of a list that is too long to be held.
pub(crate) trait Items {
    fn each(&self, write: &mut dyn FnMut(&Node<'_>));
}

// A supertrait would keep the debug text of the whole ledger in the program.
impl fmt::Debug for dyn Items + '_ {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Items")
    }
}

impl<'a> Node<'a> {
    pub(crate) fn text(text: &'a str) -> Node<'a> {
        Node::Text(Cow::Borrowed(text))
    }

    pub(crate) fn owned(text: String) -> Node<'a> {
        Node::Text(Cow::Owned(text))
    }

    pub(crate) fn money(amount: Amount) -> Node<'a> {
        Node::Decimal(amount, 2)
    }

    pub(crate) fn empty(item: &'static str) -> Node<'a> {
        Node::List(item, Vec::new())
    }

    /// The member of that name, in any case, as Xero's filters take it.
    pub(crate) fn member(&self, name: &str) -> Option<&Node<'a>> {
        match self {
            Node::Record(members) => {
                members.iter().find(|(member, _)| member.eq_ignore_ascii_case(name)).map(|(_, node)| node)
            }
            _ => None,
        }
    }
}
