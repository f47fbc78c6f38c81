//! Operations as requests.

use serde_json::{Value, json};

use super::operation::{self, Kind, Operation};
use super::world::World;

const TODAY: &str = "2026-11-23";

impl World {
    pub(crate) fn request(&self, operation: &Operation) -> (&'static str, String, Value) {
        let contact = |at: u16| json!({ "ContactID": self.named(Kind::Contact, at) });
        match operation {
            Operation::Contact { name } => {
                ("PUT", "/Contacts".to_owned(), json!({ "Name": format!("Contact {name}") }))
            }
            Operation::Document { kind, bill, contact: at, status, amounts, lines } => {
                let side = if *bill { "ACCPAY" } else { "ACCREC" };
                let kind_text = if *kind == Kind::CreditNote { format!("{side}CREDIT") } else { side.to_owned() };
                let mut document = json!({
                    "Type": kind_text, "Contact": contact(*at), "Date": TODAY, "Status": status,
                    "LineAmountTypes": amounts, "LineItems": line_items(lines),
                });
                if *kind == Kind::Invoice {
                    document["DueDate"] = Value::from("2026-12-23");
                }
                ("PUT", format!("/{}", kind.many()), document)
            }
            Operation::Rewrite { invoice, lines } => {
                let path = format!("/Invoices/{}", self.named(Kind::Invoice, *invoice));
                ("POST", path, json!({ "LineItems": line_items(lines) }))
            }
            Operation::Move { kind, at, status } => {
                ("POST", format!("/{}/{}", kind.many(), self.named(*kind, *at)), json!({ "Status": status }))
            }
            Operation::Allocate { from, at, invoice, cents } => {
                let path = format!("/{}/{}/Allocations", from.many(), self.named(*from, *at));
                let invoice = json!({ "InvoiceID": self.named(Kind::Invoice, *invoice) });
                ("PUT", path, json!({ "Amount": money(*cents), "Date": TODAY, "Invoice": invoice }))
            }
            Operation::TakeBack { at } => {
                let all = &self.allocations;
                let path = all.get(usize::from(*at) % all.len().max(1)).cloned();
                ("DELETE", path.unwrap_or_else(|| "/CreditNotes/none/Allocations/none".to_owned()), Value::Null)
            }
            Operation::Pay { kind, at, cents } => {
                let document = json!({ kind.id(): self.named(*kind, *at) });
                let account = json!({ "Code": "090" });
                let payment =
                    json!({ kind.one(): document, "Account": account, "Date": TODAY, "Amount": money(*cents) });
                ("PUT", "/Payments".to_owned(), payment)
            }
            Operation::PayBatch { invoices } => {
                let payment = |(at, cents): &(u16, i32)| json!({ "Invoice": { "InvoiceID": self.named(Kind::Invoice, *at) }, "Amount": money(*cents) });
                let payments: Vec<Value> = invoices.iter().map(payment).collect();
                let batch = json!({ "Account": { "Code": "090" }, "Date": TODAY, "Payments": payments });
                ("PUT", "/BatchPayments".to_owned(), batch)
            }
            Operation::Unpay { at } => {
                let path = format!("/Payments/{}", self.named(Kind::Payment, *at));
                ("POST", path, json!({ "Status": "DELETED" }))
            }
            Operation::Bank { kind, contact: at, lines } => {
                let transaction = json!({
                    "Type": kind, "Contact": contact(*at), "BankAccount": { "Code": "090" }, "Date": TODAY,
                    "LineItems": line_items(lines),
                });
                ("PUT", "/BankTransactions".to_owned(), transaction)
            }
            Operation::Transfer { from, to, cents } => {
                let transfer = json!({
                    "FromBankAccount": { "Code": from }, "ToBankAccount": { "Code": to }, "Amount": money(*cents),
                    "Date": TODAY,
                });
                ("PUT", "/BankTransfers".to_owned(), transfer)
            }
            Operation::Journal { status, amounts, balanced } => {
                let rest = if *balanced { vec![-amounts.iter().sum::<i32>()] } else { Vec::new() };
                let line = |cents: &i32| json!({ "LineAmount": money(*cents), "AccountCode": "429" });
                let lines: Vec<Value> = amounts.iter().chain(&rest).map(line).collect();
                let journal = json!({ "Narration": "Moved", "Date": TODAY, "Status": status, "JournalLines": lines });
                ("PUT", "/ManualJournals".to_owned(), journal)
            }
            Operation::Account { code, kind } => {
                let account = json!({ "Code": code, "Name": format!("Own account {code}"), "Type": kind });
                ("PUT", "/Accounts".to_owned(), account)
            }
            Operation::CloseAccount { code, method } => {
                let id = self.accounts.get(*code).map_or("none", String::as_str);
                let body = if *method == "POST" { json!({ "Status": "ARCHIVED" }) } else { Value::Null };
                (*method, format!("/Accounts/{id}"), body)
            }
            Operation::TaxRate { rate } => {
                let component = json!({ "Name": "Local", "Rate": rate });
                let rate = json!({ "Name": format!("Local {rate}"), "TaxComponents": [component] });
                ("PUT", "/TaxRates".to_owned(), rate)
            }
            Operation::Nonsense { method, path, .. } => (*method, (*path).to_owned(), Value::Null),
        }
    }
}

fn line_items(lines: &[operation::Line]) -> Value {
    let item = |line: &operation::Line| {
        json!({
            "Description": "Work", "Quantity": line.quantity, "UnitAmount": money(line.cents),
            "AccountCode": line.account, "TaxType": line.tax,
        })
    };
    lines.iter().map(item).collect()
}

fn money(cents: i32) -> f64 {
    f64::from(cents) / 100.0
}
