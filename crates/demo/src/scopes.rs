//! Scopes: what a Custom Connection is granted, and which ones open an operation (both generations).

use xero_m2m::api::operation::{Operation, Scopes};

/// A connection made after 29 April 2026 has granular scopes only, and no journals.
pub(crate) const GRANTED: &[&str] = &[
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.contacts",
    "accounting.settings",
    "accounting.attachments",
    "accounting.budgets.read",
    "accounting.reports.aged.read",
    "accounting.reports.balancesheet.read",
    "accounting.reports.banksummary.read",
    "accounting.reports.budgetsummary.read",
    "accounting.reports.executivesummary.read",
    "accounting.reports.profitandloss.read",
    "accounting.reports.trialbalance.read",
    "accounting.reports.taxreports.read",
    "accounting.reports.tenninetynine.read",
    "paymentservices",
    "files",
    "assets",
    "projects",
    "payroll.employees",
    "payroll.payruns",
    "payroll.payslip",
    "payroll.settings",
    "payroll.timesheets",
];

/// Whether a token with these scopes may call the operation.
pub(crate) fn opens(scopes: &[String], operation: &Operation) -> bool {
    let Scopes { granular, broad } = operation.scopes;
    let mut needed = granular.iter().chain(broad).peekable();
    needed.peek().is_none() || needed.any(|needed| scopes.iter().any(|scope| scope == needed))
}

/// The scopes of a token: all that are granted, or the ones asked for. Some(missing) is a refusal.
pub(crate) fn narrow(granted: &[String], asked: Option<&str>) -> Result<Vec<String>, Vec<String>> {
    let asked: Vec<&str> = asked.unwrap_or("").split_ascii_whitespace().collect();
    if asked.is_empty() {
        return Ok(granted.to_vec());
    }
    let is_granted = |scope: &str| {
        let wider = scope.strip_suffix(".read").unwrap_or(scope);
        granted.iter().any(|have| have == scope || have == wider)
    };
    let missing: Vec<String> =
        asked.iter().filter(|scope| !is_granted(scope)).map(|scope| (*scope).to_owned()).collect();
    if missing.is_empty() { Ok(asked.into_iter().map(str::to_owned).collect()) } else { Err(missing) }
}

#[cfg(test)]
mod tests {
    use xero_m2m::api::OPERATIONS;

    use super::{narrow, opens};

    fn texts(scopes: &[&str]) -> Vec<String> {
        scopes.iter().map(|scope| (*scope).to_owned()).collect()
    }

    #[test]
    fn both_generations_open_invoices_and_read_scopes_only_read() {
        let operation = |name: &str| *OPERATIONS.iter().find(|one| one.name.snake() == name).expect(name);
        let (list, create) = (operation("invoices.list"), operation("invoices.create"));
        for scope in ["accounting.invoices", "accounting.transactions"] {
            assert!(opens(&texts(&[scope]), create) && opens(&texts(&[scope]), list));
            let read = texts(&[&format!("{scope}.read")]);
            assert!(opens(&read, list) && !opens(&read, create));
        }
        assert!(!opens(&texts(&["accounting.settings"]), operation("contacts.list")));
        assert!(opens(&texts(&["accounting.attachments"]), operation("invoices.attach")));
    }

    #[test]
    fn a_granted_scope_may_be_narrowed_to_reading_but_never_widened() {
        let granted = texts(&["accounting.contacts", "accounting.budgets.read"]);
        assert_eq!(narrow(&granted, None), Ok(granted.clone()));
        assert!(narrow(&granted, Some("accounting.contacts.read")).is_ok());
        let widened = narrow(&granted, Some("accounting.contacts accounting.budgets"));
        assert_eq!(widened, Err(texts(&["accounting.budgets"])));
    }
}
