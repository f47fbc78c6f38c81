//! `GET /Accounts` and `GET /Accounts/{AccountID}`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use hyper::HeaderMap;

use super::list::{List, query_invalid};
use super::query::Query;
use super::schemas::ACCOUNT;
use crate::company::Company;
use crate::filter::QueryInvalid;
use crate::ids::Guid;
use crate::ledger::Ledger;
use crate::ledger::account::Account;
use crate::reply::{Manner, Reply};
use crate::wire::Node;

pub(crate) async fn list(
    State(company): State<Arc<Company>>,
    Extension(manner): Extension<Manner>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Reply {
    let query = Query::parse(query.as_deref());
    let state = company.lock();
    match chosen(&state.ledger, &query, &headers) {
        Ok(accounts) => {
            let records = Node::List("Account", accounts.into_iter().map(Account::node).collect());
            Reply::document(manner, state.clock.now(), None, ("Accounts", records))
        }
        Err(error) => query_invalid(manner, &error),
    }
}

pub(crate) async fn get(
    State(company): State<Arc<Company>>,
    Extension(manner): Extension<Manner>,
    Path(id): Path<String>,
) -> Reply {
    let state = company.lock();
    match Guid::parse(&id).and_then(|id| state.ledger.account_with_id(id)) {
        Some(account) => {
            let records = Node::List("Account", vec![account.node()]);
            Reply::document(manner, state.clock.now(), None, ("Accounts", records))
        }
        None => Reply::not_found(),
    }
}

fn chosen<'a>(ledger: &'a Ledger, query: &Query, headers: &HeaderMap) -> Result<Vec<&'a Account>, QueryInvalid> {
    // Accounts come all at once: Xero ignores `page` here.
    let list = List::parse(query, headers, ACCOUNT)?.without_pages();
    let (accounts, _) = list.select(ledger.accounts().iter(), |account| account.updated, Account::node)?;
    Ok(accounts)
}
