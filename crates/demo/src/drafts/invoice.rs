//! One posted invoice, laid over the invoice as it was.

use super::given::Given;
use super::line::{Document, DraftLine};
use super::{Desk, Draft, finish, messages};
use crate::ledger::contact::Contact;
use crate::ledger::invoice::{Depth, Invoice, View};
use crate::ledger::invoice_type::InvoiceType;
use crate::ledger::line::{Line, LineAmountTypes};
use crate::ledger::status::Status;
use crate::store::currencies;
use crate::values::amount::Amount;
use crate::values::ids::Ids;
use crate::wire::node::Node;
use crate::wire::posted::{Members, PostDataInvalid};

const LARGEST_ROUNDING: Amount = Amount::from_cents(10);
const SETTLED: &str = "This document cannot be edited as it has a payment or credit note allocated to it.";

#[derive(Debug)]
pub(crate) struct InvoiceDraft {
    pub(crate) invoice: Invoice,
    pub(crate) contact: Contact,
    /// False where the posted contact could not be told; `contact` is then blank.
    pub(crate) contact_known: bool,
    pub(crate) errors: Vec<String>,
    pub(crate) line_errors: Vec<Vec<String>>,
}

impl InvoiceDraft {
    /// Puts in what is posted; contact and number are in already.
    pub(crate) fn lay_over(
        &mut self,
        base: Option<&Invoice>,
        posted: &Members,
        desk: Desk<'_>,
        ids: &mut Ids,
    ) -> Result<(), PostDataInvalid> {
        let InvoiceDraft { invoice, errors, .. } = self;
        status(posted, base, invoice, errors)?;
        if let Some(word) = posted.text("LineAmountTypes")? {
            match LineAmountTypes::parse(&word) {
                Some(kind) => invoice.line_amount_types = kind,
                None => errors.push(format!("The LineAmountTypes '{word}' is not valid")),
            }
        }
        if let Some(text) = posted.text("Reference")? {
            invoice.reference = text;
        }
        super::take(posted, "Url", &mut invoice.url)?;
        invoice.date = posted.day("Date")?.unwrap_or(invoice.date);
        let default_due = (invoice.status != Status::Draft).then_some(invoice.date);
        invoice.due = posted.day("DueDate")?.or(invoice.due).or(default_due);
        invoice.sent = posted.bool("SentToContact")?.unwrap_or(invoice.sent);
        let days = base.map(|base| base.date).into_iter().chain([invoice.date]);
        errors.extend(desk.ledger.organisation.lock_of(days).map(str::to_owned));
        if let Some(code) = posted.text("CurrencyCode")? {
            errors.extend(currencies::fault(desk.records, desk.ledger.organisation.currency, &code, true));
        }
        self.lines(base, posted, desk, ids)?;
        self.invoice.add_up();
        self.round(base, posted)?;
        if self.invoice.total < Amount::ZERO {
            self.errors
                .push("The document total cannot be less than zero; what is owed back is a credit note.".to_owned());
        }
        totals_agree(posted, &self.invoice, &mut self.errors)?;
        self.settle(base, desk.now);
        Ok(())
    }

    /// A list replaces the lines, but for those that it names by id; without one all stay.
    fn lines(
        &mut self,
        base: Option<&Invoice>,
        posted: &Members,
        desk: Desk<'_>,
        ids: &mut Ids,
    ) -> Result<(), PostDataInvalid> {
        let invoice = &mut self.invoice;
        let document = Document {
            ledger: desk.ledger,
            records: desk.records,
            is_sale: invoice.is_sale(),
            line_amount_types: invoice.line_amount_types,
            same_tax: base.is_some_and(|base| base.line_amount_types == invoice.line_amount_types),
            unit_decimals: desk.unit_decimals,
            lenient: invoice.status.is_lenient(),
            takes_discounts: invoice.is_sale(),
            needs_accounts: true,
            control: None,
        };
        let old = std::mem::take(&mut invoice.lines);
        let checked: Vec<DraftLine> = match posted.records("LineItems")? {
            None => {
                let nothing = Given::default();
                old.iter().map(|line| document.line(&nothing, Some(line), || ids.next())).collect()
            }
            Some(posted) => {
                let mut lines = Vec::new();
                for posted in posted {
                    let base = named(&old, &posted)?;
                    lines.push((base.is_some(), document.line(&Given::read(&posted)?, base, || ids.next())));
                }
                // Xero puts new lines before those that are kept.
                lines.sort_by_key(|(is_kept, _)| *is_kept);
                lines.into_iter().map(|(_, line)| line).collect()
            }
        };
        for line in checked {
            self.errors.extend(line.document_errors);
            invoice.lines.push(line.line);
            self.line_errors.push(line.errors);
        }
        if invoice.lines.is_empty() && !document.lenient {
            self.errors.push("One or more line items must be specified".to_owned());
        }
        Ok(())
    }

