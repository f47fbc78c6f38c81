//! Posted accounts, contacts, invoices and payments: checked by Xero's rules, and saved if they are valid.

pub(crate) mod accounts;
pub(crate) mod contact;
pub(crate) mod contacts;
pub(crate) mod invoice;
pub(crate) mod invoices;
pub(crate) mod line;
pub(crate) mod line_input;
pub(crate) mod payments;

use crate::books::Books;
use crate::ledger::Ledger;
use crate::store::Records;
use crate::values::ids::{Guid, Ids};
use crate::wire::node::{Node, NodeField};
use crate::wire::posted::{PostDataInvalid, PostedFields};

/// A checked record as it would be saved, with its errors.
pub(crate) trait CheckedDraft {
    fn is_good(&self) -> bool;

    /// As the response shows it; `per_element` adds the status of `summarizeErrors=false`.
    fn node(&self, unit_decimals: usize, per_element: bool) -> Node<'_>;
}

/// The checked records of one request. They do not borrow from the ledger.
pub(crate) trait Batch: Sized {
    type Item: CheckedDraft;
    /// The list's name in documents.
    const MANY: &'static str;
    const ONE: &'static str;

    fn find(ledger: &Ledger, key: &str) -> Option<Guid>;

    fn check(posted: &[PostedFields], context: WriteContext<'_>, ids: &mut Ids) -> Result<Self, PostDataInvalid>;

    fn drafts(&self) -> &[Self::Item];

    fn save(&mut self, books: &mut Books);
}

/// Whether the request creates records, updates them, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WriteMode {
    /// `PUT` of a list.
    Create,
    /// `POST` of a list.
    CreateOrUpdate,
    /// `POST` to the address of one.
    Update(Guid),
}

/// What records are checked against, when and how.
#[derive(Clone, Copy)]
pub(crate) struct WriteContext<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) records: &'a Records,
    pub(crate) now: i64,
    pub(crate) mode: WriteMode,
    pub(crate) unit_decimals: usize,
}

impl WriteContext<'_> {
    /// The ID in the body, which must match the one in the path.
    fn id(&self, posted: &PostedFields, name: &str, errors: &mut Vec<String>) -> Result<Option<Guid>, PostDataInvalid> {
        let text = posted.text(name)?.filter(|text| !text.is_empty());
        let id = text.as_deref().map(|text| Guid::parse(text).unwrap_or_else(|| Guid::named("")));
        match (self.mode, id) {
            (WriteMode::Update(addressed), Some(id)) if id != addressed => {
                errors.push(format!("The {name} of the document does not match the one in the URL"));
                Ok(Some(addressed))
            }
            (WriteMode::Update(addressed), _) => Ok(Some(addressed)),
            (_, id) => Ok(id),
        }
    }
}

/// Sets the text if it was posted.
fn set_posted(posted: &PostedFields, name: &str, target: &mut Option<String>) -> Result<(), PostDataInvalid> {
    set_text(posted.text(name)?.as_ref(), target);
    Ok(())
}

/// An empty text clears the target.
fn set_text(input: Option<&String>, target: &mut Option<String>) {
    if let Some(text) = input {
        *target = Some(text.clone()).filter(|text| !text.is_empty());
    }
}

/// Adds status and errors to the end of a record in a response.
fn finish(fields: &mut Vec<NodeField<'_>>, errors: &[String], is_good: bool, per_element: bool) {
    if per_element {
        fields.push(("StatusAttributeString", Node::text(if is_good { "OK" } else { "ERROR" })));
    }
    if !is_good {
        fields.push(("ValidationErrors", messages(errors)));
    }
}

pub(crate) fn messages<'a>(errors: &[String]) -> Node<'a> {
    let message = |text: &String| Node::Record(vec![("Message", Node::owned(text.clone()))]);
    Node::List("ValidationError", errors.iter().map(message).collect())
}
