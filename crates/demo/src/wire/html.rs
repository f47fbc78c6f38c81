//! What the pages for people have in common.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const STYLE: &str = include_str!("html.css");
/// So that no browser asks the company for one.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' \
    height='8' rx='2' fill='%231f6f8b'/%3E%3Cpath d='M2 6V4m2 2V2m2 4V3' stroke='%23fff'/%3E%3C/svg%3E";

/// Nothing but the style of the company's pages.
pub(crate) static STYLE_POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = hash(STYLE);
    format!("default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; frame-ancestors 'none'")
});

/// Of a style or a script, as a policy names it.
pub(crate) fn hash(text: &str) -> String {
    STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, text.as_bytes()))
}

/// A page in the company's style; the title and the body are HTML.
pub(crate) fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" \
         content=\"light dark\"><link rel=\"icon\" href=\"{ICON}\"><style>{STYLE}</style></head>\
         <body>{body}</body></html>"
    )
}

pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}
