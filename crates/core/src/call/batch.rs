//! Many records in one call: cut into the requests that Xero takes, with one outcome for each record.

use std::cell::OnceCell;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use xero_m2m_spec::Operation;

use super::result::{Meta, RawResponse};
use super::send::Completed;
use super::{Call, Caller, Payload};
use crate::config::CallSettings;
use crate::connection::Connection;
use crate::error::{Details, Error, ErrorKind, Issue, Outcome, Result};
use crate::limits::Priority;
use crate::request::arguments::Arguments;
use crate::request::encode::Batch;
use crate::response::decoded::Decoded;
use crate::response::envelope::{element_texts, elements};
use crate::response::refusals::element_refusal;

/// What became of each record of a batch.
#[derive(Debug)]
pub struct BatchResult {
    /// One for each record that was given, in their order.
    pub results: Vec<RecordResult>,
    /// What it took, for each request that succeeded.
    pub metas: Vec<Meta>,
    /// The response as the server sent it, where the request was to keep it.
    pub raw: Option<Box<RawResponse>>,
    /// One error for all records that were not saved, where these are several.
    error: Option<Error>,
}

/// What became of one record of a batch.
#[derive(Debug)]
pub struct RecordResult {
    /// The JSON text of the record as Xero saved it, or why it was not saved.
    pub outcome: Result<Vec<u8>>,
    /// Which of [`BatchResult::metas`] tells of its request; none where that did not succeed.
    pub meta: Option<usize>,
}

impl RecordResult {
    /// The saved record, read as `T`.
    ///
    /// # Errors
    /// Why the record was not saved; `Decode` where `T` does not fit it.
    pub fn record<T: DeserializeOwned>(&self) -> Result<T> {
        let json = self.outcome.as_ref().map_err(Clone::clone)?;
        serde_json::from_slice(json).map_err(|error| {
            Error::new(ErrorKind::Decode, format!("the record does not fit the type: {error}")).caused_by(error)
        })
    }
}

impl BatchResult {
    /// The records that were not saved, by their places in the list that was given.
    pub fn errors(&self) -> impl Iterator<Item = (usize, &Error)> {
        let results = self.results.iter().enumerate();
        results.filter_map(|(index, result)| Some((index, result.outcome.as_ref().err()?)))
    }

    /// One error for all records that were not saved, with every issue; none where all were.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref().or_else(|| self.errors().next().map(|(_, error)| error))
    }
}

/// One request of a batch.
#[derive(Debug)]
pub(crate) struct Part {
    call: Call,
    /// The records that it carries.
    count: usize,
}

/// The requests of a batch, every one made ready before the first is sent.
pub(crate) fn calls(
    operation: &'static Operation,
    arguments: &Arguments,
    batches: Vec<Batch>,
    settings: &CallSettings,
    keeps_response: bool,
    caller: &Caller,
    connection: &Connection,
) -> Result<Vec<Part>> {
    let has_parts = batches.len() > 1;
    if keeps_response && has_parts {
        let (count, requests) = (batches.iter().map(|batch| batch.count).sum::<usize>(), batches.len());
        return Err(Error::argument(format!(
            "a raw response belongs to one request, and {count} records take {requests} requests"
        ))
        .hint(format!("give at most {} records at a time", batches[0].count)));
    }
    let mut parts = Vec::with_capacity(batches.len());
    for (nth, batch) in batches.into_iter().enumerate() {
        let mut own = settings.clone();
        if let Some(key) = own.idempotency_key.as_mut().filter(|_| has_parts) {
            // The user's key stands for the whole; each request needs one of its own.
            *key = format!("{key}-{}", nth + 1);
        }
        let base = &connection.config.base_url;
        let payload = Payload::Json(batch.body);
        let mut call = Call::of_table(operation, arguments, None, payload, &own, base, connection.config.case)?;
        if operation.parameters.iter().any(|parameter| parameter.name.wire() == "summarizeErrors") {
            call.ask_for_each_outcome();
        }
        call.keeps_response = keeps_response;
        call.caller = Caller { is_under_way: nth > 0, ..caller.clone() };
        parts.push(Part { call, count: batch.count });
    }
    Ok(parts)
}

/// Sends the requests one after the other. What went through is never lost: once a request has succeeded, the failure
/// of a later one is the outcome of its records, and those behind it are not sent.
pub(crate) async fn run(
    connection: &Connection,
    parts: Vec<Part>,
    mut settings: Arc<CallSettings>,
) -> Result<BatchResult> {
    let has_parts = parts.len() > 1;
    if has_parts {
        Arc::make_mut(&mut settings).priority.get_or_insert(Priority::Bulk);
    }
    let case = connection.config.case;
    let deadline = connection.deadline(&settings);
    let mut results = Results::default();
    let mut failure: Option<Error> = None;
    for part in &parts {
        if let Some(error) = &failure {
            results.failed(part, &not_sent(error));
            continue;
        }
        let outcome = match connection.complete(&part.call, &settings, deadline.clone()).await {
            Ok(completed) => completed.decoded_batch(&part.call, case).map(|decoded| (completed, decoded)),
            Err(error) => Err(error),
        };
        match outcome {
            Ok((mut completed, decoded)) => results.saved(part, &mut completed, decoded),
            // A success that cannot be read leaves the records that follow it to be reported one by one.
            Err(error) if results.metas.is_empty() && !(has_parts && may_be_done(&error)) => return Err(error),
            Err(error) => {
                results.failed(part, &error);
                failure = Some(error);
            }
        }
    }
    Ok(results.finish())
}

