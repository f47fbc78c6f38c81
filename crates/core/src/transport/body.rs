//! Reading a response body as it arrives, within limits of size and of growth by decompression.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use crate::error::{Error, ErrorKind, Result};

/// No genuine response of Xero grows further than this when it is decompressed.
const LARGEST_RATIO: usize = 200;
/// Below this size the ratio is not checked.
const RATIO_FLOOR: usize = 1024 * 1024;

/// How a response body is compressed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ContentCoding {
    None,
    Gzip,
    /// Another one, by its name, which was not asked for and cannot be read.
    Other(String),
}

impl ContentCoding {
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

/// Takes the chunks of a body and returns it decompressed.
pub(super) enum BodyReader {
    Plain(BoundedBuffer),
    Gzip(Box<MultiGzDecoder<BoundedBuffer>>),
}

/// A buffer that refuses to grow past its limits.
pub(super) struct BoundedBuffer {
    bytes: Vec<u8>,
    /// How many bytes were taken out of it.
    taken: usize,
    largest: usize,
    received: usize,
    is_compressed: bool,
}

impl BodyReader {
    pub(super) fn new(gzip: bool, length: Option<u64>, largest: usize) -> Self {
        let announced = length.and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        let capacity = if gzip { announced.saturating_mul(6) } else { announced };
        let bytes = Vec::with_capacity(capacity.min(largest).min(8 << 20));
        let buffer = BoundedBuffer { bytes, taken: 0, largest, received: 0, is_compressed: gzip };
        if gzip { Self::Gzip(Box::new(MultiGzDecoder::new(buffer))) } else { Self::Plain(buffer) }
    }

    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<()> {
        let written = match self {
            Self::Plain(buffer) => buffer.write_all(chunk),
            Self::Gzip(decoder) => {
                decoder.get_mut().received += chunk.len();
                decoder.write_all(chunk)
            }
        };
        written.map_err(|error| self.error(&error))
    }

    /// Marks the end of the body, which must also be the end of the compressed data.
    pub(super) fn finish(&mut self) -> Result<()> {
        if let Self::Gzip(decoder) = self
            // An empty body has nothing to decompress, whatever the headers say.
            && decoder.get_ref().received > 0
            && let Err(error) = decoder.try_finish()
        {
            return Err(self.error(&error));
        }
        Ok(())
    }

    /// Takes out what was read so far.
    pub(super) fn take(&mut self) -> Vec<u8> {
        let buffer = match self {
            Self::Plain(buffer) => buffer,
            Self::Gzip(decoder) => decoder.get_mut(),
        };
        buffer.taken += buffer.bytes.len();
        std::mem::take(&mut buffer.bytes)
    }

    /// How many bytes there are to take.
    pub(super) fn len(&self) -> usize {
        self.buffer().bytes.len()
    }

    /// How much of a chunk is read at a time: what that may grow to fits into memory.
    pub(super) const fn piece(&self) -> usize {
        match self {
            Self::Plain(_) => 64 * 1024,
            Self::Gzip(_) => 4 * 1024,
        }
    }

    fn buffer(&self) -> &BoundedBuffer {
        match self {
            Self::Plain(buffer) => buffer,
            Self::Gzip(decoder) => decoder.get_ref(),
        }
    }

    fn error(&self, error: &io::Error) -> Error {
        let buffer = self.buffer();
        if error.kind() == io::ErrorKind::FileTooLarge {
            Error::new(
                ErrorKind::ResponseTooLarge,
                format!("the response is larger than allowed ({} bytes read)", buffer.taken + buffer.bytes.len()),
            )
            .hint("ask for smaller pages, or for fewer records")
        } else {
            Error::new(ErrorKind::Transport, "the response's compressed data is broken").retryable()
        }
    }
}

impl Write for BoundedBuffer {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        let size = self.taken + self.bytes.len() + chunk.len();
        let bomb = self.is_compressed && size > RATIO_FLOOR && size / LARGEST_RATIO > self.received;
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
        let mut reader = BodyReader::new(gzip, Some(wire.len() as u64), largest);
        for chunk in wire.chunks(1000) {
            reader.push(chunk)?;
        }
        reader.finish()?;
        Ok(reader.take())
    }

