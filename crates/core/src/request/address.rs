//! The address of a request: path segments and query, encoded once and refused where they could lead elsewhere.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

use crate::error::{Error, Result, quoted};

/// RFC 3986's unreserved characters stay.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What file systems take.
const LONGEST_FILE_NAME: usize = 255;

/// The longest query that Xero's servers read.
const LONGEST_QUERY: usize = 2048;
/// The longest address. Xero responds to a longer one with 404, as if the record were not there: `LONGEST_QUERY` below
/// `https://api.xero.com/api.xro/2.0/Invoices?` is just this (Xero-NetStandard#471, Xero-Java#328, xero-node#404).
pub(crate) const LONGEST: usize = 2091;
/// Another host counts for no less than Xero's, so that a list is cut alike wherever it is tried.
const SHORTEST_BASE: usize = "https://api.xero.com".len();

/// One path parameter as one segment, or why it can be none. What a server that decodes twice would take for a step to
/// elsewhere is refused as well (`..%2FOrganisation`): a write must never reach another record than the one it names.
pub(crate) fn segment(value: &str) -> std::result::Result<String, &'static str> {
    let decoded = percent_decode_str(value).decode_utf8_lossy();
    for text in [value, &decoded] {
        if matches!(text.trim(), "" | "." | "..") {
            return Err("is empty or made of dots, which no address can hold");
        }
        if text.contains(['/', '\\']) {
            return Err("holds a separator, which no address can hold");
        }
        if text.chars().any(char::is_control) {
            return Err("holds a control character, which no address can hold");
        }
    }
    Ok(encoded(value))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// How long a text is in an address.
pub(crate) fn encoded_length(text: &str) -> usize {
    utf8_percent_encode(text, RESERVED).map(str::len).sum()
}

/// How many characters the query of this path may have.
pub(crate) fn room(base: &Url, path: &str) -> usize {
    let before = bare(base).len().max(SHORTEST_BASE) + path.len() + "?".len();
    LONGEST_QUERY.min(LONGEST.saturating_sub(before))
}

/// The length of an address that is longer than Xero reads.
pub(crate) fn too_long(url: &Url, base: &Url) -> Option<usize> {
    let length = url.as_str().len() + SHORTEST_BASE.saturating_sub(bare(base).len());
    let query = url.query().map_or(0, str::len);
    (length > LONGEST || query > LONGEST_QUERY).then_some(length)
}

fn bare(base: &Url) -> &str {
    base.as_str().trim_end_matches('/')
}

/// The name of a file as one segment; Xero refuses some characters in it.
pub(crate) fn file_name(name: &str, value: &str) -> Result<String> {
    check_file_name(name, value)?;
    segment(value).map_err(|why| Error::argument(format!("{name} {why}")).hint("give the attachment's id"))
}

/// Refuses what Xero does not take as the name of a file.
pub(crate) fn check_file_name(name: &str, value: &str) -> Result<()> {
    if value.trim().is_empty() || matches!(value, "." | "..") || value.len() > LONGEST_FILE_NAME {
        return Err(Error::argument(format!(
            "{name} is empty, made of dots, or longer than {LONGEST_FILE_NAME} bytes"
        )));
    }
    match value.chars().find(|character| "<>:\"/\\|?*".contains(*character) || character.is_control()) {
        Some(character) => {
            Err(Error::argument(format!("{name} holds {character:?}, which Xero takes in no file name"))
                .hint("give a name without < > : \" / \\ | ? * and control characters"))
        }
        None => Ok(()),
    }
}

/// The address of `path`, already encoded, below `base`, with its query.
pub(crate) fn join(base: &Url, path: &str, query: &[(String, String)]) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    if !query.is_empty() {
        let pairs: Vec<String> = query
            .iter()
            .map(|(name, value)| {
                format!("{}={}", utf8_percent_encode(name, RESERVED), utf8_percent_encode(value, RESERVED))
            })
            .collect();
        url.set_query(Some(&pairs.join("&")));
    }
    url
}

