//! Lists: which records the query wants, in which order, and which page of them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use hyper::HeaderMap;
use xero_m2m_spec::{Paging, ParameterLocation, SCHEMAS, Schema};

use super::target::{Site, shown};
use crate::call::Call;
use crate::lists::fields::FilterSchema;
use crate::lists::list::List;
use crate::records::outcome::Outcome;
use crate::records::refusal::Refusal;
use crate::records::write::{Scale, node};
use crate::store::Row;
use crate::store::record::{Record, Value};
use crate::values::ids::Guid;
use crate::wire::pagination::Pagination;
use crate::wire::query::Query;

/// The fields that `where` and `order` may name, by schema.
static FIELDS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let fields = |schema: &Schema| schema.fields.iter().map(|member| member.name.wire()).collect();
    SCHEMAS.iter().map(|schema| (schema.name, fields(schema))).collect()
});

pub(crate) fn page(call: &Call<'_>, site: &Site) -> Result<Outcome, Refusal> {
    let wanted = call
        .books
        .records
        .all(site.place)
        .iter()
        .filter(|row| (site.rules.listed)(&row.record, &call.query) && matches(&row.record, call));
    let rows: Vec<Arc<Row>> = wanted.map(|row| shown(call, site, row)).collect();
    let rows = chosen(call, rows)?;
    if site.rules.unpaged_without_lines && call.query.get("page").is_none() {
        return Ok(Outcome::Page { rows: rows.into_iter().map(without_lines).collect(), pagination: None });
    }
    let Some((page, page_size)) = paging(call, site)? else { return Ok(Outcome::Page { rows, pagination: None }) };
    let pagination = Pagination { page, page_size, item_count: rows.len() };
    let first = (page - 1).saturating_mul(page_size);
    Ok(Outcome::Page { rows: rows.into_iter().skip(first).take(page_size).collect(), pagination: Some(pagination) })
}

fn without_lines(mut row: Arc<Row>) -> Arc<Row> {
    Arc::make_mut(&mut row).record.set("LineItems", Vec::new().into());
    row
}

/// By `where`, `order` and If-Modified-Since, where the operation takes them.
fn chosen(call: &Call<'_>, rows: Vec<Arc<Row>>) -> Result<Vec<Arc<Row>>, Refusal> {
    let Some(shape) = call.operation.response.records() else { return Ok(rows) };
    let takes = |name: &str| call.operation.parameters.iter().any(|parameter| parameter.name.wire() == name);
    if !takes("where") && !takes("order") && !takes("If-Modified-Since") {
        return Ok(rows);
    }
    let none = HeaderMap::new();
    let headers = if takes("If-Modified-Since") { call.headers } else { &none };
    let schema = FilterSchema {
        name: shape.schema.short_name(),
        fields: FIELDS.get(shape.schema.name).map_or(&[], Vec::as_slice),
    };
    let list = List::parse(&call.query, headers, schema)?.without_pages();
    let updated = |row: &Arc<Row>| row.updated;
    let (rows, _) = list.select(&rows, updated, |row| node(&row.record, shape.schema, Scale::Verbatim))?;
    Ok(rows.into_iter().cloned().collect())
}

/// A query parameter that has the name of a member wants its value, or one of several with commas between them.
fn matches(record: &Record, call: &Call<'_>) -> bool {
    let queries = call.operation.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Query);
    queries.map(|parameter| parameter.name.wire()).all(|name| {
        let Some(wanted) = call.query.list(name) else { return true };
        if name == "References" {
            return wanted.iter().any(|wanted| record.text("Reference").eq_ignore_ascii_case(wanted));
        }
        let named = |(member, _): &(&str, &Value)| member.eq_ignore_ascii_case(name);
        let Some((_, value)) = record.iter().find(named) else { return true };
        wanted.iter().any(|wanted| is(value, wanted))
    })
}

pub(crate) fn is(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Text(text) => text.eq_ignore_ascii_case(wanted),
        Value::Id(id) => Guid::parse(wanted) == Some(*id),
        Value::Bool(value) => wanted.eq_ignore_ascii_case(if *value { "true" } else { "false" }),
        Value::Integer(value) => wanted.parse() == Ok(*value),
        _ => true,
    }
}

/// Page and size; none where everything comes at once.
pub(crate) fn paging(call: &Call<'_>, site: &Site) -> Result<Option<(usize, usize)>, Refusal> {
    let number = |name: &str| whole(&call.query, name);
    let (page, page_size, default, largest) = match call.operation.paging {
        Paging::PageSize { page, size, largest } => {
            let largest = usize::try_from(largest).unwrap_or(usize::MAX);
            (number(page)?, number(size)?, site.manners.page_size, largest)
        }
        Paging::Page { size } => {
            let fixed = usize::try_from(size).unwrap_or(usize::MAX);
            (number("page")?, None, fixed, fixed)
        }
        Paging::None | Paging::Offset { .. } => return Ok(None),
    };
    Ok(Some((page.unwrap_or(1), page_size.unwrap_or(default).min(largest))))
}

fn whole(query: &Query, name: &str) -> Result<Option<usize>, Refusal> {
    let Some(text) = query.get(name) else { return Ok(None) };
    match text.trim().parse::<usize>() {
        Ok(number) if number > 0 => Ok(Some(number)),
        _ => Err(Refusal::Query(format!("The value '{text}' is not valid for {name}."))),
    }
}
