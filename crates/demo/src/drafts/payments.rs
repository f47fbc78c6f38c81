//! The payments of one request.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Batch, Desk, Draft, finish};
use crate::books::Books;
use crate::ledger::Ledger;
use crate::ledger::account::Account;
use crate::ledger::invoice::{Invoice, Source};
use crate::ledger::payment::{Document, Payment};
use crate::ledger::status::Status;
use crate::store::{Row, credits};
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::{Guid, Ids};
use crate::wire::node::Node;
use crate::wire::posted::{Members, PostDataInvalid};

#[derive(Debug)]
pub(crate) struct Payments(Vec<PaymentDraft>);

#[derive(Debug)]
pub(crate) struct PaymentDraft {
    payment: Payment,
    /// As the payment leaves it; none where it is not known or something is wrong.
    paid: Option<Paid>,
    errors: Vec<String>,
    shown: Node<'static>,
}

/// The document of a payment.
#[derive(Clone, Debug)]
enum Paid {
    Invoice(Box<Invoice>),
    Credit(Source, Row),
}

impl Batch for Payments {
    type Draft = PaymentDraft;
    const MANY: &'static str = "Payments";
    const ONE: &'static str = "Payment";

    fn find(ledger: &Ledger, key: &str) -> Option<Guid> {
        Guid::parse(key).and_then(|id| ledger.payment(id)).map(|payment| payment.id)
    }

    fn check(posted: &[Members], desk: Desk<'_>, ids: &mut Ids) -> Result<Payments, PostDataInvalid> {
        // A second payment of a document finds it as the first one left it.
        let mut changed: HashMap<Guid, Paid> = HashMap::new();
        let mut drafts = Vec::new();
        for posted in posted {
            let draft = check(posted, desk, ids, &changed)?;
            if let Some(paid) = &draft.paid {
                changed.insert(paid.id(), paid.clone());
            }
            drafts.push(draft);
        }
        Ok(Payments(drafts))
    }

    fn drafts(&self) -> &[PaymentDraft] {
        &self.0
    }

    fn save(&mut self, books: &mut Books) {
        for draft in self.0.iter_mut().filter(|draft| draft.errors.is_empty()) {
            let payment = draft.payment.clone();
            match draft.paid.take() {
                Some(Paid::Invoice(invoice)) => books.ledger.put_payment(payment, *invoice),
                Some(Paid::Credit(source, row)) => books.put_refund(payment, source, row),
                None => {}
            }
            draft.shown = draft.payment.node(&books.ledger);
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

impl Paid {
    fn id(&self) -> Guid {
        match self {
            Paid::Invoice(invoice) => invoice.id,
            Paid::Credit(_, row) => row.id,
        }
    }

    fn document(&self) -> Document {
        match self {
            Paid::Invoice(invoice) => Document::Invoice(invoice.id),
            Paid::Credit(source, row) => Document::Credit(row.credit(*source)),
        }
    }

    /// Whether it takes payments, and how much of them.
    fn outstanding(&self) -> Option<Amount> {
        match self {
            Paid::Invoice(invoice) => (invoice.status == Status::Authorised).then(|| invoice.amount_due()),
            Paid::Credit(_, row) => row.is_authorised().then(|| row.left()),
        }
    }

    fn settle(&mut self, payment: &Payment) {
        match self {
            Paid::Invoice(invoice) => invoice.settle(payment),
            Paid::Credit(_, row) => row.pay_back(payment),
        }
    }
}

fn check(
    posted: &Members,
    desk: Desk<'_>,
    ids: &mut Ids,
    changed: &HashMap<Guid, Paid>,
) -> Result<PaymentDraft, PostDataInvalid> {
    posted.allow("Payment")?;
    let mut errors = Vec::new();
    let found = match credits::named(posted, desk.records)? {
        Some(credit) => credit.map(|(source, row)| Paid::Credit(source, Row::clone(&row))),
        None => invoice(posted, desk.ledger)?.map(|invoice| Paid::Invoice(Box::new(invoice.into_owned()))),
    };
    let found = found.map(|paid| changed.get(&paid.id()).cloned().unwrap_or(paid));
    let account = account(posted, desk.ledger)?.filter(|account| account.takes_payments());
    let payment = Payment {
        id: ids.next(),
        of: found.as_ref().map_or_else(|| Document::Invoice(Guid::named("")), Paid::document),
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
    errors.extend(desk.ledger.organisation.lock_of([payment.date]).map(str::to_owned));
    match found.as_ref().map(Paid::outstanding) {
        None => errors.push("The invoice of the payment could not be found".to_owned()),
        Some(None) => errors.push("Payments can only be made against Authorised documents".to_owned()),
        Some(Some(outstanding)) if payment.amount > outstanding => {
            errors.push("Payment amount exceeds the amount outstanding on this document".to_owned());
        }
        Some(Some(_)) => {}
    }
    let shown = payment.node(desk.ledger);
    let paid = found.filter(|_| errors.is_empty()).map(|mut paid| {
        paid.settle(&payment);
        paid
    });
    Ok(PaymentDraft { payment, paid, errors, shown })
}

/// By id or number.
fn invoice<'a>(posted: &Members, ledger: &'a Ledger) -> Result<Option<Cow<'a, Invoice>>, PostDataInvalid> {
    let named = match posted.record("Invoice")? {
        Some(invoice) => match invoice.text("InvoiceID")? {
            Some(id) => return Ok(Guid::parse(&id).and_then(|id| ledger.invoice(id))),
            None => invoice.text("InvoiceNumber")?,
        },
        None => posted.text("InvoiceNumber")?,
    };
    Ok(named.and_then(|number| ledger.find_invoice(&number)))
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
