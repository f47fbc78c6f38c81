use super::*;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::os::state_file::tests::Folder;

fn folder() -> Folder {
    let folder = Folder::new();
    fs::create_dir(&folder.0).unwrap();
    folder
}

const WANTED: IsWanted<'static> = &|| true;

#[test]
fn a_file_is_written_completely_or_not_at_all() {
    let folder = folder();
    let path = folder.0.join("rent.pdf");
    write_whole(&path, b"%PDF", WANTED).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"%PDF");
    assert!(write_whole(&path, b"%PDF-2", &|| false).is_err(), "nobody waits for it any more");
    assert_eq!(fs::read(&path).unwrap(), b"%PDF");
    for bad in [folder.0.clone(), folder.0.join("no/such"), path.join("below")] {
        assert!(write_whole(&bad, b"x", WANTED).is_err(), "{}", bad.display());
    }
    assert_eq!(folder.names(), ["rent.pdf"]);
}

#[test]
fn a_file_is_read_up_to_its_limit_and_a_folder_not_at_all() {
    let folder = folder();
    let path = folder.0.join("rent.pdf");
    for (size, read) in [(0, 0), (3 * CHUNK, 3 * CHUNK), (3 * CHUNK + 9, 3 * CHUNK + 1)] {
        fs::write(&path, vec![b'x'; size]).unwrap();
        assert_eq!(read_whole(&path, 3 * CHUNK as u64, WANTED).unwrap().len(), read);
    }
    assert_eq!(read_whole(&folder.0, 9, WANTED).unwrap_err().kind(), std::io::ErrorKind::IsADirectory);
}

#[cfg(unix)]
mod unix {
    use super::*;

    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::process::Command;
    use std::time::Instant;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn pipe(folder: &Folder) -> PathBuf {
        let path = folder.0.join("pipe");
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        path
    }

    #[test]
    fn a_replaced_file_keeps_its_mode_and_a_new_one_follows_the_umask() {
        let folder = folder();
        let (path, plain) = (folder.0.join("a.pdf"), folder.0.join("plain"));
        for kept in [0o600, 0o640, 0o666, 0o444] {
            fs::write(&path, "old").unwrap();
            fs::set_permissions(&path, PermissionsExt::from_mode(kept)).unwrap();
            write_whole(&path, b"new", WANTED).unwrap();
            assert_eq!((mode(&path), fs::read(&path).unwrap()), (kept, b"new".to_vec()));
            fs::remove_file(&path).unwrap();
        }
        fs::write(&plain, "").unwrap();
        write_whole(&path, b"new", WANTED).unwrap();
        assert_eq!(mode(&path), mode(&plain));
    }

    #[test]
    fn a_replaced_file_keeps_its_owner_where_that_is_permitted() {
        let folder = folder();
        let path = folder.0.join("a.pdf");
        fs::write(&path, "old").unwrap();
        if std::os::unix::fs::chown(&path, Some(12_345), Some(54_321)).is_err() {
            return;
        }
        write_whole(&path, b"new", WANTED).unwrap();
        let metadata = fs::metadata(&path).unwrap();
        assert_eq!((metadata.uid(), metadata.gid()), (12_345, 54_321));
    }

    #[test]
    fn the_target_of_a_link_is_written_and_not_the_link() {
        let folder = folder();
        let (path, link) = (folder.0.join("a.pdf"), folder.0.join("link"));
        symlink("a.pdf", &link).unwrap();
        assert!(write_whole(&link, b"new", WANTED).is_err(), "a link to nothing");
        fs::write(&path, "old").unwrap();
        write_whole(&link, b"new", WANTED).unwrap();
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("a.pdf"));
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(folder.names(), ["a.pdf", "link"]);
    }

    #[test]
    fn a_pipe_waits_for_its_other_end_as_long_as_the_call_waits() {
        let folder = folder();
        let path = pipe(&folder);
        let long = vec![7; CHUNK + 1];
        let reader = thread::spawn({
            let path = path.clone();
            move || {
                thread::sleep(POLL * 4);
                fs::read(path).unwrap()
            }
        });
        write_whole(&path, &long, WANTED).unwrap();
        assert_eq!(reader.join().unwrap(), long);
        let writer = thread::spawn({
            let (path, long) = (path.clone(), long.clone());
            move || {
                thread::sleep(POLL * 4);
                fs::write(path, long).unwrap();
            }
        });
        assert_eq!(read_whole(&path, 2 * CHUNK as u64, WANTED).unwrap(), long);
        writer.join().unwrap();

        let ends = Instant::now() + POLL * 4;
        let wanted = || Instant::now() < ends;
        assert_eq!(write_whole(&path, b"x", &wanted).unwrap_err().kind(), std::io::ErrorKind::TimedOut);
        assert_eq!(read_whole(&path, 9, &wanted).unwrap_err().kind(), std::io::ErrorKind::TimedOut);
        assert_eq!(folder.names(), ["pipe"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_endless_device_is_cut_off_and_a_full_one_is_an_error() {
        assert_eq!(read_whole(Path::new("/dev/zero"), 100, WANTED).unwrap().len(), 101);
        let error = write_whole(Path::new("/dev/full"), b"x", WANTED).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    }
}

#[test]
fn the_thread_ends_when_the_call_stops_waiting() {
    let ended = Arc::new(AtomicBool::new(false));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _entered = runtime.enter();
    let at_end = Arc::clone(&ended);
    let mut work = Box::pin(on_own_thread(move |wanted| {
        while wanted() {
            thread::sleep(POLL);
        }
        at_end.store(true, Ordering::Release);
    }));
    let waker = std::task::Waker::noop();
    assert!(work.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_pending());
    drop(work);
    for _ in 0..1000 {
        if ended.load(Ordering::Acquire) {
            return;
        }
        thread::sleep(POLL);
    }
    panic!("the thread goes on");
}
