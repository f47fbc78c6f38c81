//! What a body is, by its media type and its first bytes.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::codec::text::without_byte_order_mark;

/// Whether a body is a plain text, or nothing: no page for people, and nothing that was cut.
pub(crate) fn is_plain(headers: &HeaderMap, body: &[u8]) -> bool {
    let came = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
    let text = String::from_utf8_lossy(without_byte_order_mark(body));
    let is_page = came.contains("html") || came.contains("xml") || text.contains('\0');
    !is_page && !text.trim_start().starts_with(['<', '{', '['])
}

/// Whether a response is plainly not what was asked for: a page of a proxy, or words about an error, in a file's place.
/// Both are media types, of the request's `Accept` and the response's `Content-Type`. What may be of any type is never
/// something else.
pub(crate) fn is_something_else(asked: &str, came: &str, body: &[u8]) -> bool {
    let came = came.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let start = without_byte_order_mark(body).trim_ascii_start();
    let is_markup = came.ends_with("html") || came.ends_with("xml");
    let is_json = came.ends_with("json");
    if asked == "application/pdf" {
        return !start.starts_with(b"%PDF")
            && (is_markup || is_json || matches!(start.first(), None | Some(b'<' | b'{' | b'[')));
    }
    let may_be_text = asked == "*/*" || asked == "application/octet-stream" || asked.ends_with("json");
    let may_be_markup = may_be_text || asked.ends_with("html") || asked.ends_with("xml");
    let looks_like = |starts: &[u8]| start.first().is_none_or(|first| starts.contains(first));
    (came.ends_with("html") && !may_be_markup && looks_like(b"<"))
        || (is_json && !may_be_text && !asked.starts_with("text/") && looks_like(b"{["))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_or_an_error_is_no_file_unless_one_was_asked_for() {
        let (html, json) = ("text/html; charset=utf-8", "application/json");
        for (asked, came, body) in [
            ("application/pdf", html, "<html>sign in</html>"),
            ("application/pdf", json, "{}"),
            ("application/pdf", "", " \r\n<?xml?>"),
            ("application/pdf", "application/pdf", "\u{feff}{\"Status\":\"ERROR\"}"),
            ("application/pdf", "application/pdf", ""),
            ("image/png", html, "<!DOCTYPE html>"),
            ("image/png", json, "[]"),
            ("text/csv", html, "<html>"),
        ] {
            assert!(is_something_else(asked, came, body.as_bytes()), "{asked} {came} {body}");
        }
        for (asked, came, body) in [
            ("application/pdf", "application/pdf", "%PDF-1.4"),
            ("application/pdf", html, "\n%PDF-1.4"),
            ("application/pdf", "application/octet-stream", "junk before %PDF-1.4"),
            ("text/html", html, "<html>"),
            ("application/json", json, "{}"),
            ("text/plain", json, "{}"),
            ("*/*", html, "<html>"),
            ("*/*", json, "{}"),
            ("image/png", "image/png", "<anything"),
            ("image/png", html, "\u{89}PNG"),
            ("image/svg+xml", "text/xml", "<svg/>"),
        ] {
            assert!(!is_something_else(asked, came, body.as_bytes()), "{asked} {came} {body}");
        }
    }
}
