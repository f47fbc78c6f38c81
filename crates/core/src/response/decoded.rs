//! The records of one response, decoded, and what the response says besides.

use serde::Deserialize;
use serde_json::Value;

use super::issues::says_something;

/// What comes before the first record.
pub(crate) const HEAD: &[u8] = b"[";

/// The records of a response, each as JSON text with names in the client's case.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    pub(super) json: Vec<u8>,
    /// Where each record ends in it.
    pub(super) ends: Vec<usize>,
    pub(super) identities: Vec<Option<u128>>,
    pub(crate) pagination: Pagination,
    /// What Xero remarks about a request that it carried out.
    pub(crate) warnings: Vec<String>,
    /// Whether the records were null.
    pub(crate) is_null: bool,
    /// What Payroll says went wrong, whatever the status.
    pub(crate) problem: Option<Value>,
}

/// What a response says about its list.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Pagination {
    pub(crate) page_size: Option<u32>,
    pub(crate) page_count: Option<u32>,
    pub(crate) item_count: Option<u64>,
}

impl Decoded {
    /// Of a response without a body.
    pub(crate) fn nothing() -> Self {
        Self { is_null: true, ..Self::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn record(&self, at: usize) -> Option<&[u8]> {
        let end = *self.ends.get(at)?;
        // Records are separated by commas.
        let start = if at == 0 { HEAD.len() } else { self.ends[at - 1] + 1 };
        Some(&self.json[start..end])
    }

    /// The id of a record, where it is a UUID.
    pub(crate) fn identity(&self, at: usize) -> Option<u128> {
        self.identities.get(at).copied().flatten()
    }

    /// All records, with commas between them.
    #[cfg(test)]
    pub(crate) fn records(&self) -> &[u8] {
        self.json.get(HEAD.len()..).unwrap_or_default()
    }

    /// The records at these places, as a JSON array, and where each ends in it.
    pub(crate) fn into_json(self, kept: &[usize]) -> (Vec<u8>, Vec<usize>) {
        let (mut json, ends) = if kept.len() == self.len() && !kept.is_empty() {
            (self.json, self.ends)
        } else {
            let (mut out, mut ends) = (HEAD.to_vec(), Vec::with_capacity(kept.len()));
            for (nth, at) in kept.iter().enumerate() {
                if nth > 0 {
                    out.push(b',');
                }
                out.extend_from_slice(self.record(*at).unwrap_or(b"null"));
                ends.push(out.len());
            }
            (out, ends)
        };
        json.push(b']');
        (json, ends)
    }

    /// Keeps what a field beside the records says.
    pub(super) fn note(&mut self, name: &str, raw: &[u8]) {
        match name {
            "pagination" => self.pagination = serde_json::from_slice(raw).unwrap_or_default(),
            // The Files API's own names.
            "TotalCount" => self.pagination.item_count = serde_json::from_slice(raw).ok(),
            "PerPage" => self.pagination.page_size = serde_json::from_slice(raw).ok(),
            "Warnings" | "warnings" => {
                let warnings: Vec<Value> = serde_json::from_slice(raw).unwrap_or_default();
                self.warnings = warnings.iter().filter_map(message).map(str::to_owned).collect();
            }
            "problem" | "Problem" => self.problem = serde_json::from_slice(raw).ok().filter(says_something),
            _ => {}
        }
    }
}

fn message(warning: &Value) -> Option<&str> {
    warning.as_str().or_else(|| warning.get("Message")?.as_str())
}
