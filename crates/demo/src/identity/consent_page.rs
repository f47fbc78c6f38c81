//! The page on which a user allows or denies an app's request.

use std::fmt::Write;

use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};

use super::authorize_request::AuthorizeRequest;
use crate::books::Books;
use crate::wire::html::{STYLE_POLICY, document, escaped};
use crate::wire::response::{ApiResponse, HTML};

pub(crate) fn form(authorization: &AuthorizeRequest, organisations: &[Books]) -> ApiResponse {
    let mut out = String::from("<h1>An app asks for access</h1>");
    let _ = write!(out, "<p>Client id <code>{}</code> asks for:</p><ul>", escaped(&authorization.client_id));
    for scope in &authorization.scopes {
        let _ = write!(out, "<li><code>{}</code></li>", escaped(scope));
    }
    out.push_str("</ul><form method=\"post\">");
    let scope = authorization.scopes.join(" ");
    let hidden = [
        ("response_type", Some("code")),
        ("client_id", Some(authorization.client_id.as_str())),
        ("redirect_uri", Some(&authorization.redirect.redirect_uri)),
        ("scope", Some(&scope)),
        ("state", authorization.redirect.state.as_deref()),
        ("nonce", authorization.nonce.as_deref()),
        ("code_challenge", authorization.challenge.as_deref()),
        ("code_challenge_method", authorization.challenge.as_ref().map(|_| "S256")),
    ];
    for (name, value) in hidden {
        if let Some(value) = value {
            let _ = write!(out, "<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value));
        }
    }
    if authorization.needs_organisation() {
        out.push_str("<fieldset><legend>Organisations</legend>");
        for (at, books) in organisations.iter().enumerate() {
            let _ = write!(
                out,
                "<label><input type=\"checkbox\" name=\"organisation\" value=\"{}\"{}> {}</label>",
                books.tenant_id(),
                if at == 0 { " checked" } else { "" },
                escaped(books.name())
            );
        }
        out.push_str("</fieldset>");
    }
    out.push_str(
        "<button name=\"decision\" value=\"allow\">Allow access</button>\
         <button name=\"decision\" value=\"deny\">Deny</button></form>",
    );
    page(200, &out)
}

pub(crate) fn error(text: &str) -> ApiResponse {
    page(400, &format!("<h1>This cannot be authorised</h1><p role=\"alert\">{}</p>", escaped(text)))
}

fn page(status: u16, main: &str) -> ApiResponse {
    let html = document("Authorise an app", &format!("<main><section class=\"consent\">{main}</section></main>"));
    ApiResponse::new(status, HTML, html)
        // Without form-action, which browsers would also apply to the redirect.
        .with(CONTENT_SECURITY_POLICY, &STYLE_POLICY)
        .with(REFERRER_POLICY, "no-referrer")
        .with(CACHE_CONTROL, "no-store")
}
