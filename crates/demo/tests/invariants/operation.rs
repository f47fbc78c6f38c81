//! Operations with values that are sometimes invalid. A record is named by its position in the order of creation, so
//! that a sequence means the same in every run.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A kind of record that operations create.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Contact,
    Invoice,
    CreditNote,
    Prepayment,
    Overpayment,
    Payment,
    BatchPayment,
    BankTransaction,
    BankTransfer,
    ManualJournal,
}

impl Kind {
    pub(crate) const ALL: [Kind; 10] = [
        Kind::Contact,
        Kind::Invoice,
        Kind::CreditNote,
        Kind::Prepayment,
        Kind::Overpayment,
        Kind::Payment,
        Kind::BatchPayment,
        Kind::BankTransaction,
        Kind::BankTransfer,
        Kind::ManualJournal,
    ];

    pub(crate) fn one(self) -> String {
        format!("{self:?}")
    }

    pub(crate) fn many(self) -> String {
        format!("{self:?}s")
    }

    pub(crate) fn id(self) -> String {
        format!("{self:?}ID")
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) quantity: i32,
    pub(crate) cents: i32,
    pub(crate) account: &'static str,
    pub(crate) tax: &'static str,
}

#[derive(Clone, Debug)]
pub(crate) enum Operation {
    Contact {
        name: u8,
    },
    /// An invoice, a bill, or a credit note of either.
    Document {
        kind: Kind,
        bill: bool,
        contact: u16,
        status: &'static str,
        amounts: &'static str,
        lines: Vec<Line>,
    },
    Rewrite {
        invoice: u16,
        lines: Vec<Line>,
    },
    Move {
        kind: Kind,
        at: u16,
        status: &'static str,
    },
    Allocate {
        from: Kind,
        at: u16,
        invoice: u16,
        cents: i32,
    },
    TakeBack {
        at: u16,
    },
    Pay {
        kind: Kind,
        at: u16,
        cents: i32,
    },
    PayBatch {
        invoices: Vec<(u16, i32)>,
    },
    Unpay {
        at: u16,
    },
    Bank {
        kind: &'static str,
        contact: u16,
        lines: Vec<Line>,
    },
    Transfer {
        from: &'static str,
        to: &'static str,
        cents: i32,
    },
    Journal {
        status: &'static str,
        amounts: Vec<i32>,
        balanced: bool,
    },
    /// A new account with its own code, which lines may name.
    Account {
        code: &'static str,
        kind: &'static str,
    },
    CloseAccount {
        code: &'static str,
        method: &'static str,
    },
    TaxRate {
        rate: i32,
    },
    Nonsense {
        method: &'static str,
        path: &'static str,
        body: &'static str,
    },
}

const STATUSES: &[&str] = &["DRAFT", "SUBMITTED", "AUTHORISED", "AUTHORISED", "AUTHORISED", "AUTHORISED", "PAID"];
const MOVES: &[&str] =
    &["AUTHORISED", "AUTHORISED", "VOIDED", "DELETED", "DRAFT", "SUBMITTED", "PAID", "POSTED", "LOST"];
