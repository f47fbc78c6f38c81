//! The chart of accounts: finding and changing accounts.

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

    /// By ID if there is one, otherwise by code.
    pub(crate) fn find_account(&self, id: Option<Guid>, code: &str) -> Option<&Account> {
        match id {
            Some(id) => self.account_with_id(id),
            None => self.account_with_code(code),
        }
    }

    /// Adds it or replaces the one with its ID.
    pub(crate) fn put_account(&mut self, account: Account) {
        let accounts = Arc::make_mut(&mut self.accounts);
        match accounts.iter_mut().find(|existing| existing.id == account.id) {
            Some(existing) => *existing = account,
            None => accounts.push(account),
        }
    }

    pub(crate) fn remove_account(&mut self, id: Guid) {
        Arc::make_mut(&mut self.accounts).retain(|account| account.id != id);
    }

    /// Whether a document, payment or entry uses the account.
    pub(crate) fn uses_account(&self, id: Guid) -> bool {
        let posts = |entry: &Entry| entry.postings.iter().any(|posting| posting.account == id);
        self.entries.iter().any(|entry| posts(entry))
            || self.journal_sources.values().any(|journal_source| posts(&journal_source.entry))
            || self.payments.values().any(|payment| payment.account == id)
            || self.invoices.names_account(id)
    }

    pub(crate) fn account_of_system(&self, system: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.system == Some(system))
    }
}