    #[test]
    fn a_genuine_response_is_read_to_its_end() {
        let text: Vec<u8> = (0..200_000_u32).flat_map(|n| n.to_string().into_bytes()).collect();
        assert_eq!(read(&text, false, 1 << 24).unwrap(), text);
        assert_eq!(read(&gzip(&text), true, 1 << 24).unwrap(), text);
    }

    #[test]
    fn several_gzip_members_are_one_body_and_no_bytes_are_an_empty_one() {
        let members = [gzip(b"{\"a\":"), gzip(b""), gzip(b"1}")].concat();
        assert_eq!(read(&members, true, 100).unwrap(), b"{\"a\":1}");
        assert_eq!(read(b"", true, 100).unwrap(), b"");
    }

    #[test]
    fn only_gzip_is_decompressed_and_any_other_coding_is_named() {
        let coding = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(CONTENT_ENCODING, value.parse().unwrap());
            }
            ContentCoding::of(&headers)
        };
        for none in [&[][..], &[""], &["identity"], &["identity, "]] {
            assert_eq!(coding(none), ContentCoding::None, "{none:?}");
        }
        for gzip in [&["gzip"][..], &["X-GZip"], &["identity", " GZIP "]] {
            assert_eq!(coding(gzip), ContentCoding::Gzip, "{gzip:?}");
        }
        for (other, name) in [(&["br"][..], "br"), (&["deflate, gzip"], "deflate,gzip"), (&["zstd"], "zstd")] {
            assert_eq!(coding(other), ContentCoding::Other(name.to_owned()));
        }
    }

    #[test]
    fn what_was_taken_out_still_counts_against_the_limits() {
        let mut reader = BodyReader::new(false, None, 1500);
        reader.push(&[b'x'; 1000]).unwrap();
        assert_eq!((reader.take().len(), reader.len()), (1000, 0));
        assert_eq!(reader.push(&[b'x'; 1000]).unwrap_err().kind(), ErrorKind::ResponseTooLarge);
        let mut reader = BodyReader::new(true, None, 64 << 20);
        let bomb = gzip(&vec![b' '; 50 << 20]);
        let mut outcome = Ok(());
        for piece in bomb.chunks(reader.piece()) {
            outcome = reader.push(piece);
            if outcome.is_err() || reader.take().len() > 8 << 20 {
                break;
            }
        }
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::ResponseTooLarge);
    }

    #[test]
    fn a_bomb_is_refused_long_before_its_end() {
        let error = read(&gzip(&vec![b' '; 50 << 20]), true, 64 << 20).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ResponseTooLarge);
    }

    #[test]
    fn a_response_over_the_limit_is_refused_and_a_broken_one_is_a_transport_error() {
        assert_eq!(read(&[b'x'; 2000], false, 1999).unwrap_err().kind(), ErrorKind::ResponseTooLarge);
        let mut cut = gzip(&[b'y'; 5000]);
        cut.truncate(cut.len() / 2);
        assert_eq!(read(&cut, true, 1 << 20).unwrap_err().kind(), ErrorKind::Transport);
        let text: Vec<u8> = (0..2_000_u32).flat_map(|n| n.to_string().into_bytes()).collect();
        let cut = &gzip(&text)[..1000];
        let mut reader = BodyReader::new(true, None, 1 << 20);
        reader.push(cut).unwrap();
        assert_eq!(reader.finish().unwrap_err().kind(), ErrorKind::Transport);
        let read_so_far = reader.take();
        assert!(read_so_far.len() > 1000 && text.starts_with(&read_so_far), "{}", read_so_far.len());
        assert_eq!(read(b"not gzip at all", true, 1 << 20).unwrap_err().kind(), ErrorKind::Transport);
    }
}
