//! How each family takes records and answers: envelopes, statuses and errors.

mod accounting;
mod assets;
mod bank_feeds;
mod files;
mod payroll;
mod payroll_au;
mod problem;
mod projects;

use std::sync::Arc;

use hyper::Method;
use xero_m2m::api::operation::{Envelope, Family, Records as Shape, Reply as Replied};

use super::outcome::{Outcome, Saved};
use super::read::{Names, Reader};
use super::refusal::Refusal;
use super::schema::Nested;
use super::store::Row;
use super::write::{Scale, node};
use crate::call::Call;
use crate::pagination::Pagination;
use crate::query::Query;
use crate::reply::{JSON, Reply};
use crate::wire::{Member, Node, to_compact_json};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Manners {
    pub(crate) reader: Reader,
    pub(crate) nested: Nested,
    /// Whether POST to a list changes the records that it names.
    pub(crate) upserts: bool,
    /// Whether an id that is none is told from one that is unknown.
    pub(crate) names_bad_ids: bool,
    pub(crate) page_size: usize,
    elements: Elements,
}

/// When each record of a request succeeds or fails alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Elements {
    Never,
    /// With `summarizeErrors=false`.
    OnRequest,
    Always,
}

impl Manners {
    pub(crate) fn of(family: Family) -> Manners {
        let lax = Manners {
            reader: Reader { names: Names::Lax, seed: None },
            nested: Nested::Full,
            upserts: false,
            names_bad_ids: true,
            page_size: 50,
            elements: Elements::Never,
        };
        match family {
            Family::Accounting => Manners {
                reader: Reader { names: Names::Strict, seed: None },
                nested: Nested::Free,
                upserts: true,
                names_bad_ids: false,
                page_size: 100,
                elements: Elements::OnRequest,
            },
            Family::PayrollAu => {
                Manners { nested: Nested::Free, upserts: true, names_bad_ids: false, page_size: 100, ..lax }
            }
            Family::PayrollNz => Manners { nested: Nested::Named, ..lax },
            Family::Assets => Manners { page_size: 10, ..lax },
            Family::BankFeeds => Manners { page_size: 10, elements: Elements::Always, ..lax },
            _ => lax,
        }
    }

    pub(crate) fn is_per_element(&self, query: &Query) -> bool {
        match self.elements {
            Elements::Never => false,
            Elements::OnRequest => query.is_false("summarizeErrors"),
            Elements::Always => true,
        }
    }
}

pub(crate) fn answer(call: &Call<'_>, outcome: Result<Outcome, Refusal>) -> Reply {
    match outcome {
        Ok(Outcome::Made(reply)) => reply,
        Ok(outcome) => reply(call, &outcome),
        Err(refusal) => refuse(call, &refusal),
    }
}

fn reply(call: &Call<'_>, outcome: &Outcome) -> Reply {
    match call.operation.family {
        Family::Accounting | Family::PayrollAu => accounting::reply(call, outcome),
        Family::PayrollAuV2 | Family::PayrollNz | Family::PayrollUk => payroll::reply(call, outcome),
        Family::Files => plain(call, outcome, files::page),
        Family::BankFeeds => bank_feeds::reply(call, outcome),
        _ => plain(call, outcome, page),
    }
}

fn refuse(call: &Call<'_>, refusal: &Refusal) -> Reply {
    match call.operation.family {
        Family::Accounting => accounting::refuse(call, refusal),
        Family::PayrollAu => payroll_au::refuse(call, refusal),
        Family::PayrollAuV2 | Family::PayrollNz | Family::PayrollUk => payroll::refuse(call, refusal),
        Family::Projects => projects::refuse(refusal),
        Family::Assets => assets::refuse(refusal),
        Family::Files => files::refuse(refusal),
        Family::BankFeeds => bank_feeds::refuse(refusal),
        Family::Finance | Family::AppStore | Family::Identity => problem::refuse(refusal),
    }
}

/// JSON of its own, without an envelope around it.
fn plain<'a>(
    call: &Call<'_>,
    outcome: &'a Outcome,
    page: impl Fn(Node<'a>, &'static str, Option<&Pagination>) -> Node<'a>,
) -> Reply {
    let (Some(shape), false) = (call.operation.reply.records(), matches!(outcome, Outcome::Nothing)) else {
        return Reply::empty(204);
    };
    let document = match (outcome, shape.envelope) {
        (Outcome::One(row), Envelope::List(_) | Envelope::BareList) => Node::List("", vec![one(row, shape)]),
        (Outcome::One(row), _) => one(row, shape),
        (outcome, Envelope::List(name)) => {
            let pagination = match outcome {
                Outcome::Page { pagination, .. } => pagination.as_ref(),
                _ => None,
            };
            page(many(outcome, shape), name, pagination)
        }
        (outcome, _) => many(outcome, shape),
    };
    let status = if is_creation(call) { 201 } else { 200 };
    json(status, &document)
}

/// Projects, Files and the App Store say that something new is there; Assets does not.
fn is_creation(call: &Call<'_>) -> bool {
    call.operation.method == Method::POST
        && matches!(call.operation.family, Family::Projects | Family::Files | Family::AppStore)
        && matches!(call.operation.reply, Replied::One(_))
}

fn page<'a>(records: Node<'a>, name: &'static str, pagination: Option<&Pagination>) -> Node<'a> {
    let mut members: Vec<Member<'a>> = Vec::new();
    members.extend(pagination.map(|pagination| ("pagination", pagination.node())));
    members.push((name, records));
    Node::Record(members)
}

pub(crate) fn json(status: u16, document: &Node<'_>) -> Reply {
    Reply::new(status, JSON, to_compact_json(document))
}

fn one(row: &Arc<Row>, shape: Shape) -> Node<'_> {
    node(&row.record, shape.schema, Scale::Verbatim)
}

fn many(outcome: &Outcome, shape: Shape) -> Node<'_> {
    let name = shape.schema.short_name();
    match outcome {
        Outcome::One(row) => Node::List(name, vec![one(row, shape)]),
        Outcome::Page { rows, .. } => Node::List(name, rows.iter().map(|row| one(row, shape)).collect()),
        Outcome::Saved { saved, .. } => {
            Node::List(name, saved.iter().map(|Saved { row, .. }| one(row, shape)).collect())
        }
        Outcome::Nothing | Outcome::Made(_) => Node::empty(name),
    }
}
