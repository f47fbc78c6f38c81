//! A scanner over a JSON text, made for Xero's replies: it validates all that it passes and copies nothing.
//!
//! Xero indents its replies, so half of their bytes are spaces, and most of the rest are texts that only need their end
//! to be found. Both are passed eight bytes at a time.

use std::borrow::Cow;

/// No honest reply is nested deeper in its unknown members.
const DEEPEST_SKIPPED: usize = 200;

const STEP: usize = 8;

/// What a value is, by its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Null,
    True,
    False,
    Number,
    Text,
    List,
    Object,
}

/// Why a text is no JSON, and where.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) reason: &'static str,
    pub(super) at: usize,
}

type Scanned<T> = Result<T, Broken>;

/// Where in a text one is.
#[derive(Debug)]
pub(super) struct Scanner<'j> {
    text: &'j str,
    at: usize,
}

impl<'j> Scanner<'j> {
    pub(super) fn new(body: &'j [u8]) -> Scanned<Self> {
        match str::from_utf8(body) {
            Ok(text) => Ok(Self { text, at: 0 }),
            Err(error) => Err(Broken { reason: "text that is not UTF-8", at: error.valid_up_to() }),
        }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What stands between an earlier place and this one.
    pub(super) fn since(&self, start: usize) -> &'j str {
        &self.text[start..self.at]
    }

    /// What the next value is.
    pub(super) fn shape(&mut self) -> Scanned<Shape> {
        self.pass_gap();
        match self.byte() {
            Some(b'"') => Ok(Shape::Text),
            Some(b'{') => Ok(Shape::Object),
            Some(b'[') => Ok(Shape::List),
            Some(b'-' | b'0'..=b'9') => Ok(Shape::Number),
            Some(b't') => Ok(Shape::True),
            Some(b'f') => Ok(Shape::False),
            Some(b'n') => Ok(Shape::Null),
            _ => Err(self.broken("no value")),
        }
    }

    /// Passes the opening brace; whether a member follows, whose name is next.
    pub(super) fn enter_object(&mut self) -> Scanned<bool> {
        self.at += 1;
        self.pass_gap();
        match self.byte() {
            Some(b'"') => Ok(true),
            Some(b'}') => Ok(self.passed(false)),
            _ => Err(self.broken("no name of a member")),
        }
    }

    /// Goes on after a member's value; whether another one follows, whose name is next.
    pub(super) fn next_member(&mut self) -> Scanned<bool> {
        self.pass_gap();
        match self.byte() {
            Some(b',') => {
                self.at += 1;
                self.pass_gap();
                if self.byte() == Some(b'"') { Ok(true) } else { Err(self.broken("no name of a member")) }
            }
            Some(b'}') => Ok(self.passed(false)),
            _ => Err(self.broken("neither a comma nor the end of an object")),
        }
    }

    /// Passes the opening bracket; the shape of the first element, if there is one.
    pub(super) fn enter_list(&mut self) -> Scanned<Option<Shape>> {
        self.at += 1;
        self.pass_gap();
        if self.byte() == Some(b']') { Ok(self.passed(None)) } else { self.shape().map(Some) }
    }

    /// Goes on after an element; the shape of the next, if there is one.
    pub(super) fn next_element(&mut self) -> Scanned<Option<Shape>> {
        self.pass_gap();
        match self.byte() {
            Some(b',') => {
                self.at += 1;
                self.shape().map(Some)
            }
            Some(b']') => Ok(self.passed(None)),
            _ => Err(self.broken("neither a comma nor the end of a list")),
        }
    }

    /// Passes the name that is next, and its colon, if it is spelt like this.
    pub(super) fn pass_name(&mut self, name: &str) -> Scanned<bool> {
        let (start, end) = (self.at + 1, self.at + 1 + name.len());
        let bytes = self.text.as_bytes();
        if bytes.get(end) != Some(&b'"') || bytes.get(start..end) != Some(name.as_bytes()) {
            return Ok(false);
        }
        self.at = end + 1;
        self.pass_colon()?;
        Ok(true)
    }

