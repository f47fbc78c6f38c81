//! Long lists of ids and numbers, split over the addresses of several requests.

use std::borrow::Cow;
use std::collections::HashSet;

use url::Url;
use xero_m2m_spec::{Parameter, ParameterLocation, ParameterType};

use super::address;
use super::arguments::Arguments;
use crate::error::Result;

/// The arguments of a list, whose long lists of ids stand in several addresses: each part of the one list together
/// with each part of the other, since Xero gives what is in both.
#[derive(Debug, Clone)]
pub(crate) struct SplitArguments {
    arguments: Arguments,
    /// The texts that are cut, by their place among all, in parts.
    cuts: Vec<(usize, Vec<String>)>,
}

impl SplitArguments {
    /// Cuts what does not fit into one address below `base` into as few as will do.
    pub(crate) fn of(mut arguments: Arguments, base: &Url) -> Result<Self> {
        let can_be_cut =
            |parameter: &Parameter| parameter.location == ParameterLocation::Query && parameter.value.is_split();
        // Whichever page is next, its number has room.
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::{Value, json};
    use xero_m2m_spec::NameCase;

    use super::*;
    use crate::request::operations::operation_named;

    fn parsed(operation: &str, arguments: &Value, case: NameCase) -> Result<Arguments> {
        let given = arguments.as_object().unwrap().clone();
        Arguments::parse(operation_named(operation, case).unwrap(), given, None, case)
    }

    fn id(number: usize) -> String {
        format!("{number:08}-1111-4111-8111-111111111111")
    }

    /// The parts of a list and the length of each one's address.
    fn cut(arguments: &Value) -> Result<(SplitArguments, Vec<usize>)> {
        let base = Url::parse("https://api.xero.com").unwrap();
        let parts = SplitArguments::of(parsed("invoices.list", arguments, NameCase::Snake)?, &base)?;
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
        let parts = SplitArguments::of(arguments, &base).unwrap();
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
}
