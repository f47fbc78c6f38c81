//! TLS: what is offered, what is trusted, and that nothing switches the check off.
//! The authority, the server and the client in `tls/` are made for these tests and trusted by nobody else.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use super::server::{Server, ask, client, get, plain, response};

pub(crate) fn file(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/security/tls").join(name).to_str().expect("text").to_owned()
}

/// How a server for 127.0.0.1 speaks TLS.
pub(crate) fn server_config() -> Arc<ServerConfig> {
    Arc::new(config(WebPkiClientVerifier::no_client_auth()))
}

/// How one speaks TLS that asks for the certificate of `client.pem`.
fn asking_config() -> Arc<ServerConfig> {
    let mut clients = RootCertStore::empty();
    clients.add(CertificateDer::from_pem_file(file("client.pem")).expect("a certificate")).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(clients), provider).build();
    Arc::new(config(verifier.expect("a verifier")))
}

fn config(clients: Arc<dyn ClientCertVerifier>) -> ServerConfig {
    let certificate = CertificateDer::from_pem_file(file("server.pem")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(file("server.key")).expect("a key");
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_client_cert_verifier(clients)
        .with_single_cert(vec![certificate], key)
        .expect("a pair")
}

/// A server for 127.0.0.1 that responds to every request over TLS; returns its port.
fn tls_server(config: Arc<ServerConfig>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).expect("a session"), stream);
            thread::spawn(move || {
                let mut request = [0; 4096];
                // A client that refuses the certificate hangs up here.
                if stream.read(&mut request).is_ok_and(|read| read > 0) {
                    let _ = stream.write_all(response(200, "{}").as_bytes());
                    let _ = stream.flush();
                }
            });
        }
    });
    port
}

/// How a call over TLS ends: "ok", or the code of its error.
fn outcome(host: &str, options: &Value, environment: &[(&str, &str)]) -> String {
    outcome_at(tls_server(server_config()), host, options, environment)
}

/// How a call to this port ends.
fn outcome_at(port: u16, host: &str, options: &Value, environment: &[(&str, &str)]) -> String {
    let server = Server::start(plain);
    let mut options = options.clone();
    options["base_url"] = format!("https://{host}:{port}").into();
    let called = client(&server, &options, environment).and_then(|client| ask(&client, &get("/Organisation")));
    called.map_or_else(|error| error.code().to_owned(), |_| "ok".to_owned())
}

#[test]
fn an_untrusted_server_is_refused_and_a_ca_file_adds_a_trusted_root() {
    let authority = file("authority.pem");
    assert_eq!(outcome("127.0.0.1", &json!({}), &[]), "tls");
    assert_eq!(outcome("127.0.0.1", &json!({"ca_file": authority}), &[]), "ok");
    assert_eq!(outcome("localhost", &json!({"ca_file": authority}), &[]), "tls", "the name must fit too");
    for variable in ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"] {
        assert_eq!(outcome("127.0.0.1", &json!({}), &[(variable, authority.as_str())]), "ok", "{variable}");
        let untrusted = outcome("127.0.0.1", &json!({"trust_env": false}), &[(variable, authority.as_str())]);
        assert_eq!(untrusted, "tls", "{variable}");
    }
}

#[test]
fn nothing_turns_verification_off() {
    for option in ["verify", "insecure", "verify_tls", "reject_unauthorized", "danger_accept_invalid_certs"] {
        for value in [json!(true), json!(false), json!("none")] {
            assert_eq!(outcome("127.0.0.1", &json!({option: value}), &[]), "config", "{option}");
        }
    }
    for variable in ["NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONHTTPSVERIFY", "SSL_VERIFY", "XERO_INSECURE"] {
        assert_eq!(outcome("127.0.0.1", &json!({}), &[(variable, "0")]), "tls", "{variable}");
    }
}

#[test]
fn a_bad_ca_file_fails_when_the_client_is_made() {
    let server = Server::start(plain);
    let (key, here) = (file("server.key"), file("../tls.rs"));
    for bad in ["/nowhere/ca.pem", &key, &here] {
        let error = client(&server, &json!({"ca_file": bad}), &[]).unwrap_err();
        assert_eq!(error.code(), "config", "{bad}");
        assert!(error.message().contains(bad), "{error}");
        for variable in ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"] {
            let error = client(&server, &json!({}), &[(variable, bad)]).unwrap_err();
            assert_eq!(error.code(), "config", "{variable}={bad}");
        }
    }
}

