//! One event in the history of a record.

use crate::wire::node::Node;

const USER: &str = "System Generated";

#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) changes: &'static str,
    pub(crate) details: String,
    pub(crate) at: i64,
}

impl Event {
    pub(crate) fn node(&self) -> Node<'_> {
        let mut members = vec![("Changes", Node::text(self.changes))];
        members.extend(self.time());
        members.push(("User", Node::text(USER)));
        members.push(("Details", Node::text(&self.details)));
        Node::Record(members)
    }

    /// As the reply to a new note shows it.
    pub(crate) fn echo(&self) -> Node<'_> {
        let mut members = self.time().to_vec();
        members.push(("Details", Node::text(&self.details)));
        members.push(("ValidationErrors", Node::empty("ValidationError")));
        Node::Record(members)
    }

    fn time(&self) -> [(&'static str, Node<'static>); 2] {
        let mut text = crate::values::dates::instant_text(self.at);
        // The organisation's clock, which the demo company keeps at UTC: no zone.
        text.truncate(text.len() - 1);
        [("DateUTCString", Node::owned(text)), ("DateUTC", Node::Instant(self.at))]
    }
}
