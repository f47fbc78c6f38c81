//! A request that writes: read whole, carried out once for each idempotency key.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use hyper::body::Bytes;
use hyper::{HeaderMap, Method};

use super::query::Query;
use crate::company::{Company, State};
use crate::replays::{LONGEST_KEY, Recall, fingerprint};
use crate::reply::{Manner, Reply};

pub(crate) struct Write {
    company: Arc<Company>,
    method: Method,
    target: String,
    pub(crate) manner: Manner,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl FromRequest<Arc<Company>> for Write {
    type Rejection = Reply;

    async fn from_request(request: Request, company: &Arc<Company>) -> Result<Write, Reply> {
        let (parts, body) = request.into_parts();
        let Some(manner) = parts.extensions.get::<Manner>().copied() else {
            return Err(Reply::text(500, "The request came past the gate"));
        };
        // The size was limited where the request came in.
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        Ok(Write {
            company: Arc::clone(company),
            method: parts.method,
            target: parts.uri.to_string(),
            manner,
            query: Query::parse(parts.uri.query()),
            headers: parts.headers,
            body,
        })
    }
}

impl Write {
    pub(crate) fn once(&self, work: impl FnOnce(&mut State) -> Reply) -> Reply {
        let mut state = self.company.lock();
        let Some(key) = self.header("idempotency-key") else { return work(&mut state) };
        if key.len() > LONGEST_KEY {
            return self.refusal(&format!("Idempotency Key is longer than {LONGEST_KEY} characters."));
        }
        let request = fingerprint(self.method.as_str(), &self.target, &self.body);
        let now = state.clock.now();
        match state.replays.recall(key, request, now) {
            Recall::Same(reply) => reply,
            Recall::OtherRequest => self.refusal(&format!("Idempotency Key: {key} is used with a different request.")),
            Recall::New => {
                let reply = work(&mut state);
                state.replays.remember(key, request, now, &reply);
                reply
            }
        }
    }

    /// The header's text, or none where it is absent or empty.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let text = self.headers.get(name)?.to_str().unwrap_or("");
        Some(text).filter(|text| !text.is_empty())
    }

    /// A refusal of the request as a whole.
    pub(crate) fn refusal(&self, message: &str) -> Reply {
        Reply::api_exception(self.manner, 10, "ValidationException", message, None)
    }
}
