//! The files that calls carry: how large they may be, what type they are, and how they stand in a request.

use std::path::PathBuf;

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::address::check_file_name;
use crate::arguments::Arguments;
use crate::codec::without_byte_order_mark;
use crate::error::{Error, Result};
use crate::{files, random};

/// Xero's pages give 10 MB and 25 MB; the smaller holds everywhere.
const LARGEST: u64 = 10 * 1024 * 1024;

/// How a file's bytes stand in a request.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) media_type: String,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Form {
    /// The bytes as they are, for an attachment. Its name is part of the address.
    pub(crate) fn plain(arguments: &Arguments) -> Result<Self> {
        let name = arguments.text("file_name")?.unwrap_or_default();
        Ok(Self { media_type: media_type(arguments, name)?, before: Vec::new(), after: Vec::new() })
    }

    /// The bytes as the one file of a form, for the Files API.
    pub(crate) fn multipart(arguments: &Arguments) -> Result<Self> {
        let name =
            arguments.text("name")?.ok_or_else(|| Error::argument("name is missing").hint("give the file's name"))?;
        check_file_name("name", name)?;
        let media_type = media_type(arguments, name)?;
        let boundary = random::uuid()?;
        let mut before = Vec::with_capacity(512);
        for field in ["name", "filename"] {
            let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{name}\r\n");
            before.extend_from_slice(head.as_bytes());
        }
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"body\"; filename=\"{name}\"\r\nContent-Type: {media_type}\r\n\r\n"
        );
        before.extend_from_slice(head.as_bytes());
        let after = format!("\r\n--{boundary}--\r\n").into_bytes();
        Ok(Self { media_type: format!("multipart/form-data; boundary={boundary}"), before, after })
    }

    /// The body of a request with this file.
    pub(crate) fn around(&self, file: Bytes) -> Result<Bytes> {
        check_size(file.len() as u64)?;
        if self.before.is_empty() {
            return Ok(file);
        }
        Ok([&self.before[..], &file, &self.after].concat().into())
    }
}

/// The bytes of a file that Xero takes.
pub(crate) async fn read(path: PathBuf) -> Result<Bytes> {
    Ok(files::read(path, LARGEST).await?.into())
}

fn check_size(size: u64) -> Result<()> {
    if size > LARGEST {
        return Err(
            Error::argument("the file is larger than the 10 MB that Xero takes").hint("make it smaller, or split it")
        );
    }
    if size == 0 {
        return Err(Error::argument("the file is empty").hint("Xero takes no file without content"));
    }
    Ok(())
}

fn media_type(arguments: &Arguments, name: &str) -> Result<String> {
    match arguments.text("content_type")? {
        Some(given) => Ok(given.to_owned()),
        None => Ok(of_name(name).to_owned()),
    }
}

/// Whether a body is a plain text, or nothing: no page for people, and nothing that was cut.
pub(crate) fn is_plain(headers: &HeaderMap, body: &[u8]) -> bool {
    let came = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
    let text = String::from_utf8_lossy(without_byte_order_mark(body));
    let is_page = came.contains("html") || came.contains("xml") || text.contains('\0');
    !is_page && !text.trim_start().starts_with(['<', '{', '['])
}

/// Whether a reply is plainly not what was asked for: a page of a proxy, or words about an error, in a file's place. Both
/// are the media types of its `Accept` and `Content-Type`. What may be of any type cannot be told.
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

/// The media type that a file's name suggests.
pub(crate) fn of_name(name: &str) -> &'static str {
    mime_guess::from_path(name).first_raw().unwrap_or("application/octet-stream")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn only_files_that_xero_takes_are_sent() {
        let form = Form { media_type: String::new(), before: Vec::new(), after: Vec::new() };
        assert!(form.around(Bytes::from_static(b"x")).is_ok());
        for bad in [0, 10 * 1024 * 1024 + 1] {
            assert_eq!(form.around(vec![0; bad].into()).unwrap_err().kind(), Kind::Argument);
        }
    }

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

    #[test]
    fn the_name_tells_the_type() {
        assert_eq!(of_name("rent.PDF"), "application/pdf");
        assert_eq!(of_name("unknown"), "application/octet-stream");
    }
}
