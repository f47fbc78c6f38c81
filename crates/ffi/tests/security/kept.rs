//! Kept connections: what a server sends on one without a request is never the response to the next call.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use super::server::{self, Server, plain, response};
use super::tls::{file, server_config};

/// What a server adds to its first response once that was read, and whether it hangs up then.
#[derive(Clone, Copy, Debug)]
struct Extra {
    text: &'static str,
    hangs_up: bool,
}

const EXTRAS: [Extra; 5] = [
    Extra { text: "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n\"stray\"", hangs_up: false },
    Extra { text: "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", hangs_up: true },
    Extra { text: "", hangs_up: true },
    Extra { text: "HTTP/1.1 2", hangs_up: false },
    Extra { text: "\r\n", hangs_up: false },
];

/// A server that responds to each request with its address, and learns from a channel when to add what it adds.
struct Talker {
    port: u16,
    /// Lets the server talk on its first connection.
    talk: Sender<()>,
    /// Learns when it has added that.
    talked: Receiver<()>,
}

impl Talker {
    fn start(extra: Extra, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let ((talk, asked), (done, talked)) = (channel(), channel());
        thread::spawn(move || {
            let mut first = Some((asked, done));
            for stream in listener.incoming().flatten() {
                let (turn, tls) = (first.take(), tls.clone());
                // What is said is on its way at once, not when the client has acknowledged what was said before.
                stream.set_nodelay(true).expect("a socket");
                thread::spawn(move || {
                    let socket = stream.try_clone().expect("a socket");
                    match tls {
                        Some(tls) => {
                            let session = ServerConnection::new(tls).expect("a session");
                            serve(StreamOwned::new(session, stream), &socket, extra, turn);
                        }
                        None => serve(stream, &socket, extra, turn),
                    }
                });
            }
        });
        Self { port, talk, talked }
    }
}

fn serve(mut stream: impl Read + Write, socket: &TcpStream, extra: Extra, turn: Option<(Receiver<()>, Sender<()>)>) {
    let mut turn = turn;
    while let Some(line) = request_line(&mut stream) {
        let echo = response(200, &json!(line.split(' ').nth(1)).to_string());
        if stream.write_all(echo.as_bytes()).and_then(|()| stream.flush()).is_err() {
            return;
        }
        if let Some((asked, done)) = turn.take() {
            asked.recv().expect("a word");
            stream.write_all(extra.text.as_bytes()).and_then(|()| stream.flush()).expect("a listener");
            if extra.hangs_up {
                socket.shutdown(Shutdown::Write).expect("a socket");
            }
            done.send(()).expect("a test");
        }
    }
}

fn request_line(stream: &mut impl Read) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).expect("text");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    stream.read_exact(&mut vec![0; length]).ok()?;
    Some(head.lines().next().unwrap_or_default().to_owned())
}

#[derive(Clone, Copy, Debug)]
enum Way {
    Blocking,
    Awaited,
}

/// Two calls, the second after the server has talked and this pause.
fn second_call(way: Way, extra: Extra, is_tls: bool, pause: Duration) {
    let tokens = Server::start(plain);
    let talker = Talker::start(extra, is_tls.then(server_config));
    let scheme = if is_tls { "https" } else { "http" };
    let options =
        json!({"base_url": format!("{scheme}://127.0.0.1:{}", talker.port), "ca_file": file("authority.pem")});
    let (client, ask): (_, fn(_, &_) -> _) = match way {
        Way::Blocking => (server::client(&tokens, &options, &[]), server::ask),
        Way::Awaited => (server::awaited_client(&tokens, &options), server::ask_awaited),
    };
    let client = client.expect("a client");
    let call = |method: &str, number: u8| -> Value {
        let path = format!("/Echo/{number}");
        ask(&client, &json!({"verb": "raw", "method": method, "path": path})).expect("a response")
    };
    let text = |response: &Value| response["value"]["text"].as_str().unwrap_or_default().to_owned();
    assert_eq!(text(&call("GET", 1)), "\"/api.xro/2.0/Echo/1\"");
    talker.talk.send(()).expect("a server");
    talker.talked.recv().expect("a server");
    thread::sleep(pause);
    let second = call("POST", 2);
    let case = format!("{way:?}, {extra:?}, {scheme}, {pause:?}");
    assert_eq!(
        (text(&second), &second["value"]["status"]),
        ("\"/api.xro/2.0/Echo/2\"".to_owned(), &json!(200)),
        "{case}"
    );
    assert_eq!(second["meta"]["attempts"], 1, "{case}: nothing of the request was taken, so no attempt was lost");
}

#[test]
fn an_unrequested_response_is_given_to_no_call() {
    thread::scope(|scope| {
        for pause in [0, 20, 600].map(Duration::from_millis) {
            for way in [Way::Blocking, Way::Awaited] {
                for is_tls in [false, true] {
                    for extra in EXTRAS {
                        // The long ones wait side by side; the short ones have the drivers to themselves.
                        let thread = scope.spawn(move || second_call(way, extra, is_tls, pause));
                        if pause < Duration::from_millis(100) {
                            thread.join().unwrap();
                        }
                    }
                }
            }
        }
    });
}