    /// Passes the name that is next, and its colon; gives it as it is spelt, without its quotes.
    pub(super) fn name(&mut self) -> Scanned<&'j str> {
        let name = self.text()?;
        self.pass_colon()?;
        Ok(name)
    }

    /// Passes a text; gives it as it is spelt, without its quotes.
    pub(super) fn text(&mut self) -> Scanned<&'j str> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        self.at = start;
        loop {
            while let Some(step) = bytes.get(self.at..self.at + STEP) {
                let found = specials(step);
                if found != 0 {
                    self.at += found.trailing_zeros() as usize / 8;
                    break;
                }
                self.at += STEP;
            }
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(&self.text[start..self.at - 1]);
                }
                Some(b'\\') => self.pass_escape()?,
                Some(0..=0x1f) => return Err(self.broken("a control character in a text")),
                // Within the last bytes of the body.
                Some(_) => self.at += 1,
                None => return Err(self.broken("the end within a text")),
            }
        }
    }

    /// Passes a number; gives it as it is spelt.
    pub(super) fn number(&mut self) -> Scanned<&'j str> {
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        match self.byte() {
            Some(b'0') => self.at += 1,
            _ => self.pass_digits()?,
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.pass_digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            self.pass_digits()?;
        }
        Ok(self.since(start))
    }

    /// Passes a value of a shape that was seen.
    pub(super) fn skip(&mut self, shape: Shape) -> Scanned<()> {
        self.skip_within(shape, DEEPEST_SKIPPED)
    }

    /// Whether all is read.
    pub(super) fn finish(&mut self) -> Scanned<()> {
        self.pass_gap();
        if self.at == self.text.len() { Ok(()) } else { Err(self.broken("more than one value")) }
    }

    fn skip_within(&mut self, shape: Shape, depth: usize) -> Scanned<()> {
        if depth == 0 {
            return Err(self.broken("too many values within each other"));
        }
        match shape {
            Shape::Null => self.pass_word("null"),
            Shape::True => self.pass_word("true"),
            Shape::False => self.pass_word("false"),
            Shape::Number => self.number().map(drop),
            Shape::Text => self.text().map(drop),
            Shape::List => {
                let mut element = self.enter_list()?;
                while let Some(shape) = element {
                    self.skip_within(shape, depth - 1)?;
                    element = self.next_element()?;
                }
                Ok(())
            }
            Shape::Object => {
                let mut goes_on = self.enter_object()?;
                while goes_on {
                    self.name()?;
                    let shape = self.shape()?;
                    self.skip_within(shape, depth - 1)?;
                    goes_on = self.next_member()?;
                }
                Ok(())
            }
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// What one byte that is passed means.
    fn passed<T>(&mut self, outcome: T) -> T {
        self.at += 1;
        outcome
    }

    fn pass_gap(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
            while let Some(step) = bytes.get(self.at..self.at + STEP) {
                let spaces = (word(step) ^ each(b' ')).trailing_zeros() as usize / 8;
                self.at += spaces;
                if spaces < STEP {
                    break;
                }
            }
        }
    }

    fn pass_colon(&mut self) -> Scanned<()> {
        self.pass_gap();
        if self.byte() != Some(b':') {
            return Err(self.broken("no colon"));
        }
        self.at += 1;
        Ok(())
    }

    fn pass_word(&mut self, word: &str) -> Scanned<()> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(self.broken("no value"));
        }
        self.at += word.len();
        Ok(())
    }

    fn pass_digits(&mut self) -> Scanned<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(self.broken("a number without digits")) }
    }

    fn pass_escape(&mut self) -> Scanned<()> {
        self.at += 1;
        match self.byte() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 1;
                Ok(())
            }
            Some(b'u') => match self.code_unit()? {
                0xd800..=0xdbff if self.text.as_bytes()[self.at..].starts_with(b"\\u") => {
                    self.at += 1;
                    match self.code_unit()? {
                        0xdc00..=0xdfff => Ok(()),
                        _ => Err(self.broken("half of a surrogate pair")),
                    }
                }
                0xd800..=0xdfff => Err(self.broken("half of a surrogate pair")),
                _ => Ok(()),
            },
            _ => Err(self.broken("an escape that there is not")),
        }
    }

    /// The number behind the `u` of an escape.
    fn code_unit(&mut self) -> Scanned<u32> {
        self.at += 1;
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| !digits.starts_with('+'));
        let Some(unit) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return Err(self.broken("an escape that there is not"));
        };
        self.at += 4;
        Ok(unit)
    }

    fn broken(&self, reason: &'static str) -> Broken {
        Broken { reason, at: self.at }
    }
}

