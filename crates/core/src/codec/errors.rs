//! The error bodies of every family, whatever they hold, into one error: JSON, text, HTML, nothing, or half of one.

use std::time::{Duration, SystemTime};

use http::header::WWW_AUTHENTICATE;
use jiff::Timestamp;
use serde_json::Value;

use super::decode::{is_envelope, is_problem};
use super::error_body::parse;
use super::issues::{has_complaint, issues_of, issues_of_element, word};
use crate::error::{Error, Issue, Kind};
use crate::transport::{RawResponse, retry_after};
use xero_m2m_spec::Operation;
use xero_m2m_spec::{Envelope, Reachable};

/// What the error of a refused call needs to know about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefusedCall<'a> {
    /// None for raw calls.
    pub(crate) operation: Option<&'static Operation>,
    pub(crate) has_tenant: bool,
    pub(crate) host: &'a str,
    /// The ids and names that stand in its address, as a message shows them.
    pub(crate) target: Option<&'a str>,
    pub(crate) now: SystemTime,
}

/// The error that a reply other than a success stands for.
pub(crate) fn api_error(reply: &RawResponse, refused: RefusedCall<'_>) -> Error {
    let (body, is_json) = parse(&reply.body);
    let said = said(&body, reply);
    let error = match reply.status {
        300..=399 => Error::new(Kind::Transport, format!("{} redirects, which is not followed", refused.host))
            .hint("calls stay on one origin: check base_url"),
        400 | 422 => bad_request(&body, &said),
        401 => unauthorized(&body, reply, refused),
        403 => forbidden(&body, &said, refused),
        404 => Error::new(Kind::NotFound, format!("Xero has nothing {}{said}", target(refused.target)))
            .hint("check the id; a record of another organisation looks the same"),
        409 => Error::new(Kind::Conflict, format!("the record's state does not allow this{said}")),
        412 => Error::new(Kind::PreconditionFailed, format!("a precondition was not met{said}")),
        413 => Error::new(Kind::PayloadTooLarge, format!("the request is too large{said}"))
            .hint("send fewer records at a time"),
        429 => rate_limited(reply, refused.now),
        503 => Error::new(Kind::Unavailable, format!("Xero, or the organisation, is off line{said}"))
            .hint("try again later")
            .retryable(),
        500..=599 => Error::new(Kind::Server, format!("Xero failed with status {}{said}", reply.status))
            .hint("try again later; if it stays, give the request id to Xero's support")
            .retryable(),
        status => Error::new(Kind::Api, format!("Xero answers {status}{said}")),
    };
    let is_validation = error.kind() == Kind::Validation;
    let wait = retry_after(&reply.headers, refused.now).filter(|_| error.is_retryable());
    let error = if reply.status == 409 { error.with(|details| details.issues = some(issues_of(&body))) } else { error };
    reply.add_context(error).with(|details| {
        details.retry_after = wait.map(|wait| wait.as_secs_f64());
        if is_validation && is_json {
            // Xero echoes the records that were sent; what it says of them is in the issues.
            details.body = None;
        }
    })
}

/// Where a record was looked for: by what it was asked for.
pub(crate) fn target(asked: Option<&str>) -> String {
    asked.map_or_else(|| "there".to_owned(), |asked| format!("for {asked}"))
}

/// The refusal of a write that a reply with a status of success holds after all: of the one record, or of any part of the
/// reply. In a reply to a read the same members tell of a record's past.
pub(crate) fn refusal(body: &Value) -> Option<Error> {
    if let Some(problem) = problem_of(body) {
        return Some(problem_error(problem));
    }
    let members = body.as_object().into_iter().flat_map(|members| members.values()).chain([body]);
    let mut elements = members.flat_map(|member| member.as_array().map_or(std::slice::from_ref(member), Vec::as_slice));
    refused(elements.any(says_no) || has_complaint(body), words(body), issues_of(body))
}

