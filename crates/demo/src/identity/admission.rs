//! Admission to the API: checks bearer token, app, tenant, limits and scope, in this order.

use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use xero_m2m_spec::{Family, Operation};

use crate::auth::app::{Activity, App};
use crate::auth::bearer::Bearer;
use crate::auth::scopes;
use crate::company::CompanyState;
use crate::limits::{LimitExceeded, QuotaKey, Remaining};
use crate::values::dates::Day;
use crate::values::ids::Guid;
use crate::wire::response::{ApiResponse, ResponseFormat};

const RATE_LIMIT_PROBLEM: HeaderName = HeaderName::from_static("x-rate-limit-problem");

/// Empty for requests outside the API.
#[derive(Default)]
pub(crate) struct Admission {
    /// None if the caller was not recognised; limits are then not reported.
    pub(crate) remaining: Option<Remaining>,
    pub(crate) refusal: Option<ApiResponse>,
    /// The organisation that the call may access.
    pub(crate) tenant_id: Option<Guid>,
}

/// The app, user and organisation of a request.
pub(crate) struct Caller {
    pub(crate) bearer: Bearer,
    has_broad: bool,
    is_active: bool,
    /// None unless the app is connected to the organisation.
    pub(crate) tenant_id: Option<Guid>,
}

impl Caller {
    pub(crate) fn quota_key(&self) -> Option<QuotaKey> {
        Some(QuotaKey { client_id: self.bearer.client_id.clone(), tenant_id: self.tenant_id? })
    }
}

pub(crate) fn identify_caller(
    state: &CompanyState,
    headers: &HeaderMap,
    format: ResponseFormat,
) -> Result<Caller, ApiResponse> {
    let now = state.clock.now();
    let header = headers.get(AUTHORIZATION).and_then(|value| std::str::from_utf8(value.as_bytes()).ok()).unwrap_or("");
    let found = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let token = found.and_then(|(_, token)| state.tokens.find(token.trim()));
    // A reset may have removed the app of a token.
    let known = token.and_then(|token| Some((token, state.auth.app(&token.bearer.client_id)?)));
    let Some((token, app)) = known else {
        return Err(ApiResponse::problem(format, 401, "AuthenticationUnsuccessful"));
    };
    if token.expires <= now {
        let detail = format!("TokenExpired: token expired at {}", american(token.expires));
        return Err(ApiResponse::problem(format, 401, &detail).with(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
    }
    Ok(Caller {
        bearer: token.bearer.clone(),
        has_broad: app.has_broad(now),
        is_active: app.activity == Activity::Active,
        tenant_id: if token.bearer.has_user { tenant(state, app, headers) } else { None },
    })
}

/// Counts the call and admits it, or gives the reason for a refusal. `operation` is none for an unknown path.
pub(crate) fn admit(
    state: &mut CompanyState,
    caller: &Caller,
    operation: Option<&'static Operation>,
    in_flight: u64,
    format: ResponseFormat,
) -> Admission {
    let refused = |remaining, response| Admission { remaining, refusal: Some(response), tenant_id: None };
    let is_of_app = operation.is_some_and(|operation| operation.family == Family::AppStore);
    let tenant_id = caller.tenant_id.or_else(|| is_of_app.then(|| state.organisations[0].tenant_id()));
    let Some(tenant_id) = tenant_id.filter(|_| caller.is_active) else {
        return refused(None, ApiResponse::problem(format, 403, "AuthenticationUnsuccessful"));
    };
    let quota_key = QuotaKey { client_id: caller.bearer.client_id.clone(), tenant_id };
    let now = state.clock.now();
    let remaining = match state.limits.spend(&quota_key, now, in_flight) {
        Ok(remaining) => Some(remaining),
        Err(exceeded) => return refused(Some(state.limits.remaining(&quota_key, now)), too_many(exceeded)),
    };
    if operation.is_some_and(|operation| !scopes::allows(&caller.bearer.scopes, operation, caller.has_broad)) {
        return refused(remaining, no_scope(format));
    }
    Admission { remaining, refusal: None, tenant_id: Some(tenant_id) }
}

pub(crate) fn no_scope(format: ResponseFormat) -> ApiResponse {
    // Spelled as Xero spells it.
    ApiResponse::problem(format, 401, "AuthorizationUnsuccessful")
        .with(WWW_AUTHENTICATE, "Bearer error=\"insufficent_scope\"")
}

/// A custom connection may omit its only organisation; other apps must name one.
fn tenant(state: &CompanyState, app: &App, headers: &HeaderMap) -> Option<Guid> {
    match headers.get("xero-tenant-id").map(|value| value.to_str().unwrap_or("?").trim()) {
        None | Some("") if app.is_custom() => state.auth.tenant_of(&app.client_id),
        named => Guid::parse(named?).filter(|tenant_id| state.auth.is_connected(&app.client_id, *tenant_id)),
    }
}

fn too_many(exceeded: LimitExceeded) -> ApiResponse {
    let response = ApiResponse::empty(429).with(RATE_LIMIT_PROBLEM, exceeded.problem);
    match exceeded.retry_after {
        Some(seconds) => response.with(RETRY_AFTER, &seconds.to_string()),
        None => response,
    }
}

/// The time format of this one message.
fn american(millis: i64) -> String {
    let day = Day::of_millis(millis);
    let (year, month, date) = day.civil();
    let seconds = (millis - day.millis()) / 1_000;
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{month:02}/{date:02}/{year:04} {hour:02}:{minute:02}:{second:02}")
}