#[test]
fn a_server_that_asks_for_a_certificate_is_shown_the_clients() {
    let port = tls_server(asking_config());
    let ca_file = file("authority.pem");
    let with = |certificate: &str| json!({"ca_file": ca_file, "client_certificate": certificate});
    assert_eq!(outcome_at(port, "127.0.0.1", &json!({"ca_file": ca_file}), &[]), "tls");
    assert_eq!(outcome_at(port, "127.0.0.1", &with(&file("client.pem")), &[]), "ok");
    assert_eq!(outcome("127.0.0.1", &with(&file("client.pem")), &[]), "ok", "one that does not ask");
}

#[test]
fn a_client_certificate_that_cannot_be_used_fails_when_the_client_is_made_and_shows_nothing_of_its_key() {
    let server = Server::start(plain);
    let folder = std::env::temp_dir().join(format!("xero-m2m-certificates-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let read = |name: &str| std::fs::read_to_string(file(name)).expect("readable");
    let (certificate, key) = (read("server.pem"), read("server.key"));
    let hidden = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let (begin, end) = ("-----BEGIN PRIVATE KEY-----\n", "-----END PRIVATE KEY-----\n");
    let cases = [
        (
            "other.pem",
            certificate.clone() + &read("client.pem").split_off(read("client.pem").find(begin).expect("a key")),
            "the private key of another certificate",
        ),
        ("key.pem", key.clone(), "holds no certificate"),
        ("certificate.pem", certificate.clone(), "holds no private key"),
        ("hidden.pem", certificate.clone() + &hidden, "holds an encrypted private key"),
        ("broken.pem", format!("{certificate}{begin}canary+key!{end}"), "is not valid PEM"),
        ("nonsense.pem", format!("{certificate}{begin}Y2FuYXJ5LWtleQ==\n{end}"), "cannot be used"),
        ("nothing.pem", String::new(), "holds no certificate"),
    ];
    for (name, text, why) in cases {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("written");
        let error = client(&server, &json!({"client_certificate": path}), &[]).unwrap_err();
        assert_eq!(error.code(), "config", "{name}");
        let shown = error.to_string();
        assert!(shown.contains(why) && shown.contains(name) && !shown.contains("canary"), "{name}: {shown}");
    }
    assert_eq!(client(&server, &json!({"client_certificate": folder}), &[]).unwrap_err().code(), "config");
    std::fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn nothing_older_than_tls_1_2_is_offered() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("https://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let (send, receive) = channel();
    thread::spawn(move || {
        let mut hello = vec![0; 4096];
        let (mut stream, _) = listener.accept().unwrap();
        let read = stream.read(&mut hello).unwrap();
        send.send(hello[..read].to_vec()).unwrap();
    });
    let server = Server::start(plain);
    let client = client(&server, &json!({"base_url": base_url}), &[]).unwrap();
    ask(&client, &get("/Organisation")).unwrap_err();
    let mut versions = supported_versions(&receive.recv().unwrap());
    versions.sort_unstable();
    assert_eq!(versions, [0x0303, 0x0304], "TLS 1.2 and 1.3");
}

/// The versions that a `ClientHello` offers (RFC 8446, 4.1.2 and 4.2.1).
fn supported_versions(hello: &[u8]) -> Vec<u16> {
    let number = |at: usize| usize::from(u16::from_be_bytes([hello[at], hello[at + 1]]));
    // Record and handshake headers, version and random come first, then three lists, each after its length.
    let mut at = 5 + 4 + 2 + 32;
    at += 1 + usize::from(hello[at]);
    at += 2 + number(at);
    at += 1 + usize::from(hello[at]);
    let end = at + 2 + number(at);
    at += 2;
    while at < end {
        let (kind, size) = (number(at), number(at + 2));
        if kind == 43 {
            return hello[at + 5..at + 4 + size].chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        }
        at += 4 + size;
    }
    Vec::new()
}
