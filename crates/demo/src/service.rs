//! The story of one request: journal, fault, gate, route, and the reply as it goes out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::{IntoResponse, Response};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, HeaderName, HeaderValue, USER_AGENT, VARY,
};
use hyper::http::request::Parts;
use hyper::service::Service;
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::service::TowerToHyperService;

use crate::company::{Company, Slot};
use crate::faults::bodies::{BrokenOff, CutBody, DripBody};
use crate::faults::bomb::Bomb;
use crate::faults::{Fault, Reset};
use crate::gate::{Admission, Caller, admit};
use crate::gzip::Packer;
use crate::journal::{Entry, redacted, without_secrets};
use crate::limits::Remaining;
use crate::reply::{Manner, Reply};
use crate::routes::{API, TOKEN};

const LARGEST_BODY: usize = 10 * 1024 * 1024;
/// Smaller replies are sent as they are: they fit into two packets anyway.
const WORTH_GZIP: u64 = 2_048;

const CORRELATION: HeaderName = HeaderName::from_static("xero-correlation-id");
const DAY_REMAINING: HeaderName = HeaderName::from_static("x-daylimit-remaining");
const MINUTE_REMAINING: HeaderName = HeaderName::from_static("x-minlimit-remaining");
const APP_MINUTE_REMAINING: HeaderName = HeaderName::from_static("x-appminlimit-remaining");

#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) company: Arc<Company>,
    pub(crate) router: TowerToHyperService<Router>,
    pub(crate) packer: Arc<Packer>,
}

/// One connection; `reset` makes its end an RST where an orderly close would be too kind.
#[derive(Clone, Default)]
pub(crate) struct Line {
    pub(crate) reset: Arc<AtomicBool>,
}

impl Line {
    fn break_off(&self) -> BrokenOff {
        self.reset.store(true, Ordering::Relaxed);
        BrokenOff
    }
}

/// A request as it came in.
struct Arrival {
    manner: Manner,
    number: u64,
    fault: Fault,
    admission: Admission,
}

impl Desk {
    pub(crate) async fn serve(self, line: Line, request: Request<Incoming>) -> Result<Response, BrokenOff> {
        let (parts, incoming) = request.into_parts();
        let path = parts.uri.path();
        let is_token = path == TOKEN;
        let body = read(incoming).await;
        let size = body.as_ref().map_or(LARGEST_BODY, Bytes::len);
        let slot = (!is_token).then(|| self.company.enter());
        let in_flight = slot.as_ref().map_or(0, |slot| slot.in_flight);

        let Arrival { manner, number, fault, admission } = self.arrive(&parts, size, in_flight);
        if let Some(delay) = fault.delay {
            tokio::time::sleep(delay).await;
        }
        if fault.reset == Some(Reset::Before) {
            return Err(line.break_off());
        }
        let gzip = contains(&parts.headers, ACCEPT_ENCODING, "gzip");
        let mut response = match body {
            _ if !fault.lets_through() => Response::new(Body::empty()),
            Err(reply) => reply.into_response(),
            Ok(body) => self.answer(parts, body, manner, admission).await,
        };
        if fault.reset == Some(Reset::After) {
            return Err(line.break_off());
        }
        alter(&mut response, &fault);
        set(&mut response, CORRELATION, &manner.correlation.to_string());
        if gzip {
            response = compressed(response, &self.packer).await;
        }
        let response = shaped(response, &fault, slot).await;
        self.company.lock().journal.finish(number, response.status().as_u16());
        Ok(response)
    }

    /// Writes the request down, sees what is to go wrong with it, and lets it through the gate: a call counts when it
    /// comes, however long its reply takes.
    fn arrive(&self, parts: &Parts, body_bytes: usize, in_flight: u64) -> Arrival {
        let path = parts.uri.path();
        let mut state = self.company.lock();
        let manner =
            Manner { json: contains(&parts.headers, ACCEPT, "application/json"), correlation: state.ids.next() };
        let entry = entry(parts, body_bytes, manner);
        let number = state.journal.arrive(entry, path == TOKEN);
        state.limits.note_in_flight(in_flight);
        // A request beyond the concurrent limit is refused at the gate, at once.
        let refused = state.limits.refuses_concurrent(in_flight);
        let fault = if refused { None } else { state.faults.take(parts.method.as_str(), path) };
        if fault.as_ref().is_some_and(|fault| fault.revoke_tokens) {
            let now = state.clock.now();
            state.tokens.revoke_all(now);
        }
        let fault = fault.unwrap_or_default();
        let resource = path.strip_prefix(API).and_then(|rest| rest.strip_prefix('/'));
        let admission = resource.filter(|_| fault.lets_through()).map_or_else(Admission::default, |resource| {
            let (method, resource, headers) = (parts.method.as_str(), scoped(resource), &parts.headers);
            admit(&mut state, &Caller { method, resource, headers, in_flight, manner })
        });
        Arrival { manner, number, fault, admission }
    }

