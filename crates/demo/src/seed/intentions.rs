//! What is asked for, offered or planned, and moves no money: quotes, purchase orders, repeating invoices, a journal.

use serde_json::{Value, json};

use super::clerk::Clerk;
use crate::error::DemoError;
use crate::values::dates::Day;

pub(crate) fn add(clerk: &mut Clerk<'_>, today: Day) -> Result<(), DemoError> {
    for (status, contact, what, days_ago) in [
        ("ACCEPTED", "Ridgeway University", "Retainer for consulting work", 34),
        ("SENT", "City Agency", "Website design and traffic survey", 9),
        ("DRAFT", "Basket Case", "Half day training - Microsoft Office", 2),
    ] {
        let quote = json!({
            "Date": today.plus(-days_ago).to_string(),
            "Status": status,
            "ExpiryDate": today.plus(30 - days_ago).to_string(),
            "Title": what,
            "LineItems": lines(what, 1_250.0, "200"),
        });
        enter(clerk, "/Quotes", contact, today.plus(-days_ago), quote)?;
    }
    for (status, contact, what, days_ago) in [
        ("BILLED", "ABC Furniture", "Desks and chairs", 50),
        ("AUTHORISED", "PC Complete", "Laptop", 6),
        ("DRAFT", "Bayside Wholesale", "Canvas bags, white", 1),
    ] {
        let order = json!({
            "Date": today.plus(-days_ago).to_string(),
            "Status": status,
            "DeliveryDate": today.plus(14 - days_ago).to_string(),
            "LineItems": lines(what, 840.0, "429"),
        });
        enter(clerk, "/PurchaseOrders", contact, today.plus(-days_ago), order)?;
    }
    for (kind, contact, what, account) in [
        ("ACCREC", "Hamilton Smith Ltd", "Desktop/network support via email & phone, per month fixed fee", "200"),
        ("ACCPAY", "Truxton Property Management", "Rent", "469"),
    ] {
        let template = json!({
            "Type": kind,
            "Status": "AUTHORISED",
            "Schedule": {
                "Period": 1, "Unit": "MONTHLY", "DueDate": 20, "DueDateType": "OFFOLLOWINGMONTH",
                "StartDate": today.plus(-120).to_string(), "NextScheduledDate": today.plus(12).to_string(),
            },
            "LineItems": lines(what, 500.0, account),
        });
        enter(clerk, "/RepeatingInvoices", contact, today, template)?;
    }
    let journal = json!({
        "Narration": "Depreciation of the month",
        "Status": "DRAFT",
        "Date": today.plus(-3).to_string(),
        "JournalLines": [{ "LineAmount": 120, "AccountCode": "416" }, { "LineAmount": -120, "AccountCode": "721" }],
    });
    clerk.create("manual journal/depreciation", "/ManualJournals", &journal, today.plus(-3).millis())?;
    Ok(())
}

fn lines(what: &str, amount: f64, account: &str) -> Value {
    json!([{ "Description": what, "Quantity": 1, "UnitAmount": amount, "AccountCode": account }])
}

fn enter(clerk: &mut Clerk<'_>, path: &str, contact: &str, date: Day, mut document: Value) -> Result<(), DemoError> {
    document["Contact"] = json!({ "Name": contact });
    clerk.create(&format!("{path}/{contact}"), path, &document, date.millis())?;
    Ok(())
}
