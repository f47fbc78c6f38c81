//! The configuration file: named connections, without their secrets.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Environment;
use crate::error::{Error, Result};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Profile {
    pub(super) client_id: Option<String>,
    pub(super) client_secret_file: Option<String>,
    pub(super) scopes: Option<Vec<String>>,
    pub(super) tenant_id: Option<String>,
    pub(super) base_url: Option<String>,
    pub(super) token_url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ConfigurationFile {
    profiles: HashMap<String, Profile>,
}

pub(super) fn read_profile(name: &str, environment: &Environment) -> Result<Profile> {
    check_name(name)?;
    let path = configuration_file(environment);
    let hint = |path: &Option<PathBuf>| match path {
        Some(path) => format!("profiles stand in {} as [profiles.NAME]", path.display()),
        None => "set XERO_CONFIG_FILE to the file that holds [profiles.NAME]".to_owned(),
    };
    let unknown = || Error::config(format!("there is no profile {name:?}"), hint(&path));
    let text = path.as_ref().and_then(|path| std::fs::read_to_string(path).ok()).ok_or_else(unknown)?;
    let mut file: ConfigurationFile = toml::from_str(&text).map_err(|error| {
        Error::config(format!("the configuration file cannot be read: {}", error.message()), hint(&path))
    })?;
    file.profiles.remove(name).ok_or_else(unknown)
}

/// A name that could be a path is none, whatever is made of it later.
fn check_name(name: &str) -> Result<()> {
    let is_bad = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':');
    if name.is_empty() || name.starts_with('.') || name.contains("..") || name.contains(is_bad) {
        return Err(Error::config(
            format!("{name:?} is not a profile's name"),
            "names are not empty, do not begin with a dot, and hold no \"..\", separator, colon or control character",
        ));
    }
    Ok(())
}

fn configuration_file(environment: &Environment) -> Option<PathBuf> {
    if let Some(path) = environment.get("XERO_CONFIG_FILE") {
        return Some(PathBuf::from(path));
    }
    let folder = match (environment.get("XDG_CONFIG_HOME"), environment.get("APPDATA"), environment.get("HOME")) {
        (Some(folder), _, _) | (None, Some(folder), _) => PathBuf::from(folder),
        (None, None, Some(home)) => Path::new(home).join(".config"),
        (None, None, None) => return None,
    };
    Some(folder.join("xero-m2m").join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn a_name_that_could_lead_out_of_a_folder_is_no_profiles_name() {
        let path = std::env::temp_dir().join(crate::random::uuid().unwrap());
        let bad = ["", ".", "..", ".hidden", "../other", "a/b", "a\\b", "a..b", "c:", "nul\0", "line\nend"];
        let tables: Vec<String> =
            bad.iter().chain(&["acme nz"]).map(|name| format!("[profiles.{name:?}]\nclient_id = \"id\"\n")).collect();
        std::fs::write(&path, tables.concat().replace("\\0", "\\u0000")).unwrap();
        let environment = Environment::from([("XERO_CONFIG_FILE".to_owned(), path.to_str().unwrap().to_owned())]);
        for name in bad {
            let error = read_profile(name, &environment).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{name:?}");
            assert!(error.message().contains("not a profile's name"), "{name:?}: {error}");
        }
        assert_eq!(read_profile("acme nz", &environment).unwrap().client_id.as_deref(), Some("id"));
        std::fs::remove_file(path).unwrap();
    }
}
