//! Files that keep their reader or writer waiting: only the call that named them waits, and not for ever.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xero_m2m_ffi::{Client, blocking};

use super::server::{Server, ask, awaited_client, client, get, plain};

const ID: &str = "00000001-1111-4111-8111-111111111111";

/// A folder with a named pipe, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("xero-m2m-pipes-{}-{count}", std::process::id()));
        fs::create_dir(&folder).expect("a folder");
        assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().expect("mkfifo").success());
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("text").to_owned()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("a folder");
        entries.map(|entry| entry.expect("a file").file_name().into_string().expect("text")).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A server that gives a PDF, or HTML to whoever asks for the second invoice.
fn server() -> Server {
    Server::start(|seen| match seen.line() {
        line if line.starts_with("GET /api.xro/2.0/Invoices/2") => {
            "HTTP/1.1 200 X\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>".to_owned()
        }
        line if line.starts_with("GET /api.xro/2.0/Invoices") => {
            "HTTP/1.1 200 X\r\ncontent-type: application/pdf\r\ncontent-length: 4\r\n\r\n%PDF".to_owned()
        }
        _ => plain(seen),
    })
}

fn download(to: &str, options: &Value) -> Value {
    json!({"operation": "invoices.pdf", "arguments": {"invoice_id": ID}, "to": to, "options": options})
}

fn upload(from: &str, options: &Value) -> Value {
    json!({
        "operation": "invoices.attach", "from": from, "options": options,
        "arguments": {"invoice_id": ID, "file_name": "rent.pdf"},
    })
}

#[test]
fn a_pipe_without_another_end_fails_at_the_deadline_and_delays_no_other_call() {
    let (server, folder) = (server(), Folder::new());
    let pipe = folder.path("pipe");
    let client = client(&server, &json!({"limits": {"per_minute": null}}), &[]).unwrap();
    ask(&client, &get("/Organisation")).unwrap();
    for (options, code) in [(json!({"deadline": 0.5}), "deadline"), (json!({"timeout": {"attempt": 0.5}}), "timeout")] {
        for (request, outcome) in [(download(&pipe, &options), None), (upload(&pipe, &options), Some("not_sent"))] {
            let started = Instant::now();
            thread::scope(|scope| {
                let stuck = scope.spawn(|| ask(&client, &request).unwrap_err());
                while !stuck.is_finished() {
                    let asked = Instant::now();
                    ask(&client, &get("/Organisation")).unwrap();
                    assert!(asked.elapsed() < Duration::from_millis(400), "{request}");
                    thread::sleep(Duration::from_millis(20));
                }
                let error = stuck.join().unwrap();
                assert_eq!(
                    (error.code(), error.details().outcome.map(xero_m2m::Outcome::name)),
                    (code, outcome),
                    "{error}"
                );
            });
            let took = started.elapsed();
            assert!((Duration::from_millis(450)..Duration::from_secs(3)).contains(&took), "{took:?}");
        }
    }
    assert_eq!(folder.names(), ["pipe"]);
}

#[test]
fn a_pipe_with_another_end_is_written_and_read() {
    let (server, folder) = (server(), Folder::new());
    let pipe = folder.path("pipe");
    let client = client(&server, &json!({}), &[]).unwrap();
    let reader = thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    assert_eq!(ask(&client, &download(&pipe, &json!({}))).unwrap()["value"], 4);
    assert_eq!(reader.join().unwrap(), b"%PDF");
    let writer = thread::spawn(move || fs::write(pipe, "the rent").unwrap());
    // The response holds no attachment, but the request had its bytes.
    let _ = ask(&client, &upload(&folder.path("pipe"), &json!({})));
    writer.join().unwrap();
    assert_eq!(server.seen().pop().unwrap().body, "the rent");
}

#[test]
fn an_interrupted_call_does_not_wait_for_its_file() {
    let (server, folder) = (server(), Folder::new());
    let client = client(&server, &json!({}), &[]).unwrap();
    for request in [download(&folder.path("pipe"), &json!({})), upload(&folder.path("pipe"), &json!({}))] {
        let started = Instant::now();
        let request = request.to_string();
        let mut interrupted = || started.elapsed() > Duration::from_millis(200);
        let call = client.invoke(request.as_bytes(), None, None);
        assert!(blocking::block_on(call, Some(&mut interrupted)).unwrap().is_none());
        assert!(started.elapsed() < Duration::from_secs(2));
    }
}

/// How an upload or a download ends: its code and its words.
fn refusal(client: &Client, request: &Value) -> (&'static str, String) {
    let error = ask(client, request).expect_err("a refusal");
    (error.code(), error.to_string())
}

#[test]
fn a_file_that_cannot_be_read_or_written_is_an_argument_error() {
    let (server, folder) = (server(), Folder::new());
    let client = client(&server, &json!({}), &[]).unwrap();
    let none = json!({});
    for (to, words) in [("/dev/full", "No space left"), (&folder.path("no/such"), "No such file"), ("/", "directory")] {
        let (code, text) = refusal(&client, &download(to, &none));
        assert_eq!(code, "argument", "{to}");
        assert!(text.contains(words), "{text}");
    }
    let asked = server.seen().len();
    for (from, words) in [("/dev/zero", "10 MB"), (&folder.path("no/such"), "No such file"), ("/", "is a folder")] {
        let (code, text) = refusal(&client, &upload(from, &none));
        assert_eq!(code, "argument", "{from}");
        assert!(text.contains(words), "{text}");
    }
    assert_eq!(server.seen().len(), asked, "nothing was sent");
    assert_eq!(folder.names(), ["pipe"]);
}

#[test]
fn html_instead_of_a_pdf_leaves_the_old_file_unchanged() {
    let (server, folder) = (server(), Folder::new());
    let to = folder.path("a.pdf");
    fs::write(&to, "old").unwrap();
    let mut request = download(&to, &json!({}));
    request["arguments"]["invoice_id"] = ID.replacen('0', "2", 1).into();
    let client = client(&server, &json!({}), &[]).unwrap();
    let error = ask(&client, &request).unwrap_err();
    assert_eq!((error.code(), error.details().body.as_deref()), ("decode", Some("<html>")), "{error}");
    assert_eq!(fs::read(&to).unwrap(), b"old");
    assert_eq!(folder.names().len(), 2);
}

#[test]
fn an_awaited_call_that_waits_for_its_file_delays_no_other_call() {
    let (server, folder) = (server(), Folder::new());
    let client = awaited_client(&server, &json!({"limits": {"concurrent": 20}})).unwrap();
    let pipe = folder.path("pipe");
    thread::scope(|scope| {
        let stuck: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| super::server::ask_awaited(&client, &download(&pipe, &json!({"deadline": 1})))))
            .collect();
        while !stuck.iter().any(thread::ScopedJoinHandle::is_finished) {
            let asked = Instant::now();
            super::server::ask_awaited(&client, &get("/Organisation")).unwrap();
            assert!(asked.elapsed() < Duration::from_millis(500));
            thread::sleep(Duration::from_millis(50));
        }
        for stuck in stuck {
            assert_eq!(stuck.join().unwrap().unwrap_err().code(), "deadline");
        }
    });
    assert!(Path::new(&pipe).exists());
}
