//! Which events of a client are written as lines: the packages write them, each in the way of its language.

use std::collections::HashMap;

use xero_m2m::{Error, Result, suggestion};

/// The least important events that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogLevel {
    /// Every attempt, token and page.
    Debug,
    /// Retries and waits.
    Info,
    /// What needs a person's attention.
    Warning,
}

/// The variable that holds for clients whose options give no level.
pub(crate) const VARIABLE: &str = "XERO_LOG";

impl LogLevel {
    const ALL: [Self; 3] = [Self::Debug, Self::Info, Self::Warning];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
        }
    }

    /// The level of this name, in capitals or not; `place` is what an error calls it.
    pub(crate) fn parse(place: &str, name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|level| level.name().eq_ignore_ascii_case(name)).ok_or_else(|| {
            Error::config(
                format!("{place} is not one of debug, info, warning"),
                suggestion(name, Self::ALL.map(Self::name)),
            )
        })
    }

    pub(crate) fn of_environment(environment: &HashMap<String, String>) -> Result<Option<Self>> {
        let name = environment.get(VARIABLE).filter(|name| !name.is_empty());
        name.map(|name| Self::parse(VARIABLE, name)).transpose()
    }
}
