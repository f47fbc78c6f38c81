//! The docs of common verbs, parameters and schemas, made from the nouns of a resource where the overlay gives none.

use crate::names::{noun, with_article, words};
use crate::overlay::Resource;

/// The order of a resource's verbs: the common ones first, the others by name.
pub(super) fn place_of_verb(verb: &str) -> (usize, &str) {
    const FIRST: [&str; 8] = ["list", "get", "create", "upsert", "update", "delete", "void", "archive"];
    (FIRST.iter().position(|it| *it == verb).unwrap_or(FIRST.len()), verb)
}

/// One sentence for a common verb.
pub(super) fn of_verb(verb: &str, resource: &Resource, takes_many: bool) -> Option<String> {
    let many = &resource.many;
    let one = with_article(&resource.one);
    Some(match verb {
        "list" => format!("Lists {many}."),
        "get" => format!("Gets {one}."),
        "create" if takes_many => format!("Creates one or more {many}."),
        "create" => format!("Creates {one}."),
        "upsert" => format!("Creates or updates one or more {many}."),
        "update" => format!("Updates {one}. Fields that you omit keep their values."),
        "delete" => format!("Deletes {one}."),
        "void" => format!("Voids {one}."),
        "archive" => format!("Archives {one}."),
        "history" => format!("Lists the changes to {one} and the notes on it."),
        "add_note" => format!("Adds a note to the history of {one}."),
        "attachments" => format!("Lists the files attached to {one}."),
        "attachment" => format!("Downloads a file attached to {one}."),
        "attach" => format!("Attaches a file to {one}."),
        "replace_attachment" => format!("Attaches a file to {one}, replacing the file of the same name."),
        "pdf" => format!("Downloads {one} as a PDF."),
        "email" => format!("Emails {one} to its contact."),
        "approve" => format!("Approves {one}."),
        "reject" => format!("Rejects {one}."),
        "revert_to_draft" => format!("Reverts {one} to a draft."),
        "online_url" => format!("Gets the URL at which {one} can be viewed online."),
        "delete_allocation" => format!("Deletes an allocation of {one}."),
        _ => return None,
    })
}

/// A sentence for a parameter whose name says what it means.
pub(super) fn of_parameter(wire: &str, name: &str, in_path: bool, resource: &Resource) -> Option<String> {
    Some(match name {
        "id" => format!("The ID of the {}.", resource.one),
        "file_name" => "The file name with its extension.".to_owned(),
        "key" => "The attachment's ID or file name.".to_owned(),
        "where" => "A filter built with `F`, or text in Xero's filter language.".to_owned(),
        "order" => "The field to sort by, with `ASC` or `DESC`, such as `Date DESC`.".to_owned(),
        "modified_since" => "Only records created or changed since this time.".to_owned(),
        "page" => "The page number, from 1.".to_owned(),
        "page_size" => "Records per page.".to_owned(),
        "ids" => format!("Only {} with these IDs.", resource.many),
        _ if in_path && wire.to_lowercase().ends_with("id") => {
            let mut words = words(wire);
            words.pop();
            let shortened = &wire[..wire.len() - 2];
            if words.is_empty() {
                return None;
            }
            format!("The {}'s ID.", noun(shortened))
        }
        _ => return None,
    })
}

/// One sentence for a schema that has none in the overlay.
pub(super) fn of_schema(name: &str) -> String {
    let sentence = with_article(&noun(name));
    format!("{}.", crate::names::capitalised(&sentence))
}