/// Whether Xero's response was a success that cannot be read.
fn may_be_done(error: &Error) -> bool {
    let details = error.details();
    details.outcome == Some(Outcome::Unknown) && details.status.is_some_and(|status| status < 300)
}

fn not_sent(error: &Error) -> Error {
    error.clone().not_sent().with(|details| {
        details.issues = None;
        details.idempotency_key = None;
    })
}

/// The outcomes of a batch as they come in.
#[derive(Default)]
struct Results {
    records: Vec<RecordResult>,
    metas: Vec<Meta>,
    raw: Option<Box<RawResponse>>,
}

impl Results {
    fn saved(&mut self, part: &Part, completed: &mut Completed, mut decoded: Decoded) {
        let meta = self.metas.len();
        let warnings = std::mem::take(&mut decoded.warnings);
        let own = completed.meta(&part.call, warnings);
        self.raw = completed.raw(&own);
        self.metas.push(own);
        let completed = &*completed;
        let shape = part.call.operation.and_then(|operation| operation.response.records());
        let elements = shape.zip(completed.tree()).map_or(&[][..], |(shape, tree)| elements(tree, shape.envelope));
        // Read only where a record was refused.
        let texts = OnceCell::new();
        let text = |at: usize| {
            let read =
                || shape.map(|shape| element_texts(&completed.response.body, shape.envelope)).unwrap_or_default();
            texts.get_or_init(read).get(at).cloned()
        };
        // Records are only what is not null.
        let mut records = 0..;
        for at in 0..part.count {
            let element = elements.get(at);
            let record = element.filter(|element| !element.is_null()).and_then(|_| decoded.record(records.next()?));
            let refusal = element.and_then(|element| element_refusal(element, self.records.len()));
            let outcome = match (refusal, record) {
                (Some(error), _) => {
                    let error = error.with(|details| details.record = text(at));
                    // What Xero says of the record is in the issues.
                    Err(completed.of_call(&part.call, error).with(|details| {
                        details.outcome = Some(Outcome::Refused);
                        details.body = None;
                    }))
                }
                (None, Some(record)) => Ok(record.to_vec()),
                (None, None) => {
                    let error = Error::new(ErrorKind::Decode, "Xero's response holds no outcome for this record")
                        .hint("read the record to see what became of it");
                    let unknown = Some(Outcome::Unknown);
                    Err(completed.of_call(&part.call, error).with(|details| details.outcome = unknown))
                }
            };
            self.records.push(RecordResult { outcome, meta: Some(meta) });
        }
    }

    fn failed(&mut self, part: &Part, error: &Error) {
        for at in 0..part.count {
            let index = self.records.len();
            // Xero counts the records of its own request.
            let mine = error.clone().with(|details| {
                if let Some(issues) = &mut details.issues {
                    issues.retain(|issue| issue.index == at);
                    for issue in issues {
                        issue.index = index;
                    }
                }
            });
            self.records.push(RecordResult { outcome: Err(mine), meta: None });
        }
    }

    fn finish(self) -> BatchResult {
        let errors: Vec<&Error> = self.records.iter().filter_map(|result| result.outcome.as_ref().err()).collect();
        let error = (errors.len() > 1).then(|| together(&errors, self.records.len()));
        BatchResult { results: self.records, metas: self.metas, raw: self.raw, error }
    }
}

/// One error for several records, of the kind of the first. What is one record's alone says nothing of the others.
fn together(errors: &[&Error], count: usize) -> Error {
    fn shared<T: Clone + PartialEq>(errors: &[&Error], value: impl Fn(&Details) -> &Option<T>) -> Option<T> {
        let mut values = errors.iter().map(|error| value(error.details()));
        let first = values.next()?;
        values.all(|other| other == first).then(|| first.clone()).flatten()
    }
    let all = |holds: fn(&Error) -> bool| errors.iter().all(|error| holds(error));
    let happened = if all(|error| error.kind() == ErrorKind::Validation) { "were refused" } else { "failed" };
    let message = format!("{} of {count} records {happened}", errors.len());
    let mut error = Error::new(errors.first().map_or(ErrorKind::Xero, |error| error.kind()), message);
    if let Some(hint) = errors.first().and_then(|error| error.advice()) {
        error = error.hint(hint.to_owned());
    }
    if all(Error::is_retryable) {
        error = error.retryable();
    }
    let issues: Vec<Issue> = errors.iter().filter_map(|error| error.details().issues.clone()).flatten().collect();
    let unknown = Outcome::Unknown;
    let is_unknown = errors.iter().any(|error| error.details().outcome == Some(unknown));
    error.with(|details| {
        details.operation = shared(errors, |details| &details.operation);
        details.status = shared(errors, |details| &details.status);
        details.request_id = shared(errors, |details| &details.request_id);
        details.headers = shared(errors, |details| &details.headers);
        details.attempts = shared(errors, |details| &details.attempts);
        details.idempotency_key = shared(errors, |details| &details.idempotency_key);
        details.retry_after = shared(errors, |details| &details.retry_after);
        details.outcome = if is_unknown { Some(unknown) } else { shared(errors, |details| &details.outcome) };
        details.issues = (!issues.is_empty()).then_some(issues);
    })
}
