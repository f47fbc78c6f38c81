//! `GET /Accounts`, and `GET` and `DELETE /Accounts/{AccountID}`.

use crate::call::Call;
use crate::drafts::messages;
use crate::ledger::account::Account;
use crate::lists::fields::QueryInvalid;
use crate::lists::list_query::{ListQuery, query_invalid};
use crate::lists::schemas::ACCOUNT;
use crate::values::ids::Guid;
use crate::wire::node::Node;
use crate::wire::response::ApiResponse;

pub(crate) fn list(call: &mut Call<'_>) -> ApiResponse {
    match selection(call) {
        Ok(accounts) => {
            let records = Node::List("Account", accounts.into_iter().map(Account::node).collect());
            ApiResponse::document(call.format, call.now, None, ("Accounts", records))
        }
        Err(error) => query_invalid(call.format, &error),
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> ApiResponse {
    match Guid::parse(call.key(0)).and_then(|id| call.books.ledger.account_with_id(id)) {
        Some(account) => {
            let records = Node::List("Account", vec![account.node()]);
            ApiResponse::document(call.format, call.now, None, ("Accounts", records))
        }
        None => ApiResponse::not_found(),
    }
}

pub(crate) fn delete(call: &mut Call<'_>) -> ApiResponse {
    let found = Guid::parse(call.key(0)).and_then(|id| call.books.ledger.account_with_id(id));
    let Some(account) = found.cloned() else { return ApiResponse::not_found() };
    let refusal = if account.system.is_some() {
        Some("System accounts cannot be deleted.")
    } else if call.books.ledger.uses_account(account.id) || call.books.records.names(account.id) {
        Some("An account that is in use cannot be deleted; it can be archived.")
    } else {
        None
    };
    if let Some(refusal) = refusal {
        let Node::Record(mut fields) = account.node() else { return ApiResponse::not_found() };
        fields.push(("ValidationErrors", messages(&[refusal.to_owned()])));
        let elements = Some(vec![Node::Record(fields)]);
        let message = "A validation exception occurred";
        return ApiResponse::api_exception(call.format, 10, "ValidationException", message, elements);
    }
    call.books.ledger.remove_account(account.id);
    let records = Node::List("Account", vec![account.deleted_node()]);
    ApiResponse::document(call.format, call.now, None, ("Accounts", records))
}

fn selection<'a>(call: &'a Call<'_>) -> Result<Vec<&'a Account>, QueryInvalid> {
    // Xero ignores `page` here and returns all accounts.
    let list = ListQuery::parse(&call.query, call.headers, ACCOUNT)?.without_pages();
    let (accounts, _) = list.select(call.books.ledger.accounts(), |account| account.updated, Account::node)?;
    Ok(accounts)
}
