//! IDs: stable ones derived from names, and new ones for correlation and new records.

use std::fmt;

use ring::rand::{SecureRandom, SystemRandom};

use super::digits;
use super::split_mix64::{GAMMA, mix, unmix};

/// Any value but zero, which mixes to itself.
const OFFSET: u64 = 0x9e37_79b9_7f4a_7c15;

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Guid([u8; 16]);

impl Guid {
    /// The same name always gives the same ID, so that tests can refer to records of the seed.
    pub(crate) fn named(name: &str) -> Guid {
        let digest = ring::digest::digest(&ring::digest::SHA256, name.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest.as_ref()[..16]);
        Guid::marked(bytes, 0x50)
    }

    /// Encodes a number as the ID of a computed record.
    pub(crate) fn encode_id(number: u64) -> Guid {
        let hidden = mix(number ^ OFFSET);
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&hidden.to_be_bytes()[..6]);
        bytes[6..14].copy_from_slice(&mix(hidden ^ OFFSET).to_be_bytes());
        bytes[14..].copy_from_slice(&hidden.to_be_bytes()[6..]);
        Guid::marked(bytes, 0x50)
    }

    /// The encoded number; none for other IDs.
    pub(crate) fn decode_id(self) -> Option<u64> {
        let mut hidden = [0; 8];
        hidden[..6].copy_from_slice(&self.0[..6]);
        hidden[6..].copy_from_slice(&self.0[14..]);
        let number = unmix(u64::from_be_bytes(hidden)) ^ OFFSET;
        (Guid::encode_id(number) == self).then_some(number)
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
        let mut position = 0;
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                position += 1;
            }
            text[position] = HEX[usize::from(byte >> 4)];
            text[position + 1] = HEX[usize::from(byte & 15)];
            position += 2;
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

/// A generator of new IDs, fast enough for one per response.
#[derive(Debug)]
pub(crate) struct Ids(u64);

impl Ids {
    pub(crate) fn new() -> Ids {
        Ids(u64::from_le_bytes(random_bytes()))
    }

    /// A generator with the same sequence for the same name.
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
        self.0 = self.0.wrapping_add(GAMMA);
        mix(self.0)
    }
}

pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        // Only on a system without a random source, where a demo may be predictable.
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
    fn only_an_encoded_id_is_decoded_to_its_number() {
        for number in [0, 1, 2, 1_000_000, 1 << 40, u64::MAX] {
            assert_eq!(Guid::encode_id(number).decode_id(), Some(number));
        }
        assert_eq!(Guid::named("INV-0001").decode_id(), None);
        assert_eq!(Ids::new().next().decode_id(), None);
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
