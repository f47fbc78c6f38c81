//! Proxies: which requests take them, and that their passwords stay out of sight.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::server::{Server, ask, client, get, plain};

const PASSWORD: &str = "canary-proxy-51be";

fn refusing_proxy() -> (Server, String) {
    let proxy = Server::start(|_| "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n".to_owned());
    let url = format!("http://user:{PASSWORD}@127.0.0.1:{}", proxy.port);
    (proxy, url)
}

#[test]
fn a_proxys_password_is_sent_to_the_proxy_and_shown_nowhere() {
    let server = Server::start(plain);
    let (proxy, url) = refusing_proxy();
    for (options, environment) in [
        (json!({"proxy": url}), vec![]),
        (json!({}), vec![("HTTPS_PROXY", url.as_str())]),
        (json!({}), vec![("all_proxy", url.as_str())]),
    ] {
        let mut options = options;
        options["base_url"] = "https://api.example.invalid".into();
        let client = client(&server, &options, &environment).unwrap();
        let error = ask(&client, &get("/Organisation")).unwrap_err();
        let asked = proxy.seen().pop().expect("the proxy is asked");
        assert_eq!(asked.line(), "CONNECT api.example.invalid:443 HTTP/1.1");
        let pair = STANDARD.encode(format!("user:{PASSWORD}"));
        assert_eq!(asked.headers("proxy-authorization"), [format!("Basic {pair}")]);
        let shown = format!("{error} {error:?} {client:?} {}", String::from_utf8(client.describe()).unwrap());
        assert!(!shown.contains(PASSWORD) && !shown.contains(&pair), "{shown}");
    }
}

#[test]
fn an_invalid_proxy_url_is_refused_without_showing_its_password() {
    let server = Server::start(plain);
    for bad in ["ftp://user:PASSWORD@host", "http://user:PASSWORD@", "http://user:PASSWORD@ho st", "user:PASSWORD@:1:2"]
    {
        let bad = bad.replace("PASSWORD", PASSWORD);
        let error = client(&server, &json!({"proxy": bad}), &[]).unwrap_err();
        assert_eq!(error.code(), "config");
        assert!(!format!("{error} {error:?}").contains(PASSWORD), "{error}");
    }
}

#[test]
fn no_proxy_is_followed_and_loopback_needs_no_proxy() {
    let server = Server::start(plain);
    let (proxy, url) = refusing_proxy();
    let all = [("HTTP_PROXY", url.as_str()), ("HTTPS_PROXY", url.as_str()), ("ALL_PROXY", url.as_str())];
    let here = client(&server, &json!({}), &all).unwrap();
    ask(&here, &get("/Organisation")).unwrap();
    ask(&client(&server, &json!({"proxy": url}), &[]).unwrap(), &get("/Organisation")).unwrap();
    let mut excepted = all.to_vec();
    excepted.push(("NO_PROXY", "other.example, .example.invalid"));
    let there = client(&server, &json!({"base_url": "https://api.example.invalid"}), &excepted).unwrap();
    assert_eq!(ask(&there, &get("/Organisation")).unwrap_err().code(), "connect");
    assert!(proxy.seen().is_empty(), "{:?}", proxy.seen());
}

#[test]
fn the_environments_proxy_is_ignored_if_trust_env_is_off() {
    let server = Server::start(plain);
    let (proxy, url) = refusing_proxy();
    let options = json!({"base_url": "https://api.example.invalid", "trust_env": false});
    let client = client(&server, &options, &[("HTTPS_PROXY", url.as_str())]).unwrap();
    assert_eq!(ask(&client, &get("/Organisation")).unwrap_err().code(), "connect");
    assert!(proxy.seen().is_empty());
}
