//! A request as a face writes it: a JSON object that says what to do, with which arguments, body and options.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use xero_m2m::{Error, RawRequest, Result};

#[derive(Deserialize)]
pub(crate) struct FfiRequest<'a> {
    #[serde(default)]
    pub(crate) verb: Verb,
    #[serde(default)]
    pub(crate) operation: &'a str,
    #[serde(borrow, default)]
    pub(crate) arguments: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) body: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) options: Option<&'a RawValue>,
    /// The file that the bytes of a response go to.
    #[serde(default)]
    pub(crate) to: Option<PathBuf>,
    /// The file that the bytes of a request come from.
    #[serde(default)]
    pub(crate) from: Option<PathBuf>,
    /// Whether the payload is a text that the user gave.
    #[serde(default)]
    pub(crate) text: bool,
    /// Whether the response is wanted as the server sent it too.
    #[serde(default)]
    pub(crate) keep_response: bool,
    /// How many records of a list are wanted.
    #[serde(default)]
    pub(crate) limit: Option<u64>,
    /// Whether the records of a page follow it in slices.
    #[serde(default)]
    pub(crate) sliced: bool,
    /// The caller's number for the call, which its events carry.
    #[serde(default)]
    pub(crate) call: Option<u64>,
}

#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verb {
    #[default]
    Call,
    Count,
    Estimate,
    Raw,
    Token,
    Invalidate,
    RateLimits,
    Check,
}

/// A call outside the table, as the face writes it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct FfiRawRequest<'a> {
    method: &'a str,
    path: String,
    params: Map<String, Value>,
    headers: Map<String, Value>,
    #[serde(borrow)]
    json: Option<&'a RawValue>,
}

pub(crate) fn parse(request: &[u8]) -> Result<FfiRequest<'_>> {
    serde_json::from_slice(request).map_err(|_| not_understood())
}

/// The part of a request that describes a raw call.
pub(crate) fn parse_raw(request: &[u8]) -> Result<RawRequest> {
    let FfiRawRequest { method, path, params, headers, json } =
        serde_json::from_slice(request).map_err(|_| misfit_of_raw(request).unwrap_or_else(not_understood))?;
    let json = json.map(ToOwned::to_owned);
    Ok(RawRequest { method: method.to_owned(), path, params, headers, json, ..RawRequest::default() })
}

/// The error about a part of a raw call that has the wrong type.
fn misfit_of_raw(request: &[u8]) -> Option<Error> {
    let request: Map<String, Value> = serde_json::from_slice(request).ok()?;
    let texts = ["method", "path"].map(|name| (name, Value::is_string as fn(&Value) -> bool, "text", "a string"));
    let maps = ["params", "headers"]
        .map(|name| (name, Value::is_object as fn(&Value) -> bool, "an object", "names and values"));
    let mut parts = texts.into_iter().chain(maps);
    let (name, _, kind, advice) =
        parts.find(|(name, fits, ..)| request.get(*name).is_some_and(|value| !fits(value)))?;
    Some(Error::argument(format!("{name} is not {kind}")).hint(format!("give {advice}")))
}

pub(crate) fn arguments_of(json: Option<&RawValue>) -> Result<Map<String, Value>> {
    match json {
        Some(json) => serde_json::from_str(json.get())
            .map_err(|_| Error::argument("arguments are not an object").hint("give each argument by its name")),
        None => Ok(Map::new()),
    }
}

/// Whether a body is a list of records.
pub(crate) fn is_list(body: &RawValue) -> bool {
    body.get().trim_start().starts_with('[')
}

fn not_understood() -> Error {
    Error::argument("the request is not understood")
}
