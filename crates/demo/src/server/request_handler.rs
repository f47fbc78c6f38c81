//! Handles one request: journal, faults, admission, routing and the response.

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
use crate::identity::admission::{Admission, Caller, admit, identify_caller};
use crate::limits::Remaining;
use crate::limits::in_flight::InFlightGuard;
use crate::request_journal::{RequestEntry, redacted, without_secrets};
use crate::route_table::{RouteHints, RouteMatch, find};
use crate::strict::{self, LONGEST_QUERY};
use crate::values::ids::Guid;
use crate::wire::body::{Body, HttpResponse, ResponseCut};
use crate::wire::gzip::GzipEncoder;
use crate::wire::paths::{API, TOKEN};
use crate::wire::query::Query;
use crate::wire::response::{ApiResponse, ResponseFormat};
use crate::{identity, routes};

const LARGEST_BODY: usize = 10 * 1024 * 1024;
/// Smaller responses are not compressed, because they fit into two packets.
const WORTH_GZIP: usize = 2_048;

const CORRELATION: HeaderName = HeaderName::from_static("xero-correlation-id");
const DAY_REMAINING: HeaderName = HeaderName::from_static("x-daylimit-remaining");
const MINUTE_REMAINING: HeaderName = HeaderName::from_static("x-minlimit-remaining");
const APP_MINUTE_REMAINING: HeaderName = HeaderName::from_static("x-appminlimit-remaining");

#[derive(Clone)]
pub(crate) struct RequestHandler {
    pub(crate) company: Arc<Company>,
    pub(crate) encoder: Arc<GzipEncoder>,
}

/// One connection; `reset` makes it end with an RST.
#[derive(Clone, Default)]
pub(crate) struct Connection {
    pub(crate) reset: Arc<AtomicBool>,
}

impl Connection {
    fn cut_response(&self) -> ResponseCut {
        self.reset.store(true, Ordering::Relaxed);
        ResponseCut
    }
}

/// A request after admission.
struct ReceivedRequest {
    format: ResponseFormat,
    number: u64,
    fault: Fault,
    admission: Admission,
    route: RouteMatch,
    guard: Option<InFlightGuard>,
}

impl RequestHandler {
    pub(crate) async fn serve(
        self,
        connection: Connection,
        request: Request<Incoming>,
    ) -> Result<HttpResponse, ResponseCut> {
        let (parts, incoming) = request.into_parts();
        let path = parts.uri.path();
        let body = read(incoming).await;
        if http::is_for_company(path) && self.company.accepts_commands() {
            let response = match body {
                Ok(body) => http::respond(&self.company, &parts, &body).await,
                Err(response) => response,
            };
            return Ok(response.into_response());
        }
        let size = body.as_ref().map_or(LARGEST_BODY, Bytes::len);
        let ReceivedRequest { format, number, fault, admission, route, guard } = self.arrive(&parts, size);
        if let Some(delay) = fault.delay {
            tokio::time::sleep(delay).await;
        }
        if fault.reset == Some(Reset::Before) {
            return Err(connection.cut_response());
        }
        let gzip = contains(&parts.headers, ACCEPT_ENCODING, "gzip");
        let mut response = match body {
            _ if !fault.runs_operation() => ApiResponse::empty(200),
            Err(response) => response,
            Ok(body) => self.respond(&parts, &body, format, admission, route),
        };
        if fault.reset == Some(Reset::After) {
            return Err(connection.cut_response());
        }
        response.headers.insert(0, (CORRELATION, text(&format.correlation.to_string())));
        alter(&mut response, &fault);
        if gzip {
            compress(&mut response, &self.encoder);
        }
        self.company.lock().journal.finish(number, response.status);
        Ok(shaped(response, &fault, guard))
    }

    /// Records the request, selects its fault and admits it. A call counts when it arrives, however long its response
    /// takes.
    fn arrive(&self, parts: &Parts, body_bytes: usize) -> ReceivedRequest {
        let path = parts.uri.path();
        let mut state = self.company.lock();
        let format = ResponseFormat {
            json: contains(&parts.headers, ACCEPT, "application/json"),
            scheme: self.company.scheme(),
            correlation: state.ids.next(),
        };
        let entry = entry(parts, body_bytes, format);
        let is_token = path == TOKEN;
        let number = state.journal.arrive(entry, is_token);
        let mut caller = identify_caller(&state, &parts.headers, format);
        let count = caller.as_ref().ok().and_then(Caller::quota_key).map(|quota_key| state.limits.in_flight(quota_key));
        let guard = (!is_token).then(|| InFlightGuard::take(&self.company.in_flight, count));
        let in_flight = guard.as_ref().map_or(0, InFlightGuard::in_flight);
        state.limits.note_in_flight(self.company.in_flight.count());
        // A request above the concurrent limit is refused at once.
        let refused = state.limits.refuses_concurrent(in_flight);
        let fault = if refused { None } else { state.faults.take(parts.method.as_str(), path) };
        if fault.as_ref().is_some_and(|fault| fault.revoke_tokens) {
            let now = state.clock.now();
            state.tokens.revoke_all(now);
            caller = identify_caller(&state, &parts.headers, format);
        }
        let fault = fault.unwrap_or_default();
        let pdf = starts_with(&parts.headers, ACCEPT, "application/pdf");
        let named = caller.as_ref().ok().and_then(|caller| state.organisation(caller.tenant_id?));
        let region = named.unwrap_or(&state.organisations[0]).region();
        let route = find(&parts.method, path, RouteHints { region, pdf });
        let operation = match &route {
            RouteMatch::Operation(operation, _) => Some(*operation),
            RouteMatch::OtherMethod | RouteMatch::Nothing => None,
        };
        let is_api = operation.map_or(path.starts_with(API), |operation| operation.family != Family::Identity);
        let admission = match caller {
            _ if !is_api || !fault.runs_operation() => Admission::default(),
            Err(response) => Admission { refusal: Some(response), ..Admission::default() },
            Ok(caller) => admit(&mut state, &caller, operation, in_flight, format),
        };
        ReceivedRequest { format, number, fault, admission, route, guard }
    }

