//! The user's files, each read or written on a thread of its own: a pipe, a device or a network folder may take any time,
//! and only the call that named it waits.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::error::{Error, ErrorKind, Result};
use crate::random;

/// How often a file that is not ready is tried again.
const POLL: Duration = Duration::from_millis(5);
/// After this many bytes, it is checked whether the call still waits.
const CHUNK: usize = 1024 * 1024;

/// Reads a file. Of one that is longer than `largest`, it reads one byte more than that.
pub(crate) async fn read(path: PathBuf, largest: u64) -> Result<Vec<u8>> {
    let shown = path.display().to_string();
    on_own_thread(move |is_wanted| read_whole(&path, largest, is_wanted)).await?.map_err(|error| {
        let what = if error.kind() == io::ErrorKind::IsADirectory {
            format!("{shown} is a folder")
        } else {
            format!("{shown} cannot be read: {error}")
        };
        Error::argument(what).hint("give the path of a file, or its bytes").caused_by(error)
    })
}

/// Writes a file, completely or not at all.
pub(crate) async fn write(path: PathBuf, bytes: Vec<u8>) -> Result<()> {
    on_own_thread(move |is_wanted| write_whole(&path, &bytes, is_wanted)).await?.map_err(|error| {
        Error::argument(format!("the file cannot be written: {error}"))
            .hint("give a path in a folder that exists, that you may write to, and that has room")
            .caused_by(error)
    })
}

/// Whether the call still waits for the outcome.
type IsWanted<'a> = &'a dyn Fn() -> bool;

/// The thread is not joined: neither the end of the call nor that of the process waits for it.
async fn on_own_thread<T: Send + 'static>(work: impl FnOnce(IsWanted<'_>) -> T + Send + 'static) -> Result<T> {
    let (give, given) = oneshot::channel();
    let thread = thread::Builder::new().name("xero-m2m-file".to_owned()).spawn(move || {
        let outcome = work(&|| !give.is_closed());
        let _ = give.send(outcome);
    });
    thread.map_err(|error| Error::new(ErrorKind::Xero, format!("no thread to read or write a file: {error}")))?;
    given.await.map_err(|_| Error::new(ErrorKind::Xero, "the thread that read or wrote a file ended early"))
}

fn read_whole(path: &Path, largest: u64, is_wanted: IsWanted<'_>) -> io::Result<Vec<u8>> {
    let file = non_blocking(OpenOptions::new().read(true)).open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let announced = if metadata.len() > largest { 0 } else { usize::try_from(metadata.len()).unwrap_or_default() };
    let mut bytes = Vec::with_capacity(announced);
    let mut rest = file.take(largest + 1);
    loop {
        let read = (&mut rest).take(CHUNK as u64).read_to_end(&mut bytes);
        match read {
            // An empty pipe has not ended: no other process has begun to write.
            Ok(0) if bytes.is_empty() && is_pipe(&metadata) => {}
            Ok(0) => return Ok(bytes),
            Ok(_) if is_wanted() => continue,
            Ok(_) => return Err(given_up()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        pause(is_wanted)?;
    }
}

fn write_whole(path: &Path, bytes: &[u8], is_wanted: IsWanted<'_>) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        // The target of a link is written, not the link.
        Ok(metadata) if metadata.is_file() => replace(&fs::canonicalize(path)?, Some(&metadata), bytes, is_wanted),
        // A device or a pipe is written directly.
        Ok(metadata) => write_all(&mut open_to_write(path, &metadata, is_wanted)?, bytes, is_wanted),
        Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_err() => {
            replace(path, None, bytes, is_wanted)
        }
        Err(error) => Err(error),
    }
}

/// Writes a new file beside the old one and then replaces it, keeping its mode and owner. Without an old file, the umask
/// applies.
fn replace(path: &Path, old: Option<&Metadata>, bytes: &[u8], is_wanted: IsWanted<'_>) -> io::Result<()> {
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
    write_all(&mut file, bytes, is_wanted)?;
    #[cfg(unix)]
    if let Some(old) = old {
        use std::os::unix::fs::{MetadataExt, fchown};

        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            // Not every user may change the owner of a file.
            let _ = fchown(&file, Some(old.uid()), Some(old.gid())).or_else(|_| fchown(&file, None, Some(old.gid())));
        }
        file.set_permissions(old.permissions())?;
    }
    #[cfg(not(unix))]
    let _ = old;
    // A network folder reports only now that it is full. Some systems do not support this.
    match file.sync_all() {
        Err(error) if !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            return Err(error);
        }
        _ => drop(file),
    }
    if !is_wanted() {
        return Err(given_up());
    }
    fs::rename(&part.0, path)
}

/// A new file, which is removed unless it has replaced the old one.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn write_all(file: &mut File, mut bytes: &[u8], is_wanted: IsWanted<'_>) -> io::Result<()> {
    while !bytes.is_empty() {
        match file.write(&bytes[..bytes.len().min(CHUNK)]) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => pause(is_wanted)?,
            Err(error) => return Err(error),
        }
        if !is_wanted() {
            return Err(given_up());
        }
    }
    Ok(())
}

/// Opens a device or a pipe. A pipe can be opened once another process reads from it.
fn open_to_write(path: &Path, metadata: &Metadata, is_wanted: IsWanted<'_>) -> io::Result<File> {
    loop {
        match non_blocking(OpenOptions::new().write(true)).open(path) {
            Err(error) if is_pipe(metadata) && has_no_reader(&error) => pause(is_wanted)?,
            outcome => return outcome,
        }
    }
}

/// Waits a little, if the call still waits.
fn pause(is_wanted: IsWanted<'_>) -> io::Result<()> {
    thread::sleep(POLL);
    if is_wanted() { Ok(()) } else { Err(given_up()) }
}

/// The call no longer waits, so no one sees this error.
fn given_up() -> io::Error {
    io::ErrorKind::TimedOut.into()
}

/// Makes a pipe or a device report that it is not ready, instead of blocking.
fn non_blocking(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, libc::O_NONBLOCK);
    options
}

#[cfg(unix)]
fn is_pipe(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type())
}

#[cfg(unix)]
fn has_no_reader(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ENXIO)
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn has_no_reader(_: &io::Error) -> bool {
    false
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
