//! The shared file on a real disk, with threads that want it at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// A folder of one test, gone when the test ends.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = Self(std::env::temp_dir().join(format!("xero-m2m-test-{}-{count}", std::process::id())));
        let _ = fs::remove_dir_all(&folder.0);
        folder
    }

    fn state(&self) -> StateFile {
        StateFile::new(&self.0, "state")
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn lock(file: &StateFile) -> Locked<'_> {
    file.try_lock().unwrap().unwrap()
}

#[test]
fn a_reader_gets_what_was_written_last() {
    let folder = Folder::new();
    assert_eq!(folder.state().read().unwrap(), None);
    for (content, durable) in [("first", true), ("second", false), ("", true)] {
        lock(&folder.state()).replace(content.as_bytes(), durable).unwrap();
        assert_eq!(folder.state().read().unwrap().unwrap(), content.as_bytes());
    }
    assert_eq!(folder.names(), ["state", "state.lock"]);
}

#[test]
fn the_lock_has_one_holder_and_is_free_once_dropped() {
    let folder = Folder::new();
    let (mine, other) = (folder.state(), folder.state());
    let held = lock(&mine);
    assert!(other.try_lock().unwrap().is_none());
    drop(held);
    assert!(other.try_lock().unwrap().is_some());
}

#[test]
fn a_dropped_lock_is_free_although_a_copy_of_its_descriptor_is_open() {
    let folder = Folder::new();
    let file = folder.state();
    let held = lock(&file);
    let copy = held.lock.file.try_clone().unwrap();
    drop(held);
    assert!(file.try_lock().unwrap().is_some());
    drop(copy);
}

#[test]
fn no_count_is_lost_between_processes_and_threads_that_read_and_replace() {
    const FOLDER: &str = "XERO_M2M_TEST_COUNT_FOLDER";
    const TURNS: usize = 50;
    let count = |folder: &Path| {
        let file = StateFile::new(folder, "state");
        for _ in 0..TURNS {
            let locked = loop {
                match file.try_lock().unwrap() {
                    Some(locked) => break locked,
                    None => std::thread::yield_now(),
                }
            };
            let count: usize = file.read().unwrap().map_or(0, |text| String::from_utf8(text).unwrap().parse().unwrap());
            locked.replace((count + 1).to_string().as_bytes(), false).unwrap();
        }
    };
    if let Some(folder) = std::env::var_os(FOLDER) {
        return count(Path::new(&folder));
    }
    let folder = Folder::new();
    let (_, this_test) =
        concat!(module_path!(), "::no_count_is_lost_between_processes_and_threads_that_read_and_replace")
            .split_once("::")
            .unwrap();
    let process = || {
        let mut process = std::process::Command::new(std::env::current_exe().unwrap());
        process.args(["--exact", this_test]).env(FOLDER, &folder.0).spawn().unwrap()
    };
    let mut processes = [process(), process()];
    std::thread::scope(|scope| {
        scope.spawn(|| count(&folder.0));
        scope.spawn(|| count(&folder.0));
    });
    assert!(processes.iter_mut().all(|process| process.wait().unwrap().success()));
    assert_eq!(folder.state().read().unwrap().unwrap(), (4 * TURNS).to_string().as_bytes());
}

#[test]
fn the_remains_of_a_killed_writer_do_no_harm() {
    let folder = Folder::new();
    let file = folder.state();
    lock(&file).replace(b"old", false).unwrap();
    fs::write(&file.next, "half of somethi").unwrap();
    assert_eq!(file.read().unwrap().unwrap(), b"old");
    lock(&file).replace(b"new", false).unwrap();
    assert_eq!(file.read().unwrap().unwrap(), b"new");
    assert_eq!(folder.names(), ["state", "state.lock"]);
}

#[test]
fn a_file_that_is_too_large_is_neither_written_nor_read() {
    let folder = Folder::new();
    let file = folder.state();
    let large = vec![b'x'; usize::try_from(LARGEST).unwrap() + 1];
    assert!(lock(&file).replace(&large, false).is_err());
    assert_eq!(file.read().unwrap(), None);
    fs::write(&file.content, &large).unwrap();
    assert!(file.read().is_err());
    lock(&file).replace(&large[1..], false).unwrap();
    assert_eq!(file.read().unwrap().unwrap().len() as u64, LARGEST);
}

