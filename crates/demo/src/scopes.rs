//! Scopes: what a Custom Connection is granted, and which ones open a resource (both generations).

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
];

/// The scopes that open a resource: its name (or `Attachments`, of any resource), then the scopes without `.read`.
const NEEDS: &[(&str, &[&str])] = &[
    ("Organisation", &["accounting.settings"]),
    ("Organisations", &["accounting.settings"]),
    ("Accounts", &["accounting.settings"]),
    ("Attachments", &["accounting.attachments"]),
    ("Contacts", &["accounting.contacts"]),
    ("Invoices", &["accounting.invoices", "accounting.transactions"]),
];

/// Whether a token with these scopes may call the resource; a `.read` scope is enough to read.
pub(crate) fn opens(scopes: &[String], resource: &str, reads: bool) -> bool {
    let Some((_, needed)) = NEEDS.iter().find(|(name, _)| *name == resource) else { return true };
    scopes.iter().any(|scope| {
        let base = scope.strip_suffix(".read").filter(|_| reads).unwrap_or(scope);
        needed.contains(&base)
    })
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
    use super::{narrow, opens};

    fn list(scopes: &[&str]) -> Vec<String> {
        scopes.iter().map(|scope| (*scope).to_owned()).collect()
    }

    #[test]
    fn both_generations_open_invoices_and_read_scopes_only_read() {
        for scope in ["accounting.invoices", "accounting.transactions"] {
            assert!(opens(&list(&[scope]), "Invoices", false));
            let read = format!("{scope}.read");
            assert!(opens(&list(&[&read]), "Invoices", true));
            assert!(!opens(&list(&[&read]), "Invoices", false));
        }
        assert!(!opens(&list(&["accounting.settings"]), "Contacts", true));
    }

    #[test]
    fn a_granted_scope_may_be_narrowed_to_reading_but_never_widened() {
        let granted = list(&["accounting.contacts", "accounting.budgets.read"]);
        assert_eq!(narrow(&granted, None), Ok(granted.clone()));
        assert!(narrow(&granted, Some("accounting.contacts.read")).is_ok());
        let widened = narrow(&granted, Some("accounting.contacts accounting.budgets"));
        assert_eq!(widened, Err(list(&["accounting.budgets"])));
    }
}
