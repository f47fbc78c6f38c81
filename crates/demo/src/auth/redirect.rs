//! Where the authorize page may send its users on to.

use url::{Host, Url};

use crate::error::DemoError;

const MOST: usize = 50;

/// Refuses what Xero's developer portal would not take.
pub(crate) fn check(uris: &[String]) -> Result<(), DemoError> {
    if uris.len() > MOST {
        return Err(DemoError::new(format!("an app has at most {MOST} redirect URIs")));
    }
    match uris.iter().find(|uri| !is_allowed(uri)) {
        Some(uri) => Err(DemoError::new(format!(
            "\"{uri}\" cannot be a redirect URI: it must be https, or http://localhost with a port"
        ))),
        None => Ok(()),
    }
}

fn is_allowed(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    if uri.contains('*') || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return false;
    }
    match url.scheme() {
        "https" => matches!(url.host(), Some(Host::Domain(_))),
        // As it is written, for the parser drops a port that is the scheme's own.
        "http" => {
            let port = uri.strip_prefix("http://localhost:");
            port.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn https_and_localhost_with_a_port_are_taken_and_nothing_else() {
        let is_taken = |uri: &str| check(&[uri.to_owned()]).is_ok();
        for uri in ["https://example.com/callback", "http://localhost:8742/callback", "http://localhost:80/"] {
            assert!(is_taken(uri), "{uri}");
        }
        for uri in [
            "http://localhost/callback",
            "http://127.0.0.1:8742/callback",
            "https://127.0.0.1/callback",
            "http://example.com/callback",
            "https://*.example.com/callback",
            "myapp://callback",
            "https://example.com/#part",
            "callback",
            "",
        ] {
            assert!(!is_taken(uri), "{uri}");
        }
        assert!(check(&vec!["https://example.com/".to_owned(); 51]).is_err());
    }
}
