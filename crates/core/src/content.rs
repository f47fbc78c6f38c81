//! The files that calls carry: where their bytes come from, how large they may be, and what type they are.

use std::fs;
use std::io::Read;

use bytes::Bytes;

use crate::address::check_file_name;
use crate::arguments::Arguments;
use crate::error::{Error, Result};
use crate::random;

/// Xero's pages give 10 MB and 25 MB; the smaller holds everywhere.
const LARGEST: u64 = 10 * 1024 * 1024;

/// A file's bytes as a request carries them.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) body: Bytes,
    pub(crate) media_type: String,
}

/// The bytes as they are, for an attachment. Its name is part of the address.
pub(crate) fn plain(arguments: &Arguments, file: Bytes) -> Result<Content> {
    let name = arguments.text("file_name")?.unwrap_or_default();
    Ok(Content { body: file, media_type: media_type(arguments, name)? })
}

/// The bytes as the one file of a form, for the Files API.
pub(crate) fn form(arguments: &Arguments, file: &Bytes) -> Result<Content> {
    let name =
        arguments.text("name")?.ok_or_else(|| Error::argument("name is missing").hint("give the file's name"))?;
    check_file_name("name", name)?;
    let media_type = media_type(arguments, name)?;
    let boundary = random::key()?;
    let mut body = Vec::with_capacity(file.len() + 512);
    for field in ["name", "filename"] {
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{name}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"body\"; filename=\"{name}\"\r\nContent-Type: {media_type}\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    Ok(Content { body: body.into(), media_type: format!("multipart/form-data; boundary={boundary}") })
}

/// The file's bytes: as they were given, or from a path.
pub(crate) fn read(given: Option<Bytes>, path: Option<&str>) -> Result<Bytes> {
    match (given, path) {
        (Some(bytes), _) => {
            check_size(bytes.len() as u64)?;
            Ok(bytes)
        }
        (None, Some(path)) => {
            let unreadable = |error: std::io::Error| {
                Error::argument(format!("{path} cannot be read: {error}")).hint("give the path of a file, or its bytes")
            };
            let file = fs::File::open(path).map_err(unreadable)?;
            let metadata = file.metadata().map_err(unreadable)?;
            if metadata.is_dir() {
                return Err(Error::argument(format!("{path} is a folder")).hint("give the path of a file"));
            }
            check_size(metadata.len())?;
            let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
            // A pipe has no length until it is read.
            file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
            check_size(bytes.len() as u64)?;
            Ok(bytes.into())
        }
        (None, None) => Err(Error::argument("the content is missing").hint("give bytes, a path or a stream")),
    }
}

fn check_size(size: u64) -> Result<()> {
    if size > LARGEST {
        return Err(Error::argument(format!("the file is larger than the 10 MB that Xero takes ({size} bytes)"))
            .hint("make it smaller, or split it"));
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

/// The media type that a file's name suggests.
pub(crate) fn of_name(name: &str) -> &'static str {
    mime_guess::from_path(name).first_raw().unwrap_or("application/octet-stream")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn only_files_that_xero_takes_are_read() {
        let folder = std::env::temp_dir();
        for path in [folder.to_str().unwrap(), "/no/such/file"] {
            assert_eq!(read(None, Some(path)).unwrap_err().kind(), Kind::Argument, "{path}");
        }
        assert!(read(Some(Bytes::from_static(b"x")), None).is_ok());
        assert!(read(Some(Bytes::new()), None).is_err());
        assert!(read(Some(vec![0; 10 * 1024 * 1024 + 1].into()), None).is_err());
        assert!(read(None, None).is_err());
    }

    #[test]
    fn the_name_tells_the_type() {
        assert_eq!(of_name("rent.PDF"), "application/pdf");
        assert_eq!(of_name("unknown"), "application/octet-stream");
    }
}
