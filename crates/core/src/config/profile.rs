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