/// The refusal of a whole batch, which stands beside the outcomes of its records.
pub(crate) fn batch_refusal(body: &Value, envelope: Envelope) -> Option<Error> {
    let (Envelope::List(records) | Envelope::One(records)) = envelope else { return None };
    if let Some(problem) = problem_of(body) {
        return Some(problem_error(problem));
    }
    let beside = body.as_object()?.iter().filter(|(name, _)| !is_envelope(name, records));
    let beside = Value::Object(beside.map(|(name, value)| (name.clone(), value.clone())).collect());
    refused(says_no(&beside) || has_complaint(&beside), words(&beside), issues_of(&beside))
}

/// The refusal of one element of a batch.
pub(crate) fn element_refusal(element: &Value, index: usize) -> Option<Error> {
    refused(says_no(element) || has_complaint(element), words(element), issues_of_element(element, index))
}

fn refused(is_refused: bool, words: Option<&str>, issues: Vec<Issue>) -> Option<Error> {
    let said = words.map(|text| format!(": {text}")).filter(|_| issues.is_empty()).unwrap_or_default();
    (is_refused || !issues.is_empty()).then(|| validation(format!("Xero refused this record{said}"), issues))
}

/// Whether an element is marked as refused, by the members that its family has for it. What the element holds may have
/// been refused before, so only its own members count; and nothing but a sign of success is what `OK` says.
fn says_no(element: &Value) -> bool {
    let is_true = |name: &str| {
        let members = element.as_object().into_iter().flatten();
        let mut values = members.filter(|(member, _)| member.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        values
            .any(|value| *value == true || value.as_str().is_some_and(|text| text.trim().eq_ignore_ascii_case("true")))
    };
    let is = |text: Option<&str>, word: &str| text.is_some_and(|text| text.trim().eq_ignore_ascii_case(word));
    is_true("HasErrors")
        || is_true("HasValidationErrors")
        || is(word(element, "StatusAttributeString"), "ERROR")
        // The Bank Feeds API. A timesheet whose `Status` is REJECTED was saved so.
        || is(element.get("status").and_then(Value::as_str), "REJECTED")
        || problem_of(element).is_some()
        || element.get("ErrorNumber").is_some_and(|number| number.as_i64() != Some(0) && !number.is_null())
}

/// What Payroll's member for problems holds, if it holds one.
fn problem_of(body: &Value) -> Option<&Value> {
    let members = body.as_object()?;
    let problem = members.iter().find(|(name, _)| name.eq_ignore_ascii_case("problem"))?.1;
    is_problem(problem).then_some(problem)
}

/// The error that Payroll puts into a reply whose status says success.
pub(crate) fn problem_error(problem: &Value) -> Error {
    let said = words(problem).map(|text| format!(": {text}")).unwrap_or_default();
    let issues = issues_of(problem);
    if issues.is_empty() {
        return Error::new(Kind::Api, format!("Xero refused the request{said}"));
    }
    validation(format!("Xero refused the request{said}"), issues)
}

/// The server's own words, with a separator before them.
fn said(body: &Value, reply: &RawResponse) -> String {
    let text = words(body).map(str::to_owned);
    let text = text.or_else(|| reply.excerpt().filter(|text| !text.trim_start().starts_with(['<', '{', '['])));
    match text.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => format!(": {}", text.chars().take(300).collect::<String>()),
        _ => String::new(),
    }
}

/// What a body says in words: most families have a member for it, Payroll puts it into `problem`, Files into a list.
fn words(body: &Value) -> Option<&str> {
    let inner = body.get("problem").filter(|problem| problem.is_object()).or_else(|| body.get(0)).unwrap_or(body);
    if let Some(text) = inner.as_str() {
        return Some(text);
    }
    ["message", "detail", "title"].iter().find_map(|name| word(inner, name).filter(|text| !text.trim().is_empty()))
}

