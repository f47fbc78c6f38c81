//! A client over a plain socket, so that every byte of a response can be checked.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use xero_m2m_demo::DemoCompany;

pub(crate) const NOW: &str = "2026-11-23T00:00:00Z";

pub(crate) struct Demo {
    pub(crate) company: DemoCompany,
    pub(crate) address: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) tenant_id: String,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Demo {
    pub(crate) fn start(options: &str) -> Demo {
        let company = DemoCompany::start(options.as_bytes()).expect(options);
        let facts: Value = serde_json::from_slice(&company.describe()).expect("JSON");
        let text = |name: &str| facts[name].as_str().expect(name).to_owned();
        Demo {
            address: text("base_url").trim_start_matches("http://").to_owned(),
            client_id: text("client_id"),
            client_secret: text("client_secret"),
            tenant_id: text("tenant_id"),
            company,
        }
    }

    /// A company whose clock starts on the same day in every run.
    pub(crate) fn fixed() -> Demo {
        Demo::start(&format!(r#"{{"clock": "{NOW}"}}"#))
    }

    pub(crate) fn control(&self, command: &str) -> Value {
        let response = self.company.control(command.as_bytes()).expect(command);
        serde_json::from_slice(&response).expect("JSON")
    }

    /// Adds scopes to those of the connection, for later tokens.
    pub(crate) fn grant(&self, scopes: &str) {
        let mut all = self.control(r#"{"do": "connection"}"#)["scopes"].take();
        all.as_array_mut().expect("scopes").extend(scopes.split_ascii_whitespace().map(Value::from));
        self.control(&json!({"do": "connection", "scopes": all}).to_string());
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("connects");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
        stream
    }

    /// One request on a connection of its own.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
        self.try_send(method, path, headers, body).expect("a whole response")
    }

    pub(crate) fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<Response> {
        let mut stream = self.connect();
        stream.write_all(request(method, path, headers, body).as_bytes())?;
        let mut received = Vec::new();
        stream.read_to_end(&mut received)?;
        Response::parse(&received)
    }

    pub(crate) fn basic(&self) -> String {
        basic(&self.client_id, &self.client_secret)
    }

    pub(crate) fn token_request(&self, authorization: &str, form: &str) -> Response {
        let headers = [("Authorization", authorization), ("Content-Type", "application/x-www-form-urlencoded")];
        self.send("POST", "/connect/token", &headers, form)
    }

    pub(crate) fn token(&self) -> String {
        let response = self.token_request(&self.basic(), "grant_type=client_credentials");
        response.json()["access_token"].as_str().expect("a token").to_owned()
    }

    /// GET of a path below the base with a new token; the response is JSON.
    pub(crate) fn get(&self, path: &str) -> Response {
        self.get_with(&self.token(), path, &[])
    }

    pub(crate) fn get_with(&self, token: &str, path: &str, more: &[(&str, &str)]) -> Response {
        self.call("GET", token, path, more, "")
    }

    pub(crate) fn put(&self, token: &str, path: &str, more: &[(&str, &str)], body: &str) -> Response {
        self.call("PUT", token, path, more, body)
    }

    pub(crate) fn post(&self, token: &str, path: &str, more: &[(&str, &str)], body: &str) -> Response {
        self.call("POST", token, path, more, body)
    }

    pub(crate) fn delete(&self, token: &str, path: &str) -> Response {
        self.call("DELETE", token, path, &[], "")
    }

    /// Sends a file as it is.
    pub(crate) fn upload(&self, method: &str, token: &str, path: &str, media_type: &str, file: &[u8]) -> Response {
        let (bearer, length) = (format!("Bearer {token}"), file.len().to_string());
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Accept", "application/json"),
            ("Content-Type", media_type),
            ("Content-Length", &length),
        ];
        let mut stream = self.connect();
        stream.write_all(request(method, &format!("/api.xro/2.0{path}"), &headers, "").as_bytes()).expect("sent");
        // A rejection may come before the whole file is sent.
        let _ = stream.write_all(file);
        let mut received = Vec::new();
        let _ = stream.read_to_end(&mut received);
        Response::parse(&received).expect("a whole response")
    }

    fn call(&self, method: &str, token: &str, path: &str, more: &[(&str, &str)], body: &str) -> Response {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("Authorization", bearer.as_str()), ("Accept", "application/json")];
        headers.extend_from_slice(more);
        self.send(method, &format!("/api.xro/2.0{path}"), &headers, body)
    }
}

