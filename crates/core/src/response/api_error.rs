//! The error of a response without success, whatever its body is: JSON, XML, text, HTML, nothing, or cut off.

use std::time::{Duration, SystemTime};

use http::header::WWW_AUTHENTICATE;
use jiff::Timestamp;
use serde_json::Value;

use super::error_body::parse;
use super::issues::{issues_of, message_of, text_of};
use super::refusals::validation;
use crate::error::{Error, ErrorKind, Issue};
use crate::transport::{RawResponse, retry_after};
use xero_m2m_spec::Operation;
use xero_m2m_spec::Reachable;

/// What the error of a refused call needs to know about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefusedCall<'a> {
    /// None for raw calls.
    pub(crate) operation: Option<&'static Operation>,
    pub(crate) has_tenant: bool,
    pub(crate) host: &'a str,
    /// The ids and names in its address, as a message shows them.
    pub(crate) target: Option<&'a str>,
    pub(crate) now: SystemTime,
}

/// The error of a response without success.
pub(crate) fn api_error(response: &RawResponse, refused: RefusedCall<'_>) -> Error {
    let (body, is_json) = parse(&response.body);
    let said = said(&body, response);
    let error = match response.status {
        300..=399 => Error::new(ErrorKind::Transport, format!("{} redirects, which is not followed", refused.host))
            .hint("calls stay on one origin: check base_url"),
        400 | 422 => bad_request(&body, &said),
        401 => unauthorized(&body, response, refused),
        403 => forbidden(&body, &said, refused),
        404 => Error::new(ErrorKind::NotFound, format!("Xero has nothing {}{said}", target(refused.target)))
            .hint("check the id; a record of another organisation looks the same"),
        409 => Error::new(ErrorKind::Conflict, format!("the record's state does not allow this{said}")),
        412 => Error::new(ErrorKind::PreconditionFailed, format!("a precondition was not met{said}")),
        413 => Error::new(ErrorKind::PayloadTooLarge, format!("the request is too large{said}"))
            .hint("send fewer records at a time"),
        429 => rate_limited(response, refused.now),
        503 => Error::new(ErrorKind::Unavailable, format!("Xero, or the organisation, is offline{said}"))
            .hint("try again later")
            .retryable(),
        500..=599 => Error::new(ErrorKind::Server, format!("Xero failed with status {}{said}", response.status))
            .hint("try again later; if it stays, give the request id to Xero's support")
            .retryable(),
        status => Error::new(ErrorKind::Api, format!("Xero responded with status {status}{said}")),
    };
    let is_validation = error.kind() == ErrorKind::Validation;
    let wait = retry_after(&response.headers, refused.now).filter(|_| error.is_retryable());
    let error =
        if response.status == 409 { error.with(|details| details.issues = some(issues_of(&body))) } else { error };
    response.add_context(error).with(|details| {
        details.retry_after = wait.map(|wait| wait.as_secs_f64());
        if is_validation && is_json {
            // Xero echoes the records that were sent; what it says about them is in the issues.
            details.body = None;
        }
    })
}

/// Where a record was looked for.
fn target(asked: Option<&str>) -> String {
    asked.map_or_else(|| "there".to_owned(), |asked| format!("for {asked}"))
}

/// The server's own message, with a separator before it.
fn said(body: &Value, response: &RawResponse) -> String {
    let text = message_of(body).map(str::to_owned);
    let text = text.or_else(|| response.excerpt().filter(|text| !text.trim_start().starts_with(['<', '{', '['])));
    match text.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => format!(": {}", text.chars().take(300).collect::<String>()),
        _ => String::new(),
    }
}

fn bad_request(body: &Value, said: &str) -> Error {
    let issues = issues_of(body);
    let kind = text_of(body, "Type").unwrap_or_default();
    // XML has no numbers.
    let number = body.get("ErrorNumber").and_then(|number| number.as_i64().or_else(|| number.as_str()?.parse().ok()));
    match (kind, number) {
        _ if !issues.is_empty() => validation(format!("Xero refused the request{said}"), issues),
        ("ValidationException", _) | (_, Some(10)) => validation(format!("Xero refused the request{said}"), issues),
        ("QueryParseException", _) | (_, Some(16)) => Error::new(
            ErrorKind::Api,
            format!("Xero cannot read the filter{said}"),
        )
        .hint(
            "check where and order: names as Xero writes them, text in double quotes, DateTime(2026,1,31), Guid(\"…\")",
        ),
        ("PostDataInvalidException", _) | (_, Some(17)) => {
            Error::new(ErrorKind::Api, format!("Xero cannot read the records{said}"))
                .hint("a field is unknown, given twice or of the wrong type")
        }
        _ => Error::new(ErrorKind::Api, format!("Xero refused the request{said}")),
    }
}

fn some(issues: Vec<Issue>) -> Option<Vec<Issue>> {
    (!issues.is_empty()).then_some(issues)
}

fn unauthorized(body: &Value, response: &RawResponse, refused: RefusedCall<'_>) -> Error {
    let detail = text_of(body, "detail").unwrap_or_default();
    if lacks_scope(body, response) {
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
        return Error::new(ErrorKind::MissingScope, "the connection lacks a scope that this call needs")
            .hint(hint)
            .with(|details| details.needs = Some(needs));
    }
    if detail.starts_with("TokenExpired") {
        Error::new(ErrorKind::Auth, "Xero says that a token fetched just now has expired")
            .hint("check this machine's clock, and that no one revokes the connection's tokens")
    } else {
        Error::new(ErrorKind::Auth, "Xero does not accept the token")
            .hint("check that client id, token_url and base_url belong together; if the connection was edited, its user must approve it again")
    }
}

