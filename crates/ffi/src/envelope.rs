//! Responses and errors as a face reads them: `{"value": …, "meta": …}`, with names in the language's case.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use xero_m2m::{
    AccessToken, BatchResult, CheckReport, Error, Meta, NameCase, Page, RawResponse, Response, ResponseContent,
};

use crate::names::CaseOfNames;

/// The code of the one error that stays between core and faces: the face must supply the client secret.
const SECRET_WANTED: &str = "secret_wanted";

/// One record, a file, or nothing.
pub(crate) fn response(response: Response, case: NameCase) -> Vec<u8> {
    let raw = response.raw().map(|raw| kept(raw, case));
    let (content, meta) = response.into_parts();
    let out = match content {
        ResponseContent::Nothing => enclosed(b"null", &meta, case),
        ResponseContent::Json(json) => enclosed(&json, &meta, case),
        ResponseContent::Saved(size) => enclosed(size.to_string().as_bytes(), &meta, case),
        ResponseContent::Bytes(bytes) => {
            let mut out = enclosed(b"null", &meta, case);
            out.push(b'\n');
            out.extend_from_slice(&bytes);
            out
        }
    };
    after(raw, out)
}

/// One page of a list.
pub(crate) fn page(page: Page, case: NameCase) -> Vec<u8> {
    let facts = page_facts(&page, case);
    let meta = meta_json(&page.meta, case);
    let raw = page.raw.as_deref().map(|raw| kept(raw, case));
    let mut out = page.into_json();
    // In place: a page is large, and its buffer has room.
    out.splice(0..0, *b"{\"value\":{\"records\":");
    close_page(&mut out, &facts, &meta);
    after(raw, out)
}

/// One page of a list whose records follow it in slices, so that a face can read them one by one. Each is a JSON list
/// behind a record separator, a character that no JSON text holds.
pub(crate) fn sliced_page(page: &Page, case: NameCase) -> Vec<u8> {
    let mut out = Vec::with_capacity(page.json().len() + 1024);
    out.extend_from_slice(b"{\"value\":{\"records\":[]");
    close_page(&mut out, &page_facts(page, case), &meta_json(&page.meta, case));
    for slice in page.json_slices(SLICE_SIZE) {
        out.extend_from_slice(b"\x1e[");
        out.extend_from_slice(slice);
        out.push(b']');
    }
    after(page.raw.as_deref().map(|raw| kept(raw, case)), out)
}

/// A slice takes a language about a millisecond to read.
const SLICE_SIZE: usize = 128 << 10;

fn page_facts(page: &Page, case: NameCase) -> String {
    let facts = json!({
        "number": page.number,
        "page_size": page.page_size,
        "page_count": page.page_count,
        "item_count": page.item_count,
        "next": page.next,
    });
    case.rename_keys(facts).to_string()
}

/// Ends a page after its records.
fn close_page(out: &mut Vec<u8>, facts: &str, meta: &[u8]) {
    out.push(b',');
    out.extend_from_slice(&facts.as_bytes()[1..]);
    close(out, meta);
}

/// What became of each record of a batch.
pub(crate) fn batch(result: &BatchResult, case: NameCase) -> Vec<u8> {
    let mut out = b"{\"value\":{\"results\":[".to_vec();
    for (index, record) in result.results.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(format!("{{\"index\":{index},").as_bytes());
        match &record.outcome {
            Ok(json) => {
                out.extend_from_slice(b"\"record\":");
                out.extend_from_slice(json);
            }
            Err(error) => {
                out.extend_from_slice(b"\"error\":");
                out.extend_from_slice(&error_to_json(error, case));
            }
        }
        if let Some(meta) = record.meta {
            out.extend_from_slice(format!(",\"meta\":{meta}").as_bytes());
        }
        out.push(b'}');
    }
    let metas: Vec<Vec<u8>> = result.metas.iter().map(|meta| meta_json(meta, case)).collect();
    out.extend_from_slice(b"],\"metas\":[");
    out.extend_from_slice(&metas.join(&b','));
    out.push(b']');
    if let Some(error) = result.error().filter(|_| result.errors().nth(1).is_some()) {
        out.extend_from_slice(b",\"error\":");
        out.extend_from_slice(&error_to_json(error, case));
    }
    // Of the last request, which saw the latest limits.
    out.push(b'}');
    close(&mut out, metas.last().map_or(b"null", Vec::as_slice));
    after(result.raw.as_deref().map(|raw| kept(raw, case)), out)
}

