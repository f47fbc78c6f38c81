//! An access token: what the token endpoint said of it, checked, and until when it is good.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::clock::Now;
use crate::error::{Error, Kind, Result};
use crate::random;

const DEFAULT_LIFE: Duration = Duration::from_secs(1800);
const LONGEST_LIFE: f64 = 86_400.0;
const LONGEST_TOKEN: usize = 16 * 1024;
/// A token this near to its end is not handed out: the call it is for must still arrive in time.
const MUST_RENEW: Duration = Duration::from_secs(45);
const RENEWAL_JITTER: Duration = Duration::from_secs(60);

/// How much life a token has left, for the one who wants to use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freshness {
    Fresh,
    /// Good, but worth renewing in the background.
    Advisory,
    /// Not to be used any more.
    Spent,
}

pub(crate) struct Token {
    value: Zeroizing<String>,
    /// `Bearer …`, marked as sensitive.
    pub(crate) authorization: HeaderValue,
    pub(crate) scopes: Vec<String>,
    pub(crate) generation: u64,
    life: Duration,
    issued: Now,
    renew_after: Duration,
    must_renew: Duration,
}

#[derive(Deserialize)]
struct TokenReply {
    access_token: Option<String>,
    token_type: Option<String>,
    expires_in: Option<serde_json::Value>,
    scope: Option<serde_json::Value>,
}

impl Token {
    /// Reads the body of a 200 reply. What is promised is checked, what is optional may be missing or odd.
    pub(crate) fn parse(body: &[u8], generation: u64, issued: Now) -> Result<Self> {
        let unusable = |what: &str| {
            Error::new(Kind::Auth, format!("the token endpoint's reply is unusable: {what}"))
                .hint("check that token_url is Xero's token endpoint and that no proxy answers in its place")
        };
        let reply: TokenReply = serde_json::from_slice(body).map_err(|_| unusable("it is not the expected JSON"))?;
        let value = reply.access_token.map(Zeroizing::new).ok_or_else(|| unusable("it has no access_token"))?;
        if value.is_empty() || value.len() > LONGEST_TOKEN || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(unusable("its access_token is empty, too long or holds characters that no header may hold"));
        }
        if !reply.token_type.is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")) {
            return Err(unusable("its token_type is not Bearer"));
        }
        let mut authorization = HeaderValue::from_str(&Zeroizing::new(format!("Bearer {}", value.as_str())))
            .map_err(|_| unusable("its access_token cannot stand in a header"))?;
        authorization.set_sensitive(true);
        let life = life(reply.expires_in.as_ref());
        let must_renew = MUST_RENEW.min(life / 2);
        let early = life.mul_f64(0.2).max(must_renew.mul_f64(1.5)).min(life.mul_f64(0.75));
        Ok(Self {
            value,
            authorization,
            scopes: scopes(reply.scope.as_ref()),
            generation,
            life,
            issued,
            renew_after: life.saturating_sub(early + random::up_to(RENEWAL_JITTER.min(life / 10))),
            must_renew,
        })
    }

    pub(crate) fn freshness(&self, now: Now) -> Freshness {
        match self.age(now) {
            Some(age) if age < self.renew_after => Freshness::Fresh,
            Some(age) if age + self.must_renew < self.life => Freshness::Advisory,
            _ => Freshness::Spent,
        }
    }

    /// The larger of the two clocks' ages; none when the wall clock stands before the token's birth.
    fn age(&self, now: Now) -> Option<Duration> {
        let wall = now.wall.duration_since(self.issued.wall).ok()?;
        Some(wall.max(now.monotonic.saturating_duration_since(self.issued.monotonic)))
    }

    pub(crate) fn expires_in(&self, now: Now) -> Duration {
        self.age(now).map_or(Duration::ZERO, |age| self.life.saturating_sub(age))
    }

    pub(crate) fn expires_at(&self) -> SystemTime {
        self.issued.wall + self.life
    }

    /// The text itself, for users who ask by name.
    pub(crate) fn reveal(&self) -> &str {
        &self.value
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("generation", &self.generation).finish_non_exhaustive()
    }
}

