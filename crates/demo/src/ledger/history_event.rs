//! One event in the history of a record.

use crate::wire::node::Node;

const USER: &str = "System Generated";

#[derive(Clone, Debug)]
pub(crate) struct HistoryEvent {
    pub(crate) changes: &'static str,
    pub(crate) details: String,
    pub(crate) at: i64,
}

impl HistoryEvent {
    pub(crate) fn node(&self) -> Node<'_> {
        let mut fields = vec![("Changes", Node::text(self.changes))];
        fields.extend(self.time());
        fields.push(("User", Node::text(USER)));
        fields.push(("Details", Node::text(&self.details)));
        Node::Record(fields)
    }

    /// As the response to a new note shows it.
    pub(crate) fn echo(&self) -> Node<'_> {
        let mut fields = self.time().to_vec();
        fields.push(("Details", Node::text(&self.details)));
        fields.push(("ValidationErrors", Node::empty("ValidationError")));
        Node::Record(fields)
    }

    fn time(&self) -> [(&'static str, Node<'static>); 2] {
        let mut text = crate::values::dates::instant_text(self.at);
        // The organisation's local time without a zone; in the demo company it is UTC.
        text.truncate(text.len() - 1);
        [("DateUTCString", Node::owned(text)), ("DateUTC", Node::Instant(self.at))]
    }
}