#[test]
fn a_folder_where_a_file_should_be_is_an_error_and_no_panic() {
    for name in ["state", "state.lock", "state.new"] {
        let folder = Folder::new();
        fs::create_dir_all(folder.0.join(name)).unwrap();
        let file = folder.state();
        let replaced = file.try_lock().and_then(|locked| locked.unwrap().replace(b"new", false));
        assert!(replaced.is_err(), "{name}");
    }
    let folder = Folder::new();
    fs::write(&folder.0, "a file in the folder's place").unwrap();
    assert!(folder.state().try_lock().is_err());
    fs::remove_file(&folder.0).unwrap();
}

#[test]
fn a_failed_write_leaves_the_old_content_and_no_other_file() {
    let folder = Folder::new();
    let file = folder.state();
    let locked = lock(&file);
    fs::create_dir(&file.content).unwrap();
    assert!(locked.replace(b"new", false).is_err());
    assert_eq!(folder.names(), ["state", "state.lock"]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn new_files_and_folders_are_only_for_their_owner() {
        let folder = Folder::new();
        let file = folder.state();
        lock(&file).replace(b"new", false).unwrap();
        assert_eq!([mode(&file.folder), mode(&file.lock), mode(&file.content)], [0o700, 0o600, 0o600]);
    }

    #[test]
    fn a_folder_keeps_its_permissions_and_a_file_open_to_others_is_closed_by_the_next_write() {
        let folder = Folder::new();
        let file = folder.state();
        fs::create_dir_all(&folder.0).unwrap();
        fs::write(&file.content, "old").unwrap();
        fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o750)).unwrap();
        fs::set_permissions(&file.content, fs::Permissions::from_mode(0o666)).unwrap();
        lock(&file).replace(b"new", false).unwrap();
        assert_eq!([mode(&file.folder), mode(&file.content)], [0o750, 0o600]);
    }

    #[test]
    fn a_folder_that_others_can_write_to_is_refused_with_what_to_run() {
        let folder = Folder::new();
        let check = || check_folder("token_cache", &folder.0);
        check().unwrap();
        fs::create_dir_all(&folder.0).unwrap();
        for mode in [0o700, 0o750, 0o755, 0o1755] {
            fs::set_permissions(&folder.0, fs::Permissions::from_mode(mode)).unwrap();
            check().unwrap();
        }
        for mode in [0o770, 0o775, 0o777, 0o702, 0o1777] {
            fs::set_permissions(&folder.0, fs::Permissions::from_mode(mode)).unwrap();
            let error = check().unwrap_err();
            assert_eq!(error.code(), "config");
            assert!(error.advice().unwrap().contains(&format!("chmod 700 {}", folder.0.display())), "{error}");
            // Made by somebody else after it was looked at.
            assert_eq!(folder.state().try_lock().unwrap_err().kind(), ErrorKind::PermissionDenied);
        }
        assert!(folder.names().is_empty());
    }

    #[test]
    fn a_write_follows_no_link() {
        let folder = Folder::new();
        let elsewhere = Folder::new();
        fs::create_dir_all(&folder.0).unwrap();
        fs::create_dir_all(&elsewhere.0).unwrap();
        let target = elsewhere.0.join("target");
        fs::write(&target, "untouched").unwrap();
        let file = folder.state();
        for path in [&file.next, &file.content] {
            symlink(&target, path).unwrap();
            lock(&file).replace(b"new", false).unwrap();
            assert_eq!(file.read().unwrap().unwrap(), b"new");
            assert_eq!(fs::read(&target).unwrap(), b"untouched");
            fs::remove_file(&file.content).unwrap();
        }
    }

    #[test]
    fn a_link_instead_of_the_lock_is_an_error() {
        let folder = Folder::new();
        let file = folder.state();
        fs::create_dir_all(&folder.0).unwrap();
        let target = folder.0.join("target");
        symlink(&target, &file.lock).unwrap();
        assert!(file.try_lock().is_err());
        assert!(!target.exists());
        fs::write(&target, "").unwrap();
        assert!(file.try_lock().is_err());
    }

    #[test]
    fn a_lock_whose_file_was_removed_does_not_count() {
        let folder = Folder::new();
        let file = folder.state();
        let held = lock(&file);
        fs::remove_file(&file.lock).unwrap();
        assert!(!held.lock.keeps_others_out(&file.lock).unwrap());
        let second = lock(&file);
        assert!(!held.lock.keeps_others_out(&file.lock).unwrap());
        assert!(second.lock.keeps_others_out(&file.lock).unwrap());
    }
}
