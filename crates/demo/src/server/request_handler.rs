//! The story of one request: journal, fault, gate, route, and the reply as it goes out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http_body_util::{BodyExt, Either, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, HeaderName, HeaderValue, USER_AGENT, VARY,
};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Request};
use xero_m2m_spec::Family;

use crate::call::Call;
use crate::company::Company;
use crate::control::http;
use crate::faults::bodies::{CutBody, DripBody};
use crate::faults::bomb::Bomb;
use crate::faults::{Fault, Reset};
use crate::identity::gate::{Admission, Caller, admit, recognise};
use crate::journal::{Entry, redacted, without_secrets};
use crate::limits::Remaining;
use crate::limits::slot::Slot;
use crate::route_table::{Found, Wish, find};
use crate::strict::{self, LONGEST_QUERY};
use crate::values::ids::Guid;
use crate::wire::body::{Body, BrokenOff, Response};
use crate::wire::gzip::Packer;
use crate::wire::paths::{API, TOKEN};
use crate::wire::query::Query;
use crate::wire::response::{Manner, Reply};
use crate::{identity, routes};

const LARGEST_BODY: usize = 10 * 1024 * 1024;
/// Smaller replies are sent as they are: they fit into two packets anyway.
const WORTH_GZIP: usize = 2_048;

const CORRELATION: HeaderName = HeaderName::from_static("xero-correlation-id");
const DAY_REMAINING: HeaderName = HeaderName::from_static("x-daylimit-remaining");
const MINUTE_REMAINING: HeaderName = HeaderName::from_static("x-minlimit-remaining");
const APP_MINUTE_REMAINING: HeaderName = HeaderName::from_static("x-appminlimit-remaining");

#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) company: Arc<Company>,
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
    found: Found,
    slot: Option<Slot>,
}

impl Desk {
    pub(crate) async fn serve(self, line: Line, request: Request<Incoming>) -> Result<Response, BrokenOff> {
        let (parts, incoming) = request.into_parts();
        let path = parts.uri.path();
        let body = read(incoming).await;
        if http::is_for_company(path) && self.company.takes_commands() {
            let reply = match body {
                Ok(body) => http::answer(&self.company, &parts, &body).await,
                Err(reply) => reply,
            };
            return Ok(reply.into_response());
        }
        let size = body.as_ref().map_or(LARGEST_BODY, Bytes::len);
        let Arrival { manner, number, fault, admission, found, slot } = self.arrive(&parts, size);
        if let Some(delay) = fault.delay {
            tokio::time::sleep(delay).await;
        }
        if fault.reset == Some(Reset::Before) {
            return Err(line.break_off());
        }
        let gzip = contains(&parts.headers, ACCEPT_ENCODING, "gzip");
        let mut reply = match body {
            _ if !fault.lets_through() => Reply::empty(200),
            Err(reply) => reply,
            Ok(body) => self.answer(&parts, &body, manner, admission, found),
        };
        if fault.reset == Some(Reset::After) {
            return Err(line.break_off());
        }
        reply.headers.insert(0, (CORRELATION, text(&manner.correlation.to_string())));
        alter(&mut reply, &fault);
        if gzip {
            compress(&mut reply, &self.packer);
        }
        self.company.lock().journal.finish(number, reply.status);
        Ok(shaped(reply, &fault, slot))
    }

    /// Writes the request down, sees what is to go wrong with it, and lets it through the gate: a call counts when it
    /// comes, however long its reply takes.
    fn arrive(&self, parts: &Parts, body_bytes: usize) -> Arrival {
        let path = parts.uri.path();
        let mut state = self.company.lock();
        let manner = Manner {
            json: contains(&parts.headers, ACCEPT, "application/json"),
            scheme: self.company.scheme(),
            correlation: state.ids.next(),
        };
        let entry = entry(parts, body_bytes, manner);
        let is_token = path == TOKEN;
        let number = state.journal.arrive(entry, is_token);
        let mut caller = recognise(&state, &parts.headers, manner);
        let count = caller.as_ref().ok().and_then(Caller::payer).map(|payer| state.limits.in_flight(payer));
        let slot = (!is_token).then(|| Slot::take(&self.company.in_flight, count));
        let in_flight = slot.as_ref().map_or(0, Slot::in_flight);
        state.limits.note_in_flight(self.company.in_flight.count());
        // A request beyond the concurrent limit is refused at the gate, at once.
        let refused = state.limits.refuses_concurrent(in_flight);
        let fault = if refused { None } else { state.faults.take(parts.method.as_str(), path) };
        if fault.as_ref().is_some_and(|fault| fault.revoke_tokens) {
            let now = state.clock.now();
            state.tokens.revoke_all(now);
            caller = recognise(&state, &parts.headers, manner);
        }
        let fault = fault.unwrap_or_default();
        let pdf = starts_with(&parts.headers, ACCEPT, "application/pdf");
        let named = caller.as_ref().ok().and_then(|caller| state.organisation(caller.tenant_id?));
        let region = named.unwrap_or(&state.organisations[0]).region();
        let found = find(&parts.method, path, Wish { region, pdf });
        let operation = match &found {
            Found::Operation(operation, _) => Some(*operation),
            Found::OtherMethod | Found::Nothing => None,
        };
        let is_api = operation.map_or(path.starts_with(API), |operation| operation.family != Family::Identity);
        let admission = match caller {
            _ if !is_api || !fault.lets_through() => Admission::default(),
            Err(reply) => Admission { refusal: Some(reply), ..Admission::default() },
            Ok(caller) => admit(&mut state, &caller, operation, in_flight, manner),
        };
        Arrival { manner, number, fault, admission, found, slot }
    }

