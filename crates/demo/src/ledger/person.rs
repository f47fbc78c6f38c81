//! People at a contact, whom its invoices may be sent to as well.

use crate::wire::node::Node;
use crate::wire::posted::{Members, PostDataInvalid};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    first_name: String,
    last_name: String,
    email: String,
    in_emails: bool,
}

impl Person {
    pub(crate) fn read(posted: &Members) -> Result<Person, PostDataInvalid> {
        posted.allow("ContactPerson")?;
        Ok(Person {
            first_name: posted.text("FirstName")?.unwrap_or_default(),
            last_name: posted.text("LastName")?.unwrap_or_default(),
            email: posted.text("EmailAddress")?.unwrap_or_default(),
            in_emails: posted.bool("IncludeInEmails")?.unwrap_or(false),
        })
    }

    pub(crate) fn node(&self) -> Node<'_> {
        Node::Record(vec![
            ("FirstName", Node::text(&self.first_name)),
            ("LastName", Node::text(&self.last_name)),
            ("EmailAddress", Node::text(&self.email)),
            ("IncludeInEmails", Node::Bool(self.in_emails)),
        ])
    }
}
