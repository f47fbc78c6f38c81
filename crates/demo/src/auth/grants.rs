//! Codes, and the grants that come of them, with their refresh tokens in turn.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::consent::Consent;
use super::secret::Digest;
use crate::values::dates::MILLIS_A_DAY;
use crate::values::ids::{Guid, random_bytes};

const MINUTE: i64 = 60_000;
const CODE_LIFE: i64 = 5 * MINUTE;
/// How long the last refresh token may be used again, where its reply was lost.
const GRACE: i64 = 30 * MINUTE;
/// How long an unused refresh token lives.
const REFRESH_LIFE: i64 = 60 * MILLIS_A_DAY;
/// Of each kind; past this many the oldest go.
const MOST_KEPT: usize = 10_000;

#[derive(Clone, Debug, Default)]
pub(crate) struct Grants {
    codes: Vec<Code>,
    grants: Vec<Grant>,
}

#[derive(Clone, Debug)]
pub(crate) struct Code {
    digest: Digest,
    pub(crate) consent: Consent,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<String>,
    pub(crate) is_used: bool,
    /// What came of it.
    pub(crate) grant: Option<Guid>,
}

#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) id: Guid,
    pub(crate) consent: Consent,
    current: Refresh,
    /// The one that `current` was given for, and when it was first used.
    last: Option<Refresh>,
}

#[derive(Clone, Debug)]
struct Refresh {
    digest: Digest,
    at: i64,
}

impl Grants {
    pub(crate) fn add_code(&mut self, consent: Consent, redirect_uri: String, challenge: Option<String>) -> String {
        if self.codes.len() >= MOST_KEPT {
            self.codes.remove(0);
        }
        let (text, digest) = fresh();
        self.codes.push(Code { digest, consent, redirect_uri, challenge, is_used: false, grant: None });
        text
    }

    /// A code that this app was given, used or not.
    pub(crate) fn code(&mut self, text: &str, client_id: &str) -> Option<&mut Code> {
        let digest = Digest::of(text);
        self.codes.iter_mut().find(|code| code.digest == digest && code.consent.client_id == client_id)
    }

    /// The first refresh token of a grant, if one was asked for.
    pub(crate) fn begin(&mut self, consent: &Consent, id: Guid, now: i64) -> Option<String> {
        if !consent.has("offline_access") {
            return None;
        }
        if self.grants.len() >= MOST_KEPT {
            self.grants.remove(0);
        }
        let (text, digest) = fresh();
        self.grants.push(Grant { id, consent: consent.clone(), current: Refresh { digest, at: now }, last: None });
        Some(text)
    }

    /// The grant that a refresh token is good for now.
    pub(crate) fn refresh(&mut self, text: &str, client_id: &str, now: i64) -> Option<&mut Grant> {
        let digest = Digest::of(text);
        let is_good = |refresh: &Refresh, life: i64| refresh.digest == digest && now < refresh.at + life;
        self.grants.iter_mut().find(|grant| {
            let is_last = |last| is_good(last, GRACE);
            grant.consent.client_id == client_id
                && (is_good(&grant.current, REFRESH_LIFE) || grant.last.as_ref().is_some_and(is_last))
        })
    }

    /// The app that holds a refresh token, whatever its age.
    pub(crate) fn holder(&self, text: &str) -> Option<&str> {
        let digest = Digest::of(text);
        let has = |grant: &&Grant| {
            grant.current.digest == digest || grant.last.as_ref().is_some_and(|last| last.digest == digest)
        };
        self.grants.iter().find(has).map(|grant| grant.consent.client_id.as_str())
    }

    pub(crate) fn revoke(&mut self, id: Guid) {
        self.grants.retain(|grant| grant.id != id);
    }

    pub(crate) fn revoke_all_of(&mut self, client_id: &str) {
        self.grants.retain(|grant| grant.consent.client_id != client_id);
    }
}

impl Code {
    pub(crate) fn is_expired(&self, now: i64) -> bool {
        now >= self.consent.at + CODE_LIFE
    }
}

impl Grant {
    /// The next refresh token. One that is used again for a lost reply takes the place of the one that was lost.
    pub(crate) fn rotate(&mut self, used: &str, now: i64) -> String {
        let used = Digest::of(used);
        if self.current.digest == used {
            self.last = Some(Refresh { digest: used, at: now });
        }
        let (text, digest) = fresh();
        self.current = Refresh { digest, at: now };
        text
    }
}

fn fresh() -> (String, Digest) {
    let text = URL_SAFE_NO_PAD.encode(random_bytes::<32>());
    let digest = Digest::of(&text);
    (text, digest)
}

#[cfg(test)]
mod tests {
    use super::{GRACE, Grants, REFRESH_LIFE};
    use crate::auth::consent::Consent;
    use crate::values::ids::Guid;

    fn begun() -> (Grants, String) {
        let consent = Consent {
            client_id: "ID".to_owned(),
            scopes: vec!["offline_access".to_owned()],
            event_id: Guid::named("event"),
            nonce: None,
            at: 0,
        };
        let mut grants = Grants::default();
        let first = grants.begin(&consent, Guid::named("grant"), 0).expect("a refresh token");
        (grants, first)
    }

    fn refresh(grants: &mut Grants, text: &str, now: i64) -> Option<String> {
        Some(grants.refresh(text, "ID", now)?.rotate(text, now))
    }

    #[test]
    fn the_last_token_serves_again_for_half_an_hour_from_its_first_use() {
        let (mut grants, first) = begun();
        let lost = refresh(&mut grants, &first, 0).expect("new");
        let second = refresh(&mut grants, &first, GRACE - 1).expect("within the grace");
        assert!(refresh(&mut grants, &first, GRACE).is_none());
        assert!(refresh(&mut grants, &lost, GRACE).is_none());
        let third = refresh(&mut grants, &second, GRACE).expect("the newest");
        assert!(refresh(&mut grants, &first, GRACE).is_none());
        assert!(refresh(&mut grants, &third, GRACE).is_some());
    }

    #[test]
    fn a_token_lapses_after_sixty_days_unused_and_is_one_apps() {
        let (mut grants, first) = begun();
        assert!(grants.refresh(&first, "OTHER", 0).is_none());
        assert!(grants.refresh(&first, "ID", REFRESH_LIFE).is_none());
        assert!(refresh(&mut grants, &first, REFRESH_LIFE - 1).is_some());
    }
}
