//! An access token: the token endpoint's response, checked, and how long the token is good.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderValue;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::clock::Now;
use crate::error::{Error, ErrorKind, Result};
use crate::random;
use crate::redaction::Redaction;

const DEFAULT_LIFE: Duration = Duration::from_secs(1800);
const LONGEST_LIFE: f64 = 86_400.0;
const LONGEST_TOKEN: usize = 16 * 1024;
/// A token that ends sooner is not used: the call it is for must still arrive in time.
const MUST_RENEW: Duration = Duration::from_secs(45);
/// Spreads the renewals of clients that started together over more than a minute.
const RENEWAL_JITTER: Duration = Duration::from_secs(90);

/// A clock that is off by more is warned of.
const NOTABLE_SKEW: Duration = Duration::from_secs(60);

/// Whether a token can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freshness {
    Fresh,
    /// Good, but to be renewed in the background.
    RenewSoon,
    /// No longer to be used.
    Expired,
}

pub(crate) struct Token {
    value: Arc<Zeroizing<String>>,
    /// `Bearer …`, marked as sensitive.
    pub(crate) authorization: HeaderValue,
    pub(crate) scopes: Vec<String>,
    pub(crate) generation: u64,
    /// What was odd about the response and could be corrected.
    pub(crate) warnings: Vec<String>,
    /// Hides this token, the secret that it was fetched with and the token before it in what servers say.
    pub(crate) redaction: Redaction,
    life: Duration,
    issued: Now,
    renew_after: Duration,
    must_renew: Duration,
}

/// A token as one process leaves it to another. Only the wall clock means the same to both.
#[derive(Serialize, Deserialize)]
pub(super) struct SavedToken<'a> {
    #[serde(borrow)]
    value: Cow<'a, str>,
    scopes: Cow<'a, [String]>,
    issued_ms: u64,
    life_ms: u64,
}

#[derive(Deserialize)]
struct TokenResponse {
    access_token: Option<String>,
    token_type: Option<String>,
    expires_in: Option<serde_json::Value>,
    scope: Option<serde_json::Value>,
}

