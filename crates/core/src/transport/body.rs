//! Reading a reply as it arrives, within limits of size and of growth by inflation.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzDecoder;

use crate::error::{Error, Kind, Result};

/// No honest reply of Xero inflates further than this.
const LARGEST_RATIO: usize = 200;
/// Below this size the ratio says nothing.
const RATIO_FLOOR: usize = 1024 * 1024;

/// Takes the chunks of a reply and gives the plain body.
pub(super) enum Reader {
    Plain(Limited),
    Gzip(Box<GzDecoder<Limited>>),
}

/// A target that refuses to grow past its limits.
pub(super) struct Limited {
    target: Target,
    size: usize,
    largest: usize,
    received: usize,
    inflated: bool,
}

/// Where the plain body goes.
enum Target {
    Memory(Vec<u8>),
    File { file: File, part: Part },
}

/// A file beside the one that is wanted, which takes its place once it is whole and is gone otherwise.
pub(super) struct Part {
    /// None once it took its place.
    path: Option<PathBuf>,
    wanted: PathBuf,
}

/// A body that was read to its end.
pub(super) enum Whole {
    Memory(Vec<u8>),
    File { size: u64 },
}

impl Part {
    fn create(wanted: &Path) -> io::Result<(File, Self)> {
        // A device or a pipe is written as it stands.
        if fs::metadata(wanted).is_ok_and(|metadata| !metadata.is_file()) {
            return Ok((File::create(wanted)?, Self { path: None, wanted: wanted.to_owned() }));
        }
        let mut name = wanted.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
        name.push(format!(".{}.part", crate::random::key().map_err(io::Error::other)?));
        let path = wanted.with_file_name(name);
        let file = File::options().write(true).create_new(true).open(&path)?;
        Ok((file, Self { path: Some(path), wanted: wanted.to_owned() }))
    }

    fn keep(mut self) -> io::Result<()> {
        match self.path.take() {
            Some(path) => fs::rename(&path, &self.wanted).inspect_err(|_| {
                // What is wanted is not there, and neither shall be this.
                let _ = fs::remove_file(&path);
            }),
            None => Ok(()),
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}

impl Reader {
    /// Reads into a file; the folder must be there.
    pub(super) fn to_file(gzip: bool, wanted: &Path, largest: usize) -> Result<Self> {
        let (file, part) = Part::create(wanted).map_err(|error| unwritable(&error))?;
        Ok(Self::into_target(gzip, Target::File { file, part }, largest))
    }

    pub(super) fn new(gzip: bool, length: Option<u64>, largest: usize) -> Self {
        let announced = length.and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        let capacity = if gzip { announced.saturating_mul(6) } else { announced };
        let bytes = Vec::with_capacity(capacity.min(largest).min(8 << 20));
        Self::into_target(gzip, Target::Memory(bytes), largest)
    }

    fn into_target(gzip: bool, target: Target, largest: usize) -> Self {
        let limited = Limited { target, size: 0, largest, received: 0, inflated: gzip };
        if gzip { Self::Gzip(Box::new(GzDecoder::new(limited))) } else { Self::Plain(limited) }
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

    pub(super) fn finish(mut self) -> Result<Whole> {
        if let Self::Gzip(decoder) = &mut self
            && let Err(error) = decoder.try_finish()
        {
            return Err(self.refusal(&error));
        }
        let limited = match self {
            Self::Plain(limited) => limited,
            Self::Gzip(mut decoder) => std::mem::replace(decoder.get_mut(), Limited::nowhere()),
        };
        match limited.target {
            Target::Memory(bytes) => Ok(Whole::Memory(bytes)),
            Target::File { mut file, part } => {
                file.flush().and_then(|()| part.keep()).map_err(|error| unwritable(&error))?;
                Ok(Whole::File { size: limited.size as u64 })
            }
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
                format!("the reply is larger than allowed ({} bytes read)", limited.size),
            )
            .hint("ask for smaller pages, or for fewer records")
        } else if matches!(limited.target, Target::File { .. }) && error.raw_os_error().is_some() {
            unwritable(error)
        } else {
            Error::new(Kind::Transport, "the reply's compression is broken").retryable()
        }
    }
}

fn unwritable(error: &io::Error) -> Error {
    Error::argument(format!("the file cannot be written: {error}"))
        .hint("give the path of a file in a folder that is there and may be written to")
}

impl Limited {
    /// What stands in the place of a target that was taken.
    const fn nowhere() -> Self {
        Self { target: Target::Memory(Vec::new()), size: 0, largest: 0, received: 0, inflated: false }
    }
}

impl Write for Limited {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        let size = self.size + chunk.len();
        let bomb = self.inflated && size > RATIO_FLOOR && size / LARGEST_RATIO > self.received;
        if size > self.largest || bomb {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        match &mut self.target {
            Target::Memory(bytes) => bytes.extend_from_slice(chunk),
            Target::File { file, .. } => file.write_all(chunk)?,
        }
        self.size = size;
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
        match reader.finish()? {
            Whole::Memory(bytes) => Ok(bytes),
            Whole::File { .. } => panic!("no file was asked for"),
        }
    }

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let folder = std::env::temp_dir().join(crate::random::key().unwrap());
        fs::create_dir(&folder).unwrap();
        let wanted = folder.join("rent.pdf");
        let mut reader = Reader::to_file(true, &wanted, 1 << 20).unwrap();
        reader.take(&gzip(b"%PDF")).unwrap();
        assert!(!wanted.exists());
        assert!(matches!(reader.finish().unwrap(), Whole::File { size: 4 }));
        assert_eq!(fs::read(&wanted).unwrap(), b"%PDF");
        let mut cut = Reader::to_file(true, &wanted, 1 << 20).unwrap();
        cut.take(&gzip(b"%PDF-2")[..9]).unwrap();
        assert!(cut.finish().is_err());
        assert_eq!(fs::read(&wanted).unwrap(), b"%PDF");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        assert!(Reader::to_file(false, &folder.join("no/such"), 1).is_err());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn an_honest_reply_is_read_whole() {
        let text: Vec<u8> = (0..200_000_u32).flat_map(|n| n.to_string().into_bytes()).collect();
        assert_eq!(read(&text, false, 1 << 24).unwrap(), text);
        assert_eq!(read(&gzip(&text), true, 1 << 24).unwrap(), text);
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
        assert_eq!(read(b"not gzip at all", true, 1 << 20).unwrap_err().kind(), Kind::Transport);
    }
}
