//! Access tokens: looked up whole, never verified by signature.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::claims::{self, Signer};
use super::consent::Consent;
use crate::ids::Guid;

/// Expired tokens are kept so that they can be told from unknown ones; past this many they go.
const MOST_KEPT: usize = 10_000;

pub(crate) struct Tokens {
    kept: HashMap<String, Token>,
    signer: Signer,
}

pub(super) struct Token {
    /// By the demo's clock; a revoked token expired when it was revoked.
    pub(super) expires: i64,
    pub(super) bearer: Bearer,
}

/// Who a token speaks for.
#[derive(Clone)]
pub(super) struct Bearer {
    pub(super) client_id: Arc<str>,
    pub(super) scopes: Arc<Vec<String>>,
    /// Of the consent that it comes of.
    pub(super) event_id: Guid,
    /// Otherwise the app speaks for itself.
    pub(super) has_user: bool,
    /// A custom connection's, while it is active.
    pub(super) tenant_id: Option<Guid>,
    pub(super) grant: Option<Guid>,
    /// Milliseconds; none is now.
    pub(super) auth_time: Option<i64>,
}

impl Tokens {
    pub(crate) fn new() -> Tokens {
        Tokens { kept: HashMap::new(), signer: Signer::new() }
    }

    pub(super) fn issue(&mut self, bearer: Bearer, jti: Guid, now: i64, seconds: i64) -> String {
        let text = self.signer.sign(&claims::access(&bearer, jti, now.div_euclid(1_000), seconds));
        if self.kept.len() >= MOST_KEPT {
            self.kept.retain(|_, token| token.expires > now);
        }
        self.kept.insert(text.clone(), Token { expires: now + seconds * 1_000, bearer });
        text
    }

    pub(super) fn id_token(&self, consent: &Consent, access_token: Option<&str>, now: i64) -> String {
        self.signer.sign(&claims::id(consent, access_token.unwrap_or(""), now.div_euclid(1_000)))
    }

    pub(super) fn find(&self, text: &str) -> Option<&Token> {
        self.kept.get(text)
    }

    pub(crate) fn revoke_all(&mut self, now: i64) {
        for token in self.kept.values_mut() {
            token.expires = token.expires.min(now);
        }
    }

    pub(super) fn revoke_of(&mut self, grant: Guid, now: i64) {
        for token in self.kept.values_mut().filter(|token| token.bearer.grant == Some(grant)) {
            token.expires = token.expires.min(now);
        }
    }
}

impl Bearer {
    pub(super) fn new(client_id: &str, scopes: Vec<String>, event_id: Guid) -> Bearer {
        Bearer {
            client_id: client_id.into(),
            scopes: Arc::new(scopes),
            event_id,
            has_user: false,
            tenant_id: None,
            grant: None,
            auth_time: None,
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

    use super::{Bearer, Tokens};
    use crate::ids::Guid;

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
