//! The gate before the API: bearer token, connection, tenant, limits, scope, in this order.

use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};

use xero_m2m::api::operation::Operation;

use crate::company::{Activity, State};
use crate::dates::Day;
use crate::ids::Guid;
use crate::limits::{Refusal, Remaining};
use crate::reply::{Manner, Reply};
use crate::scopes;

const RATE_LIMIT_PROBLEM: HeaderName = HeaderName::from_static("x-rate-limit-problem");

/// Blank for requests that are none of the API.
#[derive(Default)]
pub(crate) struct Admission {
    /// None where the caller was not recognised, so that nothing of the limits is told.
    pub(crate) remaining: Option<Remaining>,
    pub(crate) refusal: Option<Reply>,
}

pub(crate) struct Caller<'a> {
    /// None where the path has none.
    pub(crate) operation: Option<&'static Operation>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) in_flight: u64,
    pub(crate) manner: Manner,
}

pub(crate) fn admit(state: &mut State, caller: &Caller<'_>) -> Admission {
    let refused = |remaining, reply| Admission { remaining, refusal: Some(reply) };
    let now = state.clock.now();
    let scopes = match bearer(state, caller, now) {
        Ok(scopes) => scopes,
        Err(reply) => return refused(None, reply),
    };
    if state.connection.activity != Activity::Active || !names_tenant(caller.headers, state.books.tenant_id()) {
        return refused(None, Reply::problem(caller.manner, 403, "AuthenticationUnsuccessful"));
    }
    let remaining = match state.limits.spend(now, caller.in_flight) {
        Ok(remaining) => Some(remaining),
        Err(refusal) => return refused(Some(state.limits.remaining(now)), too_many(refusal)),
    };
    if caller.operation.is_some_and(|operation| !scopes::opens(&scopes, operation)) {
        // Xero spells it so.
        let reply = Reply::problem(caller.manner, 401, "AuthorizationUnsuccessful")
            .with(WWW_AUTHENTICATE, "Bearer error=\"insufficent_scope\"");
        return refused(remaining, reply);
    }
    Admission { remaining, refusal: None }
}

/// The scopes of the token in the header.
fn bearer(state: &State, caller: &Caller<'_>, now: i64) -> Result<std::sync::Arc<Vec<String>>, Reply> {
    let header = caller.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or("");
    let token = header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .and_then(|(_, token)| state.tokens.find(token.trim()));
    match token {
        None => Err(Reply::problem(caller.manner, 401, "AuthenticationUnsuccessful")),
        Some(token) if token.expires <= now => {
            let detail = format!("TokenExpired: token expired at {}", american(token.expires));
            Err(Reply::problem(caller.manner, 401, &detail).with(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""))
        }
        Some(token) => Ok(std::sync::Arc::clone(&token.scopes)),
    }
}

/// An absent or empty header is fine; a wrong one is not.
fn names_tenant(headers: &HeaderMap, tenant: Guid) -> bool {
    match headers.get("xero-tenant-id").map(|value| value.to_str().unwrap_or("?").trim()) {
        None | Some("") => true,
        Some(text) => Guid::parse(text) == Some(tenant),
    }
}

fn too_many(refusal: Refusal) -> Reply {
    let reply = Reply::empty(429).with(RATE_LIMIT_PROBLEM, refusal.problem);
    match refusal.retry_after {
        Some(seconds) => reply.with(RETRY_AFTER, &seconds.to_string()),
        None => reply,
    }
}

/// The form of time that Xero writes into this one message.
fn american(millis: i64) -> String {
    let day = Day::of_millis(millis);
    let (year, month, date) = day.civil();
    let seconds = (millis - day.millis()) / 1_000;
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{month:02}/{date:02}/{year:04} {hour:02}:{minute:02}:{second:02}")
}
