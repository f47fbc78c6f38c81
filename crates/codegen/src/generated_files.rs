//! Generated files on the disk: written, compared, and removed when they are no longer made.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::emit::{FOLDERS, MARK};
use crate::errors::{Errors, Result, at_file};

type Files = [(PathBuf, String)];

/// Writes what differs and removes what is no longer made, in the repository or a folder like it.
pub(crate) fn write(root: &Path, files: &Files, settings: &Path) -> Result<String> {
    let files = formatted(settings, files)?;
    let mut written = 0;
    for (path, text) in &files {
        let path = root.join(path);
        if fs::read_to_string(&path).is_ok_and(|before| before == *text) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| at_file(folder, error))?;
        }
        fs::write(&path, text).map_err(|error| at_file(&path, error))?;
        written += 1;
    }
    let leftovers = leftovers(root, &files);
    for path in &leftovers {
        fs::remove_file(root.join(path)).map_err(|error| at_file(path, error))?;
    }
    Ok(format!("{} files, {written} of them new or changed; {} removed.\n", files.len(), leftovers.len()))
}

/// An error that names the files that [`write`] would change.
pub(crate) fn compare(root: &Path, files: &Files, settings: &Path) -> Result<String> {
    let files = formatted(settings, files)?;
    let mut errors = Errors::default();
    for (path, text) in &files {
        match fs::read_to_string(root.join(path)) {
            Ok(before) if before == *text => {}
            Ok(_) => errors.add(format!("{} differs", path.display())),
            Err(_) => errors.add(format!("{} is missing", path.display())),
        }
    }
    for path in leftovers(root, &files) {
        errors.add(format!("{} is no longer made", path.display()));
    }
    errors.into_result(format!("{} files are as they should be.\n", files.len()))
}

/// Generated files that are on the disk and not among `files`.
fn leftovers(root: &Path, files: &Files) -> Vec<PathBuf> {
    let made: BTreeSet<&Path> = files.iter().map(|(path, _)| path.as_path()).collect();
    let mut leftovers = Vec::new();
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(PathBuf::from).collect();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else { continue };
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if !made.contains(path.as_path()) && is_generated(&entry.path()) {
                leftovers.push(path);
            }
        }
    }
    leftovers.sort();
    leftovers
}

fn is_generated(path: &Path) -> bool {
    fs::read_to_string(path).is_ok_and(|text| text.lines().next().is_some_and(|line| line.contains(MARK)))
}

/// Rust goes through rustfmt, by the settings of the repository at `root`; the other languages' emitters lay out by
/// themselves.
fn formatted(root: &Path, files: &Files) -> Result<Vec<(PathBuf, String)>> {
    let is_rust = |path: &Path| path.extension().is_some_and(|extension| extension == "rs");
    let format = |(path, text): &(PathBuf, String)| {
        let text =
            if is_rust(path) { rustfmt(root, text).map_err(|error| at_file(path, error))? } else { text.clone() };
        Ok((path.clone(), text))
    };
    files.iter().map(format).collect()
}

fn rustfmt(root: &Path, text: &str) -> Result<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout", "--config-path"])
        .arg(root.join("rustfmt.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| Errors::of(format!("rustfmt cannot be run: {error}")))?;
    let written = match child.stdin.take() {
        // rustfmt reads all before it writes, so neither waits for the other. Dropping the pipe ends the text.
        Some(mut pipe) => pipe.write_all(text.as_bytes()),
        None => Ok(()),
    };
    let output = child.wait_with_output().map_err(Errors::of)?;
    written.map_err(Errors::of)?;
    if !output.status.success() {
        return Err(Errors::of("rustfmt refuses it"));
    }
    String::from_utf8(output.stdout).map_err(Errors::of)
}