impl Token {
    /// Reads the body of a 200 response. Required fields are checked; optional ones may be missing or odd.
    pub(crate) fn parse(body: &[u8], generation: u64, issued: Now) -> Result<Self> {
        let unusable = |what: &str| {
            Error::new(ErrorKind::Auth, format!("the token endpoint's response is unusable: {what}"))
                .hint("check that token_url is Xero's token endpoint and that no proxy responds instead of it")
        };
        let response: TokenResponse =
            serde_json::from_slice(body).map_err(|_| unusable("it is not the expected JSON"))?;
        let value = response.access_token.map(Zeroizing::new).ok_or_else(|| unusable("it has no access_token"))?;
        let authorization = authorization(&value).map_err(unusable)?;
        if !response.token_type.is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")) {
            return Err(unusable("its token_type is not Bearer"));
        }
        let stated = stated_life(response.expires_in.as_ref());
        let odd = response.expires_in.as_ref().filter(|_| stated.is_none());
        let (scopes, life) = (scopes(response.scope.as_ref()), stated.unwrap_or(DEFAULT_LIFE));
        let token = Self::new(value, authorization, scopes, generation, life, issued);
        Ok(Self { warnings: odd.map(odd_life).into_iter().collect(), ..token })
    }

    /// A token that another process was given; none when it is no longer good, or is not good yet by the wall clock.
    pub(super) fn restored(saved: SavedToken<'_>, generation: u64, now: Now) -> Option<Self> {
        let life = Duration::from_millis(saved.life_ms);
        let wall = UNIX_EPOCH.checked_add(Duration::from_millis(saved.issued_ms))?;
        if life.as_secs_f64() > LONGEST_LIFE {
            return None;
        }
        let age = now.wall.duration_since(wall).ok()?;
        let issued = Now { wall, monotonic: now.monotonic.checked_sub(age)? };
        let value = Zeroizing::new(saved.value.into_owned());
        let authorization = authorization(&value).ok()?;
        let token = Self::new(value, authorization, saved.scopes.into_owned(), generation, life, issued);
        (token.freshness(now) != Freshness::Expired).then_some(token)
    }

    /// The form for another process; none when the wall clock cannot be right.
    pub(super) fn saved(&self) -> Option<SavedToken<'_>> {
        Some(SavedToken {
            value: Cow::Borrowed(&self.value),
            scopes: Cow::Borrowed(&self.scopes),
            issued_ms: milliseconds(self.issued.wall.duration_since(UNIX_EPOCH).ok()?)?,
            life_ms: milliseconds(self.life)?,
        })
    }

    fn new(
        value: Zeroizing<String>,
        authorization: HeaderValue,
        scopes: Vec<String>,
        generation: u64,
        life: Duration,
        issued: Now,
    ) -> Self {
        let must_renew = MUST_RENEW.min(life / 2);
        let early = life.mul_f64(0.2).max(must_renew.mul_f64(1.5)).min(life.mul_f64(0.75));
        let renew_after = life.saturating_sub(early + random::up_to(RENEWAL_JITTER.min(life / 10)));
        let value = Arc::new(value);
        let redaction = Redaction::of([Arc::clone(&value)]);
        let warnings = Vec::new();
        Self { value, authorization, scopes, generation, warnings, redaction, life, issued, renew_after, must_renew }
    }

    /// The same redaction, which hides this token too.
    pub(super) fn hidden_by(&self, redaction: &Redaction) -> Redaction {
        redaction.and(&self.value)
    }

    /// Hides more than this token in what servers say, in this token's own response too.
    pub(super) fn hiding(mut self, more: &Redaction) -> Self {
        self.redaction = self.hidden_by(more);
        for text in self.scopes.iter_mut().chain(&mut self.warnings) {
            self.redaction.clean_text(text);
        }
        self
    }

    /// Warns of scopes that were requested and not given. A response without scopes gives all (RFC 6749, 5.1).
    pub(super) fn compared_with(mut self, asked: &[String]) -> Self {
        let lacking: Vec<&str> =
            asked.iter().filter(|scope| !self.scopes.contains(scope)).map(String::as_str).collect();
        if !self.scopes.is_empty() && !lacking.is_empty() {
            self.warnings.push(format!(
                "the token lacks scopes that were requested: {}; add them to the connection and have it approved again",
                lacking.join(", ")
            ));
        }
        self
    }

    /// Warns where this machine's clock and the server's differ: token lives and dates go by this machine's.
    pub(super) fn compared_with_clock(mut self, servers: Option<SystemTime>) -> Self {
        let Some(servers) = servers else { return self };
        let (skew, side) = match servers.duration_since(self.issued.wall) {
            Ok(skew) => (skew, "behind"),
            Err(error) => (error.duration(), "ahead of"),
        };
        if skew > NOTABLE_SKEW {
            let seconds = skew.as_secs();
            self.warnings.push(format!("this machine's clock is {seconds} s {side} the token endpoint's"));
        }
        self
    }

    pub(crate) fn freshness(&self, now: Now) -> Freshness {
        match self.age(now) {
            Some(age) if age < self.renew_after => Freshness::Fresh,
            Some(age) if age + self.must_renew < self.life => Freshness::RenewSoon,
            _ => Freshness::Expired,
        }
    }

    /// The larger of the two clocks' ages; none when the wall clock is before the time of issue.
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

    /// The text itself, for users who ask for it.
    pub(crate) fn reveal(&self) -> &str {
        &self.value
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("generation", &self.generation).finish_non_exhaustive()
    }
}

/// `Bearer …`, marked as sensitive.
fn authorization(value: &str) -> std::result::Result<HeaderValue, &'static str> {
    if value.is_empty() || value.len() > LONGEST_TOKEN || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("its access_token is empty, too long or contains characters that no header may contain");
    }
    let mut header = HeaderValue::from_str(&Zeroizing::new(format!("Bearer {value}")))
        .map_err(|_| "its access_token cannot be sent in a header")?;
    header.set_sensitive(true);
    Ok(header)
}

fn milliseconds(duration: Duration) -> Option<u64> {
    u64::try_from(duration.as_millis()).ok()
}

/// `expires_in` as a number or a numeric text between one second and a day; none where it is anything else.
fn stated_life(expires_in: Option<&serde_json::Value>) -> Option<Duration> {
    let seconds = match expires_in? {
        serde_json::Value::Number(number) => number.as_f64(),
        serde_json::Value::String(text) => text.parse().ok(),
        _ => None,
    };
    seconds.filter(|seconds| (1.0..=LONGEST_LIFE).contains(seconds)).map(Duration::from_secs_f64)
}

fn odd_life(expires_in: &serde_json::Value) -> String {
    let shown: String = expires_in.to_string().chars().filter(|c| !c.is_control()).take(40).collect();
    format!("the token endpoint gives {shown} as expires_in; the token is taken to last {} s", DEFAULT_LIFE.as_secs())
}

