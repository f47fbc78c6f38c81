//! What the fuzz targets call: every place where bytes of a server are read.

use http::HeaderMap;
use serde::de::IgnoredAny;

use crate::api::operation::{Envelope, Records};
use crate::api::table::SCHEMAS;
use crate::auth::Token;
use crate::clock::{Clock, SystemClock};
use crate::codec::{self, Refused, api_error, decode, to_wire};
use crate::names::Naming;
use crate::transport::RawReply;

/// A reply with records: the first two bytes choose the schema, the third the envelope.
pub fn reply(bytes: &[u8]) {
    let [high, low, envelope, body @ ..] = bytes else { return };
    let schema = SCHEMAS[usize::from(u16::from_be_bytes([*high, *low])) % SCHEMAS.len()];
    let envelope = match envelope % 4 {
        0 => Envelope::List("Invoices"),
        1 => Envelope::One("employee"),
        2 => Envelope::BareList,
        _ => Envelope::Bare,
    };
    let Ok(decoded) = decode(body, Records { envelope, schema }, Naming::Snake) else { return };
    for at in 0..decoded.len() {
        let record = decoded.record(at).expect("as many records as it says");
        assert!(is_json(record), "a decoded record is JSON");
        let wire = to_wire(schema.name, record, Naming::Snake).expect("a decoded record has its wire form");
        assert!(is_json(&wire), "the wire form is JSON");
    }
}

/// Numbers beyond a double's range are JSON too.
fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

/// Refusals as they come, for what begins like one of them and goes on like nothing that was ever seen.
const REFUSALS: &[&str] = &[
    "",
    r#"{"ErrorNumber":10,"Type":"ValidationException","Message":"no","Elements":[{"LineItems":[{"ValidationErrors":[{"Message":"a \"b\" \ud83d\ude00"},{"Message":"c"}]}],"Total":-1.5e3,"IsNil":[true,null]}]}"#,
    r#"{"problem":{"title":"Bad","invalidFields":[{"name":"Date","reason":"needed"}]},"modelState":{"name":["Missing"]}}"#,
    r#"<?xml version="1.0"?><ApiException xmlns:i="x"><Message a="&#65;">a &amp; b</Message><Elements><Invoice i:type="I"><ValidationErrors><ValidationError><Message><![CDATA[<c>]]></Message></ValidationError></ValidationErrors></Invoice></Elements></ApiException>"#,
    "<!DOCTYPE html><html><head><title>Bad &nbsp; Gateway</title><script>1<2</script></head><body><p>words<br>more</p></body></html>",
];

/// The body of an error: the first byte chooses the status, the second a refusal as it comes, the third where that ends.
pub fn error_body(bytes: &[u8]) {
    let [status, refusal, end, rest @ ..] = bytes else { return };
    let status = 300 + u16::from(*status);
    let refusal = REFUSALS[usize::from(*refusal) % REFUSALS.len()].as_bytes();
    let body = [&refusal[..refusal.len() * usize::from(*end) / 255], rest].concat();
    let reply = RawReply { status, headers: HeaderMap::new(), size: body.len() as u64, body };
    let refused = Refused { operation: None, has_tenant: false, host: "api.xero.com", asked: None };
    assert!(!api_error(&reply, refused).to_json(Naming::Camel).is_empty());
}

/// The text of a date or an instant, of any family.
pub fn date(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        codec::read_dates(text);
    }
}

/// What the token endpoint answers.
pub fn token_reply(bytes: &[u8]) {
    if let Ok(token) = Token::parse(bytes, 0, SystemClock.now()) {
        assert!(!token.reveal().is_empty());
    }
}
