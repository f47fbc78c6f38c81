//! The arguments of a call: names checked against the table, values turned into path, query and headers, and long
//! lists cut so that every address can be read.

use std::borrow::Cow;
use std::collections::HashSet;

use http::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use url::Url;

use crate::address;
use crate::codec::{
    self, given_date, given_instant, header_instant, is_listed, unwritable_error, unwritable_reason, uuid,
};
use crate::error::{Error, Issue, Result, quoted};
use crate::names::{nearest, suggestion};
use crate::operations;
use crate::operations::nearest_field;
use crate::paging::PageRequest;
use xero_m2m_spec::NameCase;
use xero_m2m_spec::{Operation, Paging, Parameter, ParameterLocation, ParameterType, RequestBody, ResponseBody};

/// Arguments by the language's names, every one of which the operation knows, and as they go onto the wire.
#[derive(Debug, Clone)]
pub(crate) struct Arguments {
    operation: &'static Operation,
    case: NameCase,
    given: Map<String, Value>,
    /// The texts of path, query and headers, but for what the pager adds.
    texts: Vec<(&'static Parameter, String)>,
    /// The page that a list begins with; none where the operation gives no list.
    pub(crate) first_page: Option<PageRequest>,
}

/// What is wrong with arguments, each with its place.
pub(crate) type ArgumentErrors = Vec<(String, Error)>;

impl Arguments {
    /// Reads arguments, or tells everything that is wrong with them at once.
    pub(crate) fn parse(operation: &'static Operation, raw: Option<&RawValue>, case: NameCase) -> Result<Self> {
        let mut given: Map<String, Value> = match raw {
            Some(raw) => serde_json::from_str(raw.get()).map_err(|_| Error::argument("arguments are not an object"))?,
            None => Map::new(),
        };
        given.retain(|_, value| !value.is_null());
        let mut arguments = Self { operation, case, given, texts: Vec::new(), first_page: None };
        let mut wrong = arguments.unknown();
        arguments.texts = arguments.on_the_wire(&mut wrong);
        arguments.first_page = PageRequest::of(operation, &arguments, &mut wrong);
        if wrong.is_empty() { Ok(arguments) } else { Err(combined(wrong)) }
    }

    /// The text of an argument that the table's parameters do not describe, such as a file's name.
    pub(crate) fn text(&self, snake: &str) -> Result<Option<&str>> {
        let name = self.case.name(snake);
        match self.given.get(&name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(value) => {
                let error = misfit(&name, value, "text", "give it as a string");
                Err(combined(vec![(name, error)]))
            }
        }
    }

    /// A number from 1 to `most`.
    pub(crate) fn number(&self, snake: &str, default: u32, most: u32, wrong: &mut ArgumentErrors) -> u32 {
        let name = self.case.name(snake);
        let Some(value) = self.given.get(&name) else { return default };
        let number = value.as_u64().and_then(|value| u32::try_from(value).ok());
        number.filter(|number| (1..=most).contains(number)).unwrap_or_else(|| {
            let error = misfit(&name, value, &format!("a whole number from 1 to {most}"), "");
            wrong.push((name, error));
            default
        })
    }

    /// Where a list by offsets begins.
    pub(crate) fn offset(&self, wrong: &mut ArgumentErrors) -> u64 {
        let Some(value) = self.given.get("offset") else { return 0 };
        value.as_u64().unwrap_or_else(|| {
            wrong.push(("offset".to_owned(), misfit("offset", value, "a whole number from 0", "")));
            0
        })
    }

    /// The address below the host.
    pub(crate) fn path(&self) -> String {
        let mut path = format!("{}{}", self.operation.family.base(), self.operation.path);
        for (parameter, segment) in self.placed(ParameterLocation::Path) {
            path = path.replace(&format!("{{{}}}", parameter.name.wire()), segment);
        }
        path
    }

    /// The query, without what the pager adds.
    pub(crate) fn query(&self) -> Vec<(String, String)> {
        self.placed(ParameterLocation::Query)
            .map(|(parameter, text)| (parameter.name.wire().to_owned(), text.to_owned()))
            .collect()
    }

