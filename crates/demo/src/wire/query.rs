//! The query of a request, with names in any case, as Xero takes them.

use hyper::header::HeaderValue;
use url::form_urlencoded;

pub(crate) struct Query(Vec<(String, String)>);

/// What a list was asked for, but for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
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

    /// The value, or none where it is absent or empty.
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

    /// All that tells which records a list has, whatever page of it is asked for.
    pub(crate) fn beside_pages(&self, since: Option<&HeaderValue>) -> Asked {
        let is_page = |name: &str| name.eq_ignore_ascii_case("page") || name.eq_ignore_ascii_case("pageSize");
        let pairs = self.0.iter().filter(|(name, _)| !is_page(name)).cloned().collect();
        Asked { pairs, since: since.cloned() }
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    pub(crate) fn is_false(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("false"))
    }

    /// A comma list, or none where the parameter is absent.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        let values = self.get(name)?.split(',').map(str::trim);
        Some(values.filter(|value| !value.is_empty()).collect())
    }

    /// `unitdp=4` shows and keeps four decimals of a unit amount; otherwise there are two.
    pub(crate) fn unit_decimals(&self) -> usize {
        if self.number("unitdp") == Some(4) { 4 } else { 2 }
    }
}
