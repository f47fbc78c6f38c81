//! One request to the token endpoint, and the meaning of each refusal.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Deserialize;
use url::Url;
use url::form_urlencoded::Serializer;
use zeroize::{Zeroize, Zeroizing};

use super::credentials::{Credentials, Secret};
use super::token::Token;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::redaction::Redaction;
use crate::transport::{HttpRequest, Pool, RawResponse, date, retry_after};

const TIMEOUT: Duration = Duration::from_secs(20);
const LARGEST_RESPONSE: usize = 64 * 1024;

/// Everything that one fetch of a token needs.
#[derive(Debug, Clone)]
pub(super) struct TokenRequest {
    pub(super) credentials: Credentials,
    pub(super) url: Url,
    pub(super) user_agent: String,
    pub(super) pool: Pool,
    /// Hides what was sent, and the tokens that the endpoint gave before.
    pub(super) hidden: Redaction,
}

#[derive(Deserialize)]
struct OAuthError {
    error: String,
    error_description: Option<String>,
}

impl TokenRequest {
    /// Asks for a token, once. The `retry_after` of an error is how long the endpoint wants to be left alone.
    pub(super) async fn fetch(&self, secret: &Secret, generation: u64, clock: &dyn Clock) -> Result<Token> {
        let token = self.exchange(secret, generation, clock).await;
        token.map(|token| token.hiding(&self.hidden)).map_err(|error| self.hidden.clean_error(error))
    }

    async fn exchange(&self, secret: &Secret, generation: u64, clock: &dyn Clock) -> Result<Token> {
        let response = tokio::select! {
            response = self.send(secret) => response,
            () = clock.sleep(TIMEOUT) => Err(timed_out()),
        };
        let mut response = self.hidden.clean_response(response?);
        let refusal = OAuthError::of(&response, &self.hidden);
        let now = clock.now();
        if response.status != 200 {
            return Err(self.status_error(&response, refusal.as_ref(), now.wall));
        }
        if let Some(refusal) = refusal {
            return Err(self.refusal_error(&response, &refusal, now.wall));
        }
        // The token may share characters with the secret, so its response is not redacted; errors quote nothing of it.
        let asked = self.credentials.scopes.as_deref().unwrap_or_default();
        let token = Token::parse(&response.body, generation, now)
            .map(|token| token.compared_with(asked).compared_with_clock(date(&response.headers)))
            .map_err(|error| token_of(&response.body).clean_error(with_context(&response, error, now.wall)));
        response.body.zeroize();
        token
    }

    fn form(&self) -> Vec<u8> {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials");
        if let Some(scopes) = &self.credentials.scopes {
            form.append_pair("scope", &scopes.join(" "));
        }
        form.finish().into_bytes()
    }

    async fn send(&self, secret: &Secret) -> Result<RawResponse> {
        let credentials = self.credentials.basic(secret);
        let mut basic = HeaderValue::from_str(&credentials)
            .map_err(|_| Error::config("the client secret cannot be sent", "copy it again"))?;
        basic.set_sensitive(true);
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(AUTHORIZATION, basic);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Ok(user_agent) = HeaderValue::from_str(&self.user_agent) {
            headers.insert(http::header::USER_AGENT, user_agent);
        }
        let request = HttpRequest {
            method: http::Method::POST,
            url: self.url.clone(),
            headers,
            body: Some(self.form().into()),
            read_timeout: TIMEOUT,
            max_response_size: LARGEST_RESPONSE,
            is_streamed: false,
        };
        request.send(&self.pool).await.map_err(|failure| {
            let error = failure.error.with(|details| details.operation = Some("token".to_owned()));
            // A request that may have arrived can be sent again: each one gives a token.
            match error.kind() {
                ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport => error.retryable(),
                _ => error,
            }
        })
    }

    /// The error of a response other than 200.
    fn status_error(&self, response: &RawResponse, refusal: Option<&OAuthError>, now: SystemTime) -> Error {
        let host = self.url.host_str().unwrap_or_default();
        let error = match (response.status, refusal) {
            (300..=399, _) => Error::new(
                ErrorKind::Auth,
                format!("the token endpoint redirects to {}", response.redirect_host(&self.url)),
            )
            .hint("the client secret is never sent on: give the final token_url"),
            (408 | 429 | 500..=599, _) => Error::new(
                ErrorKind::Auth,
                format!("the token endpoint {host} responded with status {}", response.status),
            )
            .hint("Xero's identity service is overloaded or down; try again later")
            .retryable(),
            (_, Some(refusal)) => return self.refusal_error(response, refusal, now),
            (status, None) => {
                Error::new(ErrorKind::Auth, format!("the token endpoint {host} responded with status {status}"))
                    .hint("check token_url, and that no proxy or gateway responds instead of Xero")
            }
        };
        with_context(response, error, now)
    }

