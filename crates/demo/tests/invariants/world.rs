//! A demo company, the connection to it and the records that were created.

use std::collections::BTreeMap;

use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use xero_m2m_demo::DemoCompany;

use super::books;
use super::connection::Connection;
use super::operation::{Kind, Operation};

const OPTIONS: &str = r#"{"clock": "2026-11-23T09:00:00Z", "clock_speed": 0, "limits": false, "seed": "empty"}"#;

const SYNTHETIC: u32 = 40;

pub(crate) type Outcome<T = ()> = Result<T, TestCaseError>;

pub(crate) struct World {
    company: DemoCompany,
    connection: Connection,
    made: BTreeMap<Kind, Vec<String>>,
    /// The ids of the created accounts by their codes.
    pub(crate) accounts: BTreeMap<String, String>,
    /// The paths of the allocations.
    pub(crate) allocations: Vec<String>,
}

impl World {
    pub(crate) fn start() -> World {
        let company = DemoCompany::start(OPTIONS.as_bytes()).expect("a company");
        let facts: Value = serde_json::from_slice(&company.describe()).expect("JSON");
        let text = |name: &str| facts[name].as_str().expect(name).to_owned();
        let scopes = [
            "accounting.journals.read",
            "accounting.transactions",
            "accounting.contacts",
            "accounting.settings",
            "accounting.reports.read",
        ];
        company.control(json!({ "do": "connection", "scopes": scopes }).to_string().as_bytes()).expect("scopes");
        let mut connection = Connection::open(text("base_url").trim_start_matches("http://"));
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            text("client_id"),
            text("client_secret")
        );
        let response = connection.send("POST", "/connect/token", "application/x-www-form-urlencoded", &form);
        let token: Value = serde_json::from_slice(&response.expect("a response").1).expect("JSON");
        connection.authorise(token["access_token"].as_str().expect("a token"));
        let mut world =
            World { company, connection, made: BTreeMap::new(), accounts: BTreeMap::new(), allocations: Vec::new() };
        for name in 0..3 {
            world.carry_out(&Operation::Contact { name }).expect("a contact");
        }
        // Synthetic invoices are changed, paid and voided like created ones.
        world.control(&json!({ "do": "seed", "invoices": SYNTHETIC }));
        for many in ["Invoices", "Payments"] {
            let path = format!("/{many}?page=1&pageSize=1000");
            let response = world.get(&path).expect("a list");
            world.remember("GET", &path, &response);
        }
        world
    }

    pub(crate) fn carry_out(&mut self, operation: &Operation) -> Outcome {
        let (method, path, body) = self.request(operation);
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let text = if let Operation::Nonsense { body, .. } = operation { (*body).to_owned() } else { text };
        let (status, response) = self.send(method, &path, &text)?;
        let context = || format!("{operation:?}\n{method} {path} {text}\n{status} {response}");
        if status >= 500 {
            return Err(TestCaseError::fail(format!("a failure of the company\n{}", context())));
        }
        // A refused record is only echoed.
        if status == 200 {
            books::documents_add_up(&response)
                .map_err(|error| TestCaseError::fail(format!("{error}\n{}", context())))?;
            self.remember(method, &path, &response);
        }
        Ok(())
    }

    /// Every record is found by the id that it was created with.
    pub(crate) fn finds_all_that_was_made(&mut self) -> Outcome {
        for (kind, ids) in self.made.clone() {
            for id in ids {
                let path = format!("/{}/{id}", kind.many());
                let (status, response) = self.send("GET", &path, "")?;
                let found = &response[kind.many()][0][kind.id()];
                if status != 200 || *found != id.as_str() {
                    return Err(TestCaseError::fail(format!("GET {path} gives {status} and {found}")));
                }
                books::documents_add_up(&response)
                    .map_err(|error| TestCaseError::fail(format!("{error} in {path}")))?;
            }
        }
        Ok(())
    }

    pub(crate) fn balances(&mut self) -> Outcome {
        let read = |path: &str, connection: &mut World| connection.get(path);
        let report = read("/Reports/TrialBalance", self)?;
        let [debtors, creditors] = books::trial_balance(&report).map_err(TestCaseError::fail)?;
        let journals = self.journals()?;
        books::journals(&journals, [debtors, creditors]).map_err(TestCaseError::fail)?;
        let [mut owed_to_us, mut owed_by_us] = [0, 0];
        for (list, field, sign) in [
            ("Invoices", "AmountDue", 1),
            ("CreditNotes", "RemainingCredit", -1),
            ("Overpayments", "RemainingCredit", -1),
        ] {
            for record in self.list(list)? {
                if !matches!(record["Status"].as_str(), Some("AUTHORISED" | "PAID")) {
                    continue;
                }
                let amount = sign * books::units(&record[field]);
                match record["Type"].as_str().unwrap_or_default() {
                    "ACCREC" | "ACCRECCREDIT" | "RECEIVE-OVERPAYMENT" => owed_to_us += amount,
                    _ => owed_by_us += amount,
                }
            }
        }
        if (debtors, -creditors) != (owed_to_us, owed_by_us) {
            return Err(TestCaseError::fail(format!(
                "the ledger says that {debtors} is owed to us and {} by us; the documents say {owed_to_us} and {owed_by_us}",
                -creditors
            )));
        }
        Ok(())
    }

    /// Every readable record and report, without the fields that differ in every response.
    pub(crate) fn everything(&mut self) -> Outcome<BTreeMap<String, Value>> {
        let mut read = BTreeMap::new();
        for kind in Kind::ALL {
            read.insert(kind.many(), Value::Array(self.list(&kind.many())?));
        }
        for path in ["Accounts", "TaxRates", "Organisation", "Reports/TrialBalance", "Reports/BalanceSheet"] {
            let mut response = self.get(&format!("/{path}"))?;
            if let Some(fields) = response.as_object_mut() {
                fields.retain(|name, _| name != "Id" && name != "DateTimeUTC");
            }
            read.insert(path.to_owned(), response);
        }
        Ok(read)
    }

    pub(crate) fn compare(&mut self, before: &BTreeMap<String, Value>) -> Outcome {
        for (path, now) in self.everything()? {
            if before[&path] != now {
                return Err(TestCaseError::fail(format!("{path} is another after the reset: {} {now}", before[&path])));
            }
        }
        Ok(())
    }

    pub(crate) fn snapshot(&self) -> Value {
        self.control(&json!({ "do": "snapshot" }))["snapshot"].take()
    }

    pub(crate) fn reset(&self, snapshot: &Value) {
        self.control(&json!({ "do": "reset", "snapshot": snapshot }));
    }

    fn control(&self, command: &Value) -> Value {
        let response = self.company.control(command.to_string().as_bytes()).expect("carried out");
        serde_json::from_slice(&response).expect("JSON")
    }

    fn list(&mut self, many: &str) -> Outcome<Vec<Value>> {
        let mut records = Vec::new();
        for page in 1.. {
            let path = format!("/{many}?page={page}&pageSize=1000&includeArchived=true&includeDeleted=true");
            let mut response = self.get(&path)?;
            let pages = response["pagination"]["pageCount"].as_u64().unwrap_or(1);
            if let Value::Array(some) = response[many].take() {
                records.extend(some);
            }
            if page >= pages {
                break;
            }
        }
        Ok(records)
    }

    fn journals(&mut self) -> Outcome<Vec<Value>> {
        let mut journals: Vec<Value> = Vec::new();
        loop {
            let offset = journals.last().map_or(0, |last| last["JournalNumber"].as_u64().unwrap_or(u64::MAX));
            let mut page = self.get(&format!("/Journals?offset={offset}"))?;
            match page["Journals"].take() {
                Value::Array(page) if !page.is_empty() => journals.extend(page),
                _ => return Ok(journals),
            }
        }
    }

    fn get(&mut self, path: &str) -> Outcome<Value> {
        match self.send("GET", path, "")? {
            (200, response) => Ok(response),
            (status, response) => Err(TestCaseError::fail(format!("GET {path} gives {status} {response}"))),
        }
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> Outcome<(u16, Value)> {
        let sent = self.connection.send(method, &format!("/api.xro/2.0{path}"), "application/json", body);
        let (status, response) =
            sent.map_err(|error| TestCaseError::fail(format!("{method} {path} {body}: {error}")))?;
        Ok((
            status,
            serde_json::from_slice(&response).unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&response))),
        ))
    }

    fn remember(&mut self, method: &str, path: &str, response: &Value) {
        for kind in Kind::ALL {
            for record in response[kind.many()].as_array().into_iter().flatten() {
                // A prepayment or an overpayment creates two records.
                for kind in [kind, Kind::Prepayment, Kind::Overpayment] {
                    let known = self.made.entry(kind).or_default();
                    if let Some(id) = record[kind.id()].as_str().map(str::to_owned)
                        && !known.contains(&id)
                    {
                        known.push(id);
                    }
                }
            }
        }
        for account in response["Accounts"].as_array().into_iter().flatten() {
            if let (Some(code), Some(id)) = (account["Code"].as_str(), account["AccountID"].as_str()) {
                self.accounts.insert(code.to_owned(), id.to_owned());
            }
        }
        for allocation in response["Allocations"].as_array().into_iter().flatten() {
            if let (true, Some(id)) = (method == "PUT", allocation["AllocationID"].as_str()) {
                self.allocations.push(format!("{path}/{id}"));
            }
        }
    }

    pub(crate) fn named(&self, kind: Kind, at: u16) -> String {
        let ids = self.made.get(&kind).map(Vec::as_slice).unwrap_or_default();
        ids.get(usize::from(at) % ids.len().max(1)).cloned().unwrap_or_else(|| "none".to_owned())
    }
}
