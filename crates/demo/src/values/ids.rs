//! Ids: stable ones made from names, and fresh ones for correlation and new records.

use std::fmt;

use ring::rand::{SecureRandom, SystemRandom};

use super::digits;
use super::split_mix64::{gathered, spread};

/// Anything but zero, which spreads to itself.
const SEAL: u64 = 0x9e37_79b9_7f4a_7c15;

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Guid([u8; 16]);

impl Guid {
    /// The same name always gives the same id, so that tests can name records of the seed.
    pub(crate) fn named(name: &str) -> Guid {
        let digest = ring::digest::digest(&ring::digest::SHA256, name.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest.as_ref()[..16]);
        Guid::marked(bytes, 0x50)
    }

    /// The id of a record that is computed from a number: the number is found in it again.
    pub(crate) fn sealed(number: u64) -> Guid {
        let hidden = spread(number ^ SEAL);
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&hidden.to_be_bytes()[..6]);
        bytes[6..14].copy_from_slice(&spread(hidden ^ SEAL).to_be_bytes());
        bytes[14..].copy_from_slice(&hidden.to_be_bytes()[6..]);
        Guid::marked(bytes, 0x50)
    }

    /// None for an id that was not sealed.
    pub(crate) fn opened(self) -> Option<u64> {
        let mut hidden = [0; 8];
        hidden[..6].copy_from_slice(&self.0[..6]);
        hidden[6..].copy_from_slice(&self.0[14..]);
        let number = gathered(u64::from_be_bytes(hidden)) ^ SEAL;
        (Guid::sealed(number) == self).then_some(number)
    }

    pub(crate) fn parse(text: &str) -> Option<Guid> {
        if text.len() != 36 && text.len() != 32 {
            return None;
        }
        let mut bytes = [0; 16];
        let mut nibbles = 0;
        for (at, character) in text.char_indices() {
            if character == '-' && text.len() == 36 && matches!(at, 8 | 13 | 18 | 23) {
                continue;
            }
            let value = u8::try_from(character.to_digit(16)?).ok()?;
            let slot = bytes.get_mut(nibbles / 2)?;
            *slot = *slot << 4 | value;
            nibbles += 1;
        }
        (nibbles == 32).then_some(Guid(bytes))
    }

    pub(crate) fn write(self, out: &mut Vec<u8>) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut text = [b'-'; 36];
        let mut place = 0;
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                place += 1;
            }
            text[place] = HEX[usize::from(byte >> 4)];
            text[place + 1] = HEX[usize::from(byte & 15)];
            place += 2;
        }
        out.extend_from_slice(&text);
    }

    fn marked(mut bytes: [u8; 16], version: u8) -> Guid {
        bytes[6] = bytes[6] & 0x0f | version;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        Guid(bytes)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&digits::text(|out| self.write(out)))
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Fresh ids, cheap enough for one on every reply.
#[derive(Debug)]
pub(crate) struct Ids(u64);

impl Ids {
    pub(crate) fn new() -> Ids {
        Ids(u64::from_le_bytes(random_bytes()))
    }

    /// The same ones for the same name.
    pub(crate) fn of(name: &str) -> Ids {
        let Guid(bytes) = Guid::named(name);
        Ids(bytes.iter().fold(0, |seed, byte| seed.rotate_left(8) ^ u64::from(*byte)))
    }

    pub(crate) fn next(&mut self) -> Guid {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.step().to_le_bytes());
        bytes[8..].copy_from_slice(&self.step().to_le_bytes());
        Guid::marked(bytes, 0x40)
    }

    fn step(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        // Only a system without a random source comes here; a demo may then be predictable.
        let seed = std::time::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_nanos());
        for (byte, part) in bytes.iter_mut().zip(seed.to_le_bytes().iter().cycle()) {
            *byte = *part;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{Guid, Ids};

    #[test]
    fn a_name_always_gives_the_same_id() {
        assert_eq!(Guid::named("INV-0001"), Guid::named("INV-0001"));
        assert_ne!(Guid::named("INV-0001"), Guid::named("INV-0002"));
    }

    #[test]
    fn a_sealed_number_is_found_again_and_no_other_id_has_one() {
        for number in [0, 1, 2, 1_000_000, 1 << 40, u64::MAX] {
            assert_eq!(Guid::sealed(number).opened(), Some(number));
        }
        assert_eq!(Guid::named("INV-0001").opened(), None);
        assert_eq!(Ids::new().next().opened(), None);
    }

    #[test]
    fn ids_are_read_in_either_case_and_nothing_else_is() {
        let id = Guid::named("x");
        assert_eq!(Guid::parse(&id.to_string().to_uppercase()), Some(id));
        assert_eq!(Guid::parse(&id.to_string().replace('-', "")), Some(id));
        assert_eq!(Guid::parse("INV-0001"), None);
        assert_eq!(Guid::parse(&"é".repeat(18)), None);
    }

    #[test]
    fn fresh_ids_differ() {
        let mut ids = Ids::new();
        assert_ne!(ids.next(), ids.next());
        assert_eq!(Ids::of("a").next(), Ids::of("a").next());
        assert_ne!(Ids::of("a").next(), Ids::of("b").next());
    }
}
