//! Posted records, checked by Xero's rules against the books as they are; the good ones may then be saved.

pub(crate) mod accounts;
pub(crate) mod contact;
pub(crate) mod contacts;
pub(crate) mod given;
pub(crate) mod invoice;
pub(crate) mod invoices;
pub(crate) mod line;
pub(crate) mod payments;

use crate::books::Books;
use crate::ledger::Ledger;
use crate::store::Records;
use crate::values::ids::{Guid, Ids};
use crate::wire::node::{Member, Node};
use crate::wire::posted::{Members, PostDataInvalid};

/// A checked record: as it would be saved, and what is wrong with it.
pub(crate) trait Draft {
    fn is_good(&self) -> bool;

    /// As Xero echoes it; `per_element` adds the marks of `summarizeErrors=false`.
    fn node(&self, unit_decimals: usize, per_element: bool) -> Node<'_>;
}

/// The checked records of one request, free of the ledger that they were checked against.
pub(crate) trait Batch: Sized {
    type Draft: Draft;
    /// The list's name in documents.
    const MANY: &'static str;
    const ONE: &'static str;

    fn find(ledger: &Ledger, key: &str) -> Option<Guid>;

    fn check(posted: &[Members], desk: Desk<'_>, ids: &mut Ids) -> Result<Self, PostDataInvalid>;

    fn drafts(&self) -> &[Self::Draft];

    fn save(&mut self, books: &mut Books);
}

/// What the request says of all its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// `PUT` of a list.
    Create,
    /// `POST` of a list.
    CreateOrUpdate,
    /// `POST` to the address of one.
    Update(Guid),
}

/// Against what, when and how records are checked.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) records: &'a Records,
    pub(crate) now: i64,
    pub(crate) way: Way,
    pub(crate) unit_decimals: usize,
}

impl Desk<'_> {
    /// The id that the body gives, which must be the address's own where that has one.
    fn id(&self, posted: &Members, name: &str, errors: &mut Vec<String>) -> Result<Option<Guid>, PostDataInvalid> {
        let text = posted.text(name)?.filter(|text| !text.is_empty());
        let id = text.as_deref().map(|text| Guid::parse(text).unwrap_or_else(|| Guid::named("")));
        match (self.way, id) {
            (Way::Update(addressed), Some(id)) if id != addressed => {
                errors.push(format!("The {name} of the document is not the one of the address"));
                Ok(Some(addressed))
            }
            (Way::Update(addressed), _) => Ok(Some(addressed)),
            (_, id) => Ok(id),
        }
    }
}

/// Takes a text over, where there is one.
fn take(posted: &Members, name: &str, held: &mut Option<String>) -> Result<(), PostDataInvalid> {
    lay(posted.text(name)?.as_ref(), held);
    Ok(())
}

/// An empty text clears what was there.
fn lay(given: Option<&String>, held: &mut Option<String>) {
    if let Some(text) = given {
        *held = Some(text.clone()).filter(|text| !text.is_empty());
    }
}

/// The marks at the end of a record of a reply.
fn finish(members: &mut Vec<Member<'_>>, errors: &[String], is_good: bool, per_element: bool) {
    if per_element {
        members.push(("StatusAttributeString", Node::text(if is_good { "OK" } else { "ERROR" })));
    }
    if !is_good {
        members.push(("ValidationErrors", messages(errors)));
    }
}

pub(crate) fn messages<'a>(errors: &[String]) -> Node<'a> {
    let message = |text: &String| Node::Record(vec![("Message", Node::owned(text.clone()))]);
    Node::List("ValidationError", errors.iter().map(message).collect())
}
