//! The files that calls carry: how large they may be, what type they are, and how they stand in a request.

use std::path::PathBuf;

use super::address::check_file_name;
use super::arguments::Arguments;
use crate::error::{Error, Result};
use crate::os::files;
use crate::random;
use bytes::Bytes;

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
            Error::argument("the file is larger than the 10 MB that Xero accepts").hint("make it smaller, or split it")
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
        let form = Form { media_type: String::new(), before: Vec::new(), after: Vec::new() };
        assert!(form.around(Bytes::from_static(b"x")).is_ok());
        for bad in [0, 10 * 1024 * 1024 + 1] {
            assert_eq!(form.around(vec![0; bad].into()).unwrap_err().kind(), ErrorKind::Argument);
        }
    }

    #[test]
    fn the_name_tells_the_type() {
        assert_eq!(media_type_of("rent.PDF"), "application/pdf");
        assert_eq!(media_type_of("unknown"), "application/octet-stream");
    }
}
