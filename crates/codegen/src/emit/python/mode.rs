//! The blocking and the awaited form of a class.

/// Whether a class blocks or is awaited.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Blocking,
    Awaited,
}

impl Mode {
    pub(super) const BOTH: [Self; 2] = [Self::Blocking, Self::Awaited];

    pub(super) fn class(self, name: &str) -> String {
        match self {
            Self::Blocking => name.to_owned(),
            Self::Awaited => format!("Async{name}"),
        }
    }
}