/// `expires_in` as a number or a numeric text between one second and a day; thirty minutes where it is anything else.
fn life(expires_in: Option<&serde_json::Value>) -> Duration {
    let seconds = match expires_in {
        Some(serde_json::Value::Number(number)) => number.as_f64(),
        Some(serde_json::Value::String(text)) => text.parse().ok(),
        _ => None,
    };
    match seconds {
        Some(seconds) if (1.0..=LONGEST_LIFE).contains(&seconds) => Duration::from_secs_f64(seconds),
        _ => DEFAULT_LIFE,
    }
}

/// One text in the reply, a list in some servers' replies, absent in others.
fn scopes(scope: Option<&serde_json::Value>) -> Vec<String> {
    match scope {
        Some(serde_json::Value::String(text)) => text.split_whitespace().map(str::to_owned).collect(),
        Some(serde_json::Value::Array(items)) => {
            items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, SystemClock};

    fn token(extra: &str) -> Result<Token> {
        let body = format!(r#"{{"access_token":"abc","token_type":"Bearer"{extra}}}"#);
        Token::parse(body.as_bytes(), 1, SystemClock.now())
    }

    fn later(now: Now, seconds: u64) -> Now {
        let age = Duration::from_secs(seconds);
        Now { monotonic: now.monotonic + age, wall: now.wall + age }
    }

    #[test]
    fn every_odd_life_time_has_a_defined_meaning() {
        let cases = [
            ("", 1800),
            (r#","expires_in":60"#, 60),
            (r#","expires_in":"90""#, 90),
            (r#","expires_in":0"#, 1800),
            (r#","expires_in":-5"#, 1800),
            (r#","expires_in":1e99"#, 1800),
            (r#","expires_in":"NaN""#, 1800),
            (r#","expires_in":null"#, 1800),
            (r#","expires_in":[]"#, 1800),
        ];
        for (extra, seconds) in cases {
            assert_eq!(token(extra).unwrap().life, Duration::from_secs(seconds), "{extra}");
        }
    }

    #[test]
    fn a_reply_without_scope_is_fine_and_one_that_is_no_bearer_token_is_not() {
        assert!(token("").unwrap().scopes.is_empty());
        assert_eq!(token(r#","scope":"a b""#).unwrap().scopes, ["a", "b"]);
        assert!(Token::parse(br#"{"access_token":"abc","token_type":"mac"}"#, 1, SystemClock.now()).is_err());
        assert!(Token::parse(br#"{"access_token":"a\r\nX: y","token_type":"Bearer"}"#, 1, SystemClock.now()).is_err());
        assert!(Token::parse(b"<html>", 1, SystemClock.now()).is_err());
    }

    #[test]
    fn a_token_is_fresh_then_worth_renewing_then_spent() {
        let token = token("").unwrap();
        assert_eq!(token.freshness(later(token.issued, 1300)), Freshness::Fresh);
        assert_eq!(token.freshness(later(token.issued, 1500)), Freshness::Advisory);
        assert_eq!(token.freshness(later(token.issued, 1756)), Freshness::Spent);
    }

    #[test]
    fn the_windows_of_a_short_token_leave_it_usable() {
        let token = token(r#","expires_in":60"#).unwrap();
        assert_eq!(token.freshness(later(token.issued, 0)), Freshness::Fresh);
        assert_eq!(token.freshness(later(token.issued, 29)), Freshness::Advisory);
        assert_eq!(token.freshness(later(token.issued, 31)), Freshness::Spent);
    }

    #[test]
    fn a_sleeping_machine_or_a_clock_set_back_spends_the_token() {
        let token = token("").unwrap();
        let woken = Now { wall: token.issued.wall + Duration::from_secs(7200), ..token.issued };
        assert_eq!(token.freshness(woken), Freshness::Spent);
        let set_back = Now { wall: token.issued.wall - Duration::from_secs(3600), ..token.issued };
        assert_eq!(token.freshness(set_back), Freshness::Spent);
        assert_eq!(token.expires_in(set_back), Duration::ZERO);
    }

    #[test]
    fn a_token_does_not_show_itself() {
        assert!(!format!("{:?}", token("").unwrap()).contains("abc"));
    }
}