    async fn answer(&self, parts: Parts, body: Bytes, manner: Manner, admission: Admission) -> Response {
        let Admission { remaining, refusal } = admission;
        if let Some(reply) = refusal {
            return with_remaining(reply.into_response(), remaining);
        }
        let mut request = Request::from_parts(parts, Body::from(body));
        request.extensions_mut().insert(manner);
        let response = match self.router.call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        with_remaining(response, remaining)
    }
}

/// The part of the path that scopes go by: the resource, or `Attachments` below any of them.
fn scoped(path: &str) -> &str {
    let mut parts = path.split('/');
    let resource = parts.next().unwrap_or("");
    parts.nth(1).filter(|part| *part == "Attachments").unwrap_or(resource)
}

async fn read(incoming: Incoming) -> Result<Bytes, Reply> {
    if incoming.is_end_stream() {
        return Ok(Bytes::new());
    }
    to_bytes(Body::new(incoming), LARGEST_BODY)
        .await
        .map_err(|_| Reply::text(413, "The request body is larger than 10 MB"))
}

fn entry(parts: &Parts, body_bytes: usize, manner: Manner) -> Entry {
    let header =
        |name: &str| parts.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let authorization = parts.headers.get("authorization");
    Entry {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(without_secrets),
        status: None,
        authorization: authorization.map(|value| redacted(value.to_str().unwrap_or(""))),
        idempotency_key: header("idempotency-key"),
        body_bytes,
        tenant_id: header("xero-tenant-id"),
        user_agent: header(USER_AGENT.as_str()),
        accept: header(ACCEPT.as_str()),
        accept_encoding: header(ACCEPT_ENCODING.as_str()),
        if_modified_since: header("if-modified-since"),
        request_id: manner.correlation.to_string(),
    }
}

/// Puts in what the fault names; what it does not name stays as it was.
fn alter(response: &mut Response, fault: &Fault) {
    if let Some(status) = fault.status.and_then(|status| StatusCode::from_u16(status).ok()) {
        *response.status_mut() = status;
    }
    if let Some(body) = &fault.body {
        response.headers_mut().remove(CONTENT_LENGTH);
        *response.body_mut() = Body::from(body.clone());
    }
    for (name, value) in &fault.headers {
        response.headers_mut().insert(name.clone(), value.clone());
    }
}

async fn compressed(response: Response, packer: &Packer) -> Response {
    let size = response.body().size_hint();
    if size.exact().is_none_or(|size| size <= WORTH_GZIP) || response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    Response::from_parts(parts, Body::from(packer.pack(&bytes)))
}

/// Bombs, cuts and drips.
async fn shaped(response: Response, fault: &Fault, slot: Option<Slot>) -> Response {
    if fault.cut.is_none() && fault.drip.is_none() && fault.gzip_bomb.is_none() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    if let Some(size) = fault.gzip_bomb {
        parts.headers.remove(CONTENT_LENGTH);
        parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return Response::from_parts(parts, Body::new(Bomb::new(size)));
    }
    let mut bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let body = match (fault.cut, fault.drip) {
        (Some(sent), _) if sent < bytes.len() => {
            bytes.truncate(sent);
            Body::new(CutBody::new(bytes))
        }
        (_, Some(drip)) => Body::new(DripBody::new(bytes, drip, slot)),
        _ => Body::from(bytes),
    };
    Response::from_parts(parts, body)
}

fn with_remaining(mut response: Response, remaining: Option<Remaining>) -> Response {
    if let Some(Remaining { day, minute, app_minute }) = remaining {
        let all = [(DAY_REMAINING, day), (MINUTE_REMAINING, minute), (APP_MINUTE_REMAINING, app_minute)];
        for (name, left) in all {
            if let Some(left) = left {
                response.headers_mut().insert(name, HeaderValue::from(left));
            }
        }
    }
    response
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        // A fault may have set its own.
        response.headers_mut().entry(name).or_insert(value);
    }
}

fn contains(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let has = |value: &HeaderValue| value.to_str().is_ok_and(|text| text.to_ascii_lowercase().contains(word));
    headers.get_all(name).iter().any(has)
}
