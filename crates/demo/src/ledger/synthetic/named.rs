//! What a generated record's number says of it, and how it stands in ids and texts.

use crate::ledger::status::Status;
use crate::values::ids::Guid;

/// One in five is paid, and one in ten is a draft.
const PAID: u32 = 3;
const DRAFT: u32 = 5;

/// What the id of something generated says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Invoice(u32),
    Payment(u32),
    Line(u32, u32),
    /// By its number among all journals.
    Journal(u32),
}

impl Named {
    pub(crate) fn id(self) -> Guid {
        let (number, part) = match self {
            Named::Invoice(number) => (number, 0),
            Named::Payment(number) => (number, 1),
            Named::Journal(number) => (number, 2),
            Named::Line(number, at) => (number, 3 + at),
        };
        Guid::sealed(u64::from(part) << 32 | u64::from(number))
    }

    pub(crate) fn of(id: Guid) -> Option<Named> {
        let value = id.opened()?;
        let (number, part) = (u32::try_from(value & 0xffff_ffff).ok()?, u32::try_from(value >> 32).ok()?);
        Some(match part {
            0 => Named::Invoice(number),
            1 => Named::Payment(number),
            2 => Named::Journal(number),
            part => Named::Line(number, part - 3),
        })
    }
}

pub(super) fn number_text(number: u32) -> String {
    format!("GEN-{number:05}")
}

/// The number in such a text.
pub(crate) fn number_of(text: &str) -> Option<u32> {
    let number = text.strip_prefix("GEN-")?.parse().ok()?;
    (number_text(number) == text).then_some(number)
}

/// What ten numbers in a row have in the journals: those that are issued and, with true, paid.
const JOURNALS: [(u32, bool); 11] = [
    (1, false),
    (2, false),
    (3, false),
    (3, true),
    (4, false),
    (6, false),
    (7, false),
    (8, false),
    (8, true),
    (9, false),
    (10, false),
];

/// How many journals the first so many have.
pub(crate) fn journals_among(count: u32) -> usize {
    let rest = JOURNALS.iter().filter(|(number, _)| *number <= count % 10).count();
    usize::try_from(count / 10).unwrap_or(usize::MAX) * JOURNALS.len() + rest
}

/// The number that a journal is of, by its place among them; true where it is that of the payment.
pub(crate) fn journal_at(place: usize) -> Option<(u32, bool)> {
    let (number, is_payment) = JOURNALS.get(place % JOURNALS.len())?;
    Some((u32::try_from(place / JOURNALS.len()).ok()? * 10 + number, *is_payment))
}

/// How many of the first so many are paid.
pub(crate) fn paid_among(count: u32) -> u32 {
    (count + 5 - PAID) / 5
}

/// The number of a paid one by its place among them.
pub(crate) fn paid_at(place: u32) -> u32 {
    place * 5 + PAID
}

pub(super) fn status(number: u32) -> Status {
    if number % 5 == PAID {
        Status::Paid
    } else if number % 10 == DRAFT {
        Status::Draft
    } else {
        Status::Authorised
    }
}

#[cfg(test)]
mod tests {
    use super::{Named, number_of};

    #[test]
    fn ids_and_numbers_are_read_back() {
        for named in [
            Named::Invoice(1),
            Named::Invoice(u32::MAX),
            Named::Payment(7),
            Named::Line(7, 0),
            Named::Line(7, 2),
            Named::Journal(7),
        ] {
            assert_eq!(Named::of(named.id()), Some(named));
        }
        assert_eq!([number_of("GEN-00012"), number_of("GEN-1000000")], [Some(12), Some(1_000_000)]);
        for other in ["GEN-12", "GEN-0000012", "gen-00012", "GEN-+0012", "GEN-", "INV-0012"] {
            assert_eq!(number_of(other), None, "{other}");
        }
    }
}
