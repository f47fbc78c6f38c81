//! The parameters of all lists: modified since, where, order and pages.

use hyper::HeaderMap;
use hyper::header::IF_MODIFIED_SINCE;

use super::expression::Filter;
use super::fields::{FilterSchema, QueryInvalid};
use super::order::Order;
use super::selection::Selection;
use crate::values::dates::parse_instant;
use crate::wire::node::Node;
use crate::wire::pagination::Pagination;
use crate::wire::query::Query;
use crate::wire::response::{ApiResponse, ResponseFormat};

const DEFAULT_PAGE_SIZE: usize = 100;
const LARGEST_PAGE_SIZE: usize = 1_000;
const MAX_UNPAGED: usize = 100_000;

#[derive(Debug)]
pub(crate) struct ListQuery {
    modified_since: Option<i64>,
    filter: Option<Filter>,
    order: Option<Order>,
    /// Page and page size; none means no paging.
    page: Option<(usize, usize)>,
}

impl ListQuery {
    pub(crate) fn parse(query: &Query, headers: &HeaderMap, schema: FilterSchema) -> Result<ListQuery, QueryInvalid> {
        let page = match query.get("page") {
            None => None,
            Some(text) => match text.trim().parse::<i64>() {
                Ok(page) => Some(usize::try_from(page).unwrap_or(1).max(1)),
                Err(_) => return Err(QueryInvalid(format!("page '{text}' is not a number"))),
            },
        };
        let size = query.number("pageSize").filter(|size| *size > 0).unwrap_or(DEFAULT_PAGE_SIZE);
        Ok(ListQuery {
            modified_since: since(headers)?,
            filter: query.get("where").map(|text| Filter::parse(text, schema)).transpose()?,
            order: query.get("order").map(|text| Order::parse(text, schema)).transpose()?,
            page: page.map(|page| (page, size.min(LARGEST_PAGE_SIZE))),
        })
    }

    pub(crate) fn without_pages(self) -> ListQuery {
        ListQuery { page: None, ..self }
    }

    pub(crate) fn is_paged(&self) -> bool {
        self.page.is_some()
    }

    /// The records of this page, in order.
    pub(crate) fn select<'a, T>(
        &self,
        records: &'a [T],
        updated: impl Fn(&T) -> i64,
        node: impl Fn(&'a T) -> Node<'a>,
    ) -> Result<(Vec<&'a T>, Option<Pagination>), QueryInvalid> {
        let selection = self.find_positions(
            0..records.len(),
            |position| records.get(position),
            |one| updated(one),
            |one| node(one),
        )?;
        let (positions, pagination) = self.page(&selection);
        Ok((positions.filter_map(|position| records.get(position)).collect(), pagination))
    }

    /// Whether it has neither a filter nor an order.
    pub(crate) fn selects_all(&self) -> bool {
        self.modified_since.is_none() && self.filter.is_none() && self.order.is_none()
    }

    /// The positions of the matching records, in order. `node` gives the fields for `where` and `order`.
    pub(crate) fn find_positions<R>(
        &self,
        positions: impl Iterator<Item = usize>,
        row: impl Fn(usize) -> Option<R>,
        updated: impl Fn(&R) -> i64,
        node: impl for<'r> Fn(&'r R) -> Node<'r>,
    ) -> Result<Selection, QueryInvalid> {
        let mut selection = Vec::new();
        let mut keyed = Vec::new();
        for position in positions {
            let Some(row) = row(position) else { continue };
            if self.modified_since.is_some_and(|since| updated(&row) <= since) {
                continue;
            }
            if self.filter.is_none() && self.order.is_none() {
                selection.push(position);
                continue;
            }
            let record = node(&row);
            if let Some(filter) = &self.filter
                && !filter.accepts(&record)?
            {
                continue;
            }
            match &self.order {
                Some(order) => keyed.push((order.key(&record), position)),
                None => selection.push(position),
            }
        }
        if let Some(order) = &self.order {
            selection = order.sorted(keyed);
        }
        Ok(Selection::Some(selection.into()))
    }

    /// Xero returns no more records than this without paging.
    pub(crate) fn bounded(&self, selection: Selection) -> Result<Selection, QueryInvalid> {
        if self.page.is_none() && selection.len() > MAX_UNPAGED {
            let fault =
                format!("More than {MAX_UNPAGED} records cannot be listed without paging; request them by page.");
            return Err(QueryInvalid(fault));
        }
        Ok(selection)
    }

    /// The positions of this page.
    pub(crate) fn page<'c>(
        &self,
        selection: &'c Selection,
    ) -> (impl Iterator<Item = usize> + use<'c>, Option<Pagination>) {
        let item_count = selection.len();
        let (first, pagination) = match self.page {
            None => (0..item_count, None),
            Some((page, page_size)) => {
                let first = (page - 1).saturating_mul(page_size).min(item_count);
                let last = first.saturating_add(page_size).min(item_count);
                (first..last, Some(Pagination { page, page_size, item_count }))
            }
        };
        (first.filter_map(|at| selection.at(at)), pagination)
    }
}

/// The time of If-Modified-Since.
pub(crate) fn since(headers: &HeaderMap) -> Result<Option<i64>, QueryInvalid> {
    match headers.get(IF_MODIFIED_SINCE).map(|value| value.to_str().unwrap_or("")) {
        None | Some("") => Ok(None),
        Some(text) => match parse_instant(text.trim()) {
            Some(millis) => Ok(Some(millis)),
            None => Err(QueryInvalid(format!("If-Modified-Since '{text}' is not a time"))),
        },
    }
}

pub(crate) fn query_invalid(format: ResponseFormat, error: &QueryInvalid) -> ApiResponse {
    ApiResponse::api_exception(format, 16, "QueryParseException", &error.0, None)
}
