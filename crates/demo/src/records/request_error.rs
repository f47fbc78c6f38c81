//! Why a request fails, before its family formats the error.

use super::draft::RecordDraft;
use super::read::UnreadableField;
use crate::lists::fields::QueryInvalid;

#[derive(Debug)]
pub(crate) enum RequestError {
    /// The body or one of its fields cannot be read.
    Unreadable(UnreadableField),
    /// Some records are invalid; nothing was saved.
    Invalid(Vec<RecordDraft>),
    /// The request as a whole is invalid.
    Rule {
        name: String,
        message: String,
    },
    Query(String),
    NotFound,
}

impl RequestError {
    pub(crate) fn rule(name: impl Into<String>, message: impl Into<String>) -> RequestError {
        RequestError::Rule { name: name.into(), message: message.into() }
    }

    /// All errors with the names of their fields, in order.
    pub(crate) fn errors(&self) -> Vec<(String, String)> {
        match self {
            RequestError::Unreadable(unreadable) => vec![(unreadable.name.clone(), unreadable.message.clone())],
            RequestError::Invalid(drafts) => {
                let errors = drafts.iter().flat_map(|draft| &draft.errors);
                errors.map(|add_error| (add_error.name.clone(), add_error.message.clone())).collect()
            }
            RequestError::Rule { name, message } => vec![(name.clone(), message.clone())],
            RequestError::Query(message) => vec![(String::new(), message.clone())],
            RequestError::NotFound => vec![(String::new(), "The resource could not be found.".to_owned())],
        }
    }

    /// The first error.
    pub(crate) fn message(&self) -> String {
        self.errors().into_iter().map(|(_, message)| message).next().unwrap_or_default()
    }
}

impl From<UnreadableField> for RequestError {
    fn from(unreadable: UnreadableField) -> RequestError {
        RequestError::Unreadable(unreadable)
    }
}

impl From<QueryInvalid> for RequestError {
    fn from(error: QueryInvalid) -> RequestError {
        RequestError::Query(error.0)
    }
}
