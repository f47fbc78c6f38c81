//! What goes over the wire: a document is a tree of nodes, written as JSON or as XML.

mod json;
mod xml;

use std::borrow::Cow;
use std::fmt;

use crate::amount::Amount;
use crate::dates::Day;
use crate::ids::Guid;

pub(crate) use json::{to_compact_json, to_json};
pub(crate) use xml::to_xml;

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

#[cfg(test)]
mod tests {
    use super::{Items, Node, to_json, to_xml};

    #[derive(Debug)]
    struct Counted(i64);

    impl Items for Counted {
        fn each(&self, write: &mut dyn FnMut(&Node<'_>)) {
            (1..=self.0).for_each(|number| write(&Node::Integer(number)));
        }
    }

    #[test]
    fn a_stream_is_written_as_the_list_of_the_same_items() {
        for count in [0, 1, 3] {
            let list = Node::List("Number", (1..=count).map(Node::Integer).collect());
            let (listed, counted) = (Node::Record(vec![("Numbers", list)]), Counted(count));
            let streamed = Node::Record(vec![("Numbers", Node::Stream("Number", &counted))]);
            assert_eq!(to_json(&streamed), to_json(&listed), "{count}");
            assert_eq!(to_xml("Response", &streamed), to_xml("Response", &listed), "{count}");
        }
    }
}
