//! The payments of one request.

use std::collections::HashMap;

use super::{Batch, Desk, Draft, finish};
use crate::amount::Amount;
use crate::dates::Day;
use crate::ids::{Guid, Ids};
use crate::input::{Members, PostDataInvalid};
use crate::ledger::Ledger;
use crate::ledger::account::Account;
use crate::ledger::invoice::Invoice;
use crate::ledger::payment::Payment;
use crate::ledger::status::Status;
use crate::wire::Node;

/// What only the other kinds of payment have.
const OTHERS: &[&str] = &["CreditNote", "CreditNoteNumber", "Prepayment", "Overpayment"];

#[derive(Debug)]
pub(crate) struct Payments(Vec<PaymentDraft>);

#[derive(Debug)]
pub(crate) struct PaymentDraft {
    payment: Payment,
    /// As the payment leaves it; none where it is not known.
    invoice: Option<Invoice>,
    errors: Vec<String>,
    shown: Node<'static>,
}

impl Batch for Payments {
    type Draft = PaymentDraft;
    const MANY: &'static str = "Payments";
    const ONE: &'static str = "Payment";

    fn find(ledger: &Ledger, key: &str) -> Option<Guid> {
        Guid::parse(key).and_then(|id| ledger.payment(id)).map(|payment| payment.id)
    }

    fn check(posted: &[Members], desk: Desk<'_>, ids: &mut Ids) -> Result<Payments, PostDataInvalid> {
        // A second payment of an invoice finds it as the first one left it.
        let mut changed: HashMap<Guid, Invoice> = HashMap::new();
        let mut drafts = Vec::new();
        for posted in posted {
            let draft = check(posted, desk, ids, &changed)?;
            if let Some(invoice) = draft.invoice.as_ref().filter(|_| draft.is_good()) {
                changed.insert(invoice.id, invoice.clone());
            }
            drafts.push(draft);
        }
        Ok(Payments(drafts))
    }

    fn drafts(&self) -> &[PaymentDraft] {
        &self.0
    }

    fn save(&mut self, ledger: &mut Ledger) {
        for draft in self.0.iter_mut().filter(|draft| draft.errors.is_empty()) {
            if let Some(invoice) = draft.invoice.take() {
                ledger.put_payment(draft.payment.clone(), invoice);
            }
            draft.shown = draft.payment.node(ledger);
        }
    }
}

impl Draft for PaymentDraft {
    fn is_good(&self) -> bool {
        self.errors.is_empty()
    }

    fn node(&self, _: usize, per_element: bool) -> Node<'_> {
        let Node::Record(mut members) = self.shown.clone() else { return Node::Null };
        if !self.is_good() {
            members.retain(|(name, _)| *name != "HasValidationErrors");
            members.push(("HasValidationErrors", Node::Bool(true)));
        }
        finish(&mut members, &self.errors, self.is_good(), per_element);
        Node::Record(members)
    }
}

fn check(
    posted: &Members,
    desk: Desk<'_>,
    ids: &mut Ids,
    changed: &HashMap<Guid, Invoice>,
) -> Result<PaymentDraft, PostDataInvalid> {
    posted.allow("Payment")?;
    let mut errors = Vec::new();
    if OTHERS.iter().any(|name| posted.raw(name).is_some()) {
        errors.push("Only invoices and bills can be paid here".to_owned());
    }
    let found = invoice(posted, desk.ledger)?.map(|found| changed.get(&found.id).unwrap_or(found).clone());
    let account = account(posted, desk.ledger)?.filter(|account| account.takes_payments());
    let payment = Payment {
        id: ids.next(),
        invoice: found.as_ref().map_or_else(|| Guid::named(""), |invoice| invoice.id),
        account: account.map_or_else(|| Guid::named(""), |account| account.id),
        date: posted.day("Date")?.unwrap_or(Day::of_millis(desk.now)),
        amount: posted.amount("Amount")?.unwrap_or_default().rounded(),
        reference: posted.text("Reference")?.unwrap_or_default(),
        reconciled: posted.bool("IsReconciled")?.unwrap_or(false),
        deleted: false,
        updated: desk.now,
    };
    if account.is_none() {
        errors.push("The account does not exist, or takes no payments".to_owned());
    }
    if payment.amount <= Amount::ZERO {
        errors.push("Payment amount must be greater than 0".to_owned());
    }
    if payment.date < desk.ledger.organisation.lock_date {
        errors.push("The document date cannot be before the period lock date.".to_owned());
    }
    match &found {
        None => errors.push("The invoice of the payment could not be found".to_owned()),
        Some(invoice) if invoice.status != Status::Authorised => {
            errors.push("Payments can only be made against Authorised documents".to_owned());
        }
        Some(invoice) if payment.amount > invoice.amount_due() => {
            errors.push("Payment amount exceeds the amount outstanding on this document".to_owned());
        }
        Some(_) => {}
    }
    let shown = payment.node(desk.ledger);
    let settled = found.filter(|_| errors.is_empty()).map(|mut invoice| {
        invoice.settle(&payment);
        invoice
    });
    Ok(PaymentDraft { payment, invoice: settled, errors, shown })
}

/// By id or number.
fn invoice<'a>(posted: &Members, ledger: &'a Ledger) -> Result<Option<&'a Invoice>, PostDataInvalid> {
    let named = match posted.record("Invoice")? {
        Some(invoice) => match invoice.text("InvoiceID")? {
            Some(id) => return Ok(Guid::parse(&id).and_then(|id| ledger.invoice(id)).map(|found| &**found)),
            None => invoice.text("InvoiceNumber")?,
        },
        None => posted.text("InvoiceNumber")?,
    };
    Ok(named.and_then(|number| ledger.find_invoice(&number)).map(|found| &**found))
}

fn account<'a>(posted: &Members, ledger: &'a Ledger) -> Result<Option<&'a Account>, PostDataInvalid> {
    let code = match posted.record("Account")? {
        Some(account) => match account.text("AccountID")? {
            Some(id) => return Ok(Guid::parse(&id).and_then(|id| ledger.account_with_id(id))),
            None => account.text("Code")?,
        },
        None => posted.text("Code")?,
    };
    Ok(code.and_then(|code| ledger.account_with_code(&code)))
}