    fn answer(&self, parts: &Parts, body: &Bytes, manner: Manner, admission: Admission, found: Found) -> Reply {
        let Admission { remaining, refusal, tenant_id } = admission;
        let mut reply = refusal.unwrap_or_else(|| self.route(parts, body, manner, found, tenant_id));
        reply.headers.extend(limit_headers(remaining));
        reply
    }

    fn route(&self, parts: &Parts, body: &Bytes, manner: Manner, found: Found, tenant_id: Option<Guid>) -> Reply {
        let mut state = self.company.lock();
        let state = &mut *state;
        if let Some(reply) = identity::answer(state, parts, body, self.company.root(), manner) {
            return reply;
        }
        if state.strict.enabled
            && let Some(violation) = strict::check(parts, body, &found)
        {
            let reply = Reply::text(400, violation.text.clone());
            state.strict.violations.push(violation);
            return reply;
        }
        if parts.uri.query().is_some_and(|query| query.len() > LONGEST_QUERY) {
            return Reply::query_too_long();
        }
        let (operation, path) = match found {
            Found::Operation(operation, path) => (operation, path),
            Found::OtherMethod => return Reply::method_not_allowed(),
            Found::Nothing => return Reply::not_found(),
        };
        let query = Query::parse(parts.uri.query());
        if operation.family == Family::Identity {
            return identity::connections::answer(state, operation, &path, &query, &parts.headers, manner);
        }
        let mut organisations = state.organisations.iter_mut();
        // It may be gone with a reset since it was let into.
        let Some(books) = organisations.find(|books| Some(books.tenant_id()) == tenant_id) else {
            return Reply::problem(manner, 403, "AuthenticationUnsuccessful");
        };
        let listens = state.webhooks.are_on();
        if listens {
            books.listen();
        }
        let now = state.clock.now();
        let reply = routes::answer(&mut Call {
            now,
            books,
            ids: &mut state.ids,
            operation,
            path,
            uri: &parts.uri,
            query,
            headers: &parts.headers,
            body,
            manner,
        });
        if listens {
            state.webhooks.add(books.changes(), books.tenant_id(), now);
            self.company.signals.work.notify_one();
        }
        reply
    }
}

async fn read(incoming: Incoming) -> Result<Bytes, Reply> {
    if incoming.is_end_stream() {
        return Ok(Bytes::new());
    }
    match Limited::new(incoming, LARGEST_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(_) => Err(Reply::text(413, "The request body is larger than 10 MB")),
    }
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
        authorization: authorization.map(|value| redacted(value.as_bytes())),
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
fn alter(reply: &mut Reply, fault: &Fault) {
    if let Some(status) = fault.status {
        reply.status = status;
    }
    if let Some(body) = &fault.body {
        reply.body = body.clone().into();
    }
    // The last of one name counts.
    reply.headers.extend(fault.headers.iter().cloned());
}

fn compress(reply: &mut Reply, packer: &Packer) {
    let is_encoded = reply.headers.iter().any(|(name, _)| *name == CONTENT_ENCODING);
    if reply.body.len() <= WORTH_GZIP || is_encoded {
        return;
    }
    reply.headers.push((CONTENT_ENCODING, HeaderValue::from_static("gzip")));
    reply.headers.push((VARY, HeaderValue::from_static("Accept-Encoding")));
    reply.body = packer.pack(&reply.body).into();
}

/// Bombs, cuts and drips.
fn shaped(mut reply: Reply, fault: &Fault, slot: Option<Slot>) -> Response {
    if let Some(size) = fault.gzip_bomb {
        reply.headers.push((CONTENT_ENCODING, HeaderValue::from_static("gzip")));
        return reply.with_body(boxed(Bomb::new(size).map_err(|never| match never {})));
    }
    let size = reply.body.len();
    let body = match (fault.cut, fault.drip) {
        (Some(sent), _) if sent < size => boxed(CutBody::new(reply.body.slice(..sent))),
        (_, Some(drip)) => boxed(DripBody::new(reply.body.clone(), drip, slot)),
        _ => return reply.into_response(),
    };
    reply.headers.push((CONTENT_LENGTH, HeaderValue::from(size)));
    reply.with_body(body)
}

fn boxed(body: impl hyper::body::Body<Data = Bytes, Error = BrokenOff> + Send + 'static) -> Body {
    Either::Right(body.boxed_unsync())
}

fn limit_headers(remaining: Option<Remaining>) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let Remaining { day, minute, app_minute } = remaining.unwrap_or_default();
    let all = [(DAY_REMAINING, day), (MINUTE_REMAINING, minute), (APP_MINUTE_REMAINING, app_minute)];
    all.into_iter().filter_map(|(name, left)| Some((name, HeaderValue::from(left?))))
}

fn text(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

fn starts_with(headers: &HeaderMap, name: HeaderName, start: &str) -> bool {
    let text = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    text.to_ascii_lowercase().starts_with(start)
}

fn contains(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let has = |value: &HeaderValue| value.to_str().is_ok_and(|text| text.to_ascii_lowercase().contains(word));
    headers.get_all(name).iter().any(has)
}
