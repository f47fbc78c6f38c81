//! Reads a token request: the form, and the client's credentials in the header or in the form.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use url::form_urlencoded;

use crate::company::Secret;

pub(crate) struct TokenForm {
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<Secret>,
    pub(crate) grant_type: Option<String>,
    pub(crate) scope: Option<String>,
}

/// An OAuth error code and its description.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) &'static str, pub(crate) String);

impl TokenForm {
    pub(crate) fn parse(headers: &HeaderMap, body: &[u8]) -> Result<TokenForm, Refused> {
        let invalid = |text: &str| Refused("invalid_request", text.to_owned());
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let kind = content_type.split(';').next().unwrap_or("").trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(invalid("the content type must be application/x-www-form-urlencoded"));
        }
        let pairs: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
        let one = |name: &str| -> Result<Option<String>, Refused> {
            let mut values = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value);
            match (values.next(), values.next()) {
                (_, Some(_)) => Err(invalid(&format!("{name} is given more than once"))),
                (value, None) => Ok(value.filter(|value| !value.is_empty()).cloned()),
            }
        };
        let (form_id, form_secret) = (one("client_id")?, one("client_secret")?);
        let header = headers.get(AUTHORIZATION).map(|value| basic(value.to_str().unwrap_or("")));
        let (client_id, client_secret) = match header {
            Some(_) if form_secret.is_some() => {
                return Err(invalid("the client must not authenticate in more than one way"));
            }
            Some(credentials) => {
                let (id, secret) = credentials?;
                if form_id.is_some_and(|form_id| form_id != id) {
                    return Err(invalid("client_id differs between the header and the form"));
                }
                (Some(id).filter(|id| !id.is_empty()), Some(secret).filter(|secret| !secret.is_empty()))
            }
            None => (form_id, form_secret),
        };
        Ok(TokenForm {
            client_id: client_id.ok_or_else(|| invalid("client_id is missing"))?,
            client_secret: client_secret.map(Secret::new),
            grant_type: one("grant_type")?,
            scope: one("scope")?,
        })
    }
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
