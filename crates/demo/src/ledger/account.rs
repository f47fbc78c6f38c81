//! An account of the chart.

use std::sync::Arc;

use crate::values::ids::Guid;
use crate::wire::node::Node;

/// Cloning is cheap: the texts are shared.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a member of its own on the wire")]
pub(crate) struct Account {
    pub(crate) id: Guid,
    /// Empty where a bank account has none.
    pub(crate) code: Arc<str>,
    pub(crate) name: Arc<str>,
    pub(crate) description: Arc<str>,
    /// One of [`TYPES`].
    pub(crate) kind: &'static str,
    pub(crate) tax_type: Arc<str>,
    pub(crate) system: Option<&'static str>,
    pub(crate) bank: Option<Bank>,
    pub(crate) payments: bool,
    pub(crate) expense_claims: bool,
    pub(crate) watched: bool,
    /// As somebody set it; otherwise that of the class.
    pub(crate) own_reporting_code: Option<Arc<str>>,
    pub(crate) archived: bool,
    pub(crate) has_attachments: bool,
    pub(crate) updated: i64,
}

/// What bank accounts have beyond the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bank {
    pub(crate) number: Arc<str>,
    pub(crate) kind: &'static str,
    pub(crate) currency: &'static str,
}

/// Every type with its class.
pub(crate) const TYPES: &[(&str, &str)] = &[
    ("BANK", "ASSET"),
    ("CURRENT", "ASSET"),
    ("CURRLIAB", "LIABILITY"),
    ("DEPRECIATN", "EXPENSE"),
    ("DIRECTCOSTS", "EXPENSE"),
    ("EQUITY", "EQUITY"),
    ("EXPENSE", "EXPENSE"),
    ("FIXED", "ASSET"),
    ("INVENTORY", "ASSET"),
    ("LIABILITY", "LIABILITY"),
    ("NONCURRENT", "ASSET"),
    ("OTHERINCOME", "REVENUE"),
    ("OVERHEADS", "EXPENSE"),
    ("PREPAYMENT", "ASSET"),
    ("REVENUE", "REVENUE"),
    ("SALES", "REVENUE"),
    ("TERMLIAB", "LIABILITY"),
    ("PAYG", "LIABILITY"),
];

impl Account {
    pub(crate) fn class(&self) -> &'static str {
        TYPES.iter().find(|(kind, _)| *kind == self.kind).map_or("EXPENSE", |(_, class)| class)
    }

    pub(crate) fn is_profit_and_loss(&self) -> bool {
        matches!(self.class(), "REVENUE" | "EXPENSE")
    }

    /// Bank accounts and the accounts that Xero keeps by itself take no invoice lines.
    pub(crate) fn takes_invoice_lines(&self) -> bool {
        self.bank.is_none() && self.system.is_none() && !self.archived
    }

    pub(crate) fn takes_payments(&self) -> bool {
        (self.bank.is_some() || self.payments) && !self.archived
    }

    pub(crate) fn node(&self) -> Node<'_> {
        self.node_with(if self.archived { "ARCHIVED" } else { "ACTIVE" })
    }

    /// As the reply to its deletion shows it.
    pub(crate) fn deleted_node(&self) -> Node<'_> {
        self.node_with("DELETED")
    }

    fn node_with(&self, status: &'static str) -> Node<'_> {
        let mut members = vec![
            ("AccountID", Node::Guid(self.id)),
            ("Code", Node::text(&self.code)),
            ("Name", Node::text(&self.name)),
            ("Status", Node::text(status)),
            ("Type", Node::text(self.kind)),
            ("TaxType", Node::text(&self.tax_type)),
        ];
        if !self.description.is_empty() {
            members.push(("Description", Node::text(&self.description)));
        }
        members.push(("Class", Node::text(self.class())));
        if let Some(system) = self.system {
            members.push(("SystemAccount", Node::text(system)));
        }
        members.push(("EnablePaymentsToAccount", Node::Bool(self.payments)));
        members.push(("ShowInExpenseClaims", Node::Bool(self.expense_claims)));
        if let Some(bank) = &self.bank {
            members.push(("BankAccountNumber", Node::text(&bank.number)));
            members.push(("BankAccountType", Node::text(bank.kind)));
            members.push(("CurrencyCode", Node::text(bank.currency)));
        }
        members.push(("ReportingCode", Node::text(self.reporting_code())));
        members.push(("ReportingCodeName", Node::text(self.reporting().1)));
        members.push(("HasAttachments", Node::Bool(self.has_attachments)));
        members.push(("UpdatedDateUTC", Node::Instant(self.updated)));
        members.push(("AddToWatchlist", Node::Bool(self.watched)));
        Node::Record(members)
    }

    pub(crate) fn reporting_code(&self) -> &str {
        self.own_reporting_code.as_deref().unwrap_or(self.reporting().0)
    }

    /// The reporting code of its class, and what it is called.
    fn reporting(&self) -> (&'static str, &'static str) {
        match self.class() {
            "ASSET" => ("ASS", "Assets"),
            "LIABILITY" => ("LIA", "Liabilities"),
            "EQUITY" => ("EQU", "Equity"),
            "REVENUE" => ("REV", "Revenue"),
            _ => ("EXP", "Expense"),
        }
    }
}