    pub(crate) fn headers(&self) -> Result<HeaderMap> {
        self.placed(ParameterLocation::Header)
            .map(|(parameter, text)| {
                Ok((header_name(parameter.name.wire())?, header_value(parameter.name.in_case(self.case), text)?))
            })
            .collect()
    }

    /// The error about an address of this length: it names what takes the most room in it.
    pub(crate) fn too_long(&self, length: usize) -> Error {
        let longest = self
            .texts
            .iter()
            .filter(|(parameter, _)| parameter.location != ParameterLocation::Header)
            .map(|(parameter, text)| {
                let name = parameter.name.in_case(self.case);
                // What can be cut takes no more room than its longest part.
                let parts = text.split(',').enumerate().filter(|_| parameter.value.is_split());
                let part = parts.map(|(at, part)| (address::encoded_length(part), format!("{name}[{at}]"))).max();
                let (size, place) = part.unwrap_or_else(|| (address::encoded_length(text), name.to_owned()));
                (size, place, parameter.value)
            })
            .max_by_key(|(size, ..)| *size);
        let Some((_, place, takes)) = longest else { return address_too_long(length) };
        let cure = match takes {
            ParameterType::Ids { split: false }
            | ParameterType::Texts { split: false }
            | ParameterType::Enumerations(_) => "give fewer of them at a time, in several calls",
            ParameterType::Filter => "make the filter shorter, or divide it over several calls",
            _ => "give a shorter one",
        };
        let why = format!("makes the address {length} characters long, and Xero accepts about {}", address::LONGEST);
        combined(vec![(place.clone(), Error::argument(format!("{place} {why}")).hint(cure))])
    }

    /// Whether it says which page of a list is wanted.
    fn is_pagers(&self, parameter: &Parameter) -> bool {
        matches!(self.operation.response, ResponseBody::Page(_)) && self.operation.paging.owns(parameter.name.wire())
    }

    fn placed(&self, location: ParameterLocation) -> impl Iterator<Item = (&'static Parameter, &str)> {
        self.texts
            .iter()
            .filter(move |(parameter, _)| parameter.location == location)
            .map(|(parameter, text)| (*parameter, text.as_str()))
    }

    /// The text of every parameter that is given, and what is wrong with any.
    fn on_the_wire(&self, wrong: &mut ArgumentErrors) -> Vec<(&'static Parameter, String)> {
        let mut texts = Vec::with_capacity(self.given.len());
        for parameter in self.operation.parameters {
            let name = parameter.name.in_case(self.case);
            let text = match self.given.get(name) {
                Some(_) if self.is_pagers(parameter) => continue,
                Some(Value::Array(items)) if is_list(parameter.value) => list_text(name, parameter.value, items, wrong),
                Some(value) => self.checked_text(parameter, name, value).map_err(|error| {
                    wrong.push((name.to_owned(), error));
                }),
                None if parameter.required || parameter.location == ParameterLocation::Path => {
                    let hint = match parameter.location {
                        ParameterLocation::Path => "give the id or the number of the record",
                        ParameterLocation::Query | ParameterLocation::Header => "Xero answers no call without it",
                    };
                    wrong.push((name.to_owned(), Error::argument(format!("{name} is missing")).hint(hint)));
                    continue;
                }
                None => continue,
            };
            texts.extend(text.map(|text| (parameter, text)));
        }
        texts
    }

    /// The text of one value, in the form of its place.
    fn checked_text(&self, parameter: &Parameter, name: &str, value: &Value) -> Result<String> {
        let text = value_text(parameter, name, value)?;
        match (parameter.location, parameter.value) {
            (ParameterLocation::Path, ParameterType::FileName) => address::file_name(name, &text),
            (ParameterLocation::Path, _) => address::segment(&text)
                .map_err(|why| Error::argument(format!("{name} {why}")).hint(self.alternative(text.trim().is_empty()))),
            (ParameterLocation::Header, _) => header_value(name, &text).map(|_| text),
            (ParameterLocation::Query, _) => Ok(text),
        }
    }

