//! The reference page of all operations.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use crate::model::{Api, Family, Method, Operation, Paging, Reachable, RequestBody};

use super::header::MARK;

const INTRODUCTION: &str = "\
Every operation of Xero's published specifications, and a few of ours that are made from them. Names are as in Python;
in TypeScript they are in camel case: `bank_transactions.add_note` is `bankTransactions.addNote`. `client.operations()`
gives the same as data.

- **Xero's name**: the operationId of Xero's specification. One method of ours may stand for several; one of ours that
  stands beside the method of the operation that it calls is marked *ours*.
- **Scopes**: any one of them is enough. **Older scopes** are those of connections made before 29 April 2026; they end
  in September 2027.
- **Pages**: how Xero pages the list, with the most records that one page can hold.
- **Safe to repeat**: reads are; writes are where Xero takes an `Idempotency-Key`, which the client sends by itself.
- **Custom Connection**: whether the token of a Custom Connection can call it.
";

pub(crate) fn files(api: &Api) -> Vec<(PathBuf, String)> {
    let mut text = format!("<!-- {MARK} -->\n\n# Operations\n\n{INTRODUCTION}");
    for family in &api.families {
        section(family, &mut text);
    }
    vec![(PathBuf::from("docs/reference/operations.md"), text)]
}

fn section(family: &Family, text: &mut String) {
    let at =
        family.namespace.as_ref().map_or("the client itself".to_owned(), |namespace| format!("`client.{namespace}`"));
    let _ = writeln!(text, "\n## {}\n\n{} At {at}; paths are below `{}`.\n", family.title, family.doc, below(family));
    text.push_str(
        "| name | Xero's name | call | scopes | older scopes | pages | safe to repeat | Custom Connection |\n",
    );
    text.push_str("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    let operations = || family.resources.iter().flat_map(|resource| &resource.operations);
    for id in operations().flat_map(|operation| &operation.operation_ids) {
        *uses.entry(id).or_default() += 1;
    }
    for operation in operations() {
        let is_ours = matches!(operation.body, RequestBody::Fixed(_))
            && operation.operation_ids.iter().any(|id| uses[id.as_str()] > 1);
        row(operation, is_ours, text);
    }
}

fn below(family: &Family) -> String {
    format!("https://api.xero.com{}", family.base)
}

fn row(operation: &Operation, is_ours: bool, text: &mut String) {
    let ids: Vec<String> = operation.operation_ids.iter().map(|id| format!("`{id}`")).collect();
    let mark = if is_ours { " *ours*" } else { "" };
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
        repeatable(operation),
        reachable(operation.reachable),
    );
}

fn scopes(scopes: &[String]) -> String {
    scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(", ")
}

fn pages(paging: Paging) -> String {
    match paging {
        Paging::None => String::new(),
        Paging::PageSize { largest } => format!("page and size, {largest}"),
        Paging::Page { size } => format!("page, {size}"),
        Paging::Offset { size } => format!("offset, {size}"),
    }
}

fn repeatable(operation: &Operation) -> &'static str {
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
