//! The token file: what comes back out of it, what does not, and what a look into it shows.

use std::fs;
use std::time::{Duration, UNIX_EPOCH};

use super::*;
use crate::auth::token::Freshness;
use crate::clock::{Clock, SystemClock};
use crate::os::state_file::tests::Folder;

const CONNECTION: [u8; 32] = [0xab; 32];

fn secret() -> Secret {
    Secret::new("secret-canary".to_owned()).unwrap()
}

fn token(value: &str, issued: Now) -> Token {
    let body =
        format!(r#"{{"access_token":"{value}","token_type":"Bearer","expires_in":1800,"scope":"files assets"}}"#);
    Token::parse(body.as_bytes(), 1, issued).unwrap()
}

fn store(folder: &Folder, token: &Token) {
    let file = TokenFile::new(&folder.0, CONNECTION);
    let locked = file.try_lock().unwrap().unwrap();
    file.store(&locked, &secret(), token).unwrap();
}

fn load(folder: &Folder, now: Now) -> Loaded {
    TokenFile::new(&folder.0, CONNECTION).load(&secret(), 7, now)
}

fn path(folder: &Folder) -> std::path::PathBuf {
    folder.0.join(format!("{}.token", "ab".repeat(32)))
}

fn wall_moved(now: Now, earlier: u64, later: u64) -> Now {
    Now { wall: now.wall - Duration::from_secs(earlier) + Duration::from_secs(later), ..now }
}

fn assert_unreadable(loaded: &Loaded, what: &str) {
    assert!(matches!(loaded, Loaded::Unreadable(_)), "{what}: {loaded:?}");
}

#[test]
fn a_token_comes_back_as_old_as_it_is() {
    let folder = Folder::new();
    let now = SystemClock.now();
    assert!(matches!(load(&folder, now), Loaded::Nothing));
    store(&folder, &token("abc", wall_moved(now, 600, 0)));
    let Loaded::Token(restored) = load(&folder, now) else { panic!() };
    assert_eq!((restored.reveal(), restored.generation), ("abc", 7));
    assert_eq!(restored.authorization, "Bearer abc");
    assert!(restored.authorization.is_sensitive());
    assert_eq!(restored.scopes, ["files", "assets"]);
    assert_eq!(restored.expires_in(now).as_secs(), 1199);
    let standing_wall = Now { monotonic: now.monotonic + Duration::from_secs(1200), ..now };
    assert_eq!(restored.freshness(standing_wall), Freshness::Expired);
}

#[test]
fn a_token_that_has_had_its_time_or_comes_from_the_future_is_nothing() {
    let folder = Folder::new();
    let now = SystemClock.now();
    for (earlier, later) in [(1800, 0), (1760, 0), (0, 1), (100_000, 0), (0, 100_000)] {
        store(&folder, &token("abc", wall_moved(now, earlier, later)));
        assert!(matches!(load(&folder, now), Loaded::Nothing), "{earlier} {later}");
    }
}

#[test]
fn a_clock_before_the_epoch_stores_nothing() {
    let folder = Folder::new();
    let file = TokenFile::new(&folder.0, CONNECTION);
    let locked = file.try_lock().unwrap().unwrap();
    let before = Now { wall: UNIX_EPOCH - Duration::from_secs(1), ..SystemClock.now() };
    assert!(file.store(&locked, &secret(), &token("abc", before)).is_err());
    assert!(!path(&folder).exists());
}

#[test]
fn a_torn_file_is_unreadable_and_the_next_store_mends_it() {
    let folder = Folder::new();
    let now = SystemClock.now();
    store(&folder, &token("abc", now));
    let whole = fs::read(path(&folder)).unwrap();
    for length in 0..whole.len() {
        fs::write(path(&folder), &whole[..length]).unwrap();
        assert_unreadable(&load(&folder, now), &format!("the first {length} bytes"));
    }
    store(&folder, &token("def", now));
    assert!(matches!(load(&folder, now), Loaded::Token(token) if token.reveal() == "def"));
}

#[test]
fn no_bit_of_the_file_can_be_changed_unnoticed() {
    let folder = Folder::new();
    let now = SystemClock.now();
    store(&folder, &token("abc", now));
    let whole = fs::read(path(&folder)).unwrap();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(path(&folder), &changed).unwrap();
        assert_unreadable(&load(&folder, now), &format!("byte {at}"));
    }
    fs::write(path(&folder), [&whole[..], b"x"].concat()).unwrap();
    assert_unreadable(&load(&folder, now), "one byte more");
}

