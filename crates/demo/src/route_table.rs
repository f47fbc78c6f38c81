//! Finds the operation that a request is for, in the table that the client calls by.

use std::sync::LazyLock;

use hyper::Method;
use percent_encoding::percent_decode_str;
use xero_m2m_spec::{Family, OPERATIONS, Operation, RequestBody, ResponseBody};

/// Another name of a path that Xero answers to.
const ALIASES: &[(&str, &str)] = &[("/Organisation", "/Organisations")];

pub(crate) enum Found {
    Operation(&'static Operation, Vec<String>),
    /// Other methods are known there.
    OtherMethod,
    Nothing,
}

/// What tells operations of one method and path apart.
#[derive(Clone, Copy)]
pub(crate) struct Wish<'a> {
    /// The payroll of this country.
    pub(crate) region: &'a str,
    pub(crate) pdf: bool,
}

#[derive(Default)]
struct Step {
    /// By the name that stands in the path.
    named: Vec<(&'static str, Step)>,
    /// Where the path has a parameter.
    any: Option<Box<Step>>,
    operations: Vec<&'static Operation>,
}

static STEPS: LazyLock<Step> = LazyLock::new(|| {
    let mut root = Step::default();
    for operation in OPERATIONS {
        root.add(operation.path, operation);
        for (_, alias) in ALIASES.iter().filter(|(path, _)| *path == operation.path) {
            root.add(alias, operation);
        }
    }
    root
});

pub(crate) fn find(method: &Method, path: &str, wish: Wish<'_>) -> Found {
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').skip(1).collect();
    let Some(step) = STEPS.find(&parts) else { return Found::Nothing };
    let here = || step.operations.iter().filter(|operation| wish.is_of_region(operation.family));
    let found = here().filter(|operation| operation.method == *method).min_by_key(|operation| wish.distance(operation));
    match found {
        Some(operation) => Found::Operation(operation, parameters(operation, &parts)),
        None if here().next().is_some() => Found::OtherMethod,
        None => Found::Nothing,
    }
}

fn parameters(operation: &Operation, parts: &[&str]) -> Vec<String> {
    segments(operation)
        .zip(parts)
        .filter(|(segment, _)| is_parameter(segment))
        .map(|(_, part)| percent_decode_str(part).decode_utf8_lossy().into_owned())
        .collect()
}

fn segments(operation: &Operation) -> impl Iterator<Item = &'static str> {
    whole(operation.family, operation.path)
}

fn whole(family: Family, path: &'static str) -> impl Iterator<Item = &'static str> {
    family.base().split('/').chain(path.split('/')).filter(|part| !part.is_empty())
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

impl Step {
    fn add(&mut self, path: &'static str, operation: &'static Operation) {
        let mut step = self;
        for segment in whole(operation.family, path) {
            step = if is_parameter(segment) { step.any.get_or_insert_default() } else { step.named(segment) };
        }
        step.operations.push(operation);
    }

    fn named(&mut self, name: &'static str) -> &mut Step {
        let at = self.named.iter().position(|(known, _)| known.eq_ignore_ascii_case(name)).unwrap_or_else(|| {
            self.named.push((name, Step::default()));
            self.named.len() - 1
        });
        &mut self.named[at].1
    }

    /// A named part goes before a parameter; Xero takes names in any case.
    fn find(&self, parts: &[&str]) -> Option<&Step> {
        let Some((part, rest)) = parts.split_first() else {
            return Some(self).filter(|step| !step.operations.is_empty());
        };
        let named = self.named.iter().find(|(name, _)| name.eq_ignore_ascii_case(part));
        named.and_then(|(_, step)| step.find(rest)).or_else(|| {
            let any = self.any.as_ref().filter(|_| !part.is_empty())?;
            any.find(rest)
        })
    }
}

impl Wish<'_> {
    fn is_of_region(self, family: Family) -> bool {
        match family {
            Family::PayrollAu | Family::PayrollAuV2 => self.region == "AU",
            Family::PayrollNz => self.region == "NZ",
            Family::PayrollUk => self.region == "UK",
            _ => true,
        }
    }

    /// The general operation of a path comes before those that always send the same, such as to archive.
    fn distance(self, operation: &Operation) -> (bool, bool) {
        (
            matches!(operation.response, ResponseBody::Bytes { .. }) != self.pdf,
            matches!(operation.request, RequestBody::Fixed(_)),
        )
    }
}

#[cfg(test)]
mod tests {
    use hyper::Method;
    use xero_m2m_spec::OPERATIONS;
    use xero_m2m_spec::{Family, ResponseBody};

    use super::{Found, Wish, find, segments};

    fn name(method: &Method, path: &str, region: &str, pdf: bool) -> Option<(&'static str, Vec<String>)> {
        match find(method, path, Wish { region, pdf }) {
            Found::Operation(operation, parameters) => Some((operation.name.snake(), parameters)),
            Found::OtherMethod | Found::Nothing => None,
        }
    }

    #[test]
    fn every_operation_is_found_by_its_method_and_path() {
        for operation in OPERATIONS {
            let path = segments(operation).fold(String::new(), |path, part| path + "/" + part);
            let region = match operation.family {
                Family::PayrollAu | Family::PayrollAuV2 => "AU",
                Family::PayrollUk => "UK",
                _ => "NZ",
            };
            let pdf = matches!(operation.response, ResponseBody::Bytes { accept: "application/pdf" });
            let (found, parameters) = name(&operation.method, &path, region, pdf).expect(operation.path);
            let wanted = operation.name.snake();
            let shares = |name: &str| name.rsplit_once('.').map(|(owner, _)| owner.to_owned());
            assert_eq!(shares(found), shares(wanted));
            assert_eq!(parameters.len(), operation.path.matches('{').count(), "{wanted}");
        }
    }

    #[test]
    fn one_path_may_be_several_operations() {
        let invoice = "/api.xro/2.0/Invoices/INV%2F1";
        let key = || vec!["INV/1".to_owned()];
        assert_eq!(name(&Method::GET, invoice, "NZ", false), Some(("invoices.get", key())));
        assert_eq!(name(&Method::GET, invoice, "NZ", true), Some(("invoices.pdf", key())));
        assert_eq!(name(&Method::POST, invoice, "NZ", false), Some(("invoices.update", key())));
        let employees = "/payroll.xro/2.0/Employees";
        assert_eq!(name(&Method::GET, employees, "NZ", false), Some(("payroll_nz.employees.list", vec![])));
        assert_eq!(name(&Method::GET, employees, "UK", false), Some(("payroll_uk.employees.list", vec![])));
        assert_eq!(name(&Method::GET, employees, "US", false), None);
    }

    #[test]
    fn names_are_taken_in_any_case_and_other_methods_are_told_from_other_paths() {
        assert!(name(&Method::GET, "/api.xro/2.0/invoices/", "NZ", false).is_some());
        assert!(name(&Method::GET, "/api.xro/2.0/Organisations", "NZ", false).is_some());
        let find = |method, path| find(method, path, Wish { region: "NZ", pdf: false });
        assert!(matches!(find(&Method::DELETE, "/api.xro/2.0/Invoices"), Found::OtherMethod));
        assert!(matches!(find(&Method::GET, "/api.xro/2.0/Invoises"), Found::Nothing));
        assert!(matches!(find(&Method::GET, "/api.xro/2.0/Invoices//History"), Found::Nothing));
    }
}
