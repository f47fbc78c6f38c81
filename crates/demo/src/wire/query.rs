//! The query of a request, whose names match in any case.

use hyper::header::HeaderValue;
use url::form_urlencoded;

pub(crate) struct Query(Vec<(String, String)>);

/// The parameters of a list, without the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListKey {
    pairs: Vec<(String, String)>,
    since: Option<HeaderValue>,
}

impl Query {
    pub(crate) fn parse(raw: Option<&str>) -> Query {
        Query(form_urlencoded::parse(raw.unwrap_or("").as_bytes()).into_owned().collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value, or none if it is missing or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    /// Every value of the name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.trim().parse().ok()
    }

    /// Identifies a list independently of the page.
    pub(crate) fn list_key(&self, since: Option<&HeaderValue>) -> ListKey {
        let is_page = |name: &str| name.eq_ignore_ascii_case("page") || name.eq_ignore_ascii_case("pageSize");
        let pairs = self.0.iter().filter(|(name, _)| !is_page(name)).cloned().collect();
        ListKey { pairs, since: since.cloned() }
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    pub(crate) fn is_false(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("false"))
    }

    /// A comma-separated list, or none if the parameter is missing.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        let values = self.get(name)?.split(',').map(str::trim);
        Some(values.filter(|value| !value.is_empty()).collect())
    }

    /// `unitdp=4` shows and keeps four decimals of a unit amount; otherwise there are two.
    pub(crate) fn unit_decimals(&self) -> usize {
        if self.number("unitdp") == Some(4) { 4 } else { 2 }
    }
}
