//! IDs and numbers of synthetic records, and what a number says about a record.

use crate::ledger::status::Status;
use crate::values::ids::Guid;

/// One in five is paid, and one in ten is a draft.
const PAID: u32 = 3;
const DRAFT: u32 = 5;

/// The content of a synthetic ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SyntheticId {
    Invoice(u32),
    Payment(u32),
    Line(u32, u32),
    /// With its number among all journals.
    Journal(u32),
}

impl SyntheticId {
    pub(crate) fn id(self) -> Guid {
        let (number, part) = match self {
            SyntheticId::Invoice(number) => (number, 0),
            SyntheticId::Payment(number) => (number, 1),
            SyntheticId::Journal(number) => (number, 2),
            SyntheticId::Line(number, at) => (number, 3 + at),
        };
        Guid::encode_id(u64::from(part) << 32 | u64::from(number))
    }

    pub(crate) fn of(id: Guid) -> Option<SyntheticId> {
        let value = id.decode_id()?;
        let (number, part) = (u32::try_from(value & 0xffff_ffff).ok()?, u32::try_from(value >> 32).ok()?);
        Some(match part {
            0 => SyntheticId::Invoice(number),
            1 => SyntheticId::Payment(number),
            2 => SyntheticId::Journal(number),
            part => SyntheticId::Line(number, part - 3),
        })
    }
}

pub(super) fn number_text(number: u32) -> String {
    format!("GEN-{number:05}")
}

/// The number in such an invoice number.
pub(crate) fn number_of(text: &str) -> Option<u32> {
    let number = text.strip_prefix("GEN-")?.parse().ok()?;
    (number_text(number) == text).then_some(number)
}

/// The journals of ten consecutive numbers: issues and, with true, payments.
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

/// The number of journals of the first `count` invoices.
pub(crate) fn journals_among(count: u32) -> usize {
    let rest = JOURNALS.iter().filter(|(number, _)| *number <= count % 10).count();
    usize::try_from(count / 10).unwrap_or(usize::MAX) * JOURNALS.len() + rest
}

/// The invoice number of the journal at this position; true if it is the payment's.
pub(crate) fn journal_at(position: usize) -> Option<(u32, bool)> {
    let (number, is_payment) = JOURNALS.get(position % JOURNALS.len())?;
    Some((u32::try_from(position / JOURNALS.len()).ok()? * 10 + number, *is_payment))
}

/// How many of the first `count` invoices are paid.
pub(crate) fn paid_among(count: u32) -> u32 {
    (count + 5 - PAID) / 5
}

/// The number of the paid invoice at this position among paid ones.
pub(crate) fn paid_at(position: u32) -> u32 {
    position * 5 + PAID
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
    use super::{SyntheticId, number_of};

    #[test]
    fn ids_and_numbers_are_read_back() {
        for named in [
            SyntheticId::Invoice(1),
            SyntheticId::Invoice(u32::MAX),
            SyntheticId::Payment(7),
            SyntheticId::Line(7, 0),
            SyntheticId::Line(7, 2),
            SyntheticId::Journal(7),
        ] {
            assert_eq!(SyntheticId::of(named.id()), Some(named));
        }
        assert_eq!([number_of("GEN-00012"), number_of("GEN-1000000")], [Some(12), Some(1_000_000)]);
        for other in ["GEN-12", "GEN-0000012", "gen-00012", "GEN-+0012", "GEN-", "INV-0012"] {
            assert_eq!(number_of(other), None, "{other}");
        }
    }
}
