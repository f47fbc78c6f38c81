//! One connection that stays open for all requests.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub(crate) struct Connection {
    reader: BufReader<TcpStream>,
    bearer: String,
}

impl Connection {
    pub(crate) fn open(address: &str) -> Connection {
        let stream = TcpStream::connect(address).expect("connects");
        stream.set_nodelay(true).expect("no delay");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        Connection { reader: BufReader::new(stream), bearer: String::new() }
    }

    pub(crate) fn authorise(&mut self, token: &str) {
        self.bearer = format!("Authorization: Bearer {token}\r\n");
    }

    /// The status and the body of the response.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        media_type: &str,
        body: &str,
    ) -> io::Result<(u16, Vec<u8>)> {
        let (bearer, length) = (&self.bearer, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: demo\r\n{bearer}Accept: application/json\r\n\
             Content-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n"
        );
        self.reader.get_mut().write_all(format!("{head}{body}").as_bytes())?;
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "no head of a response");
        let mut first = String::new();
        self.reader.read_line(&mut first)?;
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(broken)?;
        let mut length = 0;
        loop {
            let mut header = String::new();
            self.reader.read_line(&mut header)?;
            let Some((name, value)) = header.split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().map_err(|_| broken())?;
            }
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body)?;
        Ok((status, body))
    }
}