    /// What is not a draft is rounded only where all three totals are stated. A rounding stays while the sums do.
    fn round(&mut self, base: Option<&Invoice>, posted: &Members) -> Result<(), PostDataInvalid> {
        let InvoiceDraft { invoice, errors, .. } = self;
        let sums = |invoice: &Invoice| (invoice.sub_total, invoice.total_tax);
        let before = base.filter(|base| sums(base) == sums(invoice)).map_or(Amount::ZERO, |base| base.rounding);
        let is_draft = invoice.status == Status::Draft;
        let is_stated = ["SubTotal", "TotalTax", "Total"].iter().all(|name| posted.raw(name).is_some());
        let asked = posted.amount("RoundingAmount")?.filter(|_| is_draft || is_stated);
        let fits = asked.is_none_or(|asked| asked <= LARGEST_ROUNDING && -asked <= LARGEST_ROUNDING);
        if !fits && !is_draft {
            errors.push("The RoundingAmount must be between -0.10 and 0.10.".to_owned());
        }
        invoice.rounding = asked.filter(|_| fits).unwrap_or(before);
        invoice.add_up();
        Ok(())
    }

    /// Once money is on it, little may change, and not every change moves the stamp.
    fn settle(&mut self, base: Option<&Invoice>, now: i64) {
        let invoice = &mut self.invoice;
        if let Some(base) = base.filter(|base| base.is_settled()) {
            let (due, sent) = (invoice.due, invoice.sent);
            if *invoice == (Invoice { due, sent, ..base.clone() }) {
                return;
            }
            let (reference, url) = (invoice.reference.clone(), invoice.url.clone());
            if *invoice != (Invoice { reference, url, due, sent, ..base.clone() }) {
                self.errors.push(SETTLED.to_owned());
            }
        }
        invoice.updated = now;
    }
}

impl Draft for InvoiceDraft {
    fn is_good(&self) -> bool {
        self.errors.is_empty() && self.line_errors.iter().all(Vec::is_empty)
    }

    fn node(&self, unit_decimals: usize, per_element: bool) -> Node<'_> {
        let view = View { line_items: true, summary: false, contact: Depth::Whole, unit_decimals };
        let Node::Record(mut members) = self.invoice.node(&self.contact, view) else {
            return Node::Null;
        };
        if !self.is_good() {
            for (name, value) in &mut members {
                match (*name, value) {
                    ("HasErrors", value) => *value = Node::Bool(true),
                    ("LineItems", Node::List(_, lines)) => mark(lines, &self.line_errors),
                    ("Contact", contact) if !self.contact_known => *contact = Node::Record(vec![]),
                    _ => {}
                }
            }
        }
        finish(&mut members, &self.errors, self.is_good(), per_element);
        Node::Record(members)
    }
}

fn mark(lines: &mut [Node<'_>], errors: &[Vec<String>]) {
    for (line, errors) in lines.iter_mut().zip(errors) {
        if let Node::Record(members) = line {
            members.push(("ValidationErrors", messages(errors)));
        }
    }
}

fn named<'a>(lines: &'a [Line], posted: &Members) -> Result<Option<&'a Line>, PostDataInvalid> {
    let id = posted.text("LineItemID")?.and_then(|id| crate::values::ids::Guid::parse(&id));
    Ok(id.and_then(|id| lines.iter().find(|line| line.id == id)))
}

pub(crate) fn kind(
    posted: &Members,
    base: Option<&Invoice>,
    errors: &mut Vec<String>,
) -> Result<InvoiceType, PostDataInvalid> {
    let word = posted.text("Type")?;
    let kind = word.as_deref().and_then(InvoiceType::parse);
    match (word, kind, base) {
        (None, _, None) => errors.push("Invoice type must be specified".to_owned()),
        (Some(word), None, _) => {
            errors.push(format!("The invoice type '{word}' is not valid; it must be ACCREC or ACCPAY"));
        }
        (_, Some(kind), Some(base)) if kind != base.kind => {
            errors.push("The type of an invoice cannot be changed".to_owned());
        }
        _ => {}
    }
    Ok(base.map(|base| base.kind).or(kind).unwrap_or(InvoiceType::Accrec))
}

fn status(
    posted: &Members,
    base: Option<&Invoice>,
    invoice: &mut Invoice,
    errors: &mut Vec<String>,
) -> Result<(), PostDataInvalid> {
    let word = posted.text("Status")?;
    let next = word.as_deref().and_then(Status::parse);
    match (base, next) {
        (None, Some(next @ (Status::Draft | Status::Submitted | Status::Authorised))) => invoice.status = next,
        (None, _) if word.is_none() => {}
        (None, _) => {
            errors.push(format!("Invoice not of valid status for creation: {}", word.unwrap_or_default()));
        }
        (Some(base), next) => {
            let old = base.status;
            let next = next.or(word.is_none().then_some(old));
            match next.filter(|next| old.may_become(*next)) {
                Some(next) => invoice.status = next,
                None => errors.push(match word {
                    Some(word) if word != old.name() => {
                        format!("Invoice not of valid status for modification: {} cannot become {word}", old.name())
                    }
                    _ => format!("Invoice not of valid status for modification: it is {}", old.name()),
                }),
            }
        }
    }
    Ok(())
}

fn totals_agree(posted: &Members, invoice: &Invoice, errors: &mut Vec<String>) -> Result<(), PostDataInvalid> {
    let sums: [(&str, Amount, &str); 3] = [
        ("SubTotal", invoice.sub_total, "The document subtotal"),
        ("TotalTax", invoice.total_tax, "The document tax total"),
        ("Total", invoice.total, "The document total"),
    ];
    for (name, sum, what) in sums {
        if posted.amount(name)?.is_some_and(|stated| stated != sum) {
            errors.push(format!("{what} does not equal the sum of the lines."));
        }
    }
    Ok(())
}