fn bad_request(body: &Value, said: &str) -> Error {
    let issues = issues_of(body);
    let kind = word(body, "Type").unwrap_or_default();
    // XML has no numbers.
    let number = body.get("ErrorNumber").and_then(|number| number.as_i64().or_else(|| number.as_str()?.parse().ok()));
    match (kind, number) {
        _ if !issues.is_empty() => validation(format!("Xero refused the request{said}"), issues),
        ("ValidationException", _) | (_, Some(10)) => validation(format!("Xero refused the request{said}"), issues),
        ("QueryParseException", _) | (_, Some(16)) => Error::new(
            Kind::Api,
            format!("Xero cannot read the filter{said}"),
        )
        .hint(
            "check where and order: names as Xero writes them, text in double quotes, DateTime(2026,1,31), Guid(\"…\")",
        ),
        ("PostDataInvalidException", _) | (_, Some(17)) => {
            Error::new(Kind::Api, format!("Xero cannot read the records{said}"))
                .hint("a member is unknown, doubled or of the wrong type")
        }
        _ => Error::new(Kind::Api, format!("Xero refused the request{said}")),
    }
}

fn some(issues: Vec<Issue>) -> Option<Vec<Issue>> {
    (!issues.is_empty()).then_some(issues)
}

fn validation(message: String, issues: Vec<Issue>) -> Error {
    let hint = if issues.is_empty() { "correct what the message says" } else { "correct the errors listed" };
    Error::new(Kind::Validation, message)
        .hint(format!("{hint} and call again"))
        .with(|details| details.issues = Some(issues))
}

fn unauthorized(body: &Value, reply: &RawResponse, refused: RefusedCall<'_>) -> Error {
    let detail = word(body, "detail").unwrap_or_default();
    if lacks_scope(reply) {
        let needs: Vec<String> = refused
            .operation
            .map(|operation| {
                operation.scopes.granular.iter().chain(operation.scopes.broad).map(|&scope| scope.to_owned()).collect()
            })
            .unwrap_or_default();
        let hint = match needs.first() {
            Some(scope) => {
                format!("add {scope} to the connection in Xero's developer portal, then have its user approve it again")
            }
            None => "add the scope to the connection, then have its user approve it again".to_owned(),
        };
        return Error::new(Kind::MissingScope, "the connection lacks a scope that this call needs")
            .hint(hint)
            .with(|details| details.needs = Some(needs));
    }
    if detail.starts_with("TokenExpired") {
        Error::new(Kind::Auth, "Xero says that a token fetched just now has expired")
            .hint("check this machine's clock, and that no one revokes the connection's tokens")
    } else {
        Error::new(Kind::Auth, "Xero does not accept the token")
            .hint("check that client id, token_url and base_url belong together; if the connection was edited, its user must approve it again")
    }
}

/// Whether a 401 speaks of a scope; both spellings are seen. A new token would not help.
pub(crate) fn lacks_scope(reply: &RawResponse) -> bool {
    let challenge = reply.headers.get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (body, _) = parse(&reply.body);
    let detail = word(&body, "detail").unwrap_or_default();
    detail.contains("AuthorizationUnsuccessful")
        || challenge.contains("insufficient_scope")
        || challenge.contains("insufficent_scope")
}

fn forbidden(body: &Value, said: &str, refused: RefusedCall<'_>) -> Error {
    let detail = word(body, "detail").unwrap_or_default();
    if refused.operation.is_some_and(|operation| operation.reachable == Reachable::No) {
        Error::new(Kind::PermissionDenied, format!("Xero denies access{said}"))
            .hint("this API is for partners of Xero or for apps: a Custom Connection cannot call it")
    } else if detail.contains("AuthenticationUnsuccessful") && !refused.has_tenant {
        Error::new(Kind::CustomConnectionInactive, "the connection is not active")
            .hint("after an edit, or a revocation, the authorising user must approve the connection again")
    } else if refused.has_tenant {
        Error::new(Kind::PermissionDenied, format!("Xero denies access{said}"))
            .hint("check tenant_id: a Custom Connection needs none")
    } else {
        Error::new(Kind::PermissionDenied, format!("Xero denies access{said}"))
            .hint("the authorising user may lack the permission, or the organisation's plan the feature")
    }
}

