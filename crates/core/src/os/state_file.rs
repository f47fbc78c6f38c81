//! A small file that the processes of this machine share: read and replaced as a whole, by one writer at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

const LARGEST: u64 = 1024 * 1024;

/// A process that is killed at any point leaves the old content or the new one, and no lock.
#[derive(Debug)]
pub(crate) struct StateFile {
    folder: PathBuf,
    content: PathBuf,
    /// The next content, until it is whole. Only the holder of the lock touches it, so one name is enough.
    next: PathBuf,
    /// Never replaced and never removed, so that all who lock it lock the same file.
    lock: PathBuf,
}

impl StateFile {
    pub(crate) fn new(folder: &Path, name: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            content: folder.join(name),
            next: folder.join(format!("{name}.new")),
            lock: folder.join(format!("{name}.lock")),
        }
    }

    /// None while another process or thread holds the lock. Creates the folder and the lock file if they are missing.
    pub(crate) fn try_lock(&self) -> io::Result<Option<Locked<'_>>> {
        Ok(Lock::try_take(&self.lock)?.map(|lock| Locked { file: self, lock }))
    }

    /// The content, none if there is no file. No lock is needed: a reader never sees half a replacement.
    pub(crate) fn read(&self) -> io::Result<Option<Vec<u8>>> {
        match read(&self.content) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// An exclusive lock on a file that is never replaced. It is released when it is dropped and when its process ends.
#[derive(Debug)]
#[must_use]
pub(crate) struct Lock {
    file: File,
}

impl Lock {
    /// None while another process or thread holds it. Creates the file and its folder if they are missing.
    pub(crate) fn try_take(path: &Path) -> io::Result<Option<Self>> {
        let file = open_lock(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let lock = Self { file };
        Ok(lock.keeps_others_out(path)?.then_some(lock))
    }

    /// Whether the next process will open the file that is locked here: it may have been removed meanwhile.
    #[cfg(unix)]
    fn keeps_others_out(&self, path: &Path) -> io::Result<bool> {
        use std::os::unix::fs::MetadataExt;

        let named = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            outcome => outcome?,
        };
        if !named.is_file() {
            return Err(not_plain());
        }
        let locked = self.file.metadata()?;
        Ok((named.dev(), named.ino()) == (locked.dev(), locked.ino()))
    }

    #[cfg(not(unix))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "as on Unix")]
    fn keeps_others_out(&self, _: &Path) -> io::Result<bool> {
        Ok(true)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough: a child that was forked meanwhile has the same file open.
        let _ = self.file.unlock();
    }
}

/// The right to replace the content, until it is dropped.
#[derive(Debug)]
#[must_use]
pub(crate) struct Locked<'a> {
    file: &'a StateFile,
    #[cfg_attr(not(test), expect(dead_code, reason = "held until it is dropped"))]
    lock: Lock,
}

impl Locked<'_> {
    /// Replaces the content. If `durable`, it survives a power failure.
    pub(crate) fn replace(&self, content: &[u8], durable: bool) -> io::Result<()> {
        if content.len() as u64 > LARGEST {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let replaced = self.write_next(content, durable).and_then(|()| fs::rename(&self.file.next, &self.file.content));
        if replaced.is_err() {
            let _ = fs::remove_file(&self.file.next);
            return replaced;
        }
        if durable { sync_folder(&self.file.folder) } else { Ok(()) }
    }

    fn write_next(&self, content: &[u8], durable: bool) -> io::Result<()> {
        let mut next = match create(&self.file.next) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                // A process was killed before its file took the place of the old one.
                fs::remove_file(&self.file.next)?;
                create(&self.file.next)
            }
            outcome => outcome,
        }?;
        next.write_all(content)?;
        if durable { next.sync_all() } else { Ok(()) }
    }
}

fn open_lock(path: &Path) -> io::Result<File> {
    // Not `create`, which would create a file wherever a link points.
    match open_existing(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        outcome => return outcome,
    }
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
        // Another process may have created it just before.
        if exposed(folder).is_some() {
            return Err(io::Error::new(ErrorKind::PermissionDenied, "other users can write to its folder"));
        }
    }
    match create(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => open_existing(path),
        outcome => outcome,
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    // Reading a pipe would block.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(not_plain());
    }
    let mut content = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut content)?;
    if content.len() as u64 > LARGEST {
        return Err(ErrorKind::FileTooLarge.into());
    }
    Ok(content)
}

fn not_plain() -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, "not a plain file")
}

/// For reading and writing: that blocks on no pipe, and works for every kind of lock.
fn open_existing(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open(path)
}

/// A new file for its owner only. It follows no link and opens no file that exists.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Creates the folder for its owner only. One that exists is left as it is.
fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Refuses a folder for state files that other users can write to. A missing one is created for its owner.
pub(crate) fn check_folder(option: &str, path: &Path) -> Result<()> {
    let Some(mode) = exposed(path) else { return Ok(()) };
    let path = path.display();
    Err(Error::config(
        format!("others can write to the folder of {option}, {path} (mode {mode:03o})"),
        format!("chmod 700 {path}, or name a folder of your own"),
    ))
}

/// The mode of a folder, if others than its owner may write to it.
#[cfg(unix)]
fn exposed(folder: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;

    let mode = fs::metadata(folder).ok()?.permissions().mode() & 0o7777;
    (mode & 0o022 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn exposed(_: &Path) -> Option<u32> {
    None
}

/// Makes the names in a folder durable. Other systems than Unix do it themselves.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[path = "state_file_tests.rs"]
pub(crate) mod tests;
