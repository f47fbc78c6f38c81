//! Operations and record types by the names that users give.

use xero_m2m_spec::{NameCase, Operation, SCHEMAS};

use crate::error::nearest;
use crate::error::{Error, Result};

/// The operation of this name, in this case.
///
/// # Errors
/// `Argument` where there is none; its hint names the nearest.
pub fn operation_named(name: &str, case: NameCase) -> Result<&'static Operation> {
    let found = xero_m2m_spec::operation(&case.to_snake(name)).filter(|operation| operation.name_in(case) == name);
    found.ok_or_else(|| {
        let names = xero_m2m_spec::OPERATIONS.iter().map(|operation| operation.name_in(case));
        let hint = nearest(name, names).map(|name| format!("did you mean {name}?"));
        Error::argument(format!("there is no operation {name:?}"))
            .hint(hint.unwrap_or_else(|| "client.operations() lists them".to_owned()))
    })
}

/// The field that `name` may mean where Xero's own names are wanted, as in filters and orders: the same name in another
/// case (`amount_due`, `amountDue`), else the one most like it, over the fields of all records.
#[must_use]
pub fn nearest_field(name: &str) -> Option<&'static str> {
    let bare = |name: &str| name.replace('_', "").to_ascii_lowercase();
    // Filters and orders exist where fields begin with a capital.
    let fields = || {
        let fields = SCHEMAS.iter().flat_map(|schema| schema.fields);
        fields
            .map(|field| field.name.wire())
            .filter(|field| field.starts_with(|first: char| first.is_ascii_uppercase()))
    };
    let wanted = bare(name);
    fields().find(|field| *field == name).or_else(|| fields().find(|field| bare(field) == wanted)).or_else(|| {
        nearest(&wanted, fields()).filter(|field| strsim::normalized_levenshtein(&bare(field), &wanted) >= 0.75)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_found_in_its_own_case_alone_and_a_misspelt_one_finds_its_neighbour() {
        assert!(operation_named("payrollNz.employees.list", NameCase::Camel).is_ok());
        assert!(operation_named("payrollNz.employees.list", NameCase::Snake).is_err());
        let error = operation_named("invoice.list", NameCase::Snake).unwrap_err();
        assert!(error.to_string().contains("did you mean invoices.list?"));
        assert!(operation_named("zzz", NameCase::Snake).unwrap_err().to_string().contains("client.operations()"));
    }

    #[test]
    fn a_field_in_another_case_and_a_misspelt_one_are_found() {
        for name in ["AmountDue", "amount_due", "amountDue", "AMOUNTDUE", "amout_due"] {
            assert_eq!(nearest_field(name), Some("AmountDue"), "{name}");
        }
        assert_eq!(nearest_field("invoice_id"), Some("InvoiceID"));
        for name in ["zzzz", "no_such", "order"] {
            assert_eq!(nearest_field(name), None, "{name}");
        }
    }
}
