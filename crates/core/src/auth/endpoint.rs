//! One exchange with the token endpoint: the request, and the meaning of each refusal.

use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use serde::Deserialize;
use tokio::time::timeout;
use url::Url;
use url::form_urlencoded::Serializer;
use zeroize::{Zeroize, Zeroizing};

use super::credentials::{Credentials, Secret};
use super::token::Token;
use crate::clock::Clock;
use crate::error::{Error, Kind, Result};
use crate::redaction::Redaction;
use crate::transport::{Exchange, Pool, RawReply, date, retry_after};

const LONGEST: Duration = Duration::from_secs(20);
const LARGEST_REPLY: usize = 64 * 1024;

/// Everything that one fetch of a token needs.
#[derive(Debug, Clone)]
pub(super) struct TokenRequest {
    pub(super) credentials: Credentials,
    pub(super) url: Url,
    pub(super) user_agent: String,
    pub(super) pool: Pool,
    /// Takes out of the reply what was sent, and the tokens that the endpoint gave before.
    pub(super) hidden: Redaction,
}

#[derive(Deserialize)]
struct OAuthError {
    error: String,
    error_description: Option<String>,
}

impl TokenRequest {
    /// Asks for a token, once. An error tells in `retry_after` how long the endpoint wants to be left alone.
    pub(super) async fn fetch(&self, secret: &Secret, generation: u64, clock: &dyn Clock) -> Result<Token> {
        let token = self.exchange(secret, generation, clock).await;
        token.map(|token| token.hiding(&self.hidden)).map_err(|error| self.hidden.clean_error(error))
    }

