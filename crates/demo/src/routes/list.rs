//! What all lists have in common: modified since, where, order, pages.

use hyper::HeaderMap;
use hyper::header::IF_MODIFIED_SINCE;

use crate::dates::parse_instant;
use crate::filter::{Filter, Order, QueryInvalid, Schema};
use crate::query::Query;
use crate::reply::{Manner, Pagination, Reply};
use crate::wire::Node;

const DEFAULT_PAGE_SIZE: usize = 100;
const LARGEST_PAGE_SIZE: usize = 1_000;

#[derive(Debug)]
pub(crate) struct List {
    modified_since: Option<i64>,
    filter: Option<Filter>,
    order: Option<Order>,
    /// Page and page size; None is all at once.
    page: Option<(usize, usize)>,
}

impl List {
    pub(crate) fn parse(query: &Query, headers: &HeaderMap, schema: Schema) -> Result<List, QueryInvalid> {
        let page = match query.get("page") {
            None => None,
            Some(text) => match text.trim().parse::<i64>() {
                Ok(page) => Some(usize::try_from(page).unwrap_or(1).max(1)),
                Err(_) => return Err(QueryInvalid(format!("page '{text}' is not a number"))),
            },
        };
        let size = query.number("pageSize").filter(|size| *size > 0).unwrap_or(DEFAULT_PAGE_SIZE);
        Ok(List {
            modified_since: since(headers)?,
            filter: query.get("where").map(|text| Filter::parse(text, schema)).transpose()?,
            order: query.get("order").map(|text| Order::parse(text, schema)).transpose()?,
            page: page.map(|page| (page, size.min(LARGEST_PAGE_SIZE))),
        })
    }

    pub(crate) fn without_pages(self) -> List {
        List { page: None, ..self }
    }

    pub(crate) fn is_paged(&self) -> bool {
        self.page.is_some()
    }

    /// The records of this page, in order. `node` shows a record to `where` and `order`.
    pub(crate) fn select<'a, T>(
        &self,
        records: impl Iterator<Item = &'a T>,
        updated: impl Fn(&T) -> i64,
        node: impl Fn(&'a T) -> Node<'a>,
    ) -> Result<(Vec<&'a T>, Option<Pagination>), QueryInvalid> {
        let mut chosen = Vec::new();
        for record in records {
            if self.modified_since.is_some_and(|since| updated(record) <= since) {
                continue;
            }
            if let Some(filter) = &self.filter
                && !filter.accepts(&node(record))?
            {
                continue;
            }
            chosen.push(record);
        }
        if let Some(order) = &self.order {
            let mut keyed: Vec<_> = chosen.into_iter().map(|record| (order.key(&node(record)), record)).collect();
            keyed.sort_by(|(left, _), (right, _)| order.compare(left, right));
            chosen = keyed.into_iter().map(|(_, record)| record).collect();
        }
        let Some((page, page_size)) = self.page else { return Ok((chosen, None)) };
        let pagination = Pagination { page, page_size, item_count: chosen.len() };
        let first = (page - 1).saturating_mul(page_size);
        Ok((chosen.into_iter().skip(first).take(page_size).collect(), Some(pagination)))
    }
}

/// Only what is younger is wanted.
pub(crate) fn since(headers: &HeaderMap) -> Result<Option<i64>, QueryInvalid> {
    match headers.get(IF_MODIFIED_SINCE).map(|value| value.to_str().unwrap_or("")) {
        None | Some("") => Ok(None),
        Some(text) => match parse_instant(text.trim()) {
            Some(millis) => Ok(Some(millis)),
            None => Err(QueryInvalid(format!("If-Modified-Since '{text}' is not a time"))),
        },
    }
}

pub(crate) fn query_invalid(manner: Manner, error: &QueryInvalid) -> Reply {
    Reply::api_exception(manner, 16, "QueryParseException", &error.0, None)
}
