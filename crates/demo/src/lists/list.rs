//! What all lists have in common: modified since, where, order, pages.

use hyper::HeaderMap;
use hyper::header::IF_MODIFIED_SINCE;

use super::expression::Filter;
use super::fields::{FilterSchema, QueryInvalid};
use super::order::Order;
use super::selection::Chosen;
use crate::values::dates::parse_instant;
use crate::wire::node::Node;
use crate::wire::pagination::Pagination;
use crate::wire::query::Query;
use crate::wire::response::{Manner, Reply};

const DEFAULT_PAGE_SIZE: usize = 100;
const LARGEST_PAGE_SIZE: usize = 1_000;
const MOST_UNPAGED: usize = 100_000;

#[derive(Debug)]
pub(crate) struct List {
    modified_since: Option<i64>,
    filter: Option<Filter>,
    order: Option<Order>,
    /// Page and page size; None is all at once.
    page: Option<(usize, usize)>,
}

impl List {
    pub(crate) fn parse(query: &Query, headers: &HeaderMap, schema: FilterSchema) -> Result<List, QueryInvalid> {
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

    /// Those of `records` that are on this page, in order.
    pub(crate) fn select<'a, T>(
        &self,
        records: &'a [T],
        updated: impl Fn(&T) -> i64,
        node: impl Fn(&'a T) -> Node<'a>,
    ) -> Result<(Vec<&'a T>, Option<Pagination>), QueryInvalid> {
        let chosen = self.choose(0..records.len(), |place| records.get(place), |one| updated(one), |one| node(one))?;
        let (places, pagination) = self.page(&chosen);
        Ok((places.filter_map(|place| records.get(place)).collect(), pagination))
    }

    /// Whether it is a list of everything, in its own order.
    pub(crate) fn takes_all(&self) -> bool {
        self.modified_since.is_none() && self.filter.is_none() && self.order.is_none()
    }

    /// Which records the list has, one looked at after the other; `node` shows a record to `where` and `order`.
    pub(crate) fn choose<R>(
        &self,
        places: impl Iterator<Item = usize>,
        row: impl Fn(usize) -> Option<R>,
        updated: impl Fn(&R) -> i64,
        node: impl for<'r> Fn(&'r R) -> Node<'r>,
    ) -> Result<Chosen, QueryInvalid> {
        let mut chosen = Vec::new();
        let mut keyed = Vec::new();
        for place in places {
            let Some(row) = row(place) else { continue };
            if self.modified_since.is_some_and(|since| updated(&row) <= since) {
                continue;
            }
            if self.filter.is_none() && self.order.is_none() {
                chosen.push(place);
                continue;
            }
            let record = node(&row);
            if let Some(filter) = &self.filter
                && !filter.accepts(&record)?
            {
                continue;
            }
            match &self.order {
                Some(order) => keyed.push((order.key(&record), place)),
                None => chosen.push(place),
            }
        }
        if let Some(order) = &self.order {
            chosen = order.sorted(keyed);
        }
        Ok(Chosen::Some(chosen.into()))
    }

    /// Xero gives no more than so many at once.
    pub(crate) fn bounded(&self, chosen: Chosen) -> Result<Chosen, QueryInvalid> {
        if self.page.is_none() && chosen.len() > MOST_UNPAGED {
            let fault = format!("More than {MOST_UNPAGED} records are asked for at once; ask for pages of them.");
            return Err(QueryInvalid(fault));
        }
        Ok(chosen)
    }

    /// The places of this page.
    pub(crate) fn page<'c>(&self, chosen: &'c Chosen) -> (impl Iterator<Item = usize> + use<'c>, Option<Pagination>) {
        let item_count = chosen.len();
        let (first, pagination) = match self.page {
            None => (0..item_count, None),
            Some((page, page_size)) => {
                let first = (page - 1).saturating_mul(page_size).min(item_count);
                let last = first.saturating_add(page_size).min(item_count);
                (first..last, Some(Pagination { page, page_size, item_count }))
            }
        };
        (first.filter_map(|at| chosen.at(at)), pagination)
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
