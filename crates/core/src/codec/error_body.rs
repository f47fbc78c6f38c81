//! The bodies of refusals as one tree, whatever they came as: JSON, JSON that was cut, XML, HTML. Nothing here fails.

use std::borrow::Cow;
use std::collections::BTreeMap;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::{Map, Value};

use super::issues::{holds_messages, prefix};
use super::text;

/// What is read of a refusal. Xero itself cuts its own at 1 MB.
const LARGEST: usize = 2 * 1024 * 1024;
/// Elements inside each other; what is deeper is left out.
const DEEPEST: usize = 64;
/// The words that a page of HTML is taken to say, at most.
const LONGEST_WORDS: usize = 1000;

/// What a body says, and whether it was JSON from end to end.
pub(super) fn parse(body: &[u8]) -> (Value, bool) {
    if body.len() <= LARGEST
        && let Some(value) = text::tree(body)
    {
        return (value, true);
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(LARGEST)]);
    let text = text.trim_start_matches(|character: char| character == '\u{feff}' || character.is_whitespace());
    let value = match text.as_bytes().first() {
        Some(b'{' | b'[' | b'"') => cut_json(text),
        Some(b'<') if is_html(text) => html_words(text).into(),
        Some(b'<') => xml(text),
        // Plain text speaks for itself.
        _ => Value::Null,
    };
    (value, false)
}

/// What can be read of JSON that ends too early or goes wrong somewhere: all before that place.
fn cut_json(text: &str) -> Value {
    let mut text = Cow::Borrowed(text);
    // Closed after what is whole it can be read, unless it was cut within a character that is written in two parts.
    for _ in 0..4 {
        let error = match serde_json::from_str(&text) {
            Ok(value) => return value,
            Err(error) => error,
        };
        let end = if error.is_eof() { text.len() } else { place(&text, &error).saturating_sub(1) };
        text = closed_prefix(prefix(&text, end)).into();
    }
    Value::Null
}

/// Where a text went wrong, in bytes.
fn place(text: &str, error: &serde_json::Error) -> usize {
    let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    (line + error.column()).min(text.len())
}

/// The start of a JSON text, ended after what is whole in it. Of a text that is cut its beginning stays.
fn closed_prefix(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut closers = Vec::new();
    let (mut at, mut whole) = (0, 0);
    // Whether what comes next is a value, and not the name of a member.
    let mut is_value = true;
    let mut begun = None;
    while let Some(&byte) = bytes.get(at) {
        let next = at + 1;
        match byte {
            b'{' | b'[' => {
                closers.push(if byte == b'{' { '}' } else { ']' });
                is_value = byte == b'[';
                (at, whole) = (next, next);
            }
            b'}' | b']' => {
                closers.pop();
                (at, whole) = (next, next);
            }
            b',' => (at, is_value) = (next, closers.last() == Some(&']')),
            b':' => (at, is_value) = (next, true),
            b'"' => match string_end(bytes, next) {
                Ok(end) => {
                    at = end;
                    whole = if is_value { end } else { whole };
                }
                Err(end) => {
                    begun = is_value.then_some(end);
                    break;
                }
            },
            byte if byte.is_ascii_whitespace() => at = next,
            _ => {
                let is_end = |byte: &u8| b",]} \t\r\n".contains(byte);
                let Some(length) = bytes[at..].iter().position(is_end) else { break };
                at += length;
                whole = at;
            }
        }
    }
    let mut closed = match begun {
        Some(end) => format!("{}…\"", &text[..end]),
        None => text[..whole].to_owned(),
    };
    closed.extend(closers.iter().rev());
    closed
}

/// Where a string ends, behind its quote; of one that does not end, where its last whole character does.
fn string_end(bytes: &[u8], mut at: usize) -> Result<usize, usize> {
    // The first half of a character that is written in two parts.
    let mut half = None;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b'"' => return Ok(at + 1),
            b'\\' if bytes.get(at + 1) == Some(&b'u') => 6,
            b'\\' => 2,
            _ => 1,
        };
        let Some(unit) = bytes.get(at..at + length) else { break };
        half = matches!(unit, [b'\\', b'u', b'd' | b'D', b'8' | b'9' | b'a'..=b'b' | b'A'..=b'B', ..]).then_some(at);
        at += length;
    }
    Err(half.unwrap_or(at))
}