    /// How a record is found whose number cannot stand in an address: by the list of its resource.
    fn alternative(&self, is_empty: bool) -> Cow<'static, str> {
        let resource = self.operation.name.snake().rsplit_once('.').map_or("", |(resource, _)| resource);
        let list = operations::operation(&format!("{resource}.list"), NameCase::Snake);
        let Some(list) = list.ok().filter(|_| !is_empty) else {
            return "give the id or the number of the record, as Xero shows it".into();
        };
        let find = |takes: fn(ParameterType) -> bool| list.parameters.iter().find(|parameter| takes(parameter.value));
        let texts = find(|takes| matches!(takes, ParameterType::Texts { .. }));
        let name = list.name_in(self.case);
        match texts.or_else(|| find(|takes| takes == ParameterType::Filter)) {
            Some(parameter) => {
                let parameter = parameter.name.in_case(self.case);
                format!("find it with {name} and its {parameter}; then use the record's id").into()
            }
            None => format!("use the record's id, which {name} gives").into(),
        }
    }

    fn unknown(&self) -> ArgumentErrors {
        let names = self.operation.parameters.iter().map(|parameter| parameter.name.in_case(self.case));
        self.given
            .keys()
            .filter(|name| !self.is_own(name) && !names.clone().any(|known| known == *name))
            .map(|name| {
                let error = Error::argument(format!("{} is not a parameter of this operation", quoted(name)));
                (name.clone(), error.hint(suggestion(name, names.clone())))
            })
            .collect()
    }

    /// Names that the library adds to the wire's.
    fn is_own(&self, name: &str) -> bool {
        let is = |snake: &str| name == self.case.name(snake);
        match (&self.operation.response, &self.operation.request) {
            // Every list has a first page, whether Xero pages it or not.
            (ResponseBody::Page(_), _) => {
                is("page") || (is("offset") && matches!(self.operation.paging, Paging::Offset { .. }))
            }
            (_, RequestBody::Bytes) => is("content_type"),
            (_, RequestBody::Form) => is("content_type") || is("name"),
            _ => false,
        }
    }
}

/// The arguments of a list, whose long lists of ids stand in several addresses: each part of the one list together
/// with each part of the other, since Xero gives what is in both.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    arguments: Arguments,
    /// The texts that are cut, by their place among all, in parts.
    cuts: Vec<(usize, Vec<String>)>,
}

impl Parts {
    /// Cuts what does not fit into one address below `base` into as few as will do.
    pub(crate) fn of(mut arguments: Arguments, base: &Url) -> Result<Self> {
        let can_be_cut =
            |parameter: &Parameter| parameter.location == ParameterLocation::Query && parameter.value.is_split();
        // Wherever the walk stands, the numbers of its pages have room.
        let widest = arguments.first_page.map(|page| page.widest().query(arguments.operation.paging));
        let pairs = arguments.query().into_iter().chain(widest.into_iter().flatten());
        let query: usize = pairs
            .map(|(name, value)| "&=".len() + address::encoded_length(&name) + address::encoded_length(&value))
            .sum::<usize>()
            .saturating_sub("&".len());
        let room = address::room(base, &arguments.path());
        if query <= room {
            return Ok(Self { arguments, cuts: Vec::new() });
        }
        let lists: Vec<(usize, List)> = arguments
            .texts
            .iter()
            .enumerate()
            .filter(|(_, (parameter, _))| can_be_cut(parameter))
            .map(|(at, (parameter, text))| (at, List::of(parameter.value, text)))
            .collect();
        let whole: usize = lists.iter().map(|(at, _)| address::encoded_length(&arguments.texts[*at].1)).sum();
        let around = address::LONGEST.saturating_sub(room) + query.saturating_sub(whole);
        let room = (room + whole).saturating_sub(query);
        let sizes: Vec<&[usize]> = lists.iter().map(|(_, list)| list.sizes.as_slice()).collect();
        let Some(widths) = widths(&sizes, room) else {
            let shortest: usize = sizes.iter().map(|sizes| sizes.iter().max().copied().unwrap_or(0)).sum();
            return Err(arguments.too_long(around + shortest));
        };
        let cuts = lists.into_iter().zip(widths).map(|((at, list), width)| (at, list.cut(width))).collect();
        // What is in the parts is not kept twice.
        arguments.given.retain(|name, _| {
            !arguments
                .texts
                .iter()
                .any(|(parameter, _)| can_be_cut(parameter) && parameter.name.in_case(arguments.case) == name)
        });
        Ok(Self { arguments, cuts })
    }