/// A `Retry-After` of hours is of the day, whatever its reply calls it.
const LONGEST_MINUTE: Duration = Duration::from_secs(3600);

fn rate_limited(reply: &RawResponse, now: SystemTime) -> Error {
    let problem = reply
        .headers
        .get("x-rate-limit-problem")
        .and_then(|value| value.to_str().ok())
        .map(|text| text.trim().to_ascii_lowercase())
        .unwrap_or_default();
    let hint = retry_after(&reply.headers, now);
    let limited = |kind, name: &str, message: &str| {
        Error::new(kind, message).retryable().with(|details| details.limit_kind = Some(name.to_owned()))
    };
    // No limit of a minute asks for so long.
    if problem.starts_with("da") || hint.is_some_and(|wait| wait >= LONGEST_MINUTE) {
        let resets_at = hint
            .and_then(|wait| Timestamp::try_from(now).ok()?.checked_add(wait).ok())
            .map(|at| Timestamp::from_second(at.as_second()).unwrap_or(at).to_string());
        let until = if resets_at.is_some() { "wait for resets_at" } else { "wait for the organisation's next day" };
        return limited(Kind::DailyLimit, "day", "the organisation's calls of this day are used up")
            .hint(format!("{until}; ask for more at a time, or only for what changed since"))
            .with(|details| details.resets_at = resets_at);
    }
    let error = if problem.starts_with("concurrent") {
        limited(Kind::RateLimit, "concurrent", "too many calls are in flight for the organisation")
    } else if problem.starts_with("app") {
        limited(Kind::RateLimit, "app_minute", "the app's calls of this minute are used up")
    } else {
        limited(Kind::RateLimit, "minute", "the organisation's calls of this minute are used up")
    };
    error.hint("another program may use the same connection; this client keeps the limits by itself")
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderName, HeaderValue};

    fn reply(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> RawResponse {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect::<HeaderMap>();
        RawResponse { status, headers, body: body.as_bytes().to_vec(), size: body.len() as u64 }
    }

    fn error(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Error {
        api_error(
            &reply(status, headers, body),
            RefusedCall {
                operation: None,
                has_tenant: false,
                host: "api.xero.com",
                target: None,
                now: SystemTime::UNIX_EPOCH,
            },
        )
    }

    #[test]
    fn messages_are_found_at_any_depth_with_their_place() {
        let body = r#"{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception occurred","Elements":[
            {"ValidationErrors":[]},
            {"LineItems":[{"ValidationErrors":[{"Message":"no such account"}]}],"ValidationErrors":[{"Message":"no contact"}]}]}"#;
        let error = error(400, &[], body);
        assert_eq!(error.kind(), Kind::Validation);
        let issues: Vec<_> = error
            .details()
            .issues
            .iter()
            .flatten()
            .map(|issue| (issue.index, issue.path.as_str(), issue.message.as_str()))
            .collect();
        assert_eq!(issues, [(1, "", "no contact"), (1, "LineItems[0]", "no such account")]);
    }

    #[test]
    fn every_familys_messages_are_found() {
        let cases = [
            // Payroll NZ, UK and AU v2.
            (
                r#"{"problem":{"title":"BadRequest","detail":"Validation error occurred.","invalidFields":[{"name":"DateOfBirth","reason":"required"}]}}"#,
                0,
                "DateOfBirth",
                "required",
            ),
            // Payroll AU.
            (
                r#"{"ErrorNumber":10,"Type":"ValidationException","Message":"no","Employees":[{},{"ValidationErrors":[{"Message":"too young"}]}]}"#,
                1,
                "",
                "too young",
            ),
            // Projects.
            (
                r#"{"message":"The request is invalid.","modelState":{"name":["Missing","Too short"]}}"#,
                0,
                "name",
                "Missing",
            ),
            // Assets.
            (
                r#"{"fieldValidationErrors":[{"fieldName":"AssetName","localisedMessage":"needed"}],"title":"Bad"}"#,
                0,
                "AssetName",
                "needed",
            ),
            (
                r#"{"resourceValidationErrors":[{"resourceName":"Asset","localisedMessage":"exists already"}]}"#,
                0,
                "Asset",
                "exists already",
            ),
            // Bank feeds.
            (
                r#"{"items":[{},{"errors":[{"title":"Invalid","status":422,"detail":"balance does not add up"}]}]}"#,
                1,
                "",
                "balance does not add up",
            ),
            // Files.
            (r#"[{"type":"Validation","title":"Too large","detail":"over 10 MB"}]"#, 0, "", "over 10 MB"),
        ];
        for (body, index, path, message) in cases {
            let error = error(400, &[], body);
            assert_eq!(error.kind(), Kind::Validation, "{body}");
            let issue = &error.details().issues.as_ref().unwrap()[0];
            assert_eq!((issue.index, issue.path.as_str(), issue.message.as_str()), (index, path, message), "{body}");
        }
    }

    #[test]
    fn every_status_has_a_kind_whatever_the_body() {
        let cases = [
            (400, Kind::Api),
            (401, Kind::Auth),
            (403, Kind::PermissionDenied),
            (404, Kind::NotFound),
            (409, Kind::Conflict),
            (412, Kind::PreconditionFailed),
            (413, Kind::PayloadTooLarge),
            (418, Kind::Api),
            (429, Kind::RateLimit),
            (500, Kind::Server),
            (503, Kind::Unavailable),
            (302, Kind::Transport),
        ];
        for (status, kind) in cases {
            for body in ["", "plain", "<html><body>no</body></html>", r#"{"Message":"cut "#, "[]", "null", "\u{0}\u{1}"]
            {
                assert_eq!(error(status, &[], body).kind(), kind, "{status} {body}");
            }
        }
    }

    #[test]
    fn the_kind_of_a_429_is_read_without_case_and_by_prefix() {
        let limited = |problem| error(429, &[("x-rate-limit-problem", problem), ("retry-after", "7")], "");
        assert_eq!(limited("Daily").kind(), Kind::DailyLimit);
        assert!(limited("Day").details().resets_at.is_some());
        for (problem, kind) in [
            ("Concurrent", "concurrent"),
            (" CONCURRENT requests ", "concurrent"),
            ("AppMinute", "app_minute"),
            ("app minute", "app_minute"),
            ("Minute", "minute"),
            ("mInUtE limit", "minute"),
            ("novel", "minute"),
            ("", "minute"),
        ] {
            let error = limited(problem);
            assert_eq!(error.details().limit_kind.as_deref(), Some(kind));
            assert_eq!(error.details().retry_after, Some(7.0));
        }
    }

    #[test]
    fn a_missing_scope_is_told_from_a_bad_token_in_either_spelling() {
        for spelling in [r#"Bearer error="insufficient_scope""#, r#"Bearer error="insufficent_scope""#] {
            assert_eq!(error(401, &[("www-authenticate", spelling)], "").kind(), Kind::MissingScope);
        }
        assert_eq!(error(401, &[], r#"{"Detail":"AuthorizationUnsuccessful"}"#).kind(), Kind::MissingScope);
        assert_eq!(error(401, &[], r#"{"Detail":"TokenExpired: token expired at 1"}"#).kind(), Kind::Auth);
    }

    #[test]
    fn an_inactive_connection_is_told_from_a_denied_call() {
        let body = r#"{"Type":null,"Title":"Forbidden","Status":403,"Detail":"AuthenticationUnsuccessful"}"#;
        assert_eq!(error(403, &[], body).kind(), Kind::CustomConnectionInactive);
        assert_eq!(error(403, &[], "Forbidden").kind(), Kind::PermissionDenied);
    }
}
