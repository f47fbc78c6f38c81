//! People of a contact who may also receive its invoices.

use crate::wire::node::Node;
use crate::wire::posted::{PostDataInvalid, PostedFields};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContactPerson {
    first_name: String,
    last_name: String,
    email: String,
    in_emails: bool,
}

impl ContactPerson {
    pub(crate) fn read(posted: &PostedFields) -> Result<ContactPerson, PostDataInvalid> {
        posted.allow("ContactPerson")?;
        Ok(ContactPerson {
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
