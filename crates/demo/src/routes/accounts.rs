//! `GET /Accounts`, and `GET` and `DELETE /Accounts/{AccountID}`.

use crate::call::Call;
use crate::drafts::messages;
use crate::ledger::account::Account;
use crate::lists::fields::QueryInvalid;
use crate::lists::list::{List, query_invalid};
use crate::lists::schemas::ACCOUNT;
use crate::values::ids::Guid;
use crate::wire::node::Node;
use crate::wire::response::Reply;

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

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let found = Guid::parse(call.key(0)).and_then(|id| call.books.ledger.account_with_id(id));
    let Some(account) = found.cloned() else { return Reply::not_found() };
    let refusal = if account.system.is_some() {
        Some("System accounts cannot be deleted.")
    } else if call.books.ledger.uses_account(account.id) || call.books.records.names(account.id) {
        Some("An account that is in use cannot be deleted; it can be archived.")
    } else {
        None
    };
    if let Some(refusal) = refusal {
        let Node::Record(mut members) = account.node() else { return Reply::not_found() };
        members.push(("ValidationErrors", messages(&[refusal.to_owned()])));
        let elements = Some(vec![Node::Record(members)]);
        let message = "A validation exception occurred";
        return Reply::api_exception(call.manner, 10, "ValidationException", message, elements);
    }
    call.books.ledger.remove_account(account.id);
    let records = Node::List("Account", vec![account.deleted_node()]);
    Reply::document(call.manner, call.now, None, ("Accounts", records))
}

fn chosen<'a>(call: &'a Call<'_>) -> Result<Vec<&'a Account>, QueryInvalid> {
    // Accounts come all at once: Xero ignores `page` here.
    let list = List::parse(&call.query, call.headers, ACCOUNT)?.without_pages();
    let (accounts, _) = list.select(call.books.ledger.accounts(), |account| account.updated, Account::node)?;
    Ok(accounts)
}
