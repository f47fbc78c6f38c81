//! The records of a posted body: one, a list of them, or either in its envelope.

use xero_m2m_spec::{Envelope, RecordBody};

use super::read::Misfit;
use crate::wire::posted::{Members, records};

/// The name that the records stand under in a body, if they stand under one.
pub(crate) fn envelope_name(records: Option<RecordBody>) -> Option<&'static str> {
    match records?.envelope {
        Envelope::List(name) | Envelope::One(name) => Some(name),
        Envelope::BareList | Envelope::Bare => None,
    }
}

/// `names` are the envelopes that may stand around the records.
pub(crate) fn posted(body: &[u8], names: [Option<&'static str>; 2]) -> Result<Vec<Members>, Misfit> {
    let text = std::str::from_utf8(body).map_err(|_| Misfit::body("The posted data is not UTF-8."))?.trim();
    if text.is_empty() {
        return Err(Misfit::body("The request has no body."));
    }
    let all = if text.starts_with('[') { records(text) } else { one_or_wrapped(text, names) };
    let all = all.map_err(|error| Misfit::body(error.0))?;
    if all.is_empty() {
        return Err(Misfit::body("No records were posted."));
    }
    Ok(all)
}

fn one_or_wrapped(
    text: &str,
    names: [Option<&'static str>; 2],
) -> Result<Vec<Members>, crate::wire::posted::PostDataInvalid> {
    let members = Members::parse(text)?;
    let inner = members.iter().next().filter(|(name, _)| members.iter().count() == 1 && names.contains(&Some(name)));
    match inner.map(|(_, json)| (json.as_bytes().first(), json)) {
        Some((Some(b'['), json)) => records(json),
        Some((Some(b'{'), json)) => Ok(vec![Members::parse(json)?]),
        _ => Ok(vec![members]),
    }
}