    pub(crate) fn len(&self) -> usize {
        self.cuts.iter().fold(1, |product, (_, parts)| product.saturating_mul(parts.len()))
    }

    /// The arguments of one part, in the order of the first list.
    pub(crate) fn get(&self, nth: usize) -> Cow<'_, Arguments> {
        let mut part = Cow::Borrowed(&self.arguments);
        let mut nth = nth;
        for (at, texts) in self.cuts.iter().rev() {
            part.to_mut().texts[*at].1.clone_from(&texts[nth % texts.len()]);
            nth /= texts.len();
        }
        part
    }

    /// The names of the lists that stand in several addresses.
    pub(crate) fn cut_names(&self) -> Vec<&'static str> {
        let long = self.cuts.iter().filter(|(_, parts)| parts.len() > 1);
        long.map(|(at, _)| self.arguments.texts[*at].0.name.in_case(self.arguments.case)).collect()
    }
}

/// A list that can be cut: its values, each once, and how long each is in an address.
struct List {
    values: Vec<String>,
    sizes: Vec<usize>,
}

/// A comma between two values of a list, encoded.
const COMMA: usize = "%2C".len();

impl List {
    fn of(takes: ParameterType, text: &str) -> Self {
        let mut seen = HashSet::new();
        let key = |value: &str| {
            if matches!(takes, ParameterType::Ids { .. }) { value.to_ascii_lowercase() } else { value.to_owned() }
        };
        let values: Vec<String> = text.split(',').filter(|value| seen.insert(key(value))).map(str::to_owned).collect();
        let sizes = values.iter().map(|value| address::encoded_length(value)).collect();
        Self { values, sizes }
    }

    fn cut(&self, width: usize) -> Vec<String> {
        let mut parts = Vec::new();
        let mut left = self.values.as_slice();
        for count in counts(&self.sizes, width) {
            let (part, rest) = left.split_at(count);
            parts.push(part.join(","));
            left = rest;
        }
        parts
    }
}

/// How many values each part of this width holds, one after the other.
fn counts(sizes: &[usize], width: usize) -> impl Iterator<Item = usize> {
    let mut left = sizes;
    std::iter::from_fn(move || {
        let mut used = 0;
        let fits = |size: &&usize| {
            used += **size + if used == 0 { 0 } else { COMMA };
            used <= width
        };
        let count = left.iter().take_while(fits).count().max(1);
        left = left.get(count..)?;
        Some(count)
    })
}

/// How finely the room is divided between lists.
const STEP: usize = 16;

/// How wide the parts of each list are, so that one of each fits into `room` and there are as few requests as can be.
/// None where not even the longest values fit.
fn widths(lists: &[&[usize]], room: usize) -> Option<Vec<usize>> {
    let longest = |sizes: &[usize]| sizes.iter().max().copied().unwrap_or(0);
    let rest_needs = |lists: &[&[usize]]| lists.iter().map(|sizes| longest(sizes)).sum::<usize>();
    let (first, rest) = lists.split_first()?;
    let most = room.checked_sub(rest_needs(rest)).filter(|most| *most >= longest(first))?;
    if rest.is_empty() {
        return Some(vec![room]);
    }
    let whole = |sizes: &[usize]| sizes.iter().sum::<usize>() + COMMA * sizes.len().saturating_sub(1);
    let requests = |lists: &[&[usize]], widths: &[usize]| {
        lists
            .iter()
            .zip(widths)
            .fold(1_usize, |product, (sizes, width)| product.saturating_mul(counts(sizes, *width).count()))
    };
    let rest_whole: usize = rest.iter().map(|sizes| whole(sizes)).sum();
    (longest(first)..=most.min(whole(first)))
        .step_by(STEP)
        .chain([most.min(whole(first)), room.saturating_sub(rest_whole).clamp(longest(first), most)])
        .filter_map(|width| {
            let widths: Vec<usize> = [width].into_iter().chain(self::widths(rest, room - width)?).collect();
            Some((requests(lists, &widths), widths))
        })
        .min_by_key(|(requests, _)| *requests)
        .map(|(_, widths)| widths)
}

