//! Many records in one call: cut into the requests that Xero takes, with one outcome for each record.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::arguments::Arguments;
use crate::call::{Call, Caller, Payload};
use crate::client::Client;
use crate::codec::{Batch, Decoded, element_refusal, element_texts, elements};
use crate::config::CallOptions;
use crate::error::{Details, Error, Issue, Kind, Result};
use crate::limits::Priority;
use crate::progress::Outcome;
use crate::send::Completed;
use xero_m2m_spec::Operation;

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
    options: &CallOptions,
    caller: &Caller,
    client: &Client,
) -> Result<Vec<Part>> {
    let has_parts = batches.len() > 1;
    let mut parts = Vec::with_capacity(batches.len());
    for (nth, batch) in batches.into_iter().enumerate() {
        let mut own = options.clone();
        if let Some(key) = own.idempotency_key.as_mut().filter(|_| has_parts) {
            // The user's key stands for the whole; each request needs one of its own.
            *key = format!("{key}-{}", nth + 1);
        }
        let base = &client.config.base_url;
        let payload = Payload::Json(batch.body);
        let mut call = Call::of_table(operation, arguments, None, payload, &own, base, client.case)?;
        if operation.parameters.iter().any(|parameter| parameter.name.wire() == "summarizeErrors") {
            call.tell_errors_apart();
        }
        call.caller = Caller { is_under_way: nth > 0, ..caller.clone() };
        parts.push(Part { call, count: batch.count });
    }
    Ok(parts)
}

/// Sends the requests one after the other. What went through is never lost: once a request has succeeded, the failure
/// of a later one is the outcome of its records, and those behind it are not sent.
pub(crate) async fn run(client: &Client, parts: Vec<Part>, mut options: Arc<CallOptions>) -> Result<Vec<u8>> {
    let has_parts = parts.len() > 1;
    if has_parts {
        Arc::make_mut(&mut options).priority.get_or_insert(Priority::Bulk);
    }
    let deadline = client.deadline(&options);
    let mut results = Results {
        client,
        lines: b"{\"value\":{\"results\":[".to_vec(),
        metas: Vec::new(),
        index: 0,
        errors: Vec::new(),
    };
    let mut failure: Option<Error> = None;
    for part in &parts {
        if let Some(error) = &failure {
            results.failed(part, &not_sent(error));
            continue;
        }
        let outcome = match client.complete(&part.call, &options, deadline.clone()).await {
            Ok(completed) => client.decoded_batch(&part.call, &completed).map(|decoded| (completed, decoded)),
            Err(error) => Err(error),
        };
        match outcome {
            Ok((completed, decoded)) => results.saved(part, &completed, &decoded),
            // Of a request that Xero answered with success, what is behind it must still be told apart.
            Err(error) if results.metas.is_empty() && !(has_parts && may_be_done(&error)) => return Err(error),
            Err(error) => {
                results.failed(part, &error);
                failure = Some(error);
            }
        }
    }
    Ok(results.finish())
}

/// Whether Xero's answer was a success that says nothing that can be read.
fn may_be_done(error: &Error) -> bool {
    let details = error.details();
    details.outcome == Some(Outcome::Unknown.name()) && details.status.is_some_and(|status| status < 300)
}

fn not_sent(error: &Error) -> Error {
    error.clone().with(|details| {
        details.outcome = Some(Outcome::NotSent.name());
        details.issues = None;
        details.idempotency_key = None;
    })
}

/// The outcomes of a batch as they are written.
struct Results<'c> {
    client: &'c Client,
    lines: Vec<u8>,
    /// JSON texts, one for each request that succeeded.
    metas: Vec<Vec<u8>>,
    /// Of the record that comes next.
    index: usize,
    /// Of the records that were not saved; the index of each issue is that of its record.
    errors: Vec<Error>,
}