pub(crate) fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if headers.iter().all(|(name, _)| *name != "Host") {
        text += "Host: demo\r\n";
    }
    for (name, value) in headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    if !body.is_empty() {
        text.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
    }
    text + "\r\n" + body
}

impl Response {
    /// An incomplete or missing response is an error.
    pub(crate) fn parse(received: &[u8]) -> io::Result<Response> {
        let broken = |what: &str| io::Error::new(io::ErrorKind::UnexpectedEof, what.to_owned());
        let end = received.windows(4).position(|part| part == b"\r\n\r\n").ok_or_else(|| broken("no head"))?;
        let head = String::from_utf8_lossy(&received[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        let mut response =
            Response { status: status.ok_or_else(|| broken("no status"))?, head, body: received[end + 4..].to_vec() };
        if response.header("transfer-encoding") == Some("chunked") {
            response.body = unchunked(&response.body).ok_or_else(|| broken("cut in a chunk"))?;
        } else if let Some(length) = response.header("content-length")
            && length.parse() != Ok(response.body.len())
        {
            return Err(broken(&format!("{} of {length} bytes", response.body.len())));
        }
        Ok(response)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{} {}", self.head, self.text()))
    }
}

/// The messages of a record's own validation errors.
pub(crate) fn messages(record: &Value) -> Vec<String> {
    let text = |error: &Value| error["Message"].as_str().expect("a message").to_owned();
    record["ValidationErrors"].as_array().map(|errors| errors.iter().map(text).collect()).unwrap_or_default()
}

/// The books of a demo company and a token for them.
pub(crate) struct Books {
    pub(crate) demo: Demo,
    pub(crate) token: String,
}

impl Books {
    /// The books of the same day in every run, without limits.
    pub(crate) fn open() -> Books {
        Books::of(Demo::start(&format!(r#"{{"clock": "{NOW}", "limits": false}}"#)))
    }

    pub(crate) fn of(demo: Demo) -> Books {
        let token = demo.token();
        Books { demo, token }
    }

    /// The same books, with these scopes added to the connection.
    pub(crate) fn granted(self, scopes: &str) -> Books {
        self.demo.grant(scopes);
        Books::of(self.demo)
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Value {
        let response = self.demo.get_with(&self.token, path, &[]);
        good((response.status, response.json()))
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> (u16, Value) {
        let response = self.demo.put(&self.token, path, &[], &body.to_string());
        (response.status, response.json())
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let response = self.demo.post(&self.token, path, &[], &body.to_string());
        (response.status, response.json())
    }

    pub(crate) fn delete(&self, path: &str) -> (u16, Value) {
        let response = self.demo.delete(&self.token, path);
        (response.status, response.json())
    }

    /// Debit and credit of an account, or of the total, in the year so far.
    pub(crate) fn balance(&self, account: &str) -> [String; 2] {
        let report = self.get("/Reports/TrialBalance");
        let sections = report["Reports"][0]["Rows"].as_array().expect("rows").iter();
        let mut rows = sections.filter_map(|section| section["Rows"].as_array()).flatten();
        let row = rows.find(|row| row["Cells"][0]["Value"] == account).expect(account);
        [3, 4].map(|at: usize| row["Cells"][at]["Value"].as_str().expect("a text").to_owned())
    }
}

/// The body of a response with status 200.
#[track_caller]
pub(crate) fn good((status, response): (u16, Value)) -> Value {
    assert_eq!(status, 200, "{response}");
    response
}

/// The messages of a refused request's first record.
#[track_caller]
pub(crate) fn refused((status, response): (u16, Value)) -> Vec<String> {
    assert_eq!((status, &response["ErrorNumber"]), (400, &json!(10)), "{response}");
    messages(&response["Elements"][0])
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|part| part == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
