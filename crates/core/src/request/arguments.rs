//! The arguments of a call: names checked against the table, values turned into path, query and headers, and long
//! lists cut so that every address can be read.

use std::borrow::Cow;
use std::sync::Arc;

use http::header::HeaderMap;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use xero_m2m_spec::{
    NameCase, Operation, Paging, Parameter, ParameterLocation, ParameterType, RequestBody, ResponseBody,
};

use super::address;
use super::operations::{nearest_field, operation_named};
use super::page::PageRequest;
use crate::codec::conventions::is_listed;
use crate::codec::dates::{given_date, given_instant, header_instant};
use crate::codec::http_text::{header_name, header_value, misfit};
use crate::codec::ids::uuid;
use crate::codec::unwritable::{self, unwritable_error};
use crate::config::{Extras, call_option_names};
use crate::error::{Error, Issue, Result, nearest, quoted, suggestion};

/// Arguments by their names in the client's case, every one of which the operation knows, and as they go onto the wire.
#[derive(Debug, Clone)]
pub(crate) struct Arguments {
    pub(super) operation: &'static Operation,
    pub(super) case: NameCase,
    pub(super) given: Map<String, Value>,
    /// The texts of path, query and headers, but for what the pager adds.
    pub(super) texts: Vec<(&'static Parameter, String)>,
    /// The page that a list begins with; none where the operation gives no list.
    pub(crate) first_page: Option<PageRequest>,
    /// What the options add to query and headers.
    extras: Option<Arc<Extras>>,
}

/// What is wrong with arguments, each with its place.
pub(crate) type ArgumentErrors = Vec<(String, Error)>;

impl Arguments {
    /// Reads arguments, or reports everything that is wrong with them at once.
    pub(crate) fn parse(
        operation: &'static Operation,
        mut given: Map<String, Value>,
        extras: Option<&Arc<Extras>>,
        case: NameCase,
    ) -> Result<Self> {
        given.retain(|_, value| !value.is_null());
        let extras = extras.cloned();
        let mut arguments = Self { operation, case, given, texts: Vec::new(), first_page: None, extras };
        let mut wrong = arguments.unknown();
        arguments.texts = arguments.on_the_wire(&mut wrong);
        arguments.first_page = arguments.page_request(&mut wrong);
        if let Some(extras) = &arguments.extras {
            wrong.extend(extras.misplaced(operation, case));
        }
        if wrong.is_empty() { Ok(arguments) } else { Err(combined(wrong)) }
    }

    /// The page that is asked for; the first unless the arguments say more. None where the operation gives no list.
    fn page_request(&self, wrong: &mut ArgumentErrors) -> Option<PageRequest> {
        let operation = self.operation;
        if !matches!(operation.response, ResponseBody::Page(_)) {
            return None;
        }
        let (most, size) = match operation.paging {
            Paging::None => (1, 0),
            Paging::PageSize { largest, .. } => (u32::MAX, self.number("page_size", largest, largest, wrong)),
            Paging::Page { size } => (u32::MAX, size),
            Paging::Offset { size } => (1, size),
        };
        Some(PageRequest { number: self.number("page", 1, most, wrong), size, offset: self.offset(wrong) })
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
        let own = self.placed(ParameterLocation::Query);
        let own = own.map(|(parameter, text)| (parameter.name.wire().to_owned(), text.to_owned()));
        own.chain(self.extra_query().cloned()).collect()
    }

    pub(crate) fn headers(&self) -> Result<HeaderMap> {
        let own = self.placed(ParameterLocation::Header).map(|(parameter, text)| {
            Ok((header_name(parameter.name.wire())?, header_value(parameter.name.in_case(self.case), text)?))
        });
        own.chain(self.extras.iter().flat_map(|extras| extras.headers().map(Ok))).collect()
    }

    fn extra_query(&self) -> impl Iterator<Item = &(String, String)> {
        self.extras.iter().flat_map(|extras| extras.query())
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
        let extra = self.extra_query().map(|(name, text)| (address::encoded_length(text), name));
        let extra = extra.max().map(|(size, name)| {
            (size, format!("{}.{}", self.case.name("extra_query"), name.escape_debug()), ParameterType::Text)
        });
        let longest = longest.into_iter().chain(extra).max_by_key(|(size, ..)| *size);
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
                        ParameterLocation::Query | ParameterLocation::Header => "Xero requires it",
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
        let list = operation_named(&format!("{resource}.list"), NameCase::Snake);
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
        let options = call_option_names(self.case);
        self.given
            .keys()
            .filter(|name| !self.is_own(name) && !names.clone().any(|known| known == *name))
            .map(|name| {
                if options.contains(name) {
                    let error = Error::argument(format!("{name} is an option, not a parameter of this operation"));
                    return (name.clone(), error.hint("give it with the call's options, apart from the parameters"));
                }
                let hint = match nearest(name, names.clone().chain(options.iter().map(String::as_str))) {
                    Some(known) => format!("did you mean {known}?"),
                    None => suggestion(name, names.clone()),
                };
                let error = Error::argument(format!("{} is not a parameter of this operation", quoted(name)));
                (name.clone(), error.hint(hint))
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
    let found = unwritable::unwritable_values("json", json.get().as_bytes());
    found.into_iter().map(|(place, why)| (place.clone(), unwritable_error(&place, &why))).collect()
}

const fn is_list(takes: ParameterType) -> bool {
    matches!(takes, ParameterType::Ids { .. } | ParameterType::Texts { .. } | ParameterType::Enumerations(_))
}

/// A value as the wire wants it.
fn value_text(parameter: &Parameter, name: &str, value: &Value) -> Result<String> {
    let wrong = |wanted: &str, hint| misfit(name, value, wanted, hint);
    match (parameter.value, value) {
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
    let known = values.replace('|', ", ");
    Err(match nearest(text, values.split('|')) {
        Some(value) => Error::argument(format!("{name}: {} is not one of {known}", quoted(text)))
            .hint(format!("did you mean {value}?")),
        None => Error::argument(format!("{name} is not one of {known}")),
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
        let given = arguments.as_object().unwrap().clone();
        Arguments::parse(operation_named(operation, case).unwrap(), given, None, case)
    }

    #[test]
    fn every_wrong_argument_is_told_at_once_with_its_place() {
        let arguments = json!({
            "ids": ["00000001-1111-4111-8111-111111111111", "x", 3], "statuses": ["NOPE"], "modifiedSince": {"\u{0}": "NaT is no time; leave it out"},
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
            ("statuses[0]", "is not one of DRAFT, SUBMITTED, DELETED, AUTHORISED, PAID, VOIDED"),
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
    fn an_option_among_the_parameters_is_refused_with_its_right_place() {
        for (name, case) in [("max_wait", NameCase::Snake), ("maxWait", NameCase::Camel), ("signal", NameCase::Camel)] {
            let error =
                parsed("invoices.list", &json!({"order": "Date", name: {"\u{0}": "a mark; go"}}), case).unwrap_err();
            assert_eq!(error.message(), format!("{name} is an option, not a parameter of this operation"));
            assert_eq!(error.advice(), Some("give it with the call's options, apart from the parameters"));
        }
        let signal = parsed("invoices.list", &json!({"signal": 1}), NameCase::Snake).unwrap_err();
        assert_eq!(signal.message(), "\"signal\" is not a parameter of this operation");
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
