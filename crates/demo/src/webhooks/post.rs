//! One `POST` to the receiver, and whether Xero would accept its response.

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, SET_COOKIE, USER_AGENT};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::receiver_url::ReceiverUrl;

/// The status of the receiver's response, and any other problem with it.
#[derive(Debug)]
pub(crate) struct ReceiverResponse {
    pub(crate) status: Option<u16>,
    pub(crate) problem: Option<String>,
}

pub(crate) async fn post(
    url: &ReceiverUrl,
    timeout_after: Duration,
    body: String,
    signature: &str,
) -> ReceiverResponse {
    let failed = |problem| ReceiverResponse { status: None, problem: Some(problem) };
    match timeout(timeout_after, exchange(url, body, signature)).await {
        Ok(Ok(response)) => response,
        Ok(Err(problem)) => failed(problem),
        Err(_) => failed(format!("no response within {} s", timeout_after.as_secs_f64())),
    }
}

async fn exchange(url: &ReceiverUrl, body: String, signature: &str) -> Result<ReceiverResponse, String> {
    let request = Request::post(url.path())
        .header(HOST, url.host())
        .header(CONTENT_TYPE, "application/json; charset=utf-8")
        .header(USER_AGENT, "xero-m2m demo")
        .header("x-xero-signature", signature)
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| error.to_string())?;
    let stream = TcpStream::connect(url.addresses.as_slice()).await.map_err(|error| error.to_string())?;
    match &url.tls {
        None => send(stream, request).await,
        Some((connector, name)) => {
            let stream = connector.connect(name.clone(), stream).await.map_err(|error| error.to_string())?;
            send(stream, request).await
        }
    }
}

async fn send(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> Result<ReceiverResponse, String> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    let line = tokio::spawn(connection);
    let result = sender.send_request(request).await;
    let response = match result {
        Ok(response) => {
            let status = Some(response.status().as_u16());
            let cookies = response.headers().contains_key(SET_COOKIE);
            let problem = if is_empty(response.into_body()).await? {
                cookies.then(|| "the response must not set cookies".to_owned())
            } else {
                Some("the response body must be empty".to_owned())
            };
            Ok(ReceiverResponse { status, problem })
        }
        Err(error) => Err(error.to_string()),
    };
    // The connection is used for one request only.
    line.abort();
    response
}

/// Returns at the first byte.
async fn is_empty(mut body: Incoming) -> Result<bool, String> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| error.to_string())?;
        if frame.data_ref().is_some_and(|data| !data.is_empty()) {
            return Ok(false);
        }
    }
    Ok(true)
}
