//! A process that stores a token is killed at each of its calls to the system, one after the other.
//!
//! The process is this test once more, with `tests/kill_at_call.c` loaded into it.

use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::*;
use crate::clock::{Clock, SystemClock};
use crate::os::state_file::tests::Folder;

const SIGKILL: i32 = 9;
/// Where the process that is killed finds the file. Set for that process alone.
const FOLDER: &str = "XERO_M2M_TEST_STATE_FOLDER";
const THIS_TEST: &str = concat!(module_path!(), "::a_token_cache_killed_at_each_system_call_of_its_write_is_whole");

fn secret() -> Secret {
    Secret::new("a-secret".to_owned()).unwrap()
}

fn store(folder: &Path, value: &str) {
    let body = format!(r#"{{"access_token":"{value}","token_type":"Bearer"}}"#);
    let token = Token::parse(body.as_bytes(), 1, SystemClock.now()).unwrap();
    let file = TokenFile::new(folder, [1; 32]);
    let locked = file.try_lock().unwrap().expect("nobody holds the lock");
    file.store(&locked, &secret(), &token).unwrap();
}

fn load(folder: &Path) -> Option<String> {
    match TokenFile::new(folder, [1; 32]).load(&secret(), 1, SystemClock.now()) {
        Loaded::Token(token) => Some(token.reveal().to_owned()),
        Loaded::Nothing => None,
        Loaded::Unreadable(why) => panic!("{why}"),
    }
}

/// Compiles the library that kills, with the C compiler that ring needs too.
fn killer(folder: &Path) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    let library = folder.join("kill_at_call.so");
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let mut compiling = Command::new(compiler)
        .args(["-shared", "-fPIC", "-O1", "-x", "c", "-", "-ldl", "-o"])
        .arg(&library)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    compiling.stdin.take().unwrap().write_all(include_bytes!("../../tests/kill_at_call.c")).unwrap();
    assert!(compiling.wait().unwrap().success());
    library
}

/// Lets another process store "new"; gives the name of the call at which it was killed, none if it came through.
fn store_elsewhere(folder: &Path, killer: &Path, kill_at: usize) -> Option<String> {
    let (_, name) = THIS_TEST.split_once("::").unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name])
        .env(FOLDER, folder)
        .env("LD_PRELOAD", killer)
        .env("KILL_AT", kill_at.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    if output.status.signal() == Some(SIGKILL) {
        return Some(said.trim().strip_prefix("killed at ").unwrap().to_owned());
    }
    assert!(output.status.success(), "{said}");
    None
}

#[test]
fn a_token_cache_killed_at_each_system_call_of_its_write_is_whole() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let _ = fs::remove_file("begin-counting");
        store(Path::new(&folder), "new");
        let _ = fs::remove_file("end-counting");
        return;
    }
    let tools = Folder::new();
    let library = killer(&tools.0);
    for old in [Some("old"), None] {
        let mut killed_at = Vec::new();
        let mut is_new = false;
        loop {
            let folder = Folder::new();
            if let Some(old) = old {
                store(&folder.0, old);
            }
            let killed = store_elsewhere(&folder.0, &library, killed_at.len() + 1);
            let found = load(&folder.0);
            let was_new = std::mem::replace(&mut is_new, found.as_deref() == Some("new"));
            assert!(is_new || (!was_new && found.as_deref() == old), "{found:?} after {killed_at:?}, then {killed:?}");
            store(&folder.0, "next");
            assert_eq!(load(&folder.0).as_deref(), Some("next"));
            assert_eq!(folder.names().len(), 2, "scraps: {:?}", folder.names());
            match killed {
                Some(call) => killed_at.push(call),
                None => break,
            }
        }
        assert!(is_new);
        for call in ["flock", "write", "half a write", "fsync", "rename", "close"] {
            assert!(killed_at.iter().any(|at| at == call), "never killed at {call}: {killed_at:?}");
        }
        let opened = killed_at.iter().filter(|at| at.starts_with("open")).count();
        assert!(opened >= 3, "the lock, the new file and the folder: {killed_at:?}");
    }
}
