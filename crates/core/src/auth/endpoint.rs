//! One exchange with the token endpoint: the request, its few retries, and the meaning of each refusal.

use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use serde::Deserialize;
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;
use url::form_urlencoded::Serializer;
use zeroize::Zeroize;

use super::credentials::{Credentials, Secret};
use super::token::Token;
use crate::clock::Clock;
use crate::error::{Error, Kind, Result};
use crate::random;
use crate::transport::{Exchange, Pool, RawReply, date, retry_after};

const ATTEMPTS: u32 = 3;
const TOTAL: Duration = Duration::from_secs(20);
const LARGEST_REPLY: usize = 64 * 1024;

/// Everything that one fetch of a token needs.
#[derive(Debug, Clone)]
pub(super) struct TokenRequest {
    pub(super) credentials: Credentials,
    pub(super) url: Url,
    pub(super) user_agent: String,
    pub(super) pool: Pool,
}

#[derive(Deserialize)]
struct OAuthError {
    error: String,
    error_description: Option<String>,
}

impl TokenRequest {
    /// Asks for a token; repeats what is safe to repeat, for twenty seconds in all.
    pub(super) async fn fetch(&self, secret: &Secret, generation: u64, clock: &dyn Clock) -> Result<Token> {
        self.exchange(secret, generation, clock).await.map_err(|error| error.without(secret.reveal()))
    }

    async fn exchange(&self, secret: &Secret, generation: u64, clock: &dyn Clock) -> Result<Token> {
        let ends = Instant::now() + TOTAL;
        let mut attempt = 1;
        loop {
            let outcome = match timeout_at(ends, self.attempt(secret)).await {
                Ok(outcome) => outcome,
                Err(_) => Err(Error::new(Kind::Timeout, "the token endpoint did not answer in time").retryable()),
            };
            let (error, wait) = match outcome {
                Ok(mut reply) if reply.status == 200 => match oauth_error(&reply) {
                    Some(error) => return Err(self.refusal(&reply, &error)),
                    None => {
                        let asked = self.credentials.scopes.as_deref().unwrap_or_default();
                        let token = Token::parse(&reply.body, generation, clock.now())
                            .map(|token| token.compared_with(asked).compared_with_clock(date(&reply.headers)))
                            .map_err(|error| placed(&reply, error));
                        reply.body.zeroize();
                        return token;
                    }
                },
                Ok(reply) => (self.failure(&reply), retry_after(reply.headers.get(RETRY_AFTER))),
                Err(error) => (error, None),
            };
            let wait = wait.unwrap_or_else(|| backoff(attempt));
            if !error.is_retryable() || attempt == ATTEMPTS || Instant::now() + wait >= ends {
                return Err(error.with(|details| details.attempts = Some(attempt)));
            }
            sleep(wait).await;
            attempt += 1;
        }
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
            read_timeout: TOTAL,
            largest_reply: LARGEST_REPLY,
        };
        let reply = exchange.run(&self.pool).await.map_err(|failure| {
            let error = failure.error.with(|details| details.operation = Some("token".to_owned()));
            // A request that may have arrived costs nothing when repeated: each gives a token.
            match error.kind() {
                Kind::Connect | Kind::Timeout | Kind::Transport => error.retryable(),
                _ => error,
            }
        })?;
        if reply.status == 200 && oauth_error(&reply).is_none() {
            // A token is no echo, whatever letters it shares with the secret, and nothing of its reply is quoted.
            return Ok(reply);
        }
        Ok(reply.without(secret.reveal()).without(credentials.trim_start_matches("Basic ")))
    }

    /// The error of a reply that is not 200.
    fn failure(&self, reply: &RawReply) -> Error {
        let host = self.url.host_str().unwrap_or_default();
        let error = match (reply.status, oauth_error(reply)) {
            (300..=399, _) => {
                Error::new(Kind::Auth, format!("the token endpoint redirects to {}", reply.redirect_host(&self.url)))
                    .hint("the client secret is never sent on: give the final token_url")
            }
            (408 | 429 | 500..=599, _) => {
                Error::new(Kind::Auth, format!("the token endpoint {host} answers {}", reply.status))
                    .hint("Xero's identity service is overloaded or down; try again later")
                    .retryable()
            }
            (_, Some(error)) => return self.refusal(reply, &error),
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
            "invalid_grant" => refused(Kind::ConnectionInactive, "the connection is not active")
                .hint("the authorising user must approve the connection again, in the e-mail or under Connected Apps"),
            "unsupported_grant_type" => refused(Kind::Auth, "this token endpoint does not offer client credentials")
                .hint("check token_url"),
            _ => refused(Kind::Auth, "the token endpoint refused the request")
                .hint("see the description; if the connection was edited, its authorising user must approve it again"),
        };
        placed(reply, error)
    }
}

/// Adds what the reply tells. A reply that may hold a token keeps its body to itself.
fn placed(reply: &RawReply, error: Error) -> Error {
    reply.describe_in(error).with(|details| {
        details.operation = Some("token".to_owned());
        if reply.status == 200 {
            details.body = None;
        }
    })
}

fn oauth_error(reply: &RawReply) -> Option<OAuthError> {
    serde_json::from_slice(&reply.body).ok()
}

/// A server's text, bounded and without control characters.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(256).collect()
}

fn backoff(attempt: u32) -> Duration {
    let most = Duration::from_secs(4).min(Duration::from_millis(500) * 2_u32.pow(attempt));
    Duration::from_millis(250) + random::up_to(most)
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
