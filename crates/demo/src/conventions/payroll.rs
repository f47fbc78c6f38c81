//! The envelope of Payroll NZ, UK and AU 2.0, around what went well and what did not.

use xero_m2m_spec::Envelope;

use super::document::{json, many, one};
use crate::call::Call;
use crate::records::outcome::Outcome;
use crate::records::refusal::Refusal;
use crate::values::dates::instant_text;
use crate::wire::node::{Member, Node};
use crate::wire::pagination::Pagination;
use crate::wire::response::{PROVIDER, Reply};

pub(crate) fn reply(call: &Call<'_>, outcome: &Outcome) -> Reply {
    let pagination = match outcome {
        Outcome::Page { pagination, .. } => *pagination,
        _ => None,
    };
    let is_empty = matches!(outcome, Outcome::Nothing);
    let content =
        call.operation.response.records().filter(|_| !is_empty).and_then(|shape| match (outcome, shape.envelope) {
            (Outcome::One(row), Envelope::One(name)) => Some((name, one(row, shape))),
            (outcome, Envelope::One(name) | Envelope::List(name)) => Some((name, many(outcome, shape))),
            (_, Envelope::BareList | Envelope::Bare) => None,
        });
    json(200, &envelope(call, "OK", pagination, Node::Null, content))
}

fn envelope<'a>(
    call: &Call<'_>,
    status: &'static str,
    pagination: Option<Pagination>,
    problem: Node<'a>,
    content: Option<Member<'a>>,
) -> Node<'a> {
    let mut now = instant_text(call.now);
    now.truncate(now.len() - 1);
    let mut members = vec![
        ("id", Node::Guid(call.manner.correlation)),
        ("providerName", Node::text(PROVIDER)),
        ("dateTimeUTC", Node::owned(now)),
        ("httpStatusCode", Node::text(status)),
        ("pagination", pagination.map_or(Node::Null, |pagination| pagination.node())),
        ("problem", problem),
    ];
    members.extend(content);
    Node::Record(members)
}

pub(crate) fn refuse(call: &Call<'_>, refusal: &Refusal) -> Reply {
    let (status, name, title) = match refusal {
        Refusal::NotFound => (404, "NotFound", "NotFound"),
        _ => (400, "BadRequest", "BadRequest"),
    };
    let faults = refusal.faults();
    let named: Vec<_> = faults.iter().filter(|(name, _)| !name.is_empty()).collect();
    let fields = named
        .iter()
        .map(|(name, message)| Node::Record(vec![("name", Node::text(name)), ("reason", Node::text(message))]));
    let fields = if named.is_empty() { Node::Null } else { Node::List("", fields.collect()) };
    let detail = if named.is_empty() { refusal.message() } else { "Validation error occurred.".to_owned() };
    let problem = Node::Record(vec![
        ("type", Node::text("application/problem+json")),
        ("title", Node::text(title)),
        ("status", Node::Integer(i64::from(status))),
        ("detail", Node::owned(detail)),
        ("instance", Node::Null),
        ("invalidFields", fields),
    ]);
    json(status, &envelope(call, name, None, problem, None))
}
