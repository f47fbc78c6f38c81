//! Access tokens, found by lookup and never by verifying a signature.

use std::collections::HashMap;
use std::fmt;

use super::bearer::Bearer;
use super::claims::{self, Signer};
use super::consent::Consent;
use crate::values::ids::Guid;

/// Expired tokens are kept, up to this number, to distinguish them from unknown ones.
const MAX_STORED: usize = 10_000;

pub(crate) struct Tokens {
    stored: HashMap<String, AccessToken>,
    signer: Signer,
}

pub(crate) struct AccessToken {
    /// By the demo's clock. Revoking a token sets this to the current time.
    pub(crate) expires: i64,
    pub(crate) bearer: Bearer,
}

impl Tokens {
    pub(crate) fn new() -> Tokens {
        Tokens { stored: HashMap::new(), signer: Signer::new() }
    }

    pub(crate) fn issue(&mut self, bearer: Bearer, jti: Guid, now: i64, seconds: i64) -> String {
        let text = self.signer.sign(&claims::access(&bearer, jti, now.div_euclid(1_000), seconds));
        if self.stored.len() >= MAX_STORED {
            self.stored.retain(|_, token| token.expires > now);
        }
        self.stored.insert(text.clone(), AccessToken { expires: now + seconds * 1_000, bearer });
        text
    }

    pub(crate) fn id_token(&self, consent: &Consent, access_token: Option<&str>, now: i64) -> String {
        self.signer.sign(&claims::id(consent, access_token.unwrap_or(""), now.div_euclid(1_000)))
    }

    pub(crate) fn find(&self, text: &str) -> Option<&AccessToken> {
        self.stored.get(text)
    }

    pub(crate) fn revoke_all(&mut self, now: i64) {
        for token in self.stored.values_mut() {
            token.expires = token.expires.min(now);
        }
    }

    pub(crate) fn revoke_of(&mut self, grant: Guid, now: i64) {
        for token in self.stored.values_mut().filter(|token| token.bearer.grant == Some(grant)) {
            token.expires = token.expires.min(now);
        }
    }
}

impl fmt::Debug for Tokens {
    /// Without the tokens.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Tokens({})", self.stored.len())
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::Tokens;
    use crate::auth::bearer::Bearer;
    use crate::values::ids::Guid;

    #[test]
    fn a_token_reads_as_a_jwt_with_xeros_claims() {
        let mut tokens = Tokens::new();
        let bearer = Bearer {
            has_user: true,
            tenant_id: Some(Guid::named("tenant")),
            ..Bearer::new("ID", vec!["accounting.settings".into()], Guid::named("event"))
        };
        let token = tokens.issue(bearer, Guid::named("one"), 1_000_000, 1_800);
        let parts: Vec<&str> = token.split('.').collect();
        assert_eq!(parts.len(), 3);
        let claims = URL_SAFE_NO_PAD.decode(parts[1]).expect("base64url");
        let claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
        assert_eq!(claims["exp"], 1_000 + 1_800);
        assert_eq!(claims["scope"], serde_json::json!(["accounting.settings"]));
        assert_eq!(claims["authentication_event_id"], Guid::named("event").to_string());
        assert!(claims["xero_tenant_id"].is_string() && claims["sub"].is_string());
        assert_eq!(URL_SAFE_NO_PAD.decode(parts[2]).expect("base64url").len(), 256);
        assert!(!format!("{tokens:?}").contains(&token));
    }
}
