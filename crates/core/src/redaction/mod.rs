//! Secrets and tokens that a server may have echoed, masked in everything that is made of its responses.

mod escapes;

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;
use zeroize::{Zeroize, Zeroizing};

use crate::error::Error;
use crate::transport::RawResponse;
use escapes::{LONGEST_ESCAPE, is_escape, read};

const MASK: &str = "***";
/// A shorter text is no secret, and cannot be distinguished from other text.
const SHORTEST: usize = 4;
/// This much of a secret's beginning is masked everywhere; less of it only at the end of a text.
const LONG_PART: usize = 16;
/// Escapes within escapes are read too, such as HTML within JSON.
const DEEPEST: u8 = 2;
const LARGEST_BODY: usize = 1024 * 1024;

/// The texts to mask. They are found plain, and with any of their characters percent-encoded, escaped as in JSON, or
/// escaped as in HTML. They are wiped from memory when the last owner drops them.
#[derive(Clone, Default)]
pub(crate) struct Redaction(Vec<Arc<Zeroizing<String>>>);

impl Redaction {
    pub(crate) fn of(texts: impl IntoIterator<Item = Arc<Zeroizing<String>>>) -> Self {
        Self(texts.into_iter().filter(|text| text.len() >= SHORTEST).collect())
    }

    /// The same, which masks this text too.
    pub(crate) fn and(&self, text: &Arc<Zeroizing<String>>) -> Self {
        Self::of(self.0.iter().chain([text]).cloned())
    }

    /// Cleans the headers of a response, and its body unless it is a success, whose records are data.
    pub(crate) fn clean_response(&self, mut response: RawResponse) -> RawResponse {
        let is_success = (200..300).contains(&response.status);
        // Nearly every header of a success is shorter than any secret, and is not searched.
        let shortest = if is_success { self.0.iter().map(|text| text.len()).min() } else { Some(SHORTEST) };
        let values = response.headers.values_mut().filter(|value| shortest.is_some_and(|least| value.len() >= least));
        for value in values {
            if let Some(clean) = self.cleaned(value.as_bytes()) {
                *value = HeaderValue::from_bytes(&clean).unwrap_or(HeaderValue::from_static(MASK));
            }
        }
        // Of a larger body, only the start gets into an error, and that is cleaned there.
        let is_quoted = !is_success && response.body.len() <= LARGEST_BODY;
        if let Some(clean) = is_quoted.then(|| self.cleaned(&response.body)).flatten() {
            response.body.zeroize();
            response.body = clean;
        }
        response
    }

    /// Cleans every text of an error that may come from a response.
    #[must_use]
    pub(crate) fn clean_error(&self, error: Error) -> Error {
        error.with_texts(|text| self.clean_text(text))
    }

    pub(crate) fn clean_text(&self, text: &mut String) {
        if let Some(clean) = self.cleaned(text.as_bytes()) {
            *text = String::from_utf8_lossy(&clean).into_owned();
        }
    }

    /// The text with the secrets masked; none if it contains none.
    fn cleaned(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut clean = Vec::new();
        let (mut at, mut copied) = (0, 0);
        while at < text.len() {
            let Some(end) = self.end_of_secret(text, at) else {
                at += 1;
                continue;
            };
            clean.extend_from_slice(&text[copied..at]);
            clean.extend_from_slice(MASK.as_bytes());
            (at, copied) = (end, end);
        }
        (copied > 0).then(|| {
            clean.extend_from_slice(&text[copied..]);
            clean
        })
    }

    /// Where the secret that begins here ends, if one does.
    fn end_of_secret(&self, text: &[u8], at: usize) -> Option<usize> {
        let first = |secret: &[u8]| read(text, at, 0).is_some_and(|unit| secret.starts_with(unit.as_bytes()));
        let escaped = |secret: &[u8]| {
            let mut units = (1..=DEEPEST).filter_map(|depth| read(text, at, depth));
            units.any(|unit| secret.starts_with(unit.as_bytes()))
        };
        let may_begin = |secret: &[u8]| first(secret) || (is_escape(text[at]) && escaped(secret));
        let secrets = self.0.iter().map(|secret| secret.as_bytes()).filter(|secret| may_begin(secret));
        secrets.flat_map(|secret| (0..=DEEPEST).filter_map(move |depth| end_of(text, at, secret, depth))).max()
    }
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redaction(***)")
    }
}