const ID_HINT: &str = "ids are UUIDs, such as 243216c5-369e-4056-ac67-05388f86dc81";

/// Every wrong argument as one error: alone it is the error itself.
pub(crate) fn combined(mut wrong: ArgumentErrors) -> Error {
    let issues = wrong
        .iter()
        .map(|(path, error)| {
            let why = error
                .message()
                .strip_prefix(path.as_str())
                .map_or(error.message(), |why| why.trim_start_matches(':').trim_start());
            let hint = error.advice().map(|hint| format!("; {hint}")).unwrap_or_default();
            Issue { index: 0, path: path.clone(), message: format!("{why}{hint}") }
        })
        .collect();
    wrong.remove(0).1.with_issues(issues, 0)
}

/// The error about a whole address of this length.
pub(crate) fn address_too_long(length: usize) -> Error {
    let longest = address::LONGEST;
    Error::argument(format!("the address is {length} characters long, and Xero accepts about {longest}"))
        .hint("ask for less at a time, in several calls")
}

/// The places of a raw call's body where the face could not write a value.
pub(crate) fn unwritable_values(json: &RawValue) -> ArgumentErrors {
    let found = codec::unwritable_values("json", json.get().as_bytes());
    found.into_iter().map(|(place, why)| (place.clone(), unwritable_error(&place, &why))).collect()
}

/// The error about a value that is not what its place takes.
fn misfit(place: &str, value: &Value, wanted: &str, hint: &'static str) -> Error {
    match unwritable_reason(value) {
        Some(why) => unwritable_error(place, why),
        None if hint.is_empty() => Error::argument(format!("{place} is not {wanted}")),
        None => Error::argument(format!("{place} is not {wanted}")).hint(hint),
    }
}

/// The text of a value of a raw call.
pub(crate) fn plain_text(name: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(misfit(name, value, "text, a number or a boolean", "give one of these")),
    }
}

const fn is_list(takes: ParameterType) -> bool {
    matches!(takes, ParameterType::Ids { .. } | ParameterType::Texts { .. } | ParameterType::Enumerations(_))
}

/// A value as the wire wants it.
fn value_text(parameter: &Parameter, name: &str, value: &Value) -> Result<String> {
    let wrong = |wanted: &str, hint| misfit(name, value, wanted, hint);
    match (parameter.value, value) {
        (takes, Value::String(text)) if is_list(takes) => {
            element_text(|| name.to_owned(), takes, text).map(str::to_owned)
        }
        (takes, _) if is_list(takes) => Err(wrong("a list of texts", "give a list, even of one")),
        (ParameterType::Order, Value::String(text)) => ordered(name, text),
        (ParameterType::Text | ParameterType::FileName | ParameterType::Filter, Value::String(text)) => {
            Ok(text.clone())
        }
        (ParameterType::Id, Value::String(text)) if uuid(text).is_some() => Ok(text.clone()),
        (ParameterType::Id, _) => Err(wrong("an id", ID_HINT)),
        (ParameterType::Enumeration(values), Value::String(text)) => listed(name, values, text).map(str::to_owned),
        (ParameterType::Boolean, Value::Bool(value)) => Ok(value.to_string()),
        (ParameterType::Boolean, _) => Err(wrong("true or false", "")),
        (ParameterType::Integer, Value::Number(number)) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        (ParameterType::Integer, _) => Err(wrong("a whole number", "")),
        (ParameterType::Date, value) => {
            let date = value.as_str().and_then(given_date).map(|date| date.to_string());
            date.ok_or_else(|| wrong("a calendar date", "give a date without a time, such as 2026-11-23"))
        }
        (ParameterType::Instant, value) => {
            let instant = value.as_str().and_then(given_instant).ok_or_else(|| {
                wrong("an instant", "give a date and time with its zone, such as 2026-01-31T23:59:59Z")
            })?;
            Ok(match parameter.location {
                ParameterLocation::Header => header_instant(instant),
                ParameterLocation::Path | ParameterLocation::Query => format!("{}Z", header_instant(instant)),
            })
        }
        _ => Err(wrong("text", "give it as a string")),
    }
}