/// A whole path that the user gave for a raw call, its segments encoded where that is needed.
pub(crate) fn raw_path(path: &str) -> Result<()> {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let leads_elsewhere = decoded.split('/').any(|part| matches!(part, "." | ".."));
    if !path.starts_with('/') || path.starts_with("//") || leads_elsewhere {
        return Err(
            Error::argument(format!("{} is not a path below the API", quoted(path))).hint("give one such as /Invoices")
        );
    }
    if path.contains(['?', '#']) || decoded.contains('\\') || decoded.chars().any(char::is_control) {
        return Err(Error::argument("the path holds a query, a backslash or a control character")
            .hint("give the query as params; inside a number, # is written %23 and ? is written %3F"));
    }
    let is_encoded = |rest: &str| rest.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    if !path.split('%').skip(1).all(is_encoded) {
        return Err(Error::argument("the path holds a % that begins no encoded character")
            .hint("inside a number, % is written %25"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_could_lead_elsewhere_are_refused() {
        for id in [
            "",
            " ",
            ".",
            "..",
            " .. ",
            "%2e%2e",
            ".%2E",
            "%20",
            "a/b",
            "a%2Fb",
            "a\\b",
            "a%5cb",
            "a\0b",
            "a\r\nX: y",
            "a%0d%0a",
            "\u{7f}",
            "a\u{85}b",
        ] {
            assert!(segment(id).is_err(), "{id:?}");
            assert!(file_name("file_name", id).is_err(), "{id:?}");
        }
    }

    #[test]
    fn any_other_text_is_one_segment_that_is_encoded_once_and_stays_so() {
        let base = Url::parse("https://api.xero.com").unwrap();
        for (number, wire) in [
            ("#1001", "%231001"),
            ("a?b#c", "a%3Fb%23c"),
            ("50%", "50%25"),
            ("100%25", "100%2525"),
            ("%41", "%2541"),
            ("a%23b", "a%2523b"),
            ("%", "%25"),
            ("INV 0042&ü", "INV%200042%26%C3%BC"),
            (" lead and trail ", "%20lead%20and%20trail%20"),
            ("...", "..."),
            ("a..b", "a..b"),
            ("é", "%C3%A9"),
            ("e\u{301}", "e%CC%81"),
            ("日本", "%E6%97%A5%E6%9C%AC"),
            ("a;b,c:d@e+f=g", "a%3Bb%2Cc%3Ad%40e%2Bf%3Dg"),
            ("<\"`{|}^'[]~", "%3C%22%60%7B%7C%7D%5E%27%5B%5D~"),
            ("\u{202e}\u{feff}", "%E2%80%AE%EF%BB%BF"),
        ] {
            let segment = segment(number).unwrap();
            assert_eq!(segment, wire, "{number}");
            let url = join(&base, &format!("/api.xro/2.0/Items/{segment}/History"), &[]);
            assert_eq!(url.as_str(), format!("https://api.xero.com/api.xro/2.0/Items/{wire}/History"), "{number}");
            assert_eq!(encoded_length(number), wire.len(), "{number}");
        }
    }

    #[test]
    fn an_address_is_measured_as_if_it_were_xeros() {
        let room_at = |base: &str, path: &str| room(&Url::parse(base).unwrap(), path);
        assert_eq!(room_at("https://api.xero.com", "/api.xro/2.0/Invoices"), 2048);
        assert_eq!(room_at("https://api.xero.com/", "/api.xro/2.0/Budgets"), 2048);
        assert_eq!(room_at("https://api.xero.com", "/projects.xro/2.0/Projects"), 2044);
        assert_eq!(room_at("http://[::1]:1", "/projects.xro/2.0/Projects"), 2044);
        assert_eq!(room_at("https://gateway.example.com/xero", "/projects.xro/2.0/Projects"), 2032);
        let length = |base: &str, query: usize| {
            let base = Url::parse(base).unwrap();
            too_long(&join(&base, "/projects.xro/2.0/Projects", &[("x".to_owned(), "y".repeat(query - 2))]), &base)
        };
        for base in ["https://api.xero.com", "http://[::1]:1"] {
            assert_eq!((length(base, 2044), length(base, 2045)), (None, Some(2092)), "{base}");
        }
    }

    #[test]
    fn file_names_are_encoded_once_and_those_that_xero_refuses_are_refused() {
        assert_eq!(file_name("file_name", "rent +50% #1 ü.pdf").unwrap(), "rent%20%2B50%25%20%231%20%C3%BC.pdf");
        for name in ["", "..", "a/b.pdf", "a\\b", "a?.pdf", "a:b", "a\0b", "a\nb", "<x>", &"x".repeat(300)] {
            assert!(file_name("file_name", name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_query_is_encoded_once_and_spaces_are_percent_twenty() {
        let base = Url::parse("https://api.xero.com").unwrap();
        let query = [("where".to_owned(), "Name==\"A & B\"".to_owned())];
        assert_eq!(
            join(&base, "/api.xro/2.0/Contacts", &query).as_str(),
            "https://api.xero.com/api.xro/2.0/Contacts?where=Name%3D%3D%22A%20%26%20B%22"
        );
    }

    #[test]
    fn raw_paths_stay_below_the_api() {
        for path in [
            "Invoices",
            "//host/x",
            "/a/../b",
            "/a/%2e%2e/b",
            "/a?b=1",
            "/a#b",
            "/a\nb",
            "/a%0Ab",
            "/a%5Cb",
            "/50%",
            "/%zz",
        ] {
            assert!(raw_path(path).is_err(), "{path}");
        }
        for path in ["/Invoices/INV-1", "/Invoices/%231001", "/Invoices/a%3Fb%25", "/Invoices/é 1"] {
            assert!(raw_path(path).is_ok(), "{path}");
        }
    }
}
