//! When a contact's invoices and bills are due.

use crate::wire::node::{Member, Node};
use crate::wire::posted::{Members, PostDataInvalid};

const KINDS: &[&str] = &["DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH"];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Terms {
    bills: Option<Term>,
    sales: Option<Term>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Term {
    day: i64,
    kind: &'static str,
}

impl Terms {
    /// Takes over the side that is posted; the other stays.
    pub(crate) fn take(&mut self, posted: &Members, errors: &mut Vec<String>) -> Result<(), PostDataInvalid> {
        posted.allow("PaymentTerm")?;
        for (side, held) in [("Bills", &mut self.bills), ("Sales", &mut self.sales)] {
            if let Some(posted) = posted.record(side)? {
                match Term::read(&posted)? {
                    Some(term) => *held = Some(term),
                    None => errors.push(format!("The payment terms of {side} are not valid")),
                }
            }
        }
        Ok(())
    }

    pub(crate) fn node(&self) -> Node<'static> {
        let side = |name, term: Option<Term>| term.map(|term| (name, term.node()));
        let sides: Vec<Member<'_>> =
            [side("Bills", self.bills), side("Sales", self.sales)].into_iter().flatten().collect();
        Node::Record(sides)
    }
}

impl Term {
    fn read(posted: &Members) -> Result<Option<Term>, PostDataInvalid> {
        posted.allow("Bill")?;
        let day = posted.text("Day")?.and_then(|day| day.parse().ok()).filter(|day| (0..=1_000).contains(day));
        let word = posted.text("Type")?.unwrap_or_default();
        let kind = KINDS.iter().find(|kind| **kind == word);
        Ok(day.zip(kind).map(|(day, kind)| Term { day, kind }))
    }

    fn node(self) -> Node<'static> {
        Node::Record(vec![("Day", Node::Integer(self.day)), ("Type", Node::text(self.kind))])
    }
}