/// An element that is being read.
#[derive(Default)]
struct Open {
    name: String,
    attributes: Vec<(String, Value)>,
    elements: Vec<(String, Value)>,
    text: String,
}

/// XML by the names of its elements, as JSON would have it. What was cut ends where it was cut.
fn xml(text: &str) -> Value {
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
    // The name of the outermost element says nothing.
    let root = stack.pop().and_then(|mut root| root.elements.pop());
    root.map(|(_, value)| value).unwrap_or_default()
}

/// A reader that takes what browsers take, too.
fn lenient(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

fn close(stack: &mut Vec<Open>) {
    // The lowest is the document itself.
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

/// A character by its number or one of the five names that XML has; any other name stays as it is written.
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
            // Those of XML itself, such as xmlns and xsi:type, are no words of the server.
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
        let mut members: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for (name, value) in elements {
            members.entry(name).or_default().push(value);
        }
        for (name, value) in attributes {
            members.entry(name).or_insert_with(|| vec![value]);
        }
        let one_or_list =
            |mut values: Vec<Value>| if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
        members.into_iter().map(|(name, values)| (name, one_or_list(values))).collect::<Map<_, _>>().into()
    }
}

/// Whether an element is what JSON has as a list: `<LineItems>` with `<LineItem>`, even with one alone.
fn is_list(name: &str, elements: &[(String, Value)]) -> bool {
    let Some((first, _)) = elements.first() else { return false };
    let is_plural = || {
        let stem = prefix(first, first.len().saturating_sub(1));
        name.len() > first.len() && name.ends_with('s') && name.starts_with(stem)
    };
    elements.iter().all(|(name, _)| name == first)
        && (elements.len() > 1 || name.eq_ignore_ascii_case("Elements") || holds_messages(name) || is_plural())
}

fn is_html(text: &str) -> bool {
    ["<!doctype html", "<html"].iter().any(|known| prefix(text, known.len()).eq_ignore_ascii_case(known))
}

