//! The generator's errors, collected so that one run reports everything that is missing.

use std::fmt::{self, Display};
use std::path::Path;

pub(crate) type Result<T> = std::result::Result<T, Errors>;

#[derive(Debug, Default)]
pub(crate) struct Errors(Vec<String>);

impl Errors {
    pub(crate) fn of(error: impl Display) -> Self {
        Self(vec![error.to_string()])
    }

    pub(crate) fn add(&mut self, error: impl Into<String>) {
        let error = error.into();
        if !self.0.contains(&error) {
            self.0.push(error);
        }
    }

    pub(crate) fn merge(&mut self, others: Self) {
        others.0.into_iter().for_each(|error| self.add(error));
    }

    pub(crate) fn into_result<T>(self, value: T) -> Result<T> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    #[cfg(test)]
    pub(crate) fn lines(&self) -> &[String] {
        &self.0
    }
}

impl Display for Errors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|error| writeln!(formatter, "{error}"))
    }
}

pub(crate) fn at_file(path: &Path, error: impl Display) -> Errors {
    Errors::of(format!("{}: {error}", path.display()))
}
