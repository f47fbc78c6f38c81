//! When a contact's invoices and bills are due.

use crate::wire::node::{Node, NodeField};
use crate::wire::posted::{PostDataInvalid, PostedFields};

const KINDS: &[&str] = &["DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH"];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PaymentTerms {
    bills: Option<PaymentTerm>,
    sales: Option<PaymentTerm>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PaymentTerm {
    day: i64,
    kind: &'static str,
}

impl PaymentTerms {
    /// Sets the posted side and keeps the other.
    pub(crate) fn set_posted(
        &mut self,
        posted: &PostedFields,
        errors: &mut Vec<String>,
    ) -> Result<(), PostDataInvalid> {
        posted.allow("PaymentTerm")?;
        for (side, term_slot) in [("Bills", &mut self.bills), ("Sales", &mut self.sales)] {
            if let Some(posted) = posted.record(side)? {
                match PaymentTerm::read(&posted)? {
                    Some(term) => *term_slot = Some(term),
                    None => errors.push(format!("The payment terms of {side} are not valid")),
                }
            }
        }
        Ok(())
    }

    pub(crate) fn node(&self) -> Node<'static> {
        let side = |name, term: Option<PaymentTerm>| term.map(|term| (name, term.node()));
        let sides: Vec<NodeField<'_>> =
            [side("Bills", self.bills), side("Sales", self.sales)].into_iter().flatten().collect();
        Node::Record(sides)
    }
}

impl PaymentTerm {
    fn read(posted: &PostedFields) -> Result<Option<PaymentTerm>, PostDataInvalid> {
        posted.allow("Bill")?;
        let day = posted.text("Day")?.and_then(|day| day.parse().ok()).filter(|day| (0..=1_000).contains(day));
        let word = posted.text("Type")?.unwrap_or_default();
        let kind = KINDS.iter().find(|kind| **kind == word);
        Ok(day.zip(kind).map(|(day, kind)| PaymentTerm { day, kind }))
    }

    fn node(self) -> Node<'static> {
        Node::Record(vec![("Day", Node::Integer(self.day)), ("Type", Node::text(self.kind))])
    }
}
