//! Writes everything in this repository that is made from Xero's specifications and our overlay.

#![forbid(unsafe_code)]

mod distil;
mod emit;
mod errors;
mod facts;
mod fraction_check;
mod generated_files;
mod model;
mod names;
mod overlay;
mod resolve;
mod specification_diff;
mod specification_examples;
mod specification_quirks;
#[cfg(test)]
mod tests;

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use errors::{Errors, Result, at_file};
use facts::SPECIFICATIONS;
use model::Api;
use overlay::Overlay;

const USAGE: &str = "\
xero-m2m-codegen distil --from DIRECTORY          writes the facts from Xero's specifications
xero-m2m-codegen distil --check --from DIRECTORY  lists the facts that distil would change, and integers whose examples
                                                  have fractions
xero-m2m-codegen check                            lists what facts and overlay leave undecided
xero-m2m-codegen generate                         writes tables, resources, models and the reference
xero-m2m-codegen generate --check                 lists the files that generate would change
xero-m2m-codegen generate --into DIRECTORY        as generate, below another folder
xero-m2m-codegen specs --from DIRECTORY           lists what newer specifications change
xero-m2m-codegen examples --from DIRECTORY        prints the specifications' examples by our names, as JSON
xero-m2m-codegen table                            prints every operation and schema as the generator sees it, as JSON";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = root();
    let done = match arguments.as_slice() {
        ["distil", "--from", directory] => write_facts(&root, Path::new(directory)),
        ["distil", "--check", "--from", directory] => compare_facts(&root, Path::new(directory)),
        ["check"] => resolved(&root).map(|_| "Nothing is missing.\n".to_owned()),
        ["generate"] => resolved(&root).and_then(|api| generated_files::write(&root, &emit::files(&api), &root)),
        ["generate", "--into", directory] => {
            resolved(&root).and_then(|api| generated_files::write(Path::new(directory), &emit::files(&api), &root))
        }
        ["generate", "--check"] => {
            resolved(&root).and_then(|api| generated_files::compare(&root, &emit::files(&api), &root))
        }
        ["specs", "--from", directory] => specs(&root, Path::new(directory)),
        ["examples", "--from", directory] => {
            resolved(&root).and_then(|api| specification_examples::examples(&api, Path::new(directory)))
        }
        ["table"] => resolved(&root).and_then(|api| serde_json::to_string(&api).map_err(Errors::of)),
        _ => Err(Errors::of(USAGE)),
    };
    // There is nobody to report to if standard output or error is closed.
    match done {
        Ok(text) => {
            let _ = write!(io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(errors) => {
            let _ = write!(io::stderr(), "{errors}");
            ExitCode::FAILURE
        }
    }
}

/// The repository that this program was built in.
fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest).to_owned()
}

fn write_facts(root: &Path, directory: &Path) -> Result<String> {
    let all = distil::distil(directory)?;
    let operations: usize = all.values().map(|facts| facts.operations.len()).sum();
    for (key, facts) in &all {
        let path = facts::file_of(root, key);
        fs::write(&path, facts.to_json()?).map_err(|error| at_file(&path, error))?;
    }
    Ok(format!("{operations} operations of {} families.\n", all.len()))
}

fn compare_facts(root: &Path, directory: &Path) -> Result<String> {
    let mut errors = Errors::default();
    for (key, facts) in &distil::distil(directory)? {
        let path = facts::file_of(root, key);
        if fs::read_to_string(&path).map_err(|error| at_file(&path, error))? != facts.to_json()? {
            errors.add(format!("{} differs from the specification", path.display()));
        }
    }
    if let Err(error) = fraction_check::check(&overlay_of(root, &mut errors), directory) {
        errors.merge(error);
    }
    errors.into_result("The facts are the specifications'.\n".to_owned())
}

fn overlay_of(root: &Path, errors: &mut Errors) -> Overlay {
    overlay::load(root, &SPECIFICATIONS.map(|(key, _)| key), errors)
}

/// Facts and overlay combined, or everything that is missing.
fn resolved(root: &Path) -> Result<Api> {
    let facts = facts::load(root)?;
    let mut errors = Errors::default();
    let overlay = overlay_of(root, &mut errors);
    resolve::resolve(&facts, &overlay, errors)
}

fn specs(root: &Path, directory: &Path) -> Result<String> {
    Ok(specification_diff::between(&facts::load(root)?, &distil::distil(directory)?))
}
