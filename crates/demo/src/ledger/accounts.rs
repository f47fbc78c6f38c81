//! The chart of accounts: found, changed, and whether an account is in use.

use std::sync::Arc;

use super::Ledger;
use super::account::Account;
use super::posting::Entry;
use crate::values::ids::Guid;

impl Ledger {
    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    pub(crate) fn account_with_code(&self, code: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| *account.code == *code && !code.is_empty())
    }

    pub(crate) fn account_with_id(&self, id: Guid) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    pub(crate) fn account_named(&self, name: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.name.eq_ignore_ascii_case(name))
    }

    /// By id where there is one, else by code.
    pub(crate) fn find_account(&self, id: Option<Guid>, code: &str) -> Option<&Account> {
        match id {
            Some(id) => self.account_with_id(id),
            None => self.account_with_code(code),
        }
    }

    /// Adds it, or puts it where the one with its id was.
    pub(crate) fn put_account(&mut self, account: Account) {
        let accounts = Arc::make_mut(&mut self.accounts);
        match accounts.iter_mut().find(|held| held.id == account.id) {
            Some(held) => *held = account,
            None => accounts.push(account),
        }
    }

    pub(crate) fn remove_account(&mut self, id: Guid) {
        Arc::make_mut(&mut self.accounts).retain(|account| account.id != id);
    }

    /// Whether a document, a payment or an entry of the books names the account.
    pub(crate) fn uses_account(&self, id: Guid) -> bool {
        let posts = |entry: &Entry| entry.postings.iter().any(|posting| posting.account == id);
        self.entries.iter().any(|entry| posts(entry))
            || self.vouchers.values().any(|voucher| posts(&voucher.entry))
            || self.payments.values().any(|payment| payment.account == id)
            || self.invoices.names_account(id)
    }

    pub(crate) fn account_of_system(&self, system: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.system == Some(system))
    }
}
