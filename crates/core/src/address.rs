//! The address of a request: path segments and query, encoded once and refused where they could lead elsewhere.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

use crate::config::is_loopback;
use crate::error::{Error, Result};

/// RFC 3986's unreserved characters stay.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What file systems take.
const LONGEST_FILE_NAME: usize = 255;

/// One path parameter as one segment.
pub(crate) fn segment(name: &str, value: &str) -> Result<String> {
    let decoded = percent_decode_str(value).decode_utf8_lossy();
    for text in [value, &decoded] {
        if text.trim().is_empty() || matches!(text, "." | "..") {
            return Err(refused(name, "is empty or made of dots"));
        }
        if text.contains(['/', '\\', '?', '#']) || text.chars().any(char::is_control) {
            return Err(refused(name, "holds a separator or a control character"));
        }
    }
    Ok(utf8_percent_encode(value, RESERVED).to_string())
}

/// The name of a file as one segment; Xero refuses some characters in it.
pub(crate) fn file_name(name: &str, value: &str) -> Result<String> {
    check_file_name(name, value)?;
    Ok(utf8_percent_encode(value, RESERVED).to_string())
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

fn refused(name: &str, why: &str) -> Error {
    Error::argument(format!("{name} {why}")).hint("give an id or a number as Xero shows it")
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

/// Xero's own hosts. Any other gets what is sent there only because somebody configured it.
const XERO: &[&str] = &["api.xero.com", "identity.xero.com"];

/// The warning about a configured address that is neither Xero's nor this machine's, naming what it will be sent.
pub(crate) fn stranger(name: &str, url: &Url, is_sent: &str) -> Option<String> {
    let host = url.host_str().unwrap_or_default();
    let is_known = XERO.contains(&host) || is_loopback(url);
    (!is_known).then(|| format!("{name} is not Xero's: {is_sent} will be sent to {host}"))
}

/// A whole path that the user gave for a raw call.
pub(crate) fn raw_path(path: &str) -> Result<()> {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let leads_elsewhere = decoded.split('/').any(|part| matches!(part, "." | ".."));
    if !path.starts_with('/') || path.starts_with("//") || leads_elsewhere {
        return Err(Error::argument(format!("{path:?} is not a path below the API")).hint("give one such as /Invoices"));
    }
    if decoded.contains(['\\', '?', '#']) || decoded.chars().any(char::is_control) {
        return Err(Error::argument("the path holds a query, a backslash or a control character")
            .hint("give the query as params"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_could_lead_elsewhere_are_refused() {
        for id in ["", " ", ".", "..", "%2e%2e", "a/b", "a%2Fb", "a\\b", "a\0b", "a\r\nX: y", "a%0d%0a", "a?b", "a#b"] {
            assert!(segment("invoice_id", id).is_err(), "{id:?}");
        }
        assert_eq!(segment("invoice_id", "INV 0042&ü").unwrap(), "INV%200042%26%C3%BC");
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
    fn an_address_that_is_neither_xeros_nor_this_machines_is_warned_of() {
        let warning = |url: &str| stranger("token_url", &Url::parse(url).unwrap(), "the client secret");
        for known in
            ["https://api.xero.com", "https://identity.xero.com/connect/token", "http://127.0.0.1:1", "http://[::1]/"]
        {
            assert_eq!(warning(known), None, "{known}");
        }
        for other in
            ["https://api.xero.com.evil.example/", "https://evilapi.xero.com", "https://10.0.0.1/connect/token?a=b"]
        {
            let warning = warning(other).expect(other);
            assert!(warning.contains("the client secret will be sent to") && !warning.contains('?'), "{warning}");
        }
    }

    #[test]
    fn raw_paths_stay_below_the_api() {
        for path in ["Invoices", "//host/x", "/a/../b", "/a/%2e%2e/b", "/a?b=1", "/a\nb"] {
            assert!(raw_path(path).is_err(), "{path}");
        }
        assert!(raw_path("/Invoices/INV-1").is_ok());
    }
}