/// Whether a 401 is about a scope; Xero uses both spellings. A new token would not help.
fn lacks_scope(body: &Value, response: &RawResponse) -> bool {
    let challenge = response.headers.get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let detail = text_of(body, "detail").unwrap_or_default();
    detail.contains("AuthorizationUnsuccessful")
        || challenge.contains("insufficient_scope")
        || challenge.contains("insufficent_scope")
}

fn forbidden(body: &Value, said: &str, refused: RefusedCall<'_>) -> Error {
    let detail = text_of(body, "detail").unwrap_or_default();
    if refused.operation.is_some_and(|operation| operation.reachable == Reachable::No) {
        Error::new(ErrorKind::PermissionDenied, format!("Xero denies access{said}"))
            .hint("this API is for partners of Xero or for apps: a Custom Connection cannot call it")
    } else if detail.contains("AuthenticationUnsuccessful") && !refused.has_tenant {
        Error::new(ErrorKind::CustomConnectionInactive, "the connection is not active")
            .hint("after an edit, or a revocation, the authorising user must approve the connection again")
    } else if refused.has_tenant {
        Error::new(ErrorKind::PermissionDenied, format!("Xero denies access{said}"))
            .hint("check tenant_id: a Custom Connection needs none")
    } else {
        Error::new(ErrorKind::PermissionDenied, format!("Xero denies access{said}"))
            .hint("the authorising user may lack the permission, or the organisation's plan the feature")
    }
}

/// A `Retry-After` of an hour or more is about the day, whatever the response calls it.
const LONGEST_MINUTE: Duration = Duration::from_secs(3600);

fn rate_limited(response: &RawResponse, now: SystemTime) -> Error {
    let problem = response
        .headers
        .get("x-rate-limit-problem")
        .and_then(|value| value.to_str().ok())
        .map(|text| text.trim().to_ascii_lowercase())
        .unwrap_or_default();
    let hint = retry_after(&response.headers, now);
    let limited = |kind, name: &str, message: &str| {
        Error::new(kind, message).retryable().with(|details| details.limit_kind = Some(name.to_owned()))
    };
    // No limit a minute asks for such a long wait.
    if problem.starts_with("da") || hint.is_some_and(|wait| wait >= LONGEST_MINUTE) {
        let resets_at = hint
            .and_then(|wait| Timestamp::try_from(now).ok()?.checked_add(wait).ok())
            .map(|at| Timestamp::from_second(at.as_second()).unwrap_or(at).to_string());
        let until = if resets_at.is_some() { "wait until resets_at" } else { "wait for the organisation's next day" };
        return limited(ErrorKind::DailyLimit, "day", "the organisation's calls for today are used up")
            .hint(format!("{until}; ask for more per call, or only for what changed since the last time"))
            .with(|details| details.resets_at = resets_at);
    }
    let error = if problem.starts_with("concurrent") {
        limited(ErrorKind::RateLimit, "concurrent", "too many calls of the organisation are in flight")
    } else if problem.starts_with("app") {
        limited(ErrorKind::RateLimit, "app_minute", "the app's calls for this minute are used up")
    } else {
        limited(ErrorKind::RateLimit, "minute", "the organisation's calls for this minute are used up")
    };
    error.hint("another program may use the same connection; this client keeps to the limits itself")
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderName, HeaderValue};

    fn response(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> RawResponse {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect::<HeaderMap>();
        RawResponse { status, headers, body: body.as_bytes().to_vec(), size: body.len() as u64, rest: None }
    }

    fn error(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Error {
        api_error(
            &response(status, headers, body),
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
        assert_eq!(error.kind(), ErrorKind::Validation);
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
            assert_eq!(error.kind(), ErrorKind::Validation, "{body}");
            let issue = &error.details().issues.as_ref().unwrap()[0];
            assert_eq!((issue.index, issue.path.as_str(), issue.message.as_str()), (index, path, message), "{body}");
        }
    }

    #[test]
    fn every_status_has_a_kind_whatever_the_body() {
        let cases = [
            (400, ErrorKind::Api),
            (401, ErrorKind::Auth),
            (403, ErrorKind::PermissionDenied),
            (404, ErrorKind::NotFound),
            (409, ErrorKind::Conflict),
            (412, ErrorKind::PreconditionFailed),
            (413, ErrorKind::PayloadTooLarge),
            (418, ErrorKind::Api),
            (429, ErrorKind::RateLimit),
            (500, ErrorKind::Server),
            (503, ErrorKind::Unavailable),
            (302, ErrorKind::Transport),
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
        assert_eq!(limited("Daily").kind(), ErrorKind::DailyLimit);
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
    fn a_missing_scope_is_distinguished_from_a_bad_token() {
        for spelling in [r#"Bearer error="insufficient_scope""#, r#"Bearer error="insufficent_scope""#] {
            assert_eq!(error(401, &[("www-authenticate", spelling)], "").kind(), ErrorKind::MissingScope);
        }
        assert_eq!(error(401, &[], r#"{"Detail":"AuthorizationUnsuccessful"}"#).kind(), ErrorKind::MissingScope);
        assert_eq!(error(401, &[], r#"{"Detail":"TokenExpired: token expired at 1"}"#).kind(), ErrorKind::Auth);
    }

    #[test]
    fn an_inactive_connection_is_distinguished_from_a_denied_call() {
        let body = r#"{"Type":null,"Title":"Forbidden","Status":403,"Detail":"AuthenticationUnsuccessful"}"#;
        assert_eq!(error(403, &[], body).kind(), ErrorKind::CustomConnectionInactive);
        assert_eq!(error(403, &[], "Forbidden").kind(), ErrorKind::PermissionDenied);
    }
}
