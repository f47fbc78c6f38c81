//! Which requests a fault is for: `*`, `/Invoices`, `GET /Invoices/*`, `POST /connect/token`.

use crate::error::DemoError;
use crate::wire::paths::{API, TOKEN};

const METHODS: &[&str] = &["*", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

#[derive(Debug)]
pub(crate) struct Route {
    method: Option<String>,
    /// The whole path, by segments; None is any path. A `*` is any one segment.
    segments: Option<Vec<String>>,
}

impl Route {
    pub(crate) fn parse(text: &str) -> Result<Route, DemoError> {
        let text = text.trim();
        let (method, path) = match text.split_once(char::is_whitespace) {
            Some((method, path)) => (method.to_ascii_uppercase(), path.trim()),
            None => ("*".to_owned(), text),
        };
        if !METHODS.contains(&method.as_str()) {
            return Err(DemoError::unknown("method in \"route\"", &method, METHODS));
        }
        if path != "*" && !path.starts_with('/') {
            return Err(DemoError::new(format!(
                "the path of \"route\" must begin with a slash, as in \"GET /Invoices/*\", not \"{path}\""
            )));
        }
        let whole = |path: &str| if is_whole(path) { path.to_owned() } else { format!("{API}{path}") };
        let segments = (path != "*").then(|| whole(path).split('/').map(str::to_owned).collect());
        Ok(Route { method: (method != "*").then_some(method), segments })
    }

    pub(crate) fn matches(&self, method: &str, path: &str) -> bool {
        if self.method.as_deref().is_some_and(|wanted| wanted != method) {
            return false;
        }
        let Some(segments) = &self.segments else { return true };
        let mut parts = path.split('/');
        segments
            .iter()
            .all(|segment| parts.next().is_some_and(|part| segment == "*" && !part.is_empty() || segment == part))
            && parts.next().is_none()
    }
}

/// Whether a path begins at the host; others are the Accounting API's.
fn is_whole(path: &str) -> bool {
    let first = path.split('/').nth(1).unwrap_or_default();
    let is_api = first.rsplit_once('.').is_some_and(|(_, end)| end == "xro");
    path == TOKEN || is_api || ["appstore", "Connections"].contains(&first)
}

#[cfg(test)]
mod tests {
    use super::Route;

    fn matches(route: &str, method: &str, path: &str) -> bool {
        Route::parse(route).expect(route).matches(method, path)
    }

    #[test]
    fn a_star_stands_for_one_segment_and_alone_for_everything() {
        assert!(matches("GET /Invoices/*", "GET", "/api.xro/2.0/Invoices/1"));
        assert!(!matches("GET /Invoices/*", "GET", "/api.xro/2.0/Invoices"));
        assert!(!matches("GET /Invoices/*", "PUT", "/api.xro/2.0/Invoices/1"));
        assert!(!matches("/Invoices", "GET", "/api.xro/2.0/Invoices/1"));
        assert!(matches("/api.xro/2.0/Invoices", "PUT", "/api.xro/2.0/Invoices"));
        assert!(matches("post /connect/token", "POST", "/connect/token"));
        assert!(matches("GET /payroll.xro/2.0/Employees", "GET", "/payroll.xro/2.0/Employees"));
        assert!(matches("*", "POST", "/connect/token"));
        assert!(matches("GET *", "GET", "/api.xro/2.0/Organisation"));
    }
}