/// Where the secret that is written from here on ends, whole or in part, with at most `depth` layers of escapes.
fn end_of(text: &[u8], from: usize, secret: &[u8], depth: u8) -> Option<usize> {
    let (mut at, mut rest) = (from, secret);
    while !rest.is_empty() {
        // What looks like an escape may be a part of the secret itself.
        let mut units = (0..=depth).rev().filter_map(|depth| read(text, at, depth));
        let left = units.find_map(|unit| Some((rest.strip_prefix(unit.as_bytes())?, unit.end)));
        let Some((left, end)) = left else {
            let matched = secret.len() - rest.len();
            let is_half =
                |at: usize| text.get(at).is_some_and(|byte| is_escape(*byte)) && text.len() - at < LONGEST_ESCAPE;
            let ends_here = at == text.len() || is_half(at) || (at > from && is_half(at - 1));
            return match matched {
                LONG_PART.. => Some(if ends_here { text.len() } else { at }),
                SHORTEST.. if ends_here => Some(text.len()),
                _ => None,
            };
        };
        (rest, at) = (left, end);
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::HeaderName;

    use super::*;
    use crate::error::ErrorKind;

    /// It has every character that one of the encodings escapes, and one that takes two `\u` escapes.
    const SECRET: &str = "s3/T+w=i&t%41\"h<'>\\o:dd\u{fc}\u{1f600}~";

    fn redaction(secret: &str) -> Redaction {
        Redaction::of([Arc::new(Zeroizing::new(secret.to_owned()))])
    }

    fn cleaned(text: &str, secret: &str) -> String {
        let mut text = text.to_owned();
        redaction(secret).clean_text(&mut text);
        text
    }

    fn percent(text: &str, escapes: impl Fn(u8) -> bool, lower: bool) -> String {
        let byte = |byte: u8| match (escapes(byte), lower) {
            (false, _) => char::from(byte).to_string(),
            (true, false) => format!("%{byte:02X}"),
            (true, true) => format!("%{byte:02x}"),
        };
        text.bytes().map(byte).collect()
    }

    fn escaped(text: &str, escape: impl Fn(char) -> String) -> String {
        text.chars().map(escape).collect()
    }

    fn utf16(character: char, lower: bool) -> String {
        let mut units = [0; 2];
        let units = character.encode_utf16(&mut units);
        units.iter().map(|unit| if lower { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") }).collect()
    }

    fn html(text: &str) -> String {
        escaped(text, |character| match character {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            '\'' => "&#39;".to_owned(),
            other => other.to_string(),
        })
    }

    fn json(text: &str) -> String {
        serde_json::to_string(text).unwrap().trim_matches('"').to_owned()
    }

    fn encodings() -> Vec<(&'static str, String)> {
        let form: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        let odd = |byte: u8| !byte.is_ascii_alphanumeric();
        let but_slash = |byte: u8| odd(byte) && byte != b'/';
        vec![
            ("plain", SECRET.to_owned()),
            ("form-encoded", form),
            ("percent-encoded", percent(SECRET, odd, false)),
            ("percent-encoded in lower case", percent(SECRET, odd, true)),
            ("percent-encoded but slashes", percent(SECRET, but_slash, false)),
            ("percent-encoded whole", percent(SECRET, |_| true, false)),
            ("percent-encoded twice", percent(&percent(SECRET, odd, false), odd, false)),
            ("JSON", json(SECRET)),
            ("JSON with slashes escaped", json(SECRET).replace('/', "\\/")),
            ("JSON of ASCII", escaped(&json(SECRET), |c| if c.is_ascii() { c.to_string() } else { utf16(c, true) })),
            ("JSON whole", escaped(SECRET, |c| utf16(c, false))),
            ("JSON within JSON", json(&json(SECRET))),
            ("HTML", html(SECRET)),
            ("HTML by numbers", escaped(SECRET, |c| format!("&#{};", u32::from(c)))),
            ("HTML by hexadecimal numbers", escaped(SECRET, |c| format!("&#x{:X};", u32::from(c)))),
            ("HTML within JSON", html(SECRET).replace('&', "\\u0026")),
            (
                "a program's text",
                escaped(SECRET, |c| if c.is_ascii() { format!("\\x{:02x}", u32::from(c)) } else { c.to_string() }),
            ),
        ]
    }

    #[test]
    fn a_secret_is_found_in_every_encoding_and_at_every_place() {
        for (title, encoded) in encodings() {
            for (before, after) in
                [("", ""), ("you sent ", ", which is wrong"), ("%", "%"), ("\\", "\\"), ("&", "&"), ("s3/", "s3")]
            {
                let clean = cleaned(&format!("{before}{encoded}{after}"), SECRET);
                // A backslash before an escape may be a part of it.
                let allowed = [format!("{before}***{after}"), format!("***{after}")];
                assert!(allowed.contains(&clean), "{title} after {before:?}: {clean}");
            }
        }
        assert_eq!(cleaned("secret and secretsecret", "secret"), "*** and ******");
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for (text, secret) in [
            ("", "secret"),
            ("short", "longer than the text"),
            ("any text", ""),
            ("a b c", "b"),
            ("a secr, and other things", "secret"),
            (r"100 % of \u00 &#; &#x110000; &amp %zz \ud800 \ud800\u0041 \ud800\ud800", "secret"),
        ] {
            assert_eq!(cleaned(text, secret), text);
        }
        let (mut bytes, secret) = (vec![0xff; 100], redaction("secret"));
        assert_eq!(secret.cleaned(&bytes), None);
        bytes.extend_from_slice(b"secret");
        assert_eq!(secret.cleaned(&bytes).unwrap()[100..], *b"***");
    }

    #[test]
    fn the_beginning_of_a_secret_is_masked_at_the_end_of_a_text_and_everywhere_if_it_is_long() {
        for (title, encoded) in encodings() {
            for length in (0..encoded.len()).filter(|length| encoded.is_char_boundary(*length)) {
                let text = format!("you sent {}", &encoded[..length]);
                let clean = cleaned(&text, SECRET);
                assert!(clean == text || clean == "you sent ***", "{title}: {clean}");
                if length > LONGEST_ESCAPE * SHORTEST {
                    assert_ne!(clean, text, "{title}, {length} of it");
                }
            }
        }
        assert_eq!(cleaned("no secre", "secret"), "no ***");
        assert_eq!(cleaned("it begins with 0123456789abcdef...", "0123456789abcdefghijkl"), "it begins with ***...");
    }

    #[test]
    fn a_long_text_of_escapes_is_read_to_its_end() {
        for text in ["%", "\\", "&", "&#", "%25", "\\\\", "&amp;", "%26amp;", "\\u005c", "s3/T+w=i&t%4"] {
            let text = text.repeat(200_000 / text.len());
            let clean = redaction(SECRET).cleaned(text.as_bytes());
            assert!(clean.is_none_or(|clean| clean.len() <= text.len()));
        }
    }

    fn response(status: u16, body: &str, header: &str) -> RawResponse {
        let headers: HeaderMap =
            [(HeaderName::from_static("x-echo"), HeaderValue::from_str(header).unwrap())].into_iter().collect();
        RawResponse { status, headers, body: body.as_bytes().to_vec(), size: body.len() as u64, rest: None }
    }

    #[test]
    fn the_headers_of_every_response_are_cleaned_and_the_bodies_of_refusals() {
        let secret = "s3cr3t/With+Odd=Chars";
        let redaction = redaction(secret);
        for (status, body) in [(200, secret), (204, secret), (302, "***"), (400, "***"), (500, "***")] {
            let clean = redaction.clean_response(response(status, secret, &format!("a {secret} b")));
            assert_eq!((clean.headers["x-echo"].as_bytes(), &*clean.body), (&b"a *** b"[..], body.as_bytes()));
        }
        assert_eq!(redaction.clean_response(response(400, "", "s3cr3t/W")).headers["x-echo"], "***");
        assert_eq!(Redaction::default().clean_response(response(400, secret, "x")).body, secret.as_bytes());
    }

    #[test]
    fn no_part_of_a_secret_in_a_huge_body_gets_into_an_error() {
        let redaction = redaction("s3cr3t/With+Odd=Chars");
        for before in 1960..2010 {
            let body = format!("{}s3cr3t/With+Odd=Chars{}", "x".repeat(before), "y".repeat(LARGEST_BODY));
            let error =
                redaction.clean_response(response(500, &body, "x")).add_context(Error::new(ErrorKind::Server, "no"));
            let clean = redaction.clean_error(error);
            let quoted = clean.details().body.as_deref().unwrap();
            assert!(!quoted.contains("s3cr"), "{quoted}");
        }
    }

    #[test]
    fn every_text_of_an_error_that_may_come_from_a_response_is_cleaned() {
        let text = || "it says secret".to_owned();
        let error = Error::new(ErrorKind::Validation, text()).hint(text()).with(|details| {
            details.operation = Some(text());
            details.request_id = Some(text());
            details.body = Some(text());
            details.issues = Some(vec![crate::error::Issue { index: 0, path: text(), message: text() }]);
        });
        let clean = redaction("secret").clean_error(error);
        let shown = format!("{clean} {clean:?} {}", serde_json::to_string(clean.details()).unwrap());
        assert!(!shown.contains("secret") && shown.matches("***").count() >= 10, "{shown}");
    }

    #[test]
    fn a_redaction_does_not_show_itself() {
        assert!(!format!("{:?}", redaction("canary")).contains("canary"));
    }
}