/// A text, in some servers' responses a list, in others absent.
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
    fn every_odd_life_time_means_thirty_minutes_and_a_warning() {
        let odd = ["0", "-5", "1e+99", "86401", r#""NaN""#, r#""inf""#, r#""soon""#, r#""""#, "[]", "{}", "true"];
        for value in odd {
            let token = token(&format!(r#","expires_in":{value}"#)).unwrap();
            assert_eq!(token.life, DEFAULT_LIFE, "{value}");
            assert!(token.warnings[0].contains(value) && token.warnings[0].contains("1800"), "{:?}", token.warnings);
        }
        let long = token(&format!(r#","expires_in":"{}""#, "x\\u0007".repeat(1000))).unwrap();
        assert!(long.warnings[0].len() < 200 && !long.warnings[0].contains('\u{7}'));
    }

    #[test]
    fn a_life_time_may_be_text_or_missing() {
        for (extra, seconds) in [
            ("", 1800),
            (r#","expires_in":null"#, 1800),
            (r#","expires_in":60"#, 60),
            (r#","expires_in":"90""#, 90),
            (r#","expires_in":86400"#, 86_400),
        ] {
            let token = token(extra).unwrap();
            assert_eq!((token.life, token.warnings.len()), (Duration::from_secs(seconds), 0), "{extra}");
        }
    }

    #[test]
    fn scopes_that_were_requested_and_not_given_are_warned_of() {
        let asked = ["a", "b", "c"].map(str::to_owned);
        let narrow = token(r#","scope":"b d""#).unwrap().compared_with(&asked);
        assert!(narrow.warnings[0].contains(": a, c;"), "{:?}", narrow.warnings);
        assert!(token(r#","scope":"c b a d""#).unwrap().compared_with(&asked).warnings.is_empty());
        assert!(token("").unwrap().compared_with(&asked).warnings.is_empty());
    }

    #[test]
    fn a_token_that_could_change_a_header_is_refused() {
        let long = "a".repeat(LONGEST_TOKEN + 1);
        for bad in ["", " ", "a b", "a\\r\\nX: y", "a\\u0000", "a\\t", "t\u{f6}ken", "a\\u2028", &long] {
            let body = format!(r#"{{"access_token":"{bad}","token_type":"Bearer"}}"#);
            let error = Token::parse(body.as_bytes(), 1, SystemClock.now()).unwrap_err();
            assert!(error.message().contains("access_token"), "{bad}: {error}");
        }
    }

    #[test]
    fn a_response_without_scope_is_fine_and_one_without_a_bearer_token_is_not() {
        assert!(token("").unwrap().scopes.is_empty());
        assert_eq!(token(r#","scope":"a b""#).unwrap().scopes, ["a", "b"]);
        assert!(Token::parse(br#"{"access_token":"abc","token_type":"mac"}"#, 1, SystemClock.now()).is_err());
        assert!(Token::parse(br#"{"access_token":"a\r\nX: y","token_type":"Bearer"}"#, 1, SystemClock.now()).is_err());
        assert!(Token::parse(b"<html>", 1, SystemClock.now()).is_err());
    }

    #[test]
    fn a_token_is_fresh_then_to_be_renewed_then_expired() {
        let token = token("").unwrap();
        assert_eq!(token.freshness(later(token.issued, 1300)), Freshness::Fresh);
        assert_eq!(token.freshness(later(token.issued, 1500)), Freshness::RenewSoon);
        assert_eq!(token.freshness(later(token.issued, 1756)), Freshness::Expired);
    }

    #[test]
    fn the_windows_of_a_short_token_leave_it_usable() {
        let token = token(r#","expires_in":60"#).unwrap();
        assert_eq!(token.freshness(later(token.issued, 0)), Freshness::Fresh);
        assert_eq!(token.freshness(later(token.issued, 29)), Freshness::RenewSoon);
        assert_eq!(token.freshness(later(token.issued, 31)), Freshness::Expired);
    }

    #[test]
    fn a_sleeping_machine_or_a_clock_that_was_set_back_expires_the_token() {
        let token = token("").unwrap();
        let woken = Now { wall: token.issued.wall + Duration::from_secs(7200), ..token.issued };
        assert_eq!(token.freshness(woken), Freshness::Expired);
        let set_back = Now { wall: token.issued.wall - Duration::from_secs(3600), ..token.issued };
        assert_eq!(token.freshness(set_back), Freshness::Expired);
        assert_eq!(token.expires_in(set_back), Duration::ZERO);
    }

    #[test]
    fn a_saved_token_is_checked_as_a_new_one_is() {
        let now = SystemClock.now();
        let token = token("").unwrap();
        let restored = |change: &dyn Fn(&mut SavedToken<'_>)| {
            let mut saved = token.saved().unwrap();
            change(&mut saved);
            Token::restored(saved, 2, now)
        };
        assert!(restored(&|_| {}).is_some());
        assert!(restored(&|saved| saved.value = "a\r\nX: y".into()).is_none());
        assert!(restored(&|saved| saved.life_ms = 86_400_001).is_none());
        assert!(restored(&|saved| saved.issued_ms = u64::MAX).is_none());
        assert!(restored(&|saved| saved.issued_ms = 0).is_none());
    }

    #[test]
    fn a_token_does_not_show_itself() {
        assert!(!format!("{:?}", token("").unwrap()).contains("abc"));
    }
}
