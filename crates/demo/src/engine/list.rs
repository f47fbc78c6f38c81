//! Lists: filtering, order and pages.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use hyper::HeaderMap;
use xero_m2m_spec::{Paging, ParameterLocation, SCHEMAS, Schema};

use super::target::{OperationTarget, shown};
use crate::call::Call;
use crate::lists::fields::FilterSchema;
use crate::lists::list_query::ListQuery;
use crate::records::outcome::Outcome;
use crate::records::request_error::RequestError;
use crate::records::write::{Scale, node};
use crate::store::Row;
use crate::store::record::{FieldValue, Record};
use crate::values::ids::Guid;
use crate::wire::pagination::Pagination;
use crate::wire::query::Query;

/// The fields that `where` and `order` may name, by schema.
static FIELDS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let fields = |schema: &Schema| schema.fields.iter().map(|field| field.name.wire()).collect();
    SCHEMAS.iter().map(|schema| (schema.name, fields(schema))).collect()
});

pub(crate) fn page(call: &Call<'_>, target: &OperationTarget) -> Result<Outcome, RequestError> {
    let selected = call
        .books
        .records
        .all(target.collection)
        .iter()
        .filter(|row| (target.rules.listed)(&row.record, &call.query) && matches(&row.record, call));
    let rows: Vec<Arc<Row>> = selected.map(|row| shown(call, target, row)).collect();
    let rows = chosen(call, rows)?;
    if target.rules.unpaged_without_lines && call.query.get("page").is_none() {
        return Ok(Outcome::Page { rows: rows.into_iter().map(without_lines).collect(), pagination: None });
    }
    let Some((page, page_size)) = paging(call, target)? else { return Ok(Outcome::Page { rows, pagination: None }) };
    let pagination = Pagination { page, page_size, item_count: rows.len() };
    let first = (page - 1).saturating_mul(page_size);
    Ok(Outcome::Page { rows: rows.into_iter().skip(first).take(page_size).collect(), pagination: Some(pagination) })
}

fn without_lines(mut row: Arc<Row>) -> Arc<Row> {
    Arc::make_mut(&mut row).record.set("LineItems", Vec::new().into());
    row
}

/// Applies `where`, `order` and If-Modified-Since if the operation accepts them.
fn chosen(call: &Call<'_>, rows: Vec<Arc<Row>>) -> Result<Vec<Arc<Row>>, RequestError> {
    let Some(shape) = call.operation.response.records() else { return Ok(rows) };
    let accepts = |name: &str| call.operation.parameters.iter().any(|parameter| parameter.name.wire() == name);
    if !accepts("where") && !accepts("order") && !accepts("If-Modified-Since") {
        return Ok(rows);
    }
    let none = HeaderMap::new();
    let headers = if accepts("If-Modified-Since") { call.headers } else { &none };
    let schema = FilterSchema {
        name: shape.schema.short_name(),
        fields: FIELDS.get(shape.schema.name).map_or(&[], Vec::as_slice),
    };
    let list = ListQuery::parse(&call.query, headers, schema)?.without_pages();
    let updated = |row: &Arc<Row>| row.updated;
    let (rows, _) = list.select(&rows, updated, |row| node(&row.record, shape.schema, Scale::Verbatim))?;
    Ok(rows.into_iter().cloned().collect())
}

/// A query parameter with a field's name filters by its value, or by one of several separated by commas.
fn matches(record: &Record, call: &Call<'_>) -> bool {
    let queries = call.operation.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Query);
    queries.map(|parameter| parameter.name.wire()).all(|name| {
        let Some(selected) = call.query.list(name) else { return true };
        if name == "References" {
            return selected.iter().any(|selected| record.text("Reference").eq_ignore_ascii_case(selected));
        }
        let named = |(field, _): &(&str, &FieldValue)| field.eq_ignore_ascii_case(name);
        let Some((_, value)) = record.iter().find(named) else { return true };
        selected.iter().any(|selected| is(value, selected))
    })
}

pub(crate) fn is(value: &FieldValue, selected: &str) -> bool {
    match value {
        FieldValue::Text(text) => text.eq_ignore_ascii_case(selected),
        FieldValue::Id(id) => Guid::parse(selected) == Some(*id),
        FieldValue::Bool(value) => selected.eq_ignore_ascii_case(if *value { "true" } else { "false" }),
        FieldValue::Integer(value) => selected.parse() == Ok(*value),
        _ => true,
    }
}

/// Page and size; none if the list has no pages.
pub(crate) fn paging(call: &Call<'_>, target: &OperationTarget) -> Result<Option<(usize, usize)>, RequestError> {
    let number = |name: &str| whole(&call.query, name);
    let (page, page_size, default, largest) = match call.operation.paging {
        Paging::PageSize { page, size, largest } => {
            let largest = usize::try_from(largest).unwrap_or(usize::MAX);
            (number(page)?, number(size)?, target.conventions.page_size, largest)
        }
        Paging::Page { size } => {
            let fixed = usize::try_from(size).unwrap_or(usize::MAX);
            (number("page")?, None, fixed, fixed)
        }
        Paging::None | Paging::Offset { .. } => return Ok(None),
    };
    Ok(Some((page.unwrap_or(1), page_size.unwrap_or(default).min(largest))))
}

fn whole(query: &Query, name: &str) -> Result<Option<usize>, RequestError> {
    let Some(text) = query.get(name) else { return Ok(None) };
    match text.trim().parse::<usize>() {
        Ok(number) if number > 0 => Ok(Some(number)),
        _ => Err(RequestError::Query(format!("The value '{text}' is not valid for {name}."))),
    }
}
