//! Reading a reply as it arrives, within limits of size and of growth by inflation.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use crate::error::{Error, Kind, Result};

/// No honest reply of Xero inflates further than this.
const LARGEST_RATIO: usize = 200;
/// Below this size the ratio says nothing.
const RATIO_FLOOR: usize = 1024 * 1024;

/// How a reply's body is compressed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Coding {
    None,
    Gzip,
    /// One that was not asked for and is not read, by its name.
    Other(String),
}

impl Coding {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let values = headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let codings: Vec<String> = values
            .flat_map(|value| value.split(','))
            .map(|coding| coding.trim().to_ascii_lowercase())
            .filter(|coding| !matches!(coding.as_str(), "" | "identity"))
            .collect();
        match codings.as_slice() {
            [] => Self::None,
            [only] if matches!(only.as_str(), "gzip" | "x-gzip") => Self::Gzip,
            _ => Self::Other(codings.join(", ").chars().filter(char::is_ascii_graphic).take(64).collect()),
        }
    }
}

/// Takes the chunks of a reply and gives the plain body.
pub(super) enum Reader {
    Plain(Limited),
    Gzip(Box<MultiGzDecoder<Limited>>),
}

/// A memory that refuses to grow past its limits.
pub(super) struct Limited {
    bytes: Vec<u8>,
    largest: usize,
    received: usize,
    inflated: bool,
}

impl Reader {
    pub(super) fn new(gzip: bool, length: Option<u64>, largest: usize) -> Self {
        let announced = length.and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        let capacity = if gzip { announced.saturating_mul(6) } else { announced };
        let bytes = Vec::with_capacity(capacity.min(largest).min(8 << 20));
        let limited = Limited { bytes, largest, received: 0, inflated: gzip };
        if gzip { Self::Gzip(Box::new(MultiGzDecoder::new(limited))) } else { Self::Plain(limited) }
    }

    pub(super) fn take(&mut self, chunk: &[u8]) -> Result<()> {
        let written = match self {
            Self::Plain(limited) => limited.write_all(chunk),
            Self::Gzip(decoder) => {
                decoder.get_mut().received += chunk.len();
                decoder.write_all(chunk)
            }
        };
        written.map_err(|error| self.refusal(&error))
    }

    /// Takes the end of the reply, which must be the end of its compression too.
    pub(super) fn end(&mut self) -> Result<()> {
        if let Self::Gzip(decoder) = self
            // A reply without a body has nothing to inflate, whatever its headers say.
            && decoder.get_ref().received > 0
            && let Err(error) = decoder.try_finish()
        {
            return Err(self.refusal(&error));
        }
        Ok(())
    }

    /// What was read so far.
    pub(super) fn into_body(self) -> Vec<u8> {
        match self {
            Self::Plain(limited) => limited.bytes,
            Self::Gzip(mut decoder) => std::mem::take(&mut decoder.get_mut().bytes),
        }
    }

    fn refusal(&self, error: &io::Error) -> Error {
        let limited = match self {
            Self::Plain(limited) => limited,
            Self::Gzip(decoder) => decoder.get_ref(),
        };
        if error.kind() == io::ErrorKind::FileTooLarge {
            Error::new(
                Kind::ResponseTooLarge,
                format!("the response is larger than allowed ({} bytes read)", limited.bytes.len()),
            )
            .hint("ask for smaller pages, or for fewer records")
        } else {
            Error::new(Kind::Transport, "the response's compression is broken").retryable()
        }
    }
}

impl Write for Limited {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        let size = self.bytes.len() + chunk.len();
        let bomb = self.inflated && size > RATIO_FLOOR && size / LARGEST_RATIO > self.received;
        if size > self.largest || bomb {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(chunk);
        Ok(chunk.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(wire: &[u8], gzip: bool, largest: usize) -> Result<Vec<u8>> {
        let mut reader = Reader::new(gzip, Some(wire.len() as u64), largest);
        for chunk in wire.chunks(1000) {
            reader.take(chunk)?;
        }
        reader.end()?;
        Ok(reader.into_body())
    }

    #[test]
    fn an_honest_reply_is_read_whole() {
        let text: Vec<u8> = (0..200_000_u32).flat_map(|n| n.to_string().into_bytes()).collect();
        assert_eq!(read(&text, false, 1 << 24).unwrap(), text);
        assert_eq!(read(&gzip(&text), true, 1 << 24).unwrap(), text);
    }

    #[test]
    fn several_members_of_gzip_are_one_body_and_nothing_is_an_empty_one() {
        let members = [gzip(b"{\"a\":"), gzip(b""), gzip(b"1}")].concat();
        assert_eq!(read(&members, true, 100).unwrap(), b"{\"a\":1}");
        assert_eq!(read(b"", true, 100).unwrap(), b"");
    }

    #[test]
    fn only_what_was_asked_for_is_inflated_and_anything_else_is_named() {
        let coding = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(CONTENT_ENCODING, value.parse().unwrap());
            }
            Coding::of(&headers)
        };
        for none in [&[][..], &[""], &["identity"], &["identity, "]] {
            assert_eq!(coding(none), Coding::None, "{none:?}");
        }
        for gzip in [&["gzip"][..], &["X-GZip"], &["identity", " GZIP "]] {
            assert_eq!(coding(gzip), Coding::Gzip, "{gzip:?}");
        }
        for (other, name) in [(&["br"][..], "br"), (&["deflate, gzip"], "deflate,gzip"), (&["zstd"], "zstd")] {
            assert_eq!(coding(other), Coding::Other(name.to_owned()));
        }
    }

    #[test]
    fn a_bomb_is_refused_long_before_its_end() {
        let error = read(&gzip(&vec![b' '; 50 << 20]), true, 64 << 20).unwrap_err();
        assert_eq!(error.kind(), Kind::ResponseTooLarge);
    }

    #[test]
    fn a_reply_over_the_limit_is_refused_and_a_broken_one_is_a_transport_error() {
        assert_eq!(read(&[b'x'; 2000], false, 1999).unwrap_err().kind(), Kind::ResponseTooLarge);
        let mut cut = gzip(&[b'y'; 5000]);
        cut.truncate(cut.len() / 2);
        assert_eq!(read(&cut, true, 1 << 20).unwrap_err().kind(), Kind::Transport);
        let text: Vec<u8> = (0..2_000_u32).flat_map(|n| n.to_string().into_bytes()).collect();
        let cut = &gzip(&text)[..1000];
        let mut reader = Reader::new(true, None, 1 << 20);
        reader.take(cut).unwrap();
        assert_eq!(reader.end().unwrap_err().kind(), Kind::Transport);
        let read_so_far = reader.into_body();
        assert!(read_so_far.len() > 1000 && text.starts_with(&read_so_far), "{}", read_so_far.len());
        assert_eq!(read(b"not gzip at all", true, 1 << 20).unwrap_err().kind(), Kind::Transport);
    }
}
