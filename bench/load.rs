//! Load for a demo company, from one thread that does little else than copy bytes: it is never the bottleneck.
//!
//! The first line of its input is the company's; each further line is `{"path", "connections", "count"}`, where `{n}` in
//! the path is the number of the request. It answers with what that took. Built as an example of `crates/demo`.

use std::error::Error;
use std::io::{self, BufRead, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// One connection, and what it received beyond the last reply.
struct Line {
    stream: TcpStream,
    received: Vec<u8>,
}

fn main() -> Outcome<()> {
    let mut lines = io::stdin().lock().lines();
    let company: Value = serde_json::from_str(&lines.next().ok_or("the company's line is missing")??)?;
    let text = |name: &str| company[name].as_str().unwrap_or_default().to_owned();
    let address = text("base_url").trim_start_matches("http://").to_owned();
    let bearer = token(&address, &text("client_id"), &text("client_secret"))?;
    for line in lines {
        let order: Value = serde_json::from_str(&line?)?;
        let number = |name: &str| order[name].as_u64().ok_or(format!("{name} is missing"));
        let path = order["path"].as_str().ok_or("path is missing")?;
        let (connections, count) = (number("connections")?, number("count")?);
        let mut lines = (0..connections).map(|_| Line::open(&address)).collect::<io::Result<Vec<_>>>()?;
        let start = Instant::now();
        let (mut sent, mut bytes) = (0, 0);
        while sent < count {
            let together = connections.min(count - sent);
            for (at, line) in (0..together).zip(&mut lines) {
                let path = path.replace("{n}", &(sent + at + 1).to_string());
                line.ask(&format!(
                    "GET {path} HTTP/1.1\r\nHost: demo\r\nAuthorization: Bearer {bearer}\r\nAccept: application/json\r\n\r\n"
                ))?;
            }
            for (_, line) in (0..together).zip(&mut lines) {
                bytes += line.answer()?.len();
            }
            sent += together;
        }
        let told = json!({ "requests": sent, "bytes": bytes, "seconds": start.elapsed().as_secs_f64() });
        let mut out = io::stdout().lock();
        writeln!(out, "{told}")?;
        out.flush()?;
    }
    Ok(())
}

fn token(address: &str, id: &str, secret: &str) -> Outcome<String> {
    let mut line = Line::open(address)?;
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let length = form.len();
    line.ask(&format!(
        "POST /connect/token HTTP/1.1\r\nHost: demo\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\n\r\n{form}"
    ))?;
    let reply: Value = serde_json::from_slice(&line.answer()?)?;
    Ok(reply["access_token"].as_str().ok_or("there is no access_token")?.to_owned())
}

impl Line {
    fn open(address: &str) -> io::Result<Line> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Line { stream, received: Vec::new() })
    }

    fn ask(&mut self, request: &str) -> io::Result<()> {
        self.stream.write_all(request.as_bytes())
    }

    /// The body of a reply, which must be a good one.
    fn answer(&mut self) -> Outcome<Vec<u8>> {
        let mut piece = vec![0; 1 << 18];
        let mut wanted = None;
        loop {
            if wanted.is_none()
                && let Some(end) = self.received.windows(4).position(|part| part == b"\r\n\r\n")
            {
                wanted = Some((end + 4, length(&self.received[..end])?));
            }
            if let Some((head, length)) = wanted
                && self.received.len() >= head + length
            {
                let rest = self.received.split_off(head + length);
                let reply = std::mem::replace(&mut self.received, rest);
                return Ok(reply[head..].to_vec());
            }
            match self.stream.read(&mut piece)? {
                0 => return Err("the company hung up".into()),
                count => self.received.extend_from_slice(&piece[..count]),
            }
        }
    }
}

fn length(head: &[u8]) -> Outcome<usize> {
    let head = std::str::from_utf8(head)?;
    if !head.starts_with("HTTP/1.1 200") {
        return Err(head.to_owned().into());
    }
    let value =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(str::to_owned));
    Ok(value.ok_or("a reply has no length")?.trim().parse()?)
}