/// What a text says that is spelt like this between its quotes.
pub(super) fn unescaped(spelling: &str) -> Cow<'_, str> {
    if !spelling.contains('\\') {
        return Cow::Borrowed(spelling);
    }
    // The scanner has passed it, so it is a text.
    serde_json::from_str(&format!("\"{spelling}\"")).map_or(Cow::Borrowed(spelling), Cow::Owned)
}

/// A bit for quotes, backslashes and control characters: the lowest that is set stands in the first of them.
fn specials(step: &[u8]) -> u64 {
    let word = word(step);
    let equal = |byte| {
        let rest = word ^ each(byte);
        rest.wrapping_sub(each(1)) & !rest
    };
    let control = word.wrapping_sub(each(0x20)) & !word;
    (equal(b'"') | equal(b'\\') | control) & each(0x80)
}

fn word(step: &[u8]) -> u64 {
    step.try_into().map_or(0, u64::from_le_bytes)
}

const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; STEP])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn is_json(body: &[u8]) -> bool {
        let scan = |body| -> Scanned<()> {
            let mut scanner = Scanner::new(body)?;
            let shape = scanner.shape()?;
            scanner.skip(shape)?;
            scanner.finish()
        };
        scan(body).is_ok()
    }

    #[test]
    fn it_takes_what_json_is_and_nothing_else() {
        for text in [
            "null",
            " true ",
            "[]",
            "{ }",
            "[1,-0.5e+10,\r\n\t0]",
            r#"{"a":{"b":[{}]},"":"\u00e9\ud83d\ude00\/"}"#,
            r#""a text that is longer than eight bytes \" and \\ ends""#,
            "\"é\"",
            "0",
            "-0",
            "1E5",
        ] {
            assert!(is_json(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "nul",
            "nulll",
            "[1,]",
            "[1 2]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "01",
            "1.",
            ".5",
            "-",
            "+1",
            "1e",
            "NaN",
            "Infinity",
            "\"",
            "\"\t\"",
            r#""\x""#,
            r#""\u12""#,
            r#""\u+123""#,
            r#""\ud800""#,
            r#""\udc00""#,
            r#""\ud800\u0041""#,
            "\"a text that is cut",
            "[",
            "{\"a\":[",
            "1 2",
            "\u{feff}1",
        ] {
            assert!(!is_json(text.as_bytes()), "{text}");
        }
        assert!(!is_json(b"\"\xff\""));
        assert!(!is_json("[".repeat(100_000).as_bytes()));
    }

    proptest! {
        #[test]
        fn it_agrees_with_serde_json(text in "[\\[\\]{}:,\"\\\\ud8c0-9a-e.+\\- \n]{0,24}|\"\\PC{0,40}\"") {
            // serde_json knows no numbers beyond a double's range.
            let known = serde_json::from_str::<Value>(&text);
            let is_out_of_range = known.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
            prop_assert!(is_out_of_range || known.is_ok() == is_json(text.as_bytes()), "{}", text);
        }

        #[test]
        fn it_finds_the_end_of_any_text(text in any::<String>(), before in " {0,20}") {
            let spelt = Value::from(text.as_str()).to_string();
            let body = format!("{before}{spelt}{before}");
            let mut scanner = Scanner::new(body.as_bytes()).unwrap();
            prop_assert_eq!(scanner.shape().unwrap(), Shape::Text);
            prop_assert_eq!(unescaped(scanner.text().unwrap()), text);
            scanner.finish().unwrap();
        }
    }
}