    /// The class and the hint for an OAuth2 error code.
    fn refusal_error(&self, response: &RawResponse, error: &OAuthError, now: SystemTime) -> Error {
        let description = match &error.error_description {
            Some(text) => format!("{}: {}", printable(&error.error), printable(text)),
            None => printable(&error.error),
        };
        let refused = |kind, message: &str| Error::new(kind, format!("{message} ({description})"));
        let error = match error.error.as_str() {
            "invalid_client" => refused(ErrorKind::InvalidClient, "Xero does not know this client id and secret")
                .hint("check both for stray characters and for a secret that was replaced since; the app must be a Custom Connection"),
            "unauthorized_client" => refused(ErrorKind::InvalidClient, "this app may not use client credentials")
                .hint("make the app a Custom Connection: Web and PKCE apps get their tokens through a person's consent; see that its authorising user has approved it, and that id and secret are right"),
            "invalid_scope" => refused(ErrorKind::InvalidScope, "the connection was not given a scope that was asked for")
                .hint("leave scopes out to get all that the connection has; connections made since 29 April 2026 have granular scopes only, and an edited connection must be approved again")
                .with(|details| details.requested = Some(self.credentials.scopes.clone().unwrap_or_default())),
            "invalid_request" => refused(ErrorKind::InvalidClient, "Xero found no usable client id in the request")
                .hint("check the client id"),
            "invalid_grant" => refused(ErrorKind::CustomConnectionInactive, "the connection is not active")
                .hint("the authorising user must approve the connection again, in the e-mail or under Connected Apps"),
            "unsupported_grant_type" => refused(ErrorKind::Auth, "this token endpoint does not offer client credentials")
                .hint("check token_url"),
            _ => refused(ErrorKind::Auth, "the token endpoint refused the request")
                .hint("see the description; if the connection was edited, its authorising user must approve it again"),
        };
        with_context(response, error, now)
    }
}

fn timed_out() -> Error {
    let error = Error::new(ErrorKind::Timeout, "the token endpoint did not respond in time").retryable();
    error.with(|details| details.operation = Some("token".to_owned()))
}

/// Adds what the response says. The body of a 200 is left out, because it may hold a token.
fn with_context(response: &RawResponse, error: Error, now: SystemTime) -> Error {
    let wait = retry_after(&response.headers, now);
    let error = response.add_context(error).with(|details| {
        details.operation = Some("token".to_owned());
        details.retry_after = wait.map(|wait| wait.as_secs_f64());
        if response.status == 200 {
            details.body = None;
        }
    });
    if wait.is_some() && !is_definitive(&error) { error.retryable() } else { error }
}

/// Whether the endpoint would refuse every retry too.
pub(super) fn is_definitive(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidClient | ErrorKind::InvalidScope | ErrorKind::CustomConnectionInactive)
}

/// Hides the token of a response that is otherwise unusable.
fn token_of(body: &[u8]) -> Redaction {
    #[derive(Deserialize)]
    struct OnlyToken {
        access_token: String,
    }
    let found = serde_json::from_slice::<OnlyToken>(body);
    Redaction::of(found.ok().map(|found| Arc::new(Zeroizing::new(found.access_token))))
}

impl OAuthError {
    /// The refusal in a response. It is redacted before its texts are shortened.
    fn of(response: &RawResponse, hidden: &Redaction) -> Option<Self> {
        let mut refusal: Self = serde_json::from_slice(&response.body).ok()?;
        hidden.clean_text(&mut refusal.error);
        refusal.error_description.iter_mut().for_each(|text| hidden.clean_text(text));
        Some(refusal)
    }
}

/// A server's text, shortened and without control characters.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(256).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_text_is_bounded_and_printable() {
        assert_eq!(printable("a\u{1b}[31m\r\n\0b"), "a[31mb");
        assert_eq!(printable(&"\u{fc}".repeat(10_000)).chars().count(), 256);
    }
}
