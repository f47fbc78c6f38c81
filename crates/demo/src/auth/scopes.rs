//! Scopes: what an app is granted, and which ones open an operation (both generations).

use xero_m2m_spec::{OPERATIONS, Operation, Scopes};

/// 13 September 2027: broad scopes open nothing from then on.
const BROAD_END: i64 = 1_820_793_600_000;

/// Those of a user's identity, which any app with users may ask for.
pub(crate) const IDENTITY: &[&str] = &["openid", "profile", "email", "offline_access"];

/// Those that belong to no organisation, for which an app needs no user.
pub(crate) const OF_APP: &[&str] = &["app.connections", "marketplace.billing"];

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
pub(crate) fn opens(scopes: &[String], operation: &Operation, has_broad: bool) -> bool {
    let Scopes { granular, broad } = operation.scopes;
    let mut needed = granular.iter().chain(broad.iter().filter(|_| has_broad));
    let is_open = granular.is_empty() && broad.is_empty();
    is_open || needed.any(|needed| scopes.iter().any(|scope| scope == needed))
}

pub(crate) fn broad_work(now: i64) -> bool {
    now < BROAD_END
}

/// Whether the scope is one of those that were split.
pub(crate) fn is_broad(scope: &str) -> bool {
    OPERATIONS.iter().any(|operation| operation.scopes.broad.contains(&scope))
}

/// Whether the scope is a part of one that was split.
pub(crate) fn is_granular(scope: &str) -> bool {
    let mut split = OPERATIONS.iter().filter(|operation| !operation.scopes.broad.is_empty());
    split.any(|operation| operation.scopes.granular.contains(&scope))
}

/// The scopes of a token: all that are granted, or the ones asked for. The error is what was not granted.
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
    use xero_m2m_spec::OPERATIONS;

    use super::{is_broad, is_granular, narrow, opens};

    fn texts(scopes: &[&str]) -> Vec<String> {
        scopes.iter().map(|scope| (*scope).to_owned()).collect()
    }

    #[test]
    fn both_generations_open_invoices_and_read_scopes_only_read() {
        let operation = |name: &str| *OPERATIONS.iter().find(|one| one.name.snake() == name).expect(name);
        let (list, create) = (operation("invoices.list"), operation("invoices.create"));
        for scope in ["accounting.invoices", "accounting.transactions"] {
            assert!(opens(&texts(&[scope]), create, true) && opens(&texts(&[scope]), list, true));
            let read = texts(&[&format!("{scope}.read")]);
            assert!(opens(&read, list, true) && !opens(&read, create, true));
        }
        assert!(!opens(&texts(&["accounting.settings"]), operation("contacts.list"), true));
        assert!(opens(&texts(&["accounting.attachments"]), operation("invoices.attach"), true));
    }

    #[test]
    fn a_broad_scope_opens_nothing_where_those_are_over() {
        let create = *OPERATIONS.iter().find(|one| one.name.snake() == "invoices.create").expect("in the table");
        assert!(!opens(&texts(&["accounting.transactions"]), create, false));
        assert!(opens(&texts(&["accounting.invoices"]), create, false));
    }

    #[test]
    fn the_table_tells_the_generations_apart() {
        for scope in ["accounting.transactions", "accounting.transactions.read", "accounting.reports.read"] {
            assert!(is_broad(scope) && !is_granular(scope), "{scope}");
        }
        for scope in ["accounting.invoices", "accounting.reports.aged.read"] {
            assert!(is_granular(scope) && !is_broad(scope), "{scope}");
        }
        for scope in ["accounting.contacts", "accounting.settings", "files"] {
            assert!(!is_granular(scope) && !is_broad(scope), "{scope}");
        }
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
