//! The page on which a user lets an app into organisations, or does not.

use std::fmt::Write;

use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};

use super::authorize_request::Asked;
use crate::books::Books;
use crate::wire::html::{STYLE_POLICY, document, escaped};
use crate::wire::response::{HTML, Reply};

pub(crate) fn question(asked: &Asked, organisations: &[Books]) -> Reply {
    let mut out = String::from("<h1>An app asks for access</h1>");
    let _ = write!(out, "<p>Client id <code>{}</code> asks for:</p><ul>", escaped(&asked.client_id));
    for scope in &asked.scopes {
        let _ = write!(out, "<li><code>{}</code></li>", escaped(scope));
    }
    out.push_str("</ul><form method=\"post\">");
    let scope = asked.scopes.join(" ");
    let hidden = [
        ("response_type", Some("code")),
        ("client_id", Some(asked.client_id.as_str())),
        ("redirect_uri", Some(&asked.way_back.redirect_uri)),
        ("scope", Some(&scope)),
        ("state", asked.way_back.state.as_deref()),
        ("nonce", asked.nonce.as_deref()),
        ("code_challenge", asked.challenge.as_deref()),
        ("code_challenge_method", asked.challenge.as_ref().map(|_| "S256")),
    ];
    for (name, value) in hidden {
        if let Some(value) = value {
            let _ = write!(out, "<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value));
        }
    }
    if asked.needs_organisation() {
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

pub(crate) fn error(text: &str) -> Reply {
    page(400, &format!("<h1>This cannot be authorised</h1><p role=\"alert\">{}</p>", escaped(text)))
}

fn page(status: u16, main: &str) -> Reply {
    let html = document("Authorise an app", &format!("<main><section class=\"consent\">{main}</section></main>"));
    Reply::new(status, HTML, html)
        // It says nothing of form-action: browsers hold that against the way back too.
        .with(CONTENT_SECURITY_POLICY, &STYLE_POLICY)
        .with(REFERRER_POLICY, "no-referrer")
        .with(CACHE_CONTROL, "no-store")
}