#[test]
fn the_file_of_another_secret_or_another_connection_is_not_ours() {
    let folder = Folder::new();
    let now = SystemClock.now();
    store(&folder, &token("abc", now));
    let file = TokenFile::new(&folder.0, CONNECTION);
    assert_unreadable(&file.load(&Secret::new("rotated".to_owned()).unwrap(), 1, now), "another secret");
    let other = TokenFile::new(&folder.0, [1; 32]);
    assert!(matches!(other.load(&secret(), 1, now), Loaded::Nothing));
    fs::copy(path(&folder), folder.0.join(format!("{}.token", "01".repeat(32)))).unwrap();
    assert_unreadable(&other.load(&secret(), 1, now), "another connection");
}

#[test]
fn what_cannot_be_read_is_unreadable_and_says_why() {
    let folder = Folder::new();
    fs::create_dir_all(path(&folder)).unwrap();
    let Loaded::Unreadable(why) = load(&folder, SystemClock.now()) else { panic!() };
    assert!(why.contains("not a plain file"), "{why}");
}

#[test]
fn a_whole_file_with_a_strange_record_is_unreadable() {
    let folder = Folder::new();
    let file = TokenFile::new(&folder.0, CONNECTION);
    let sealed = file.seal(Zeroizing::new(br#"{"value":1}"#.to_vec()), &secret()).unwrap();
    file.try_lock().unwrap().unwrap().replace(&sealed, false).unwrap();
    assert_unreadable(&load(&folder, SystemClock.now()), "another record");
}

#[test]
fn neither_token_nor_secret_stands_in_the_file_and_no_two_writings_are_alike() {
    let folder = Folder::new();
    let now = SystemClock.now();
    let token = token("token-canary", now);
    let mut writings = Vec::new();
    for _ in 0..2 {
        store(&folder, &token);
        let content = fs::read(path(&folder)).unwrap();
        for canary in ["canary", "files"] {
            assert!(!content.windows(canary.len()).any(|part| part == canary.as_bytes()), "{canary}");
        }
        writings.push(content[HEADER.len()..].to_vec());
    }
    let alike = writings[0].iter().zip(&writings[1]).filter(|(a, b)| a == b).count();
    assert!(alike < writings[0].len() / 4, "{alike} bytes are the same");
}

#[test]
fn the_longest_token_fits() {
    let folder = Folder::new();
    let now = SystemClock.now();
    let long = token(&"x".repeat(16 * 1024), now);
    store(&folder, &long);
    assert!(matches!(load(&folder, now), Loaded::Token(token) if token.reveal() == long.reveal()));
}

#[test]
fn of_many_who_want_a_token_at_once_one_fetches_it_and_all_have_it() {
    let folder = Folder::new();
    let fetched = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let file = TokenFile::new(&folder.0, CONNECTION);
                loop {
                    if let Loaded::Token(token) = file.load(&secret(), 1, SystemClock.now()) {
                        assert_eq!(token.reveal(), "abc");
                        return;
                    }
                    let Some(locked) = file.try_lock().unwrap() else {
                        std::thread::sleep(Duration::from_millis(1));
                        continue;
                    };
                    if let Loaded::Nothing = file.load(&secret(), 1, SystemClock.now()) {
                        fetched.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        file.store(&locked, &secret(), &token("abc", SystemClock.now())).unwrap();
                    }
                }
            });
        }
    });
    assert_eq!(fetched.into_inner(), 1);
}
