//! One POST to the receiver, and whether its answer is one that Xero takes.

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

use super::target::Target;

/// What the receiver did: its status, and what is wrong with the answer beside that.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: Option<u16>,
    pub(crate) problem: Option<String>,
}

pub(crate) async fn post(target: &Target, patience: Duration, body: String, signature: &str) -> Answer {
    let failed = |problem| Answer { status: None, problem: Some(problem) };
    match timeout(patience, exchange(target, body, signature)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(problem)) => failed(problem),
        Err(_) => failed(format!("no answer within {} s", patience.as_secs_f64())),
    }
}

async fn exchange(target: &Target, body: String, signature: &str) -> Result<Answer, String> {
    let request = Request::post(target.path())
        .header(HOST, target.host())
        .header(CONTENT_TYPE, "application/json; charset=utf-8")
        .header(USER_AGENT, "xero-m2m demo")
        .header("x-xero-signature", signature)
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| error.to_string())?;
    let stream = TcpStream::connect(target.addresses.as_slice()).await.map_err(|error| error.to_string())?;
    match &target.tls {
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
) -> Result<Answer, String> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    let line = tokio::spawn(connection);
    let answered = sender.send_request(request).await;
    let answer = match answered {
        Ok(response) => {
            let status = Some(response.status().as_u16());
            let cookies = response.headers().contains_key(SET_COOKIE);
            let problem = if is_empty(response.into_body()).await? {
                cookies.then(|| "the answer must set no cookies".to_owned())
            } else {
                Some("the answer must have an empty body".to_owned())
            };
            Ok(Answer { status, problem })
        }
        Err(error) => Err(error.to_string()),
    };
    // One request is all that this connection is for.
    line.abort();
    answer
}

/// Whether no byte comes; what comes after the first is not waited for.
async fn is_empty(mut body: Incoming) -> Result<bool, String> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| error.to_string())?;
        if frame.data_ref().is_some_and(|data| !data.is_empty()) {
            return Ok(false);
        }
    }
    Ok(true)
}
