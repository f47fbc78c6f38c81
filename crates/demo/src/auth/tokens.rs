//! Access tokens: looked up whole, never verified by signature.

use std::collections::HashMap;
use std::fmt;

use super::bearer::Bearer;
use super::claims::{self, Signer};
use super::consent::Consent;
use crate::values::ids::Guid;

/// Expired tokens are kept so that they can be told from unknown ones; past this many they go.
const MOST_KEPT: usize = 10_000;

pub(crate) struct Tokens {
    kept: HashMap<String, Token>,
    signer: Signer,
}

pub(crate) struct Token {
    /// By the demo's clock; a revoked token expired when it was revoked.
    pub(crate) expires: i64,
    pub(crate) bearer: Bearer,
}

impl Tokens {
    pub(crate) fn new() -> Tokens {
        Tokens { kept: HashMap::new(), signer: Signer::new() }
    }

    pub(crate) fn issue(&mut self, bearer: Bearer, jti: Guid, now: i64, seconds: i64) -> String {
        let text = self.signer.sign(&claims::access(&bearer, jti, now.div_euclid(1_000), seconds));
        if self.kept.len() >= MOST_KEPT {
            self.kept.retain(|_, token| token.expires > now);
        }
        self.kept.insert(text.clone(), Token { expires: now + seconds * 1_000, bearer });
        text
    }

    pub(crate) fn id_token(&self, consent: &Consent, access_token: Option<&str>, now: i64) -> String {
        self.signer.sign(&claims::id(consent, access_token.unwrap_or(""), now.div_euclid(1_000)))
    }

    pub(crate) fn find(&self, text: &str) -> Option<&Token> {
        self.kept.get(text)
    }

    pub(crate) fn revoke_all(&mut self, now: i64) {
        for token in self.kept.values_mut() {
            token.expires = token.expires.min(now);
        }
    }

    pub(crate) fn revoke_of(&mut self, grant: Guid, now: i64) {
        for token in self.kept.values_mut().filter(|token| token.bearer.grant == Some(grant)) {
            token.expires = token.expires.min(now);
        }
    }
}

impl fmt::Debug for Tokens {
    /// Without the tokens.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Tokens({})", self.kept.len())
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
