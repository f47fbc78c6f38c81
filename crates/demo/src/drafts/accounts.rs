//! The account of one request: Xero takes one at a time.

use super::{Batch, Desk, Draft, Way, finish};
use crate::books::Books;
use crate::ledger::Ledger;
use crate::ledger::account::{Account, Bank, TYPES};
use crate::values::ids::{Guid, Ids};
use crate::wire::node::Node;
use crate::wire::posted::{Members, PostDataInvalid};

const LONGEST_CODE: usize = 10;
const LONGEST_NAME: usize = 150;
const BANK_TYPES: &[&str] = &["BANK", "CREDITCARD", "PAYPAL"];

#[derive(Debug)]
pub(crate) struct Accounts([AccountDraft; 1]);

#[derive(Debug)]
pub(crate) struct AccountDraft {
    account: Account,
    errors: Vec<String>,
}

impl Batch for Accounts {
    type Draft = AccountDraft;
    const MANY: &'static str = "Accounts";
    const ONE: &'static str = "Account";

    fn find(ledger: &Ledger, key: &str) -> Option<Guid> {
        Guid::parse(key).and_then(|id| ledger.account_with_id(id)).map(|account| account.id)
    }

    fn check(posted: &[Members], desk: Desk<'_>, ids: &mut Ids) -> Result<Accounts, PostDataInvalid> {
        let [posted] = posted else {
            return Err(PostDataInvalid("Only one Account can be posted at a time.".to_owned()));
        };
        check(posted, desk, ids).map(|draft| Accounts([draft]))
    }

    fn drafts(&self) -> &[AccountDraft] {
        &self.0
    }

    fn save(&mut self, books: &mut Books) {
        let ledger = &mut books.ledger;
        for AccountDraft { account, .. } in self.0.iter().filter(|draft| draft.is_good()) {
            ledger.put_account(account.clone());
        }
    }
}

impl Draft for AccountDraft {
    fn is_good(&self) -> bool {
        self.errors.is_empty()
    }

    fn node(&self, _: usize, per_element: bool) -> Node<'_> {
        let Node::Record(mut members) = self.account.node() else { return Node::Null };
        finish(&mut members, &self.errors, self.is_good(), per_element);
        Node::Record(members)
    }
}

fn check(posted: &Members, desk: Desk<'_>, ids: &mut Ids) -> Result<AccountDraft, PostDataInvalid> {
    posted.allow("Account")?;
    let mut errors = Vec::new();
    let held = match desk.way {
        Way::Update(_) => desk.id(posted, "AccountID", &mut errors)?.and_then(|id| desk.ledger.account_with_id(id)),
        Way::Create | Way::CreateOrUpdate => None,
    };
    let kind = kind(posted, held, &mut errors)?;
    let mut account = held.cloned().unwrap_or_else(|| blank(ids.next(), kind, desk.ledger));
    texts(&mut account, posted, desk.ledger, &mut errors)?;
    bank(&mut account, posted, desk.ledger, &mut errors)?;
    if let Some(code) = posted.text("TaxType")?.filter(|code| !code.is_empty()) {
        if desk.ledger.organisation.tax(&code).is_none() {
            errors.push(format!("The TaxType code '{code}' does not exist."));
        }
        account.tax_type = code.into();
    }
    account.payments = posted.bool("EnablePaymentsToAccount")?.unwrap_or(account.payments);
    account.expense_claims = posted.bool("ShowInExpenseClaims")?.unwrap_or(account.expense_claims);
    account.watched = posted.bool("AddToWatchlist")?.unwrap_or(account.watched);
    if held.is_some_and(|held| held.system.is_some() && *held != account) {
        errors.push("System accounts cannot be changed.".to_owned());
    }
    status(&mut account, posted, held, &mut errors)?;
    account.updated = desk.now;
    Ok(AccountDraft { account, errors })
}

fn blank(id: Guid, kind: &'static str, ledger: &Ledger) -> Account {
    let mut account = Account {
        id,
        code: "".into(),
        name: "".into(),
        description: "".into(),
        kind,
        tax_type: "NONE".into(),
        system: None,
        bank: None,
        payments: false,
        expense_claims: false,
        watched: false,
        own_reporting_code: None,
        archived: false,
        has_attachments: false,
        updated: 0,
    };
    match account.class() {
        "REVENUE" => account.tax_type = ledger.organisation.sales_tax.into(),
        "EXPENSE" => account.tax_type = ledger.organisation.purchases_tax.into(),
        _ => {}
    }
    account
}

