//! Why a call is refused, before a family puts it in its own words.

use super::draft::Draft;
use super::read::Misfit;
use crate::lists::fields::QueryInvalid;

#[derive(Debug)]
pub(crate) enum Refusal {
    /// The body, or a member of it, cannot be read.
    Unreadable(Misfit),
    /// Some of these break a rule; nothing was kept.
    Invalid(Vec<Draft>),
    /// The request as a whole breaks a rule.
    Rule {
        name: String,
        message: String,
    },
    Query(String),
    NotFound,
}

impl Refusal {
    pub(crate) fn rule(name: impl Into<String>, message: impl Into<String>) -> Refusal {
        Refusal::Rule { name: name.into(), message: message.into() }
    }

    /// Every fault with the name of its member, in order.
    pub(crate) fn faults(&self) -> Vec<(String, String)> {
        match self {
            Refusal::Unreadable(misfit) => vec![(misfit.name.clone(), misfit.message.clone())],
            Refusal::Invalid(drafts) => {
                let faults = drafts.iter().flat_map(|draft| &draft.faults);
                faults.map(|fault| (fault.name.clone(), fault.message.clone())).collect()
            }
            Refusal::Rule { name, message } => vec![(name.clone(), message.clone())],
            Refusal::Query(message) => vec![(String::new(), message.clone())],
            Refusal::NotFound => vec![(String::new(), "The resource could not be found.".to_owned())],
        }
    }

    /// The first fault in one sentence.
    pub(crate) fn message(&self) -> String {
        self.faults().into_iter().map(|(_, message)| message).next().unwrap_or_default()
    }
}

impl From<Misfit> for Refusal {
    fn from(misfit: Misfit) -> Refusal {
        Refusal::Unreadable(misfit)
    }
}

impl From<QueryInvalid> for Refusal {
    fn from(error: QueryInvalid) -> Refusal {
        Refusal::Query(error.0)
    }
}
