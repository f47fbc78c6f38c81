//! Reads a form posted to the identity host, with the client's credentials from the header or the form.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use url::form_urlencoded;

use super::oauth_error::OAuthError;
use crate::auth::Auth;
use crate::auth::app::App;
use crate::auth::secret::Secret;

pub(crate) struct OAuthForm {
    pairs: Vec<(String, String)>,
    client_id: String,
    client_secret: Option<Secret>,
}

impl OAuthForm {
    pub(crate) fn parse(headers: &HeaderMap, body: &[u8]) -> Result<OAuthForm, OAuthError> {
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let kind = content_type.split(';').next().unwrap_or("").trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(invalid("the content type must be application/x-www-form-urlencoded"));
        }
        let pairs = form_urlencoded::parse(body).into_owned().collect();
        let mut form = OAuthForm { pairs, client_id: String::new(), client_secret: None };
        let (id, secret) = form.credentials(headers)?;
        form.client_id = id.ok_or_else(|| invalid("client_id is missing"))?;
        form.client_secret = secret;
        Ok(form)
    }

    /// The value, or none if it is missing or empty.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&str>, OAuthError> {
        let mut values = self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(invalid(format!("{name} is given more than once"))),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }

    pub(crate) fn need(&self, name: &str) -> Result<&str, OAuthError> {
        self.get(name)?.ok_or_else(|| invalid(format!("{name} is missing")))
    }

    /// The app of the request. A PKCE app sends no secret.
    pub(crate) fn authenticate<'a>(&self, auth: &'a Auth) -> Result<&'a App, OAuthError> {
        let is_right = |app: &&App| match &self.client_secret {
            Some(secret) => !app.is_public() && app.secret.is(secret.reveal()),
            None => app.is_public(),
        };
        let app = auth.app(&self.client_id).filter(is_right);
        app.ok_or_else(|| OAuthError::new("invalid_client", "the client id or secret is wrong"))
    }

    fn credentials(&self, headers: &HeaderMap) -> Result<(Option<String>, Option<Secret>), OAuthError> {
        let (form_id, form_secret) = (self.get("client_id")?, self.get("client_secret")?);
        let Some(header) = headers.get(AUTHORIZATION) else {
            return Ok((form_id.map(str::to_owned), form_secret.map(|secret| Secret::new(secret.to_owned()))));
        };
        if form_secret.is_some() {
            return Err(invalid("the client must not authenticate in more than one way"));
        }
        let (id, secret) = basic(header.to_str().unwrap_or(""))?;
        if form_id.is_some_and(|form_id| form_id != id) {
            return Err(invalid("client_id differs between the header and the form"));
        }
        Ok((Some(id).filter(|id| !id.is_empty()), Some(secret).filter(|secret| !secret.is_empty()).map(Secret::new)))
    }
}

fn invalid(description: impl Into<Cow<'static, str>>) -> OAuthError {
    OAuthError::new("invalid_request", description)
}

/// ID and secret of a Basic header; each is form-encoded before they are joined (RFC 6749, 2.3.1).
fn basic(header: &str) -> Result<(String, String), OAuthError> {
    let refused = || OAuthError::new("invalid_client", "the Authorization header is not valid");
    let (scheme, encoded) = header.split_once(' ').ok_or_else(refused)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(refused());
    }
    let bytes = STANDARD.decode(encoded.trim()).map_err(|_| refused())?;
    let text = String::from_utf8(bytes).map_err(|_| refused())?;
    let (id, secret) = text.split_once(':').ok_or_else(refused)?;
    Ok((form_decoded(id), form_decoded(secret)))
}

fn form_decoded(text: &str) -> String {
    // The parser would split at these characters, which a client may have left unencoded.
    let whole = text.replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(whole.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::basic;

    #[test]
    fn both_parts_of_basic_are_form_decoded() {
        let header = |text: &str| format!("Basic {}", STANDARD.encode(text));
        let read = |text: &str| basic(&header(text)).expect(text);
        assert_eq!(read("id:s%3Ae+c%2Br%25"), ("id".into(), "s:e c+r%".into()));
        assert_eq!(read("id:a:b&c=d"), ("id".into(), "a:b&c=d".into()));
        assert_eq!(basic("Basic ???").expect_err("no base64").code, "invalid_client");
        assert_eq!(basic(&header("no colon")).expect_err("no colon").code, "invalid_client");
    }
}
