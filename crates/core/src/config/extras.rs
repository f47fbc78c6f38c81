//! What a user sends beside what an operation describes: more headers, more of the query, more fields of a record.

use std::collections::BTreeMap;

use http::header::{HeaderName, HeaderValue};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use xero_m2m_spec::{NameCase, Operation, ParameterLocation, RequestBody, Schema};

use crate::codec::http_text::{header_name, header_value, plain_text, query_texts};
use crate::error::{Error, Result};

pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
pub(crate) const TENANT_ID: HeaderName = HeaderName::from_static("xero-tenant-id");

/// Headers that decide how a message is sent and where it ends.
const OF_THE_MESSAGE: &[&str] =
    &["accept-encoding", "connection", "content-length", "te", "trailer", "transfer-encoding", "upgrade"];

/// The headers, query parameters and fields that the options of a client or a call add, checked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extras {
    headers: Vec<(HeaderName, HeaderValue)>,
    query: Vec<(String, String)>,
    pub(crate) body: Option<ExtraBody>,
}

/// Fields for each record of a body, by Xero's names.
#[derive(Debug, Clone)]
pub(crate) struct ExtraBody(BTreeMap<String, Box<RawValue>>);

impl Extras {
    /// These extras, and over them what the options of a clone or a call add.
    pub(crate) fn with(
        &self,
        headers: &Map<String, Value>,
        query: &Map<String, Value>,
        body: Option<&RawValue>,
        case: NameCase,
    ) -> Result<Self> {
        let mut extras = Self { body: body.map(|body| ExtraBody::parse(body, case)).transpose()?, ..self.clone() };
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_null()) {
            let place = format!("{}.{}", case.name("extra_headers"), name.escape_debug());
            let header = header_name(name)?;
            refuse_own_header(&header, case)?;
            if matches!(header.as_str(), "accept" | "content-type") {
                return Err(own_header(&header).hint("call client.raw, whose headers may choose the format"));
            }
            let mut value = header_value(&place, &plain_text(&place, value)?)?;
            // It may be a gateway's key.
            value.set_sensitive(true);
            extras.headers.retain(|(given, _)| *given != header);
            extras.headers.push((header, value));
        }
        for (name, value) in query.iter().filter(|(_, value)| !value.is_null()) {
            let texts = query_texts(&format!("{}.{}", case.name("extra_query"), name.escape_debug()), value)?;
            extras.query.retain(|(given, _)| given != name);
            extras.query.extend(texts.into_iter().map(|text| (name.clone(), text)));
        }
        Ok(extras)
    }

    pub(crate) fn headers(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        self.headers.iter().cloned()
    }

    pub(crate) fn query(&self) -> impl Iterator<Item = &(String, String)> {
        self.query.iter()
    }

    /// What has no place in the operation, and what it has an argument for, each by its place: no request carries that
    /// twice.
    pub(crate) fn misplaced(&self, operation: &Operation, case: NameCase) -> Vec<(String, Error)> {
        let mut wrong = Vec::new();
        let sends_records = matches!(operation.request, RequestBody::Record(_) | RequestBody::Records { .. });
        if self.body.is_some() && !sends_records {
            let place = case.name("extra_body");
            let error = Error::argument(format!("{place} has no place: this operation sends no record"));
            wrong.push((place, error.hint("leave it out")));
        }
        let headers = self.headers.iter().map(|(name, _)| ("extra_headers", ParameterLocation::Header, name.as_str()));
        let query = self.query.iter().map(|(name, _)| ("extra_query", ParameterLocation::Query, name.as_str()));
        for (option, location, name) in headers.chain(query) {
            let is_same = |known: &str| known.eq_ignore_ascii_case(name);
            let known =
                operation.parameters.iter().find(|known| known.location == location && is_same(known.name.wire()));
            if let Some(known) = known {
                let place = format!("{}.{}", case.name(option), name.escape_debug());
                let argument = known.name.in_case(case);
                let error = Error::argument(format!("{place} is the argument {argument} of this operation"));
                wrong.push((place, error.hint(format!("give {argument} instead"))));
            }
        }
        wrong
    }
}

impl ExtraBody {
    fn parse(body: &RawValue, case: NameCase) -> Result<Self> {
        let fields = serde_json::from_str(body.get()).map_err(|_| {
            Error::argument(format!("{} is not an object", case.name("extra_body")))
                .hint("give fields of the record by Xero's names")
        })?;
        Ok(Self(fields))
    }

    /// Whether it has the field of this name of Xero's.
    pub(crate) fn has(&self, wire: &str) -> bool {
        self.0.contains_key(wire)
    }

    /// Its fields, each with its JSON.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, json)| (name.as_str(), json.get()))
    }

    /// Reports fields by our names, which Xero would ignore.
    pub(crate) fn check(&self, schema: &Schema, case: NameCase) -> Result<()> {
        for name in self.0.keys() {
            if let Some((_, field)) = schema.by_any_name(name, case).filter(|(_, field)| field.name.wire() != name) {
                let option = case.name("extra_body");
                let error = Error::argument(format!("{option}.{name} is not a name of Xero's"));
                return Err(error.hint(format!("{option} has Xero's names: give {}", field.name.wire())));
            }
        }
        Ok(())
    }
}

/// Refuses a header that decides who asks whom for what, or where a message ends.
pub(crate) fn refuse_own_header(header: &HeaderName, case: NameCase) -> Result<()> {
    let advice = match header.as_str() {
        "authorization" => "the client sends its own token: make a client with other credentials".to_owned(),
        "proxy-authorization" => "give user and password in the URL of proxy".to_owned(),
        "host" => format!("give {}", case.name("base_url")),
        "idempotency-key" => format!("give the option {}", case.name("idempotency_key")),
        "xero-tenant-id" => format!("give the option {}", case.name("tenant_id")),
        name if OF_THE_MESSAGE.contains(&name) => "leave it out".to_owned(),
        _ => return Ok(()),
    };
    Err(own_header(header).hint(advice))
}

fn own_header(header: &HeaderName) -> Error {
    Error::argument(format!("the header {header} is the client's own"))
}
