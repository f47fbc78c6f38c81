//! The records of a posted body: one, a list of them, or either in its envelope.

use xero_m2m_spec::{Envelope, RecordBody};

use super::read::UnreadableField;
use crate::wire::posted::{PostedFields, records};

/// The name of the records in a body, if there is one.
pub(crate) fn envelope_name(records: Option<RecordBody>) -> Option<&'static str> {
    match records?.envelope {
        Envelope::List(name) | Envelope::One(name) => Some(name),
        Envelope::BareList | Envelope::Bare => None,
    }
}

/// `names` are the envelopes that may enclose the records.
pub(crate) fn posted(body: &[u8], names: [Option<&'static str>; 2]) -> Result<Vec<PostedFields>, UnreadableField> {
    let text = std::str::from_utf8(body).map_err(|_| UnreadableField::body("The posted data is not UTF-8."))?.trim();
    if text.is_empty() {
        return Err(UnreadableField::body("The request has no body."));
    }
    let all = if text.starts_with('[') { records(text) } else { one_or_wrapped(text, names) };
    let all = all.map_err(|error| UnreadableField::body(error.0))?;
    if all.is_empty() {
        return Err(UnreadableField::body("No records were posted."));
    }
    Ok(all)
}

fn one_or_wrapped(
    text: &str,
    names: [Option<&'static str>; 2],
) -> Result<Vec<PostedFields>, crate::wire::posted::PostDataInvalid> {
    let fields = PostedFields::parse(text)?;
    let inner = fields.iter().next().filter(|(name, _)| fields.iter().count() == 1 && names.contains(&Some(name)));
    match inner.map(|(_, json)| (json.as_bytes().first(), json)) {
        Some((Some(b'['), json)) => records(json),
        Some((Some(b'{'), json)) => Ok(vec![PostedFields::parse(json)?]),
        _ => Ok(vec![fields]),
    }
}