const ACCOUNTS: &[&str] = &["200", "200", "260", "400", "429", "429", "453", "090", "9999", "", "A1", "A2"];
const OWN_ACCOUNTS: &[&str] = &["A1", "A2"];
const ACCOUNT_TYPES: &[&str] = &["EXPENSE", "REVENUE", "CURRENT", "EQUITY", "BANK", "GOLD"];
const TAXES: &[&str] = &["OUTPUT2", "INPUT2", "NONE", "ZERORATED", "", "WRONG", "TAX001", "TAX002"];
const AMOUNTS: &[&str] = &["Exclusive", "Exclusive", "Inclusive", "NoTax", "Sideways"];
const BANKS: &[&str] = &["090", "091", "200", "none"];
const RECEIVED: &[&str] = &[
    "SPEND",
    "RECEIVE",
    "SPEND-PREPAYMENT",
    "RECEIVE-PREPAYMENT",
    "SPEND-OVERPAYMENT",
    "RECEIVE-OVERPAYMENT",
    "STEAL",
];
const NONSENSE: &[(&str, &str, &str)] = &[
    ("PUT", "/Invoices", "{"),
    ("POST", "/Invoices", "[[1]]"),
    ("PUT", "/Invoices", r#"{"Invoices": [{"Type": "ACCREC", "Type": "ACCPAY"}]}"#),
    ("POST", "/Invoices/none", r#"{"Status": "VOIDED"}"#),
    ("PUT", "/CreditNotes/none/Allocations", r#"{"Amount": 1}"#),
    ("POST", "/Payments", r#"{"Amount": "1e999"}"#),
    ("PUT", "/Payments", r#"{"Amount": {}, "Account": []}"#),
    ("PUT", "/BankTransfers", r#"{"Amount": null}"#),
    ("PUT", "/ManualJournals", r#"{"Narration": "Nothing", "JournalLines": []}"#),
    ("PUT", "/BankTransactions", r#"{"LineItems": "many"}"#),
    ("DELETE", "/Invoices", ""),
    ("GET", "/Invoices?where=Total%3D%3D", ""),
    ("GET", "/Nowhere", ""),
];

pub(crate) fn operation() -> impl Strategy<Value = Operation> {
    use Operation as O;
    let documents = select(&[Kind::Invoice, Kind::Invoice, Kind::CreditNote][..]);
    let movable = select(&[Kind::Invoice, Kind::CreditNote, Kind::BankTransaction, Kind::ManualJournal][..]);
    let credits = select(&[Kind::CreditNote, Kind::CreditNote, Kind::Prepayment, Kind::Overpayment][..]);
    let payable = select(&[Kind::Invoice, Kind::Invoice, Kind::CreditNote, Kind::Prepayment, Kind::Overpayment][..]);
    prop_oneof![
        2 => any::<u8>().prop_map(|name| O::Contact { name }),
        8 => (documents, any::<bool>(), any::<u16>(), select(STATUSES), select(AMOUNTS), lines()).prop_map(
            |(kind, bill, contact, status, amounts, lines)| O::Document { kind, bill, contact, status, amounts, lines }
        ),
        2 => (any::<u16>(), lines()).prop_map(|(invoice, lines)| O::Rewrite { invoice, lines }),
        3 => (movable, any::<u16>(), select(MOVES)).prop_map(|(kind, at, status)| O::Move { kind, at, status }),
        4 => (credits, any::<u16>(), any::<u16>(), cents())
            .prop_map(|(from, at, invoice, cents)| O::Allocate { from, at, invoice, cents }),
        1 => any::<u16>().prop_map(|at| O::TakeBack { at }),
        6 => (payable, any::<u16>(), cents()).prop_map(|(kind, at, cents)| O::Pay { kind, at, cents }),
        1 => vec((any::<u16>(), cents()), 0..4).prop_map(|invoices| O::PayBatch { invoices }),
        1 => any::<u16>().prop_map(|at| O::Unpay { at }),
        4 => (select(RECEIVED), any::<u16>(), lines())
            .prop_map(|(kind, contact, lines)| O::Bank { kind, contact, lines }),
        1 => (select(BANKS), select(BANKS), cents()).prop_map(|(from, to, cents)| O::Transfer { from, to, cents }),
        2 => (select(&["DRAFT", "POSTED", "POSTED", "LOST"][..]), vec(-9_999..9_999, 0..4), any::<bool>())
            .prop_map(|(status, amounts, balanced)| O::Journal { status, amounts, balanced }),
        1 => (select(OWN_ACCOUNTS), select(ACCOUNT_TYPES)).prop_map(|(code, kind)| O::Account { code, kind }),
        1 => (select(OWN_ACCOUNTS), select(&["POST", "DELETE"][..]))
            .prop_map(|(code, method)| O::CloseAccount { code, method }),
        1 => (-1..30).prop_map(|rate| O::TaxRate { rate }),
        1 => select(NONSENSE).prop_map(|(method, path, body)| O::Nonsense { method, path, body }),
    ]
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line = (1..5, cents(), select(ACCOUNTS), select(TAXES)).prop_map(|(quantity, cents, account, tax)| Line {
        quantity,
        cents,
        account,
        tax,
    });
    vec(line, 0..4)
}

/// Mostly a valid amount, sometimes an invalid one.
fn cents() -> impl Strategy<Value = i32> {
    prop_oneof![12 => 1..20_000, 1 => Just(0), 1 => -500..0, 1 => Just(i32::MAX)]
}
