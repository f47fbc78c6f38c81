//! Accounting's documents and exceptions.

use xero_m2m_spec::{Envelope, Family, RecordBody};

use crate::call::Call;
use crate::drafts::messages;
use crate::records::draft::Fault;
use crate::records::outcome::{Outcome, Saved};
use crate::records::refusal::Refusal;
use crate::records::write::{Scale, node};
use crate::store::Row;
use crate::wire::node::{Member, Node};
use crate::wire::response::Reply;

pub(crate) fn reply(call: &Call<'_>, outcome: &Outcome) -> Reply {
    let Some(shape) = call.operation.response.records() else { return Reply::empty(204) };
    let scale = scale(call);
    let (mut pagination, name) = (None, shape.schema.short_name());
    let records = match outcome {
        Outcome::Nothing | Outcome::Made(_) => return Reply::empty(204),
        Outcome::One(row) => {
            let record = node(&row.record, shape.schema, scale);
            match shape.envelope {
                Envelope::List(_) | Envelope::BareList => Node::List(name, vec![record]),
                Envelope::One(_) => record,
                Envelope::Bare => return call.manner.write(200, name, &record),
            }
        }
        Outcome::Page { rows, pagination: page } => {
            pagination = page.filter(|_| shows_pagination(call));
            Node::List(name, rows.iter().map(|row| node(&row.record, shape.schema, scale)).collect())
        }
        Outcome::Saved { saved, per_element } => {
            Node::List(name, saved.iter().map(|saved| element(saved, shape, scale, *per_element)).collect())
        }
    };
    Reply::document(call.manner, call.now, pagination, (member(shape), records))
}

/// Only the lists with a page size of the caller's choice tell how many pages there are.
fn shows_pagination(call: &Call<'_>) -> bool {
    matches!(call.operation.paging, xero_m2m_spec::Paging::PageSize { .. })
}

fn member(shape: RecordBody) -> &'static str {
    match shape.envelope {
        Envelope::List(name) | Envelope::One(name) => name,
        Envelope::BareList | Envelope::Bare => shape.schema.short_name(),
    }
}

fn element(saved: &Saved, shape: RecordBody, scale: Scale, per_element: bool) -> Node<'_> {
    let mut record = node(&saved.row.record, shape.schema, scale);
    if let (Node::Record(members), true) = (&mut record, per_element) {
        let status = if saved.faults.is_empty() { "OK" } else { "ERROR" };
        members.push(("StatusAttributeString", Node::text(status)));
        members.extend(errors(&saved.faults));
    }
    record
}

fn errors<'a>(faults: &[Fault]) -> Option<Member<'a>> {
    let texts: Vec<String> = faults.iter().map(|fault| fault.message.clone()).collect();
    (!texts.is_empty()).then(|| ("ValidationErrors", messages(&texts)))
}

fn scale(call: &Call<'_>) -> Scale {
    match call.operation.family {
        Family::Accounting => Scale::Units(call.query.unit_decimals()),
        _ => Scale::Verbatim,
    }
}

pub(crate) fn refuse(call: &Call<'_>, refusal: &Refusal) -> Reply {
    let invalid = |elements| {
        Reply::api_exception(call.manner, 10, "ValidationException", "A validation exception occurred", Some(elements))
    };
    match refusal {
        Refusal::NotFound => Reply::not_found(),
        Refusal::Unreadable(misfit) => {
            Reply::api_exception(call.manner, 17, "PostDataInvalidException", &misfit.message, None)
        }
        Refusal::Query(message) => Reply::api_exception(call.manner, 16, "QueryParseException", message, None),
        Refusal::Rule { message, .. } => {
            let errors = messages(std::slice::from_ref(message));
            invalid(vec![Node::Record(vec![("ValidationErrors", errors)])])
        }
        Refusal::Invalid(drafts) => {
            let rows: Vec<(Row, &[Fault])> = drafts
                .iter()
                .filter(|draft| !draft.is_good())
                .map(|draft| (draft.row(call.now), draft.faults.as_slice()))
                .collect();
            invalid(rows.iter().filter_map(|(row, faults)| faulty(call, row, faults)).collect())
        }
    }
}

/// A refused record as it came, with what is wrong with it.
pub(crate) fn faulty<'a>(call: &Call<'_>, row: &'a Row, faults: &[Fault]) -> Option<Node<'a>> {
    let shape = call.operation.response.records()?;
    let mut record = node(&row.record, shape.schema, scale(call));
    if let Node::Record(members) = &mut record {
        members.extend(errors(faults));
    }
    Some(record)
}
