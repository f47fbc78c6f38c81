//! The request journal: the last requests and exact counts, without secrets, tokens and bodies.

use std::collections::VecDeque;

use serde::Serialize;

const MAX_STORED: usize = 10_000;

#[derive(Debug, Serialize)]
pub(crate) struct RequestEntry {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    /// Null until the response is ready, and for a request without a response.
    pub(crate) status: Option<u16>,
    pub(crate) authorization: Option<&'static str>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) body_bytes: usize,
    pub(crate) tenant_id: Option<String>,
    pub(crate) user_agent: Option<String>,
    pub(crate) accept: Option<String>,
    pub(crate) accept_encoding: Option<String>,
    pub(crate) if_modified_since: Option<String>,
    pub(crate) request_id: String,
}

#[derive(Debug, Default)]
pub(crate) struct RequestJournal {
    entries: VecDeque<RequestEntry>,
    first: u64,
    pub(crate) token_requests: u64,
    pub(crate) api_requests: u64,
}

impl RequestJournal {
    /// Records a request and returns the number for `finish`.
    pub(crate) fn arrive(&mut self, entry: RequestEntry, is_token_request: bool) -> u64 {
        if is_token_request {
            self.token_requests += 1;
        } else {
            self.api_requests += 1;
        }
        if self.entries.len() == MAX_STORED {
            self.entries.pop_front();
            self.first += 1;
        }
        self.entries.push_back(entry);
        self.first + self.entries.len() as u64 - 1
    }

    pub(crate) fn finish(&mut self, number: u64, status: u16) {
        let at = number.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        if let Some(entry) = at.and_then(|at| self.entries.get_mut(at)) {
            entry.status = Some(status);
        }
    }

    pub(crate) fn last(&self, count: usize) -> Vec<&RequestEntry> {
        self.entries.iter().skip(self.entries.len().saturating_sub(count)).collect()
    }

    pub(crate) fn clear(&mut self) {
        // A response in progress must not be recorded for a later request.
        self.first += self.entries.len() as u64;
        self.entries.clear();
        self.token_requests = 0;
        self.api_requests = 0;
    }
}

/// Only the scheme, because a secret or a token follows it.
pub(crate) fn redacted(authorization: &[u8]) -> &'static str {
    let scheme = authorization.split(|byte| *byte == b' ').next().unwrap_or(b"");
    if scheme.eq_ignore_ascii_case(b"basic") {
        "Basic ***"
    } else if scheme.eq_ignore_ascii_case(b"bearer") {
        "Bearer ***"
    } else {
        "***"
    }
}

/// Masks the values of secret query parameters.
pub(crate) fn without_secrets(query: &str) -> String {
    const SECRET: &[&str] = &["client_secret", "access_token", "refresh_token", "token"];
    let hidden = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if SECRET.contains(&name) => format!("{name}=***"),
        _ => pair.to_owned(),
    };
    query.split('&').map(hidden).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::{MAX_STORED, RequestEntry, RequestJournal, redacted, without_secrets};

    fn entry(path: &str) -> RequestEntry {
        RequestEntry {
            method: "GET".into(),
            path: path.into(),
            query: None,
            status: None,
            authorization: None,
            idempotency_key: None,
            body_bytes: 0,
            tenant_id: None,
            user_agent: None,
            accept: None,
            accept_encoding: None,
            if_modified_since: None,
            request_id: String::new(),
        }
    }

    #[test]
    fn counts_stay_exact_when_old_entries_are_dropped() {
        let mut journal = RequestJournal::default();
        for _ in 0..=MAX_STORED {
            let number = journal.arrive(entry("/a"), false);
            journal.finish(number, 200);
        }
        assert_eq!(journal.api_requests, MAX_STORED as u64 + 1);
        let stored = journal.last(usize::MAX);
        assert_eq!(stored.len(), MAX_STORED);
        assert!(stored.iter().all(|entry| entry.status == Some(200)));
    }

    #[test]
    fn a_response_after_clearing_changes_no_later_entry() {
        let mut journal = RequestJournal::default();
        let old = journal.arrive(entry("/old"), true);
        journal.clear();
        journal.arrive(entry("/new"), false);
        journal.finish(old, 200);
        assert_eq!(journal.last(1)[0].status, None);
    }

    #[test]
    fn credentials_never_reach_the_journal() {
        assert_eq!(redacted(b"Basic c2VjcmV0"), "Basic ***");
        assert_eq!(redacted(b"bearer abc"), "Bearer ***");
        assert_eq!(redacted(b"Digest abc"), "***");
        assert_eq!(without_secrets("a=1&client_secret=x"), "a=1&client_secret=***");
    }
}
