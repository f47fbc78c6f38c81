//! The gate before the API: bearer token, app, tenant, limits, scope, in this order.

use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use xero_m2m_spec::{Family, Operation};

use crate::auth::app::{Activity, App};
use crate::auth::bearer::Bearer;
use crate::auth::scopes;
use crate::company::State;
use crate::limits::{Payer, Refusal, Remaining};
use crate::values::dates::Day;
use crate::values::ids::Guid;
use crate::wire::response::{Manner, Reply};

const RATE_LIMIT_PROBLEM: HeaderName = HeaderName::from_static("x-rate-limit-problem");

/// Blank for requests that are none of the API.
#[derive(Default)]
pub(crate) struct Admission {
    /// None where the caller was not recognised, so that nothing of the limits is told.
    pub(crate) remaining: Option<Remaining>,
    pub(crate) refusal: Option<Reply>,
    /// The organisation that is let into.
    pub(crate) tenant_id: Option<Guid>,
}

/// Whom a request is from, and for which organisation.
pub(crate) struct Caller {
    pub(crate) bearer: Bearer,
    has_broad: bool,
    is_active: bool,
    /// None where it names none that the app is connected to.
    pub(crate) tenant_id: Option<Guid>,
}

impl Caller {
    pub(crate) fn payer(&self) -> Option<Payer> {
        Some(Payer { client_id: self.bearer.client_id.clone(), tenant_id: self.tenant_id? })
    }
}

pub(crate) fn recognise(state: &State, headers: &HeaderMap, manner: Manner) -> Result<Caller, Reply> {
    let now = state.clock.now();
    let header = headers.get(AUTHORIZATION).and_then(|value| std::str::from_utf8(value.as_bytes()).ok()).unwrap_or("");
    let found = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let token = found.and_then(|(_, token)| state.tokens.find(token.trim()));
    // The app of a token may be gone with a reset.
    let known = token.and_then(|token| Some((token, state.auth.app(&token.bearer.client_id)?)));
    let Some((token, app)) = known else {
        return Err(Reply::problem(manner, 401, "AuthenticationUnsuccessful"));
    };
    if token.expires <= now {
        let detail = format!("TokenExpired: token expired at {}", american(token.expires));
        return Err(Reply::problem(manner, 401, &detail).with(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
    }
    Ok(Caller {
        bearer: token.bearer.clone(),
        has_broad: app.has_broad(now),
        is_active: app.activity == Activity::Active,
        tenant_id: if token.bearer.has_user { tenant(state, app, headers) } else { None },
    })
}

/// Counts the call and lets it in, or says why not. No operation: the path has none.
pub(crate) fn admit(
    state: &mut State,
    caller: &Caller,
    operation: Option<&'static Operation>,
    in_flight: u64,
    manner: Manner,
) -> Admission {
    let refused = |remaining, reply| Admission { remaining, refusal: Some(reply), tenant_id: None };
    let is_of_app = operation.is_some_and(|operation| operation.family == Family::AppStore);
    let tenant_id = caller.tenant_id.or_else(|| is_of_app.then(|| state.organisations[0].tenant_id()));
    let Some(tenant_id) = tenant_id.filter(|_| caller.is_active) else {
        return refused(None, Reply::problem(manner, 403, "AuthenticationUnsuccessful"));
    };
    let payer = Payer { client_id: caller.bearer.client_id.clone(), tenant_id };
    let now = state.clock.now();
    let remaining = match state.limits.spend(&payer, now, in_flight) {
        Ok(remaining) => Some(remaining),
        Err(refusal) => return refused(Some(state.limits.remaining(&payer, now)), too_many(refusal)),
    };
    if operation.is_some_and(|operation| !scopes::opens(&caller.bearer.scopes, operation, caller.has_broad)) {
        return refused(remaining, no_scope(manner));
    }
    Admission { remaining, refusal: None, tenant_id: Some(tenant_id) }
}

pub(crate) fn no_scope(manner: Manner) -> Reply {
    // Xero spells it so.
    Reply::problem(manner, 401, "AuthorizationUnsuccessful")
        .with(WWW_AUTHENTICATE, "Bearer error=\"insufficent_scope\"")
}

/// A custom connection has one organisation, which it need not name; other apps must.
fn tenant(state: &State, app: &App, headers: &HeaderMap) -> Option<Guid> {
    match headers.get("xero-tenant-id").map(|value| value.to_str().unwrap_or("?").trim()) {
        None | Some("") if app.is_custom() => state.auth.tenant_of(&app.client_id),
        named => Guid::parse(named?).filter(|tenant_id| state.auth.is_connected(&app.client_id, *tenant_id)),
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