fn kind(posted: &Members, held: Option<&Account>, errors: &mut Vec<String>) -> Result<&'static str, PostDataInvalid> {
    let word = posted.text("Type")?;
    let kind = word.as_deref().and_then(|word| TYPES.iter().find(|(kind, _)| *kind == word)).map(|(kind, _)| *kind);
    match (&word, kind, held) {
        (None, _, None) => errors.push("The account Type must be specified.".to_owned()),
        (Some(word), None, _) => errors.push(format!("The account Type '{word}' is not valid.")),
        (_, Some(kind), Some(held)) if (kind == "BANK") != held.bank.is_some() => {
            errors.push("A bank account stays one, and no other account becomes one.".to_owned());
        }
        _ => {}
    }
    Ok(kind.or(held.map(|held| held.kind)).unwrap_or("EXPENSE"))
}

fn texts(
    account: &mut Account,
    posted: &Members,
    ledger: &Ledger,
    errors: &mut Vec<String>,
) -> Result<(), PostDataInvalid> {
    if let Some(code) = posted.text("Code")? {
        account.code = code.trim().into();
    }
    if let Some(name) = posted.text("Name")? {
        account.name = name.trim().into();
    }
    if let Some(description) = posted.text("Description")? {
        account.description = description.into();
    }
    if let Some(code) = posted.text("ReportingCode")? {
        account.own_reporting_code = Some(code.into()).filter(|code: &std::sync::Arc<str>| !code.is_empty());
    }
    if account.code.is_empty() && account.kind != "BANK" {
        errors.push("The account Code must be specified.".to_owned());
    }
    if account.name.is_empty() {
        errors.push("The account Name must be specified.".to_owned());
    }
    for (name, text, most) in [("Code", &account.code, LONGEST_CODE), ("Name", &account.name, LONGEST_NAME)] {
        if text.chars().count() > most {
            errors.push(format!("The account {name} must not be longer than {most} characters."));
        }
    }
    let is_other = |found: Option<&Account>| found.is_some_and(|found| found.id != account.id);
    if is_other(ledger.account_with_code(&account.code)) {
        errors.push("Please enter a unique Code.".to_owned());
    }
    if is_other(ledger.account_named(&account.name)) {
        errors.push("Please enter a unique Name.".to_owned());
    }
    Ok(())
}

fn bank(
    account: &mut Account,
    posted: &Members,
    ledger: &Ledger,
    errors: &mut Vec<String>,
) -> Result<(), PostDataInvalid> {
    let number = posted.text("BankAccountNumber")?.filter(|number| !number.is_empty());
    let word = posted.text("BankAccountType")?.filter(|word| !matches!(word.as_str(), "" | "NONE"));
    let currency = posted.text("CurrencyCode")?.filter(|code| !code.is_empty());
    if account.kind != "BANK" {
        if number.or(word).is_some() {
            errors.push("Only an account of the Type BANK has a bank account number and type.".to_owned());
        }
        return Ok(());
    }
    let base = ledger.organisation.currency;
    let mut bank = account.bank.take().unwrap_or(Bank { number: "".into(), kind: "BANK", currency: base });
    if let Some(number) = number {
        bank.number = number.into();
    }
    if bank.number.is_empty() {
        errors.push("The BankAccountNumber must be specified.".to_owned());
    }
    if let Some(word) = word {
        match BANK_TYPES.iter().find(|kind| **kind == word) {
            Some(kind) => bank.kind = kind,
            None => errors.push(format!("The BankAccountType '{word}' is not valid.")),
        }
    }
    if let Some(code) = currency.filter(|code| code != base) {
        errors.push(format!("Organisation is not subscribed to currency {code}"));
    }
    account.bank = Some(bank);
    Ok(())
}

/// The status changes alone: whatever else is posted must be as it was.
fn status(
    account: &mut Account,
    posted: &Members,
    held: Option<&Account>,
    errors: &mut Vec<String>,
) -> Result<(), PostDataInvalid> {
    let Some(word) = posted.text("Status")? else { return Ok(()) };
    let archived = match word.as_str() {
        "ACTIVE" => false,
        "ARCHIVED" => true,
        _ => {
            errors.push(format!("The account Status '{word}' is not valid; accounts are deleted with DELETE."));
            return Ok(());
        }
    };
    if archived && held.is_none() {
        errors.push("A new account is ACTIVE.".to_owned());
    } else if archived && account.system.is_some() {
        errors.push("System accounts cannot be archived.".to_owned());
    } else if archived != account.archived && held.is_some_and(|held| *held != *account) {
        errors.push("The Status of an account cannot be changed together with other members.".to_owned());
    }
    account.archived = archived;
    Ok(())
}