/// The title of a page, or else its visible words.
fn html_words(text: &str) -> String {
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
        if visible.len() > LONGEST_WORDS {
            break;
        }
    }
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = words(&title);
    if title.is_empty() { words(&visible) } else { title }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: &str) -> Value {
        parse(body.as_bytes()).0
    }

    #[test]
    fn xml_is_read_as_json_would_have_it() {
        let cases = [
            (
                r#"<?xml version="1.0" encoding="utf-8"?><ApiException xmlns:xsi="http://w3" xmlns="http://x">
                   <ErrorNumber>10</ErrorNumber><Elements><DataContractBase xsi:type="Invoice"><LineItems><LineItem>
                   <ValidationErrors><ValidationError><Message>no &lt;account&gt; &#233; &unknown;</Message></ValidationError>
                   </ValidationErrors></LineItem></LineItems><HasErrors>true</HasErrors></DataContractBase></Elements></ApiException>"#,
                json!({"ErrorNumber": "10", "Elements": [{"HasErrors": "true", "LineItems": [
                    {"ValidationErrors": [{"Message": "no <account> é &unknown;"}]}]}]}),
            ),
            ("<e><ns:Message><![CDATA[a <b> & c]]></ns:Message></e>", json!({"Message": "a <b> & c"})),
            (r#"<e Message="a &amp; b" xml:lang="en"/>"#, json!({"Message": "a & b"})),
            (r#"<e><Message lang="en">words</Message></e>"#, json!({"Message": "words"})),
            ("<string xmlns='x'> Not allowed </string>", json!("Not allowed")),
            ("<e><a>1</a><b/><a>2</a></e>", json!({"a": ["1", "2"], "b": null})),
            ("<e><Addresses><Address><City>X</City></Address></Addresses></e>", json!({"Addresses": [{"City": "X"}]})),
            ("<e><Message>cut in the mid", json!({"Message": "cut in the mid"})),
            ("<e><Message>whole</Message><Detail>tag is cu</Det", json!({"Message": "whole", "Detail": "tag is cu"})),
            ("<e><a>AT&T</b></e>", json!({"a": "AT&T"})),
            ("<!DOCTYPE e [<!ENTITY x 'y'>]><e><a>&x;</a></e>", json!({"a": "&x;"})),
            ("<", Value::Null),
            ("<>", Value::Null),
            ("</e>", Value::Null),
        ];
        for (body, expected) in cases {
            assert_eq!(read(body), expected, "{body}");
        }
    }

    #[test]
    fn a_page_says_its_title_or_else_its_visible_words() {
        let cases = [
            (
                "<!DOCTYPE html><html><head><title>404 -\n Not&nbsp;Found</title></head><body><h1>Server Error</h1>",
                "404 - Not Found",
            ),
            (
                "<html><style>p{}</style><body><p>Please<br>log in &amp; try<script>x()</script></p>",
                "Please log in & try",
            ),
            ("<HTML><BODY>Bad Gateway", "Bad Gateway"),
            ("<html>", ""),
        ];
        for (body, words) in cases {
            assert_eq!(read(body), json!(words), "{body}");
        }
    }

    #[test]
    fn json_that_is_cut_anywhere_keeps_what_is_whole() {
        let whole = r#"{"ErrorNumber": 10, "Type":"ValidationException","Elements":[{"ValidationErrors":[{"Message":"a \"b\" \ud83d\ude00 é"},{"Message":"c"}],"Ok":[true,null,-1.5e3]}],"Last":"x"}"#;
        for end in 1..whole.len() {
            let (value, is_whole) = parse(&whole.as_bytes()[..end]);
            assert!(!is_whole && value.is_object(), "{end}");
            let has = |text: &str| whole.find(text).is_some_and(|at| at + text.len() <= end);
            assert_eq!(value["ErrorNumber"] == json!(10), has("10,"), "{end}");
            assert_eq!(value["Type"] == json!("ValidationException"), has(r#""ValidationException""#), "{end}");
            let messages = &value["Elements"][0]["ValidationErrors"];
            assert_eq!(messages[0]["Message"] == json!("a \"b\" 😀 é"), has(r#"ude00 é""#), "{end}");
            assert_eq!(messages[1]["Message"] == json!("c"), has(r#""c""#), "{end}");
        }
    }

    #[test]
    fn json_that_goes_wrong_keeps_what_stands_before() {
        let cases = [
            (r#"{"Message":"no such acc"#, json!({"Message": "no such acc…"})),
            (r#"{"Message":"half \ud83d a pair","Next":1}"#, json!({"Message": "half \u{fffd} a pair", "Next": 1})),
            (r#"{"Message":"whole"}<html>"#, json!({"Message": "whole"})),
            (r#"{"Message":"whole","Number":NaN}"#, json!({"Message": "whole"})),
            ("{\"Message\":\"whole\",\n\"Number\":1,\n}", json!({"Message": "whole", "Number": 1})),
            ("\u{feff}{\"Message\":\"after a mark\"}", json!({"Message": "after a mark"})),
            (r#"[{"detail":"too large"},"#, json!([{"detail": "too large"}])),
            ("{", json!({})),
            ("[", json!([])),
            ("{\"a\"", json!({})),
            ("{]", json!({})),
            ("plain words", Value::Null),
            ("", Value::Null),
        ];
        for (body, expected) in cases {
            assert_eq!(read(body), expected, "{body}");
        }
        assert_eq!(parse(b"{\"Message\":\"not \xff UTF-8\"}").0, json!({"Message": "not \u{fffd} UTF-8"}));
    }

    #[test]
    fn hostile_bodies_come_to_an_end() {
        let deep = |open: &str, close: &str| open.repeat(40_000) + &close.repeat(40_000);
        let bodies = [
            deep("[", "]"),
            deep("{\"a\":", "}"),
            deep("<a>", "</a>"),
            "<a>".repeat(120_000),
            "<a x='".repeat(60_000),
            "&#0;&amp;&x".repeat(30_000),
            format!("<a>{}", "&".repeat(300_000)),
            format!("<a {}/>", "x='y' ".repeat(60_000)),
            "<![CDATA[".repeat(40_000),
            "<!--".repeat(100_000),
            "<html>".repeat(60_000),
            format!("{{\"modelState\":{{\"{}\":[{}\"\"]}}}}", "n".repeat(140_000), "\"m\",".repeat(60_000)),
            format!("{{\"{}\":[{}", "n".repeat(20_000), "{\"errors\":[\"m\"]},".repeat(20_000)),
            format!("[{}", "{},".repeat(200_000)),
            "\"\\u".repeat(100_000),
        ];
        for body in bodies {
            assert!(super::super::issues::issues_of(&read(&body)).len() <= 10_000, "{}", &body[..40]);
        }
    }
}
