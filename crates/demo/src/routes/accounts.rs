//! `GET /Accounts` and `GET /Accounts/{AccountID}`.

use super::list::{List, query_invalid};
use super::schemas::ACCOUNT;
use crate::call::Call;
use crate::filter::QueryInvalid;
use crate::ids::Guid;
use crate::ledger::account::Account;
use crate::reply::Reply;
use crate::wire::Node;

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    match chosen(call) {
        Ok(accounts) => {
            let records = Node::List("Account", accounts.into_iter().map(Account::node).collect());
            Reply::document(call.manner, call.now, None, ("Accounts", records))
        }
        Err(error) => query_invalid(call.manner, &error),
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    match Guid::parse(call.key(0)).and_then(|id| call.books.ledger.account_with_id(id)) {
        Some(account) => {
            let records = Node::List("Account", vec![account.node()]);
            Reply::document(call.manner, call.now, None, ("Accounts", records))
        }
        None => Reply::not_found(),
    }
}

fn chosen<'a>(call: &'a Call<'_>) -> Result<Vec<&'a Account>, QueryInvalid> {
    // Accounts come all at once: Xero ignores `page` here.
    let list = List::parse(&call.query, call.headers, ACCOUNT)?.without_pages();
    let (accounts, _) = list.select(call.books.ledger.accounts().iter(), |account| account.updated, Account::node)?;
    Ok(accounts)
}
