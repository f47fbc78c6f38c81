//! The user's files, each read and written on a thread of its own: a pipe, a device or a network folder may take any
//! time, and nobody but the call that named it shall wait for it.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::error::{Error, Kind, Result};
use crate::random;

/// How often a file that is not ready is asked again.
const PAUSE: Duration = Duration::from_millis(5);
/// What is read or written before it is asked whether anybody still wants it.
const PIECE: usize = 1024 * 1024;

/// Reads a file, and one byte more than `largest` of a longer one.
pub(crate) async fn read(path: PathBuf, largest: u64) -> Result<Vec<u8>> {
    let shown = path.display().to_string();
    aside(move |wanted| read_whole(&path, largest, wanted)).await?.map_err(|error| {
        let what = if error.kind() == io::ErrorKind::IsADirectory {
            format!("{shown} is a folder")
        } else {
            format!("{shown} cannot be read: {error}")
        };
        Error::argument(what).hint("give the path of a file, or its bytes")
    })
}

/// Puts a file in its place, whole or not at all.
pub(crate) async fn write(path: PathBuf, bytes: Vec<u8>) -> Result<()> {
    aside(move |wanted| write_whole(&path, &bytes, wanted)).await?.map_err(|error| {
        Error::argument(format!("the file cannot be written: {error}"))
            .hint("give the path of a file in a folder that is there, may be written to and has room")
    })
}

/// Whether the outcome is still waited for.
type Wanted<'a> = &'a dyn Fn() -> bool;

/// The thread is nobody's to join: neither the end of the call nor that of the process waits for it.
async fn aside<T: Send + 'static>(work: impl FnOnce(Wanted<'_>) -> T + Send + 'static) -> Result<T> {
    let (give, given) = oneshot::channel();
    let thread = thread::Builder::new().name("xero-m2m-file".to_owned()).spawn(move || {
        let outcome = work(&|| !give.is_closed());
        let _ = give.send(outcome);
    });
    thread.map_err(|error| Error::new(Kind::Xero, format!("no thread to read or write a file: {error}")))?;
    given.await.map_err(|_| Error::new(Kind::Xero, "the thread that read or wrote a file ended early"))
}

fn read_whole(path: &Path, largest: u64, wanted: Wanted<'_>) -> io::Result<Vec<u8>> {
    let file = at_once(OpenOptions::new().read(true)).open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let announced = if metadata.len() > largest { 0 } else { usize::try_from(metadata.len()).unwrap_or_default() };
    let mut bytes = Vec::with_capacity(announced);
    let mut rest = file.take(largest + 1);
    loop {
        let read = (&mut rest).take(PIECE as u64).read_to_end(&mut bytes);
        match read {
            // A pipe has no end before somebody has begun to write.
            Ok(0) if bytes.is_empty() && is_pipe(&metadata) => {}
            Ok(0) => return Ok(bytes),
            Ok(_) if wanted() => continue,
            Ok(_) => return Err(given_up()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        pause(wanted)?;
    }
}

fn write_whole(path: &Path, bytes: &[u8], wanted: Wanted<'_>) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        // What a link leads to is written, not the link.
        Ok(metadata) if metadata.is_file() => replace(&fs::canonicalize(path)?, Some(&metadata), bytes, wanted),
        // A device or a pipe is written as it stands.
        Ok(metadata) => write_all(&mut open_to_write(path, &metadata, wanted)?, bytes, wanted),
        Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_err() => {
            replace(path, None, bytes, wanted)
        }
        Err(error) => Err(error),
    }
}

/// Writes beside the file, which then takes its place: with the mode and owner of what it replaces, or by the umask.
fn replace(path: &Path, old: Option<&Metadata>, bytes: &[u8], wanted: Wanted<'_>) -> io::Result<()> {
    let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    name.push(format!(".{}.part", random::uuid().map_err(io::Error::other)?));
    let part = Part(path.with_file_name(name));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if old.is_some() {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let mut file = options.open(&part.0)?;
    write_all(&mut file, bytes, wanted)?;
    #[cfg(unix)]
    if let Some(old) = old {
        use std::os::unix::fs::{MetadataExt, fchown};

        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            // Not everybody may give a file away.
            let _ = fchown(&file, Some(old.uid()), Some(old.gid())).or_else(|_| fchown(&file, None, Some(old.gid())));
        }
        file.set_permissions(old.permissions())?;
    }
    #[cfg(not(unix))]
    let _ = old;
    // A network folder tells only now that it has no room. Some systems cannot be asked.
    match file.sync_all() {
        Err(error) if !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            return Err(error);
        }
        _ => drop(file),
    }
    if !wanted() {
        return Err(given_up());
    }
    fs::rename(&part.0, path)
}

/// Is gone unless it took the place of what it was made for.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn write_all(file: &mut File, mut bytes: &[u8], wanted: Wanted<'_>) -> io::Result<()> {
    while !bytes.is_empty() {
        match file.write(&bytes[..bytes.len().min(PIECE)]) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => pause(wanted)?,
            Err(error) => return Err(error),
        }
        if !wanted() {
            return Err(given_up());
        }
    }
    Ok(())
}

/// Opens what is no plain file. A pipe can be opened once somebody reads from it.
fn open_to_write(path: &Path, metadata: &Metadata, wanted: Wanted<'_>) -> io::Result<File> {
    loop {
        match at_once(OpenOptions::new().write(true)).open(path) {
            Err(error) if is_pipe(metadata) && nobody_reads(&error) => pause(wanted)?,
            outcome => return outcome,
        }
    }
}

/// A little later, if the outcome is still waited for.
fn pause(wanted: Wanted<'_>) -> io::Result<()> {
    thread::sleep(PAUSE);
    if wanted() { Ok(()) } else { Err(given_up()) }
}

/// Nobody is there to be told.
fn given_up() -> io::Error {
    io::ErrorKind::TimedOut.into()
}

/// Lets a pipe or a device say that it is not ready, in place of waiting until it is.
fn at_once(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, libc::O_NONBLOCK);
    options
}

#[cfg(unix)]
fn is_pipe(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type())
}

#[cfg(unix)]
fn nobody_reads(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ENXIO)
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn nobody_reads(_: &io::Error) -> bool {
    false
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
