//! The body of a refusal as a tree, whatever its format: JSON, JSON that was cut off, XML or HTML. Nothing here fails.

use serde_json::Value;

use super::markup::{html_text, is_html, xml};
use super::truncated_json::truncated_json;
use crate::codec::text;

/// How much of a refusal is read. Xero cuts its own off at 1 MB.
const LARGEST: usize = 2 * 1024 * 1024;

/// The body as a tree, and whether it was valid JSON.
pub(super) fn parse(body: &[u8]) -> (Value, bool) {
    if body.len() <= LARGEST
        && let Some(value) = text::tree(body)
    {
        return (value, true);
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(LARGEST)]);
    let text = text.trim_start_matches(|character: char| character == '\u{feff}' || character.is_whitespace());
    let value = match text.as_bytes().first() {
        Some(b'{' | b'[' | b'"') => truncated_json(text),
        Some(b'<') if is_html(text) => html_text(text).into(),
        Some(b'<') => xml(text),
        // Plain text has no tree.
        _ => Value::Null,
    };
    (value, false)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: &str) -> Value {
        parse(body.as_bytes()).0
    }

    #[test]
    fn xml_is_read_like_json() {
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
