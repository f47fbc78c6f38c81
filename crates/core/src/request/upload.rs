//! The files that calls carry: how large they may be, what type they are, and how they stand in a request.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::address::check_file_name;
use super::arguments::Arguments;
use crate::error::{Error, Result};
use crate::os::files;
use crate::random;
use bytes::Bytes;

/// Xero's pages give 10 MB and 25 MB; the smaller holds everywhere.
const LARGEST: u64 = 10 * 1024 * 1024;
/// No system has longer paths.
const LONGEST_PATH: usize = 4096;

/// How a file's bytes stand in a request.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) media_type: String,
    /// The file's name.
    name: String,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Form {
    /// The bytes as they are, for an attachment. Its name is part of the address.
    pub(crate) fn plain(arguments: &Arguments) -> Result<Self> {
        let name = arguments.text("file_name")?.unwrap_or_default();
        let (name, media_type) = (name.to_owned(), media_type(arguments, name)?);
        Ok(Self { media_type, name, before: Vec::new(), after: Vec::new() })
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
        let media_type = format!("multipart/form-data; boundary={boundary}");
        Ok(Self { media_type, name: name.to_owned(), before, after })
    }

    /// The body of a request with this file.
    pub(crate) fn around(&self, file: Bytes) -> Result<Bytes> {
        check_size(file.len() as u64)?;
        if self.before.is_empty() {
            return Ok(file);
        }
        Ok([&self.before[..], &file, &self.after].concat().into())
    }

    /// As [`Self::around`], for a text.
    pub(crate) fn around_text(&self, text: String) -> Result<Bytes> {
        if looks_like_a_path(&text, &self.name) {
            return Err(Error::argument("the content is a text that looks like a path").hint(
                "to send the file, give its path as a Path (Python, Rust) or as { path } or a file: URL (TypeScript); \
                 to send this text, give its bytes",
            ));
        }
        self.around(text.into())
    }
}

/// The bytes of a file that Xero takes.
pub(crate) async fn read(path: PathBuf) -> Result<Bytes> {
    Ok(files::read(path, LARGEST).await?.into())
}

fn check_size(size: u64) -> Result<()> {
    if size > LARGEST {
        return Err(
            Error::argument("the file is larger than the 10 MB that Xero accepts").hint("make it smaller, or split it")
        );
    }
    if size == 0 {
        return Err(Error::argument("the file is empty").hint("Xero takes no file without content"));
    }
    Ok(())
}

/// Whether a text is more likely the path of a file than its content.
fn looks_like_a_path(text: &str, file_name: &str) -> bool {
    if text.is_empty() || text.len() > LONGEST_PATH || text.contains(char::is_control) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let is_drive = lower.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && (lower[1..].starts_with(":\\") || lower[1..].starts_with(":/"));
    let starts = ["/", "./", "../", "~/", "\\", ".\\", "..\\", "file:"];
    if is_drive || starts.iter().any(|start| lower.starts_with(start)) {
        return true;
    }
    let extension = |name: &str| Path::new(name).extension().map(OsStr::to_ascii_lowercase);
    let own = extension(text);
    let is_one_word = !text.contains(char::is_whitespace);
    let is_known = is_one_word && mime_guess::from_path(text).first_raw().is_some();
    is_known
        || (own.is_some() && own == extension(file_name))
        // A name without a folder is looked for here; nothing is asked of other folders, which may be far away.
        || (is_one_word && !text.contains(['/', '\\']) && Path::new(text).exists())
}

fn media_type(arguments: &Arguments, name: &str) -> Result<String> {
    match arguments.text("content_type")? {
        Some(given) => Ok(given.to_owned()),
        None => Ok(media_type_of(name).to_owned()),
    }
}

/// The media type that a file's name suggests.
pub(crate) fn media_type_of(name: &str) -> &'static str {
    mime_guess::from_path(name).first_raw().unwrap_or("application/octet-stream")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn only_files_that_xero_takes_are_sent() {
        let form = form("a.txt");
        assert!(form.around(Bytes::from_static(b"x")).is_ok());
        for bad in [0, 10 * 1024 * 1024 + 1] {
            assert_eq!(form.around(vec![0; bad].into()).unwrap_err().kind(), ErrorKind::Argument);
        }
    }

    fn form(name: &str) -> Form {
        Form { media_type: String::new(), name: name.to_owned(), before: Vec::new(), after: Vec::new() }
    }

    #[test]
    fn a_text_that_looks_like_a_path_is_not_sent_in_its_files_place() {
        for path in [
            "/srv/scans/rent",
            "./rent",
            "../rent",
            "~/rent",
            "C:\\scans\\rent",
            "c:/scans/rent",
            "\\\\server\\scans\\rent",
            "file:///srv/rent",
            "scans/rent.pdf",
            "rent.PDF",
            "the rent of May.txt",
            "Cargo.toml",
            "src",
        ] {
            let error = form("rent.txt").around_text(path.to_owned()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{path}");
            assert!(!error.to_string().contains(path), "{error}");
        }
        for text in ["Rent of May", "1,2.50\n", "/\n", "Total: 5.00", "<html>", "{}", "a/b", "5 %", "é", "/r\n.pdf"] {
            assert_eq!(form("rent.txt").around_text(text.to_owned()).unwrap(), text.as_bytes(), "{text}");
        }
        assert_eq!(form("a.txt").around_text(String::new()).unwrap_err().message(), "the file is empty");
    }

    #[test]
    fn the_name_tells_the_type() {
        assert_eq!(media_type_of("rent.PDF"), "application/pdf");
        assert_eq!(media_type_of("unknown"), "application/octet-stream");
    }
}
