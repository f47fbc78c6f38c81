//! Finds the operation of a request in the operation table.

use std::sync::LazyLock;

use hyper::Method;
use percent_encoding::percent_decode_str;
use xero_m2m_spec::{Family, OPERATIONS, Operation, RequestBody, ResponseBody};

/// Alternative paths that Xero accepts.
const ALIASES: &[(&str, &str)] = &[("/Organisation", "/Organisations")];

pub(crate) enum RouteMatch {
    Operation(&'static Operation, Vec<String>),
    /// The path exists, but with other methods.
    OtherMethod,
    Nothing,
}

/// Distinguishes operations with the same method and path.
#[derive(Clone, Copy)]
pub(crate) struct RouteHints<'a> {
    /// Selects the payroll API of a country.
    pub(crate) region: &'a str,
    pub(crate) pdf: bool,
}

#[derive(Default)]
struct RouteNode {
    /// By literal path segment.
    named: Vec<(&'static str, RouteNode)>,
    /// For a path parameter.
    any: Option<Box<RouteNode>>,
    operations: Vec<&'static Operation>,
}

static ROUTES: LazyLock<RouteNode> = LazyLock::new(|| {
    let mut root = RouteNode::default();
    for operation in OPERATIONS {
        root.add(operation.path, operation);
        for (_, alias) in ALIASES.iter().filter(|(path, _)| *path == operation.path) {
            root.add(alias, operation);
        }
    }
    root
});

pub(crate) fn find(method: &Method, path: &str, hints: RouteHints<'_>) -> RouteMatch {
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').skip(1).collect();
    let Some(node) = ROUTES.find(&parts) else { return RouteMatch::Nothing };
    let here = || node.operations.iter().filter(|operation| hints.is_of_region(operation.family));
    let found =
        here().filter(|operation| operation.method == *method).min_by_key(|operation| hints.distance(operation));
    match found {
        Some(operation) => RouteMatch::Operation(operation, parameters(operation, &parts)),
        None if here().next().is_some() => RouteMatch::OtherMethod,
        None => RouteMatch::Nothing,
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

impl RouteNode {
    fn add(&mut self, path: &'static str, operation: &'static Operation) {
        let mut node = self;
        for segment in whole(operation.family, path) {
            node = if is_parameter(segment) { node.any.get_or_insert_default() } else { node.named(segment) };
        }
        node.operations.push(operation);
    }

    fn named(&mut self, name: &'static str) -> &mut RouteNode {
        let at = self.named.iter().position(|(known, _)| known.eq_ignore_ascii_case(name)).unwrap_or_else(|| {
            self.named.push((name, RouteNode::default()));
            self.named.len() - 1
        });
        &mut self.named[at].1
    }

    /// A literal segment takes precedence over a parameter. Xero ignores case.
    fn find(&self, parts: &[&str]) -> Option<&RouteNode> {
        let Some((part, rest)) = parts.split_first() else {
            return Some(self).filter(|node| !node.operations.is_empty());
        };
        let named = self.named.iter().find(|(name, _)| name.eq_ignore_ascii_case(part));
        named.and_then(|(_, node)| node.find(rest)).or_else(|| {
            let any = self.any.as_ref().filter(|_| !part.is_empty())?;
            any.find(rest)
        })
    }
}

impl RouteHints<'_> {
    fn is_of_region(self, family: Family) -> bool {
        match family {
            Family::PayrollAu | Family::PayrollAuV2 => self.region == "AU",
            Family::PayrollNz => self.region == "NZ",
            Family::PayrollUk => self.region == "UK",
            _ => true,
        }
    }

    /// The general operation of a path comes before those with a fixed body, such as archiving.
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

    use super::{RouteHints, RouteMatch, find, segments};

    fn name(method: &Method, path: &str, region: &str, pdf: bool) -> Option<(&'static str, Vec<String>)> {
        match find(method, path, RouteHints { region, pdf }) {
            RouteMatch::Operation(operation, parameters) => Some((operation.name.snake(), parameters)),
            RouteMatch::OtherMethod | RouteMatch::Nothing => None,
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
    fn names_match_in_any_case_and_other_methods_are_distinguished_from_other_paths() {
        assert!(name(&Method::GET, "/api.xro/2.0/invoices/", "NZ", false).is_some());
        assert!(name(&Method::GET, "/api.xro/2.0/Organisations", "NZ", false).is_some());
        let find = |method, path| find(method, path, RouteHints { region: "NZ", pdf: false });
        assert!(matches!(find(&Method::DELETE, "/api.xro/2.0/Invoices"), RouteMatch::OtherMethod));
        assert!(matches!(find(&Method::GET, "/api.xro/2.0/Invoises"), RouteMatch::Nothing));
        assert!(matches!(find(&Method::GET, "/api.xro/2.0/Invoices//History"), RouteMatch::Nothing));
    }
}