/// A raw response.
pub(crate) fn raw(response: RawResponse, case: NameCase) -> Vec<u8> {
    let headers = headers(&response);
    let (text, base64) = match String::from_utf8(response.body) {
        Ok(text) => (Some(text), None),
        Err(bytes) => (None, Some(STANDARD.encode(bytes.as_bytes()))),
    };
    let value = json!({"status": response.status, "headers": headers, "text": text, "base64": base64});
    enclosed(value.to_string().as_bytes(), &response.meta, case)
}

/// A response as it came: a line with its meta data, its headers and the size of its body, and the body.
fn kept(response: &RawResponse, case: NameCase) -> Vec<u8> {
    let value = json!({"headers": headers(response), "size": response.body.len()});
    [&enclosed(value.to_string().as_bytes(), &response.meta, case)[..], b"\n", &response.body].concat()
}

/// A response behind what is kept of it.
fn after(kept: Option<Vec<u8>>, response: Vec<u8>) -> Vec<u8> {
    match kept {
        Some(kept) => [kept, response].concat(),
        None => response,
    }
}

fn headers(response: &RawResponse) -> Map<String, Value> {
    let mut headers = Map::new();
    for (name, value) in &response.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        match headers.get_mut(name.as_str()) {
            Some(Value::String(known)) => known.extend([", ", &value]),
            _ => drop(headers.insert(name.to_string(), value.into())),
        }
    }
    headers
}

/// An access token.
pub(crate) fn token(token: &AccessToken, case: NameCase) -> Vec<u8> {
    let expires_at = jiff::Timestamp::try_from(token.expires_at).unwrap_or_default();
    let value = json!({
        "value": token.reveal(),
        "expires_in": token.expires_in.as_secs_f64(),
        "expires_at": jiff::Timestamp::from_second(expires_at.as_second()).unwrap_or_default().to_string(),
        "scopes": token.scopes,
    });
    plain(value, case)
}

/// The report of a check, with its text as a shell shows it.
pub(crate) fn check(report: &CheckReport, case: NameCase) -> Vec<u8> {
    let mut report = report.clone();
    report.next_step = report.next_step.map(|step| case.sentence(&step).into_owned());
    let text = report.to_string();
    let mut value = serde_json::to_value(report).unwrap_or_default();
    value["text"] = text.into();
    plain(value, case)
}

/// A value that no request was made for.
pub(crate) fn plain(value: Value, case: NameCase) -> Vec<u8> {
    json!({"value": case.rename_keys(value), "meta": null}).to_string().into_bytes()
}

/// An error as data, from which the faces make their classes.
#[must_use]
pub fn error_to_json(error: &Error, case: NameCase) -> Vec<u8> {
    let error = error.clone().map_hint(|hint| case.sentence(hint).into_owned());
    let mut data = Map::new();
    let code = if error.is_secret_wanted() { SECRET_WANTED } else { error.kind().code() };
    data.insert("code".into(), code.into());
    data.insert("message".into(), error.message().into());
    data.insert("hint".into(), error.advice().into());
    data.insert("is_retryable".into(), error.is_retryable().into());
    if let Ok(Value::Object(details)) = serde_json::to_value(error.details()) {
        data.extend(details);
    }
    data.insert("text".into(), error.to_string().into());
    // The names of headers are theirs.
    let headers = data.remove("headers");
    let mut data = case.rename_keys(Value::Object(data));
    if let Some(headers) = headers {
        data["headers"] = headers;
    }
    data.to_string().into_bytes()
}

fn enclosed(value: &[u8], meta: &Meta, case: NameCase) -> Vec<u8> {
    let mut out = b"{\"value\":".to_vec();
    out.extend_from_slice(value);
    close(&mut out, &meta_json(meta, case));
    out
}

/// Adds the meta data and ends the response.
fn close(out: &mut Vec<u8>, meta: &[u8]) {
    out.extend_from_slice(b",\"meta\":");
    out.extend_from_slice(meta);
    out.push(b'}');
}

fn meta_json(meta: &Meta, case: NameCase) -> Vec<u8> {
    let json = match case {
        NameCase::Snake => serde_json::to_vec(meta),
        NameCase::Camel => {
            let meta = serde_json::to_value(meta).unwrap_or_default();
            serde_json::to_vec(&case.rename_keys(meta))
        }
    };
    json.unwrap_or_default()
}