fn listed<'t>(name: &str, values: &'static str, text: &'t str) -> Result<&'t str> {
    if is_listed(values, text) {
        return Ok(text);
    }
    let error = Error::argument(format!("{name}: {} is not one of {}", quoted(text), values.replace('|', ", ")));
    Err(match nearest(text, values.split('|')) {
        Some(value) => error.hint(format!("did you mean {value}?")),
        None => error,
    })
}

/// Values with commas between them; an empty list must not read as "no filter".
fn list_text(
    name: &str,
    takes: ParameterType,
    items: &[Value],
    wrong: &mut ArgumentErrors,
) -> std::result::Result<String, ()> {
    if items.is_empty() {
        let error = Error::argument(format!("{name} is an empty list")).hint("leave it out to get all");
        wrong.push((name.to_owned(), error));
        return Err(());
    }
    let before = wrong.len();
    let mut texts = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let place = || format!("{name}[{at}]");
        let text = match item {
            Value::String(text) => element_text(place, takes, text),
            other => Err(misfit(&place(), other, "text", "give it as a string")),
        };
        match text {
            Ok(text) => texts.push(text),
            Err(error) => wrong.push((place(), error)),
        }
    }
    if wrong.len() == before { Ok(texts.join(",")) } else { Err(()) }
}

/// One value of a list.
fn element_text(place: impl Fn() -> String, takes: ParameterType, text: &str) -> Result<&str> {
    match takes {
        ParameterType::Ids { .. } if uuid(text).is_none() => {
            Err(Error::argument(format!("{} is not an id", place())).hint(ID_HINT))
        }
        ParameterType::Enumerations(values) if !is_listed(values, text) => listed(&place(), values, text),
        _ if text.is_empty() || text.contains(',') => {
            Err(Error::argument(format!("{} is empty or holds a comma", place()))
                .hint("a comma stands between two values; find a number that holds one by where"))
        }
        _ => Ok(text),
    }
}

pub(crate) fn header_name(name: &str) -> Result<HeaderName> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Error::argument(format!("{} is not the name of a header", quoted(name))))
}

pub(crate) fn header_value(name: &str, value: &str) -> Result<HeaderValue> {
    let is_plain = value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    HeaderValue::from_str(value).ok().filter(|_| is_plain).ok_or_else(|| {
        Error::argument(format!("{name} holds a character that no header may hold"))
            .hint("use visible ASCII, without line breaks")
    })
}