impl Results<'_> {
    fn saved(&mut self, part: &Part, completed: &Completed, decoded: &Decoded) {
        let meta = self.metas.len();
        let mut text = Vec::new();
        self.client.write_meta(&mut text, &part.call, completed, &decoded.warnings);
        self.metas.push(text);
        let shape = part.call.operation.and_then(|operation| operation.response.records());
        let elements = shape.zip(completed.tree()).map_or(&[][..], |(shape, tree)| elements(tree, shape.envelope));
        // Read only where a record was refused.
        let texts = OnceCell::new();
        let text = |at: usize| {
            let read = || shape.map(|shape| element_texts(&completed.reply.body, shape.envelope)).unwrap_or_default();
            texts.get_or_init(read).get(at).cloned()
        };
        // Records are only what is not null.
        let mut records = 0..;
        for at in 0..part.count {
            let element = elements.get(at);
            let record = element.filter(|element| !element.is_null()).and_then(|_| decoded.record(records.next()?));
            let error = element.and_then(|element| element_refusal(element, self.index));
            match (error, record) {
                (Some(error), _) => {
                    let error = error.with(|details| {
                        details.outcome = Some(Outcome::Refused.name());
                        details.operation = Some(part.call.label.to_string());
                        details.idempotency_key.clone_from(&part.call.idempotency_key);
                        details.record = text(at);
                    });
                    self.error(completed.cleaned(error), Some(meta));
                }
                (None, Some(record)) => self.line("record", record, Some(meta)),
                (None, None) => {
                    let error = Error::new(Kind::Decode, "Xero's response holds no outcome for this record")
                        .hint("read the record to see what became of it")
                        .with(|details| {
                            details.operation = Some(part.call.label.to_string());
                            details.outcome = Some(Outcome::Unknown.name());
                        });
                    self.error(error, Some(meta));
                }
            }
        }
    }

    fn failed(&mut self, part: &Part, error: &Error) {
        for at in 0..part.count {
            // Xero counts the records of its own request.
            let mine = error.clone().with(|details| {
                if let Some(issues) = &mut details.issues {
                    issues.retain(|issue| issue.index == at);
                    for issue in issues {
                        issue.index = self.index;
                    }
                }
            });
            self.error(mine, None);
        }
    }

    fn error(&mut self, error: Error, meta: Option<usize>) {
        self.line("error", &error.to_json(self.client.case), meta);
        self.errors.push(error);
    }

    fn line(&mut self, outcome: &str, json: &[u8], meta: Option<usize>) {
        if self.index > 0 {
            self.lines.push(b',');
        }
        self.lines.extend_from_slice(format!("{{\"index\":{},\"{outcome}\":", self.index).as_bytes());
        self.lines.extend_from_slice(json);
        if let Some(meta) = meta {
            self.lines.extend_from_slice(format!(",\"meta\":{meta}").as_bytes());
        }
        self.lines.push(b'}');
        self.index += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        self.lines.extend_from_slice(b"],\"metas\":[");
        self.lines.extend_from_slice(&self.metas.join(&b','));
        self.lines.push(b']');
        if self.errors.len() > 1 {
            self.lines.extend_from_slice(b",\"error\":");
            self.lines.extend_from_slice(&together(&self.errors, self.index).to_json(self.client.case));
        }
        self.lines.extend_from_slice(b"},\"meta\":");
        // Of the last request, which saw the latest limits.
        self.lines.extend_from_slice(self.metas.last().map_or(b"null".as_slice(), Vec::as_slice));
        self.lines.push(b'}');
        self.lines
    }
}

/// One error for several records, of the kind of the first. What is one record's alone says nothing of the others.
fn together(errors: &[Error], count: usize) -> Error {
    fn shared<T: Clone + PartialEq>(errors: &[Error], value: impl Fn(&Details) -> &Option<T>) -> Option<T> {
        let mut values = errors.iter().map(|error| value(error.details()));
        let first = values.next()?;
        values.all(|other| other == first).then(|| first.clone()).flatten()
    }
    let all = |holds: fn(&Error) -> bool| errors.iter().all(holds);
    let happened = if all(|error| error.kind() == Kind::Validation) { "were refused" } else { "failed" };
    let message = format!("{} of {count} records {happened}", errors.len());
    let mut error = Error::new(errors.first().map_or(Kind::Xero, Error::kind), message);
    if let Some(hint) = errors.first().and_then(Error::advice) {
        error = error.hint(hint.to_owned());
    }
    if all(Error::is_retryable) {
        error = error.retryable();
    }
    let issues: Vec<Issue> = errors.iter().filter_map(|error| error.details().issues.clone()).flatten().collect();
    let unknown = Outcome::Unknown.name();
    let is_unknown = errors.iter().any(|error| error.details().outcome == Some(unknown));
    error.with(|details| {
        details.operation = shared(errors, |details| &details.operation);
        details.status = shared(errors, |details| &details.status);
        details.request_id = shared(errors, |details| &details.request_id);
        details.attempts = shared(errors, |details| &details.attempts);
        details.idempotency_key = shared(errors, |details| &details.idempotency_key);
        details.retry_after = shared(errors, |details| &details.retry_after);
        details.outcome = if is_unknown { Some(unknown) } else { shared(errors, |details| &details.outcome) };
        details.issues = (!issues.is_empty()).then_some(issues);
    })
}
