//! Reads a form of the identity host, and the client's credentials in its header or in the form.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::json;
use url::form_urlencoded;

use crate::auth::Auth;
use crate::auth::app::App;
use crate::auth::secret::Secret;
use crate::wire::response::{JSON, Reply};

pub(crate) struct Form {
    pairs: Vec<(String, String)>,
    client_id: String,
    client_secret: Option<Secret>,
}

/// An OAuth error code and its description.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) &'static str, pub(crate) String);

impl Form {
    pub(crate) fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Form, Refused> {
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let kind = content_type.split(';').next().unwrap_or("").trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(invalid("the content type must be application/x-www-form-urlencoded"));
        }
        let pairs = form_urlencoded::parse(body).into_owned().collect();
        let mut form = Form { pairs, client_id: String::new(), client_secret: None };
        let (id, secret) = form.credentials(headers)?;
        form.client_id = id.ok_or_else(|| invalid("client_id is missing"))?;
        form.client_secret = secret;
        Ok(form)
    }

    /// The value, or none where it is absent or empty.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&str>, Refused> {
        let mut values = self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(invalid(&format!("{name} is given more than once"))),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }

    pub(crate) fn need(&self, name: &str) -> Result<&str, Refused> {
        self.get(name)?.ok_or_else(|| invalid(&format!("{name} is missing")))
    }

    /// The app that the request is from. A PKCE app has no secret to show.
    pub(crate) fn authenticate<'a>(&self, auth: &'a Auth) -> Result<&'a App, Refused> {
        let is_right = |app: &&App| match &self.client_secret {
            Some(secret) => !app.is_public() && app.secret.is(secret.reveal()),
            None => app.is_public(),
        };
        let app = auth.app(&self.client_id).filter(is_right);
        app.ok_or_else(|| Refused("invalid_client", "the client id or secret is wrong".to_owned()))
    }

    fn credentials(&self, headers: &HeaderMap) -> Result<(Option<String>, Option<Secret>), Refused> {
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

impl Refused {
    pub(crate) fn grant(description: &str) -> Refused {
        Refused("invalid_grant", description.to_owned())
    }

    /// Xero uses 400 where the standard would have 401 for a wrong client.
    pub(crate) fn reply(&self) -> Reply {
        let Refused(code, description) = self;
        let body = match *code {
            // Nor does it say which of the two is wrong.
            "invalid_client" => json!({ "error": code }),
            _ => json!({ "error": code, "error_description": description }),
        };
        Reply::new(400, JSON, body.to_string())
    }
}

fn invalid(description: &str) -> Refused {
    Refused("invalid_request", description.to_owned())
}

/// Id and secret of a Basic header; each is form-encoded before it is joined (RFC 6749, 2.3.1).
fn basic(header: &str) -> Result<(String, String), Refused> {
    let refused = || Refused("invalid_client", "the Authorization header is not valid".to_owned());
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
    // The parser would cut at these two, which a careless client may leave as they are.
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
        assert_eq!(basic("Basic ???").expect_err("no base64").0, "invalid_client");
        assert_eq!(basic(&header("no colon")).expect_err("no colon").0, "invalid_client");
    }
}
