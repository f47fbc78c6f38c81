//! Words for the docs, from the nouns of a resource.

use crate::names::{noun, with_article, words};
use crate::overlay::Resource;

/// Where a verb stands among its resource's: the common ones first, the others by name.
pub(super) fn place_of_verb(verb: &str) -> (usize, &str) {
    const FIRST: [&str; 8] = ["list", "get", "create", "upsert", "update", "delete", "void", "archive"];
    (FIRST.iter().position(|it| *it == verb).unwrap_or(FIRST.len()), verb)
}

/// One sentence for a common verb.
pub(super) fn of_verb(verb: &str, resource: &Resource, takes_many: bool) -> Option<String> {
    let many = &resource.many;
    let one = with_article(&resource.one, resource.article.as_deref());
    let bare = &resource.one;
    Some(match verb {
        "list" => format!("Lists {many}."),
        "get" => format!("Gets {one}."),
        "create" if takes_many => format!("Creates one {bare}, or many."),
        "create" => format!("Creates {one}."),
        "upsert" => format!("Creates or updates one {bare}, or many."),
        "update" => format!("Updates {one}: only the members that are given change."),
        "delete" => format!("Deletes {one}."),
        "void" => format!("Voids {one}."),
        "archive" => format!("Archives {one}."),
        "history" => format!("Lists the changes of {one} and the notes on it."),
        "add_note" => format!("Adds a note to the history of {one}."),
        "attachments" => format!("Lists the files that are attached to {one}."),
        "attachment" => format!("Downloads a file that is attached to {one}."),
        "attach" => format!("Attaches a file to {one}."),
        "replace_attachment" => format!("Attaches a file to {one}, in place of one of the same name."),
        "pdf" => format!("Downloads {one} as a PDF."),
        "email" => format!("E-mails {one} to its contact."),
        "approve" => format!("Approves {one}."),
        "reject" => format!("Rejects {one}."),
        "revert_to_draft" => format!("Turns {one} back into a draft."),
        "online_url" => format!("Gets the address at which {one} can be seen online."),
        "delete_allocation" => format!("Takes back an allocation of {one}."),
        _ => return None,
    })
}

/// A phrase for a parameter whose meaning its name tells.
pub(super) fn of_parameter(wire: &str, name: &str, in_path: bool, resource: &Resource) -> Option<String> {
    Some(match name {
        "id" => format!("The id of the {}.", resource.one),
        "file_name" => "The file's name, with its ending.".to_owned(),
        "key" => "The attachment's id, or its file name.".to_owned(),
        "where" => "Only records that pass: Xero's filter language as text, or a filter made with `F`.".to_owned(),
        "order" => "A member by Xero's name to sort by, with ASC or DESC: `Date DESC`.".to_owned(),
        "modified_since" => "Only what was made or changed since.".to_owned(),
        "page" => "The page wanted; the first is 1.".to_owned(),
        "page_size" => "Records on a page.".to_owned(),
        "ids" => format!("Only the {} with these ids.", resource.many),
        _ if in_path && wire.to_lowercase().ends_with("id") => {
            let mut words = words(wire);
            words.pop();
            let shortened = &wire[..wire.len() - 2];
            if words.is_empty() {
                return None;
            }
            format!("The {}'s id.", noun(shortened))
        }
        _ => return None,
    })
}

/// One sentence for a schema without words of its own.
pub(super) fn of_schema(name: &str) -> String {
    let sentence = with_article(&noun(name), None);
    format!("{}.", crate::names::capitalised(&sentence))
}
