//! The reference page of all operations.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use crate::model::{Api, Family, Method, Operation, Paging, Reachable, RequestBody};

use super::header::MARK;

const INTRODUCTION: &str = "\
Every operation of Xero's published API specifications, and some shortcuts of this library that are made from them.
Names are those of Python. TypeScript has them in camel case: `bank_transactions.add_note` is
`bankTransactions.addNote`. `client.operations()` returns the same as data.

- **operationId**: the name in Xero's specification. A method can cover more than one. A *shortcut* sends another
  method's request with a fixed body, such as the status `VOIDED`.
- **Scopes**: the token needs one of them. Connections made before 29 April 2026 can have one of the **older scopes**
  instead, until September 2027.
- **Pages**: the query parameters by which Xero pages the list, and the most records on one page.
- **Safe to retry**: reads are. Writes are if Xero accepts an `Idempotency-Key` header, which the client sends.
- **Custom Connections**: whether the token of a Custom Connection can call the operation; unknown if Xero does not
  document it.
";

pub(crate) fn files(api: &Api) -> Vec<(PathBuf, String)> {
    let mut text = format!("<!-- {MARK} -->\n\n# Operations\n\n{INTRODUCTION}");
    for family in &api.families {
        section(family, &mut text);
    }
    vec![(PathBuf::from("docs/reference/operations.md"), text)]
}

fn section(family: &Family, text: &mut String) {
    let _ = writeln!(text, "\n## {}\n\n{} Paths are below `{}`.\n", family.title, family.doc, below(family));
    text.push_str(
        "| operation | operationId | request | scopes | older scopes | pages | safe to retry | Custom Connections |\n",
    );
    text.push_str("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    let operations = || family.resources.iter().flat_map(|resource| &resource.operations);
    for id in operations().flat_map(|operation| &operation.operation_ids) {
        *uses.entry(id).or_default() += 1;
    }
    for operation in operations() {
        let is_shortcut = matches!(operation.body, RequestBody::Fixed(_))
            && operation.operation_ids.iter().any(|id| uses[id.as_str()] > 1);
        row(operation, is_shortcut, text);
    }
}

fn below(family: &Family) -> String {
    format!("https://api.xero.com{}", family.base)
}

fn row(operation: &Operation, is_shortcut: bool, text: &mut String) {
    let ids: Vec<String> = operation.operation_ids.iter().map(|id| format!("`{id}`")).collect();
    let mark = if is_shortcut { " *shortcut*" } else { "" };
    let _ = writeln!(
        text,
        "| `{}` | {}{mark} | `{} {}` | {} | {} | {} | {} | {} |",
        operation.name,
        ids.join(", "),
        operation.method.name(),
        operation.path,
        scopes(&operation.scopes.granular),
        scopes(&operation.scopes.broad),
        pages(operation.paging),
        safe_to_retry(operation),
        reachable(operation.reachable),
    );
}

fn scopes(scopes: &[String]) -> String {
    scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(", ")
}

fn pages(paging: Paging) -> String {
    match paging {
        Paging::None => String::new(),
        Paging::PageSize { largest } => format!("`page` and size, {largest}"),
        Paging::Page { size } => format!("`page`, {size}"),
        Paging::Offset { size } => format!("`offset`, {size}"),
    }
}

fn safe_to_retry(operation: &Operation) -> &'static str {
    match operation.method {
        Method::Get => "yes",
        _ if operation.takes_idempotency_key => "with key",
        _ => "no",
    }
}

fn reachable(reachable: Reachable) -> &'static str {
    match reachable {
        Reachable::Yes => "yes",
        Reachable::No => "no",
        Reachable::Unknown => "unknown",
    }
}