    fn respond(
        &self,
        parts: &Parts,
        body: &Bytes,
        format: ResponseFormat,
        admission: Admission,
        route: RouteMatch,
    ) -> ApiResponse {
        let Admission { remaining, refusal, tenant_id } = admission;
        let mut response = refusal.unwrap_or_else(|| self.route(parts, body, format, route, tenant_id));
        response.headers.extend(limit_headers(remaining));
        response
    }

    fn route(
        &self,
        parts: &Parts,
        body: &Bytes,
        format: ResponseFormat,
        route: RouteMatch,
        tenant_id: Option<Guid>,
    ) -> ApiResponse {
        let mut state = self.company.lock();
        let state = &mut *state;
        if let Some(response) = identity::respond(state, parts, body, self.company.root(), format) {
            return response;
        }
        if state.strict.enabled
            && let Some(violation) = strict::check(parts, body, &route)
        {
            let response = ApiResponse::text(400, violation.text.clone());
            state.strict.violations.push(violation);
            return response;
        }
        if parts.uri.query().is_some_and(|query| query.len() > LONGEST_QUERY) {
            return ApiResponse::query_too_long();
        }
        let (operation, path) = match route {
            RouteMatch::Operation(operation, path) => (operation, path),
            RouteMatch::OtherMethod => return ApiResponse::method_not_allowed(),
            RouteMatch::Nothing => return ApiResponse::not_found(),
        };
        let query = Query::parse(parts.uri.query());
        if operation.family == Family::Identity {
            return identity::connections::respond(state, operation, &path, &query, &parts.headers, format);
        }
        let mut organisations = state.organisations.iter_mut();
        // A reset may have removed it since admission.
        let Some(books) = organisations.find(|books| Some(books.tenant_id()) == tenant_id) else {
            return ApiResponse::problem(format, 403, "AuthenticationUnsuccessful");
        };
        let listens = state.webhooks.are_on();
        if listens {
            books.listen();
        }
        let now = state.clock.now();
        let response = routes::respond(&mut Call {
            now,
            books,
            ids: &mut state.ids,
            operation,
            path,
            uri: &parts.uri,
            query,
            headers: &parts.headers,
            body,
            format,
        });
        if listens {
            state.webhooks.add(books.changes(), books.tenant_id(), now);
            self.company.signals.work.notify_one();
        }
        response
    }
}

async fn read(incoming: Incoming) -> Result<Bytes, ApiResponse> {
    if incoming.is_end_stream() {
        return Ok(Bytes::new());
    }
    match Limited::new(incoming, LARGEST_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(_) => Err(ApiResponse::text(413, "The request body is larger than 10 MB")),
    }
}

fn entry(parts: &Parts, body_bytes: usize, format: ResponseFormat) -> RequestEntry {
    let header =
        |name: &str| parts.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let authorization = parts.headers.get("authorization");
    RequestEntry {
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
        request_id: format.correlation.to_string(),
    }
}

/// Applies the fault's status, body and headers.
fn alter(response: &mut ApiResponse, fault: &Fault) {
    if let Some(status) = fault.status {
        response.status = status;
    }
    if let Some(body) = &fault.body {
        response.body = body.clone().into();
    }
    // A later header replaces an earlier one with the same name.
    response.headers.extend(fault.headers.iter().cloned());
}

fn compress(response: &mut ApiResponse, encoder: &GzipEncoder) {
    let is_encoded = response.headers.iter().any(|(name, _)| *name == CONTENT_ENCODING);
    if response.body.len() <= WORTH_GZIP || is_encoded {
        return;
    }
    response.headers.push((CONTENT_ENCODING, HeaderValue::from_static("gzip")));
    response.headers.push((VARY, HeaderValue::from_static("Accept-Encoding")));
    response.body = encoder.encode(&response.body).into();
}

/// Bombs, cuts and drips.
fn shaped(mut response: ApiResponse, fault: &Fault, guard: Option<InFlightGuard>) -> HttpResponse {
    if let Some(size) = fault.gzip_bomb {
        response.headers.push((CONTENT_ENCODING, HeaderValue::from_static("gzip")));
        return response.with_body(boxed(Bomb::new(size).map_err(|never| match never {})));
    }
    let size = response.body.len();
    let body = match (fault.cut, fault.drip) {
        (Some(sent), _) if sent < size => boxed(CutBody::new(response.body.slice(..sent))),
        (_, Some(drip)) => boxed(DripBody::new(response.body.clone(), drip, guard)),
        _ => return response.into_response(),
    };
    response.headers.push((CONTENT_LENGTH, HeaderValue::from(size)));
    response.with_body(body)
}

fn boxed(body: impl hyper::body::Body<Data = Bytes, Error = ResponseCut> + Send + 'static) -> Body {
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
