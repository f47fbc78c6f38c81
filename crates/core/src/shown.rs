//! Other people's text, safe to display: nothing in it moves the cursor, breaks a line or changes the reading direction.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with every control character and bidirectional mark escaped, as in Python's `repr`.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            // Writing to a string cannot fail.
            _ if is_hidden(character) && u32::from(character) < 0x100 => {
                let _ = write!(escaped, "\\x{:02x}", u32::from(character));
            }
            _ if is_hidden(character) => {
                let _ = write!(escaped, "\\u{:04x}", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

/// C0, DEL, C1, line and paragraph separators, and characters that change the reading direction.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_direction_marks_are_escaped() {
        assert_eq!(shown("\u{1b}[2J\u{7}a\r\n\tb\0\u{7f}\u{9b}"), r"\x1b[2J\x07a\r\n\tb\x00\x7f\x9b");
        assert_eq!(shown("x\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}"), r"x\u061c\u200e\u200f\u2028\u2029");
        assert_eq!(shown("\u{202a}\u{202e}\u{2066}\u{2069}"), r"\u202a\u202e\u2066\u2069");
        for plain in ["", "Zoë's café — 日本語 👩‍👩‍👧", r"C:\new", "עברית"] {
            assert!(matches!(shown(plain), Cow::Borrowed(same) if same == plain), "{plain}");
        }
    }
}
