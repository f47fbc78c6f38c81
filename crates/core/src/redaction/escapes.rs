//! The characters of a text behind layers of percent-encoding, JSON's escapes and HTML's.

/// A pair of `\u` escapes.
pub(crate) const LONGEST_ESCAPE: usize = 12;
const LONGEST_ENTITY: usize = 8;

/// One character of a text, or one byte, and where the next one begins.
#[derive(Clone, Copy)]
pub(crate) struct Unit {
    bytes: [u8; 4],
    length: usize,
    pub(crate) end: usize,
}

impl Unit {
    fn byte(byte: u8, end: usize) -> Self {
        Self { bytes: [byte, 0, 0, 0], length: 1, end }
    }

    fn character(code: u32, end: usize) -> Option<Self> {
        let mut bytes = [0; 4];
        let length = char::from_u32(code)?.encode_utf8(&mut bytes).len();
        Some(Self { bytes, length, end })
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    fn as_ascii(&self) -> Option<u8> {
        (self.length == 1).then_some(self.bytes[0])
    }
}

pub(crate) fn is_escape(byte: u8) -> bool {
    matches!(byte, b'%' | b'\\' | b'&')
}

/// The character at a place of the text, after `depth` layers of escapes are removed.
pub(crate) fn read(text: &[u8], at: usize, depth: u8) -> Option<Unit> {
    let Some(outer) = depth.checked_sub(1) else { return Some(Unit::byte(*text.get(at)?, at + 1)) };
    let first = read(text, at, outer)?;
    let escaped = match first.as_ascii() {
        Some(b'%') => hex(text, first.end, outer, 2).map(|(byte, end)| Unit::byte(byte.to_le_bytes()[0], end)),
        Some(b'\\') => backslash(text, first.end, outer),
        Some(b'&') => entity(text, first.end, outer),
        _ => None,
    };
    Some(escaped.unwrap_or(first))
}

/// A number of this many hexadecimal digits.
fn hex(text: &[u8], mut at: usize, depth: u8, digits: u32) -> Option<(u32, usize)> {
    let mut number = 0;
    for _ in 0..digits {
        let digit = read(text, at, depth)?;
        number = 16 * number + char::from(digit.as_ascii()?).to_digit(16)?;
        at = digit.end;
    }
    Some((number, at))
}

/// What follows a backslash, in JSON or a program's text.
fn backslash(text: &[u8], at: usize, depth: u8) -> Option<Unit> {
    let letter = read(text, at, depth)?;
    match letter.as_ascii()? {
        b'u' => {
            let (high, end) = hex(text, letter.end, depth, 4)?;
            if !(0xd800..0xdc00).contains(&high) {
                return Unit::character(high, end);
            }
            let slash = read(text, end, depth).filter(|unit| unit.as_ascii() == Some(b'\\'))?;
            let letter = read(text, slash.end, depth).filter(|unit| unit.as_ascii() == Some(b'u'))?;
            let (low, end) = hex(text, letter.end, depth, 4)?;
            Unit::character(0x10000 + ((high - 0xd800) << 10) + low.checked_sub(0xdc00)?, end)
        }
        b'x' => hex(text, letter.end, depth, 2).map(|(byte, end)| Unit::byte(byte.to_le_bytes()[0], end)),
        b'/' | b'"' | b'\'' | b'\\' => Some(letter),
        _ => None,
    }
}

/// What follows an ampersand, in HTML and XML.
fn entity(text: &[u8], mut at: usize, depth: u8) -> Option<Unit> {
    let (mut name, mut length) = ([0; LONGEST_ENTITY], 0);
    loop {
        let unit = read(text, at, depth)?;
        at = unit.end;
        match unit.as_ascii()? {
            b';' => break,
            byte if byte == b'#' || byte.is_ascii_alphanumeric() => *name.get_mut(length)? = byte,
            _ => return None,
        }
        length += 1;
    }
    let name = str::from_utf8(&name[..length]).ok()?;
    let code = match name {
        "amp" => u32::from(b'&'),
        "lt" => u32::from(b'<'),
        "gt" => u32::from(b'>'),
        "quot" => u32::from(b'"'),
        "apos" => u32::from(b'\''),
        _ => match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => name.strip_prefix('#')?.parse().ok()?,
        },
    };
    Unit::character(code, at)
}