/// An order as it was given, where it names fields as Xero does: with a capital, and without underscores.
fn ordered(name: &str, order: &str) -> Result<String> {
    let is_xeros = |part: &str| !part.contains('_') && !part.starts_with(|first: char| first.is_ascii_lowercase());
    for field in order.split(',').filter_map(|one| one.split_whitespace().next()) {
        if field.split('.').all(is_xeros) {
            continue;
        }
        let meant = field.split('.').map(|part| if is_xeros(part) { Some(part) } else { nearest_field(part) });
        if let Some(meant) = meant.collect::<Option<Vec<_>>>() {
            return Err(Error::argument(format!("{name}: {field:?} is not one of Xero's fields"))
                .hint(format!("did you mean {}?", meant.join("."))));
        }
    }
    Ok(order.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parsed(operation: &str, arguments: &Value, case: NameCase) -> Result<Arguments> {
        let raw = serde_json::value::to_raw_value(arguments).unwrap();
        Arguments::parse(operations::operation(operation, case).unwrap(), Some(&raw), case)
    }

    fn id(number: usize) -> String {
        format!("{number:08}-1111-4111-8111-111111111111")
    }

    /// The parts of a list and the length of each one's address.
    fn cut(arguments: &Value) -> Result<(Parts, Vec<usize>)> {
        let base = Url::parse("https://api.xero.com").unwrap();
        let parts = Parts::of(parsed("invoices.list", arguments, NameCase::Snake)?, &base)?;
        let lengths = (0..parts.len())
            .map(|nth| {
                let part = parts.get(nth);
                let mut query = part.query();
                query.extend(part.first_page.unwrap().query(part.operation.paging));
                let url = address::join(&base, &part.path(), &query);
                assert_eq!(address::too_long(&url, &base), None);
                url.as_str().len()
            })
            .collect();
        Ok((parts, lengths))
    }

    #[test]
    fn a_list_is_cut_where_its_address_is_full() {
        let ids: Vec<String> = (0..200).map(id).collect();
        let (parts, lengths) = cut(&json!({"ids": ids, "statuses": ["PAID"]})).unwrap();
        let all: Vec<String> = (0..parts.len())
            .flat_map(|nth| parts.get(nth).query().remove(0).1.split(',').map(str::to_owned).collect::<Vec<_>>())
            .collect();
        assert_eq!(all, ids);
        assert_eq!(parts.len(), 4);
        assert!(lengths[..3].iter().all(|length| (2030..=2091).contains(length)), "{lengths:?}");
        for (few, requests) in [(1, 1), (50, 1), (52, 2)] {
            assert_eq!(cut(&json!({"ids": ids[..few]})).unwrap().0.len(), requests, "{few}");
        }
    }

    #[test]
    fn two_long_lists_are_cut_so_that_every_pair_stands_in_one_address() {
        let (ids, contacts): (Vec<String>, Vec<String>) = (0..100).map(|n| (id(n), id(n + 1000))).unzip();
        let (parts, lengths) = cut(&json!({"ids": ids, "contact_ids": contacts})).unwrap();
        let mut pairs = HashSet::new();
        for nth in 0..parts.len() {
            let part = parts.get(nth);
            let query = part.query();
            let list = |name: &str| query.iter().find(|(wire, _)| wire == name).unwrap().1.clone();
            for one in list("IDs").split(',') {
                pairs.extend(list("ContactIDs").split(',').map(|other| (one.to_owned(), other.to_owned())));
            }
        }
        assert_eq!(pairs.len(), 100 * 100);
        assert_eq!(parts.len(), 16, "{lengths:?}");
        // A short one goes whole beside each part of the long one.
        let (parts, _) = cut(&json!({"ids": ids, "contact_ids": contacts[..2]})).unwrap();
        assert_eq!((parts.len(), parts.cut_names()), (3, vec!["ids"]));
        let (parts, _) = cut(&json!({"ids": ids[..40], "contact_ids": contacts[..40]})).unwrap();
        assert_eq!(parts.len(), 4);
    }

    #[test]
    fn what_is_encoded_counts_and_what_is_given_twice_is_asked_for_once() {
        let numbers: Vec<String> = (0..40).map(|n| format!("Rechnung Büro {n:028} ü")).collect();
        let (parts, lengths) = cut(&json!({"invoice_numbers": numbers})).unwrap();
        assert_eq!(parts.len(), 2, "{lengths:?}");
        let twice: Vec<String> = (0..60).flat_map(|n| [id(n), id(n)]).collect();
        let (parts, _) = cut(&json!({"ids": twice})).unwrap();
        let count: usize = (0..parts.len()).map(|nth| parts.get(nth).query()[0].1.split(',').count()).sum();
        assert_eq!(count, 60);
    }

    #[test]
    fn lists_of_thousands_are_cut_without_making_every_address() {
        let ids: Vec<String> = (0..10_000).map(id).collect();
        let base = Url::parse("https://api.xero.com").unwrap();
        let arguments = parsed("invoices.list", &json!({"ids": ids, "contact_ids": ids}), NameCase::Snake).unwrap();
        let parts = Parts::of(arguments, &base).unwrap();
        assert!(parts.len() > 100_000);
        assert_eq!(parts.get(parts.len() - 1).query().len(), 2);
    }

    #[test]
    fn what_cannot_be_cut_and_is_too_long_is_named() {
        let long = "x".repeat(2100);
        let cases = [
            (json!({"where": long}), "where makes the address 21", "filter shorter"),
            (json!({"search_term": long, "ids": [id(1), id(2)]}), "search_term makes", "shorter one"),
            (json!({"invoice_numbers": ["A", long]}), "invoice_numbers[1] makes", "shorter one"),
            (json!({"statuses": vec!["AUTHORISED"; 200]}), "statuses makes", "fewer of them"),
        ];
        for (arguments, message, hint) in cases {
            let error = cut(&arguments).unwrap_err();
            assert!(error.message().starts_with(message), "{error}");
            assert!(error.message().contains("about 2091"), "{error}");
            assert!(error.advice().unwrap().contains(hint), "{error}");
        }
    }

    #[test]
    fn every_wrong_argument_is_told_at_once_with_its_place() {
        let arguments = json!({
            "ids": [id(1), "x", 3], "statuses": ["NOPE"], "modifiedSince": {"\u{0}": "NaT is no time; leave it out"},
            "summaryOnly": 1, "invoiceNumbers": [], "colour": 1, "pageSize": 0,
        });
        let error = parsed("invoices.list", &arguments, NameCase::Camel).unwrap_err();
        let mut places: Vec<(&str, &str)> = error
            .details()
            .issues
            .iter()
            .flatten()
            .map(|issue| (issue.path.as_str(), issue.message.split(';').next().unwrap()))
            .collect();
        places.sort_unstable();
        let expected = [
            ("colour", "\"colour\" is not a parameter of this operation"),
            ("ids[1]", "is not an id"),
            ("ids[2]", "is not text"),
            ("invoiceNumbers", "is an empty list"),
            ("modifiedSince", "NaT is no time"),
            ("pageSize", "is not a whole number from 1 to 1000"),
            ("statuses[0]", "\"NOPE\" is not one of DRAFT, SUBMITTED, DELETED, AUTHORISED, PAID, VOIDED"),
            ("summaryOnly", "is not true or false"),
        ];
        assert_eq!(places, expected);
        assert!(error.message().ends_with(" (and 7 more)"), "{error}");
        let alone = parsed("invoices.list", &json!({"ids": ["x"]}), NameCase::Snake).unwrap_err();
        assert_eq!(alone.message(), "ids[0] is not an id");
        assert_eq!(alone.details().issues.as_ref().unwrap()[0].path, "ids[0]");
        assert_eq!(alone.to_string().lines().count(), 2, "{alone}");
    }

    #[test]
    fn a_number_that_no_address_can_hold_is_refused_with_the_way_round() {
        let cases = [
            ("invoices.get", "invoiceId", "a/b", "find it with invoices.list and its invoiceNumbers"),
            ("items.get", "itemId", "a%2Fb", "find it with items.list and its where"),
            ("purchaseOrders.pdf", "purchaseOrderId", "..", "id, which purchaseOrders.list gives"),
            ("taxRates.get", "taxType", "a\\b", "find it with taxRates.list and its where"),
            ("invoices.get", "invoiceId", "", "give the id"),
        ];
        for (operation, name, value, hint) in cases {
            let error = parsed(operation, &json!({name: value}), NameCase::Camel).unwrap_err();
            assert!(error.message().starts_with(name), "{error}");
            assert!(error.advice().unwrap().contains(hint), "{error}");
        }
    }

    #[test]
    fn an_order_by_a_field_in_our_casing_names_the_one_that_is_meant() {
        for order in ["AmountDue", "Date DESC, Contact.Name", "InvoiceNumber ASC", "", "zzzz_qqqq", "DESC DESC"] {
            assert_eq!(ordered("order", order).unwrap(), order);
        }
        for (order, hint) in [
            ("amount_due", "did you mean AmountDue?"),
            ("amountDue DESC", "did you mean AmountDue?"),
            ("Date,contact.name ASC", "did you mean Contact.Name?"),
            ("invoice_id", "did you mean InvoiceID?"),
        ] {
            let error = ordered("order", order).unwrap_err();
            assert_eq!(error.advice(), Some(hint), "{order}");
            assert!(error.message().starts_with("order: "), "{error}");
        }
    }
}
