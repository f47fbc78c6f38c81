//! An account of the chart.

use crate::ids::Guid;
use crate::wire::Node;

#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: Guid,
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) class: &'static str,
    pub(crate) tax_type: &'static str,
    pub(crate) system: Option<&'static str>,
    /// Number and currency, of bank accounts only.
    pub(crate) bank: Option<(&'static str, &'static str)>,
    pub(crate) payments: bool,
    pub(crate) expense_claims: bool,
    pub(crate) archived: bool,
    pub(crate) updated: i64,
}

impl Account {
    /// Bank accounts and the accounts that Xero keeps by itself take no invoice lines.
    pub(crate) fn takes_invoice_lines(&self) -> bool {
        self.bank.is_none() && self.system.is_none() && !self.archived
    }

    pub(crate) fn takes_payments(&self) -> bool {
        (self.bank.is_some() || self.payments) && !self.archived
    }

    pub(crate) fn node(&self) -> Node<'_> {
        let mut members = vec![
            ("AccountID", Node::Guid(self.id)),
            ("Code", Node::text(self.code)),
            ("Name", Node::text(self.name)),
            ("Status", Node::text(if self.archived { "ARCHIVED" } else { "ACTIVE" })),
            ("Type", Node::text(self.kind)),
            ("TaxType", Node::text(self.tax_type)),
            ("Class", Node::text(self.class)),
        ];
        if let Some(system) = self.system {
            members.push(("SystemAccount", Node::text(system)));
        }
        members.push(("EnablePaymentsToAccount", Node::Bool(self.payments)));
        members.push(("ShowInExpenseClaims", Node::Bool(self.expense_claims)));
        if let Some((number, currency)) = self.bank {
            members.push(("BankAccountNumber", Node::text(number)));
            members.push(("BankAccountType", Node::text("BANK")));
            members.push(("CurrencyCode", Node::text(currency)));
        }
        members.push(("ReportingCode", Node::text(self.reporting_code())));
        members.push(("HasAttachments", Node::Bool(false)));
        members.push(("UpdatedDateUTC", Node::Instant(self.updated)));
        members.push(("AddToWatchlist", Node::Bool(false)));
        Node::Record(members)
    }

    fn reporting_code(&self) -> &'static str {
        match self.class {
            "ASSET" => "ASS",
            "LIABILITY" => "LIA",
            "EQUITY" => "EQU",
            "REVENUE" => "REV",
            _ => "EXP",
        }
    }
}