    async fn exchange(&self, secret: &Secret, generation: u64, clock: &dyn Clock) -> Result<Token> {
        let answered = timeout(LONGEST, self.attempt(secret)).await;
        let mut reply = self.hidden.clean_reply(answered.unwrap_or_else(|_| Err(silent()))?);
        let refusal = oauth_error(&reply, &self.hidden);
        if reply.status != 200 {
            return Err(self.failure(&reply, refusal.as_ref()));
        }
        if let Some(refusal) = refusal {
            return Err(self.refusal(&reply, &refusal));
        }
        // A token is no echo, whatever letters it shares with the secret, and nothing of its reply is quoted.
        let asked = self.credentials.scopes.as_deref().unwrap_or_default();
        let token = Token::parse(&reply.body, generation, clock.now())
            .map(|token| token.compared_with(asked).compared_with_clock(date(&reply.headers)))
            .map_err(|error| unused(&reply.body).clean_error(placed(&reply, error)));
        reply.body.zeroize();
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

    async fn attempt(&self, secret: &Secret) -> Result<RawReply> {
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
        let exchange = Exchange {
            method: http::Method::POST,
            url: self.url.clone(),
            headers,
            body: Some(self.form().into()),
            read_timeout: LONGEST,
            largest_reply: LARGEST_REPLY,
        };
        exchange.run(&self.pool).await.map_err(|failure| {
            let error = failure.error.with(|details| details.operation = Some("token".to_owned()));
            // A request that may have arrived costs nothing when repeated: each gives a token.
            match error.kind() {
                Kind::Connect | Kind::Timeout | Kind::Transport => error.retryable(),
                _ => error,
            }
        })
    }

    /// The error of a reply that is not 200.
    fn failure(&self, reply: &RawReply, refusal: Option<&OAuthError>) -> Error {
        let host = self.url.host_str().unwrap_or_default();
        let error = match (reply.status, refusal) {
            (300..=399, _) => {
                Error::new(Kind::Auth, format!("the token endpoint redirects to {}", reply.redirect_host(&self.url)))
                    .hint("the client secret is never sent on: give the final token_url")
            }
            (408 | 429 | 500..=599, _) => {
                Error::new(Kind::Auth, format!("the token endpoint {host} answers {}", reply.status))
                    .hint("Xero's identity service is overloaded or down; try again later")
                    .retryable()
            }
            (_, Some(refusal)) => return self.refusal(reply, refusal),
            (status, None) => Error::new(Kind::Auth, format!("the token endpoint {host} answers {status}"))
                .hint("check token_url, and that no proxy or gateway answers in Xero's place"),
        };
        placed(reply, error)
    }

    /// The class and the advice for an OAuth2 error code.
    fn refusal(&self, reply: &RawReply, error: &OAuthError) -> Error {
        let description = match &error.error_description {
            Some(text) => format!("{}: {}", printable(&error.error), printable(text)),
            None => printable(&error.error),
        };
        let refused = |kind, message: &str| Error::new(kind, format!("{message} ({description})"));
        let error = match error.error.as_str() {
            "invalid_client" => refused(Kind::InvalidClient, "Xero does not know this client id and secret")
                .hint("check both for stray characters and for a secret that was replaced since; the app must be a Custom Connection"),
            "unauthorized_client" => refused(Kind::InvalidClient, "this app may not use client credentials")
                .hint("make the app a Custom Connection: Web and PKCE apps get their tokens through a person's consent; see that its authorising user has approved it, and that id and secret are right"),
            "invalid_scope" => refused(Kind::InvalidScope, "the connection was not given a scope that was asked for")
                .hint("leave scopes out to get all that the connection has; connections made since 29 April 2026 have granular scopes only, and an edited connection must be approved again")
                .with(|details| details.asked = Some(self.credentials.scopes.clone().unwrap_or_default())),
            "invalid_request" => refused(Kind::InvalidClient, "Xero found no usable client id in the request")
                .hint("check the client id"),
            "invalid_grant" => refused(Kind::CustomConnectionInactive, "the connection is not active")
                .hint("the authorising user must approve the connection again, in the e-mail or under Connected Apps"),
            "unsupported_grant_type" => refused(Kind::Auth, "this token endpoint does not offer client credentials")
                .hint("check token_url"),
            _ => refused(Kind::Auth, "the token endpoint refused the request")
                .hint("see the description; if the connection was edited, its authorising user must approve it again"),
        };
        placed(reply, error)
    }
}

fn silent() -> Error {
    let error = Error::new(Kind::Timeout, "the token endpoint did not answer in time").retryable();
    error.with(|details| details.operation = Some("token".to_owned()))
}

/// Adds what the reply tells. A reply that may hold a token keeps its body to itself.
fn placed(reply: &RawReply, error: Error) -> Error {
    let wait = retry_after(reply.headers.get(RETRY_AFTER));
    let error = reply.describe_in(error).with(|details| {
        details.operation = Some("token".to_owned());
        details.retry_after = wait.map(|wait| wait.as_secs_f64());
        if reply.status == 200 {
            details.body = None;
        }
    });
    if wait.is_some() && !is_definitive(&error) { error.retryable() } else { error }
}

/// Whether no repetition mends what the endpoint refuses.
pub(super) fn is_definitive(error: &Error) -> bool {
    matches!(error.kind(), Kind::InvalidClient | Kind::InvalidScope | Kind::CustomConnectionInactive)
}

/// What takes a token out of an error that the rest of its reply is unusable.
fn unused(body: &[u8]) -> Redaction {
    #[derive(Deserialize)]
    struct Unused {
        access_token: String,
    }
    let unused = serde_json::from_slice::<Unused>(body);
    Redaction::of(unused.ok().map(|unused| Arc::new(Zeroizing::new(unused.access_token))))
}

/// The refusal in a reply, cleaned before it is cut.
fn oauth_error(reply: &RawReply, hidden: &Redaction) -> Option<OAuthError> {
    let mut refusal: OAuthError = serde_json::from_slice(&reply.body).ok()?;
    hidden.clean_text(&mut refusal.error);
    refusal.error_description.iter_mut().for_each(|text| hidden.clean_text(text));
    Some(refusal)
}

/// A server's text, bounded and without control characters.
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
