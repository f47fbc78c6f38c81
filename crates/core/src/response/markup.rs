//! XML and HTML as trees and texts. Nothing here fails.

use std::borrow::Cow;
use std::collections::BTreeMap;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::{Map, Value};

use super::issues::{holds_messages, prefix};

/// Elements inside each other; what is deeper is left out.
const DEEPEST: usize = 64;
/// The longest text that is taken from a page of HTML.
const LONGEST_TEXT: usize = 1000;

/// An element that is being read.
#[derive(Default)]
struct Open {
    name: String,
    attributes: Vec<(String, Value)>,
    elements: Vec<(String, Value)>,
    text: String,
}

/// XML as a tree like JSON's, by the names of its elements. What is cut off ends where it was cut.
pub(super) fn xml(text: &str) -> Value {
    let mut reader = lenient(text);
    let mut stack = vec![Open::default()];
    let mut too_deep = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) if stack.len() > DEEPEST => too_deep += 1,
            Ok(Event::Start(tag)) => stack.push(Open::of(&tag)),
            Ok(Event::Empty(tag)) => {
                stack.push(Open::of(&tag));
                close(&mut stack);
            }
            Ok(Event::End(_)) if too_deep > 0 => too_deep -= 1,
            Ok(Event::End(_)) => close(&mut stack),
            Ok(Event::Text(words)) => add(&mut stack, &words.xml10_content()),
            Ok(Event::CData(words)) => add(&mut stack, &words.xml10_content()),
            Ok(Event::GeneralRef(reference)) => add(&mut stack, &referred(&reference)),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    while stack.len() > 1 {
        close(&mut stack);
    }
    // The name of the outermost element is dropped.
    let root = stack.pop().and_then(|mut root| root.elements.pop());
    root.map(|(_, value)| value).unwrap_or_default()
}

/// A reader that accepts what browsers accept.
fn lenient(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

fn close(stack: &mut Vec<Open>) {
    // The first is the document itself.
    if stack.len() > 1
        && let Some(mut open) = stack.pop()
        && let Some(outer) = stack.last_mut()
    {
        let name = std::mem::take(&mut open.name);
        let value = open.value(&name);
        outer.elements.push((name, value));
    }
}

fn add(stack: &mut [Open], words: &str) {
    if let Some(open) = stack.last_mut() {
        open.text.push_str(words);
    }
}

/// A character by its number or by one of XML's five names; any other name stays as it is written.
fn referred(reference: &BytesRef<'_>) -> Cow<'static, str> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string().into();
    }
    let name = reference.xml10_content();
    match resolve_predefined_entity(&name) {
        Some(text) => text.into(),
        None => format!("&{name};").into(),
    }
}

impl Open {
    fn of(tag: &BytesStart<'_>) -> Self {
        let mut attributes = tag.attributes();
        let attributes = attributes
            .with_checks(false)
            .flatten()
            // Attributes of XML itself, such as xmlns and xsi:type, say nothing.
            .filter(|attribute| attribute.key.prefix().is_none() && attribute.key.into_inner() != "xmlns")
            .filter_map(|attribute| {
                Some((
                    attribute.key.into_inner().to_owned(),
                    attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned().into(),
                ))
            })
            .collect();
        let name = tag.local_name().into_inner().to_owned();
        Self { name, attributes, ..Self::default() }
    }

    fn value(self, name: &str) -> Value {
        let Self { attributes, elements, text, .. } = self;
        let text = text.trim();
        if elements.is_empty() && !text.is_empty() {
            return text.into();
        }
        if is_list(name, &elements) {
            return elements.into_iter().map(|(_, value)| value).collect();
        }
        if elements.is_empty() && attributes.is_empty() {
            return Value::Null;
        }
        let mut fields: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for (name, value) in elements {
            fields.entry(name).or_default().push(value);
        }
        for (name, value) in attributes {
            fields.entry(name).or_insert_with(|| vec![value]);
        }
        let one_or_list =
            |mut values: Vec<Value>| if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
        fields.into_iter().map(|(name, values)| (name, one_or_list(values))).collect::<Map<_, _>>().into()
    }
}

/// Whether an element is a list in JSON: `<LineItems>` with `<LineItem>`, even with only one.
fn is_list(name: &str, elements: &[(String, Value)]) -> bool {
    let Some((first, _)) = elements.first() else { return false };
    let is_plural = || {
        let stem = prefix(first, first.len().saturating_sub(1));
        name.len() > first.len() && name.ends_with('s') && name.starts_with(stem)
    };
    elements.iter().all(|(name, _)| name == first)
        && (elements.len() > 1 || name.eq_ignore_ascii_case("Elements") || holds_messages(name) || is_plural())
}

pub(super) fn is_html(text: &str) -> bool {
    ["<!doctype html", "<html"].iter().any(|known| prefix(text, known.len()).eq_ignore_ascii_case(known))
}

/// The title of a page, or else its visible text.
pub(super) fn html_text(text: &str) -> String {
    let mut reader = lenient(text);
    let (mut title, mut visible) = (String::new(), String::new());
    let mut element = String::new();
    loop {
        let words = match reader.read_event() {
            Ok(Event::Start(tag)) => {
                element = tag.name().into_inner().to_ascii_lowercase();
                Cow::Borrowed(" ")
            }
            Ok(Event::End(_)) => {
                element.clear();
                Cow::Borrowed(" ")
            }
            Ok(Event::Text(words)) => Cow::Owned(words.html_content().into_owned()),
            Ok(Event::GeneralRef(reference)) if reference.xml10_content() == "nbsp" => Cow::Borrowed(" "),
            Ok(Event::GeneralRef(reference)) => referred(&reference),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => continue,
        };
        match element.as_str() {
            "title" => title.push_str(&words),
            "script" | "style" => {}
            _ => visible.push_str(&words),
        }
        if visible.len() > LONGEST_TEXT {
            break;
        }
    }
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = words(&title);
    if title.is_empty() { words(&visible) } else { title }
}
