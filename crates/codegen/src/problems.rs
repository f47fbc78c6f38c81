//! What is wrong, all of it at once: whoever decides names wants to see everything that is missing.

use std::fmt::{self, Display};
use std::path::Path;

pub(crate) type Result<T> = std::result::Result<T, Problems>;

#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<String>);

impl Problems {
    pub(crate) fn of(problem: impl Display) -> Self {
        Self(vec![problem.to_string()])
    }

    pub(crate) fn add(&mut self, problem: impl Into<String>) {
        let problem = problem.into();
        if !self.0.contains(&problem) {
            self.0.push(problem);
        }
    }

    pub(crate) fn merge(&mut self, others: Self) {
        others.0.into_iter().for_each(|problem| self.add(problem));
    }

    pub(crate) fn into_result<T>(self, value: T) -> Result<T> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    #[cfg(test)]
    pub(crate) fn lines(&self) -> &[String] {
        &self.0
    }
}

impl Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|problem| writeln!(formatter, "{problem}"))
    }
}

pub(crate) fn at_file(path: &Path, problem: impl Display) -> Problems {
    Problems::of(format!("{}: {problem}", path.display()))
}
