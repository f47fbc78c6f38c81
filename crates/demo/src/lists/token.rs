//! Cuts a filter text into words, numbers, quoted texts and signs.

use super::fields::QueryInvalid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Word(String),
    Number(String),
    Text(String),
    Sign(&'static str),
}

/// The longer signs come first, so that `>=` is not read as `>`.
const SIGNS: &[&str] = &["==", "!=", ">=", "<=", "&&", "||", "<>", "=", ">", "<", "(", ")", ",", "."];

pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, QueryInvalid> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if first == '"' {
            quoted(rest)?
        } else if first.is_ascii_digit() || first == '-' && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            let length = span(rest, |c, at| c.is_ascii_digit() || c == '.' || c == '-' && at == 0);
            (Token::Number(rest[..length].to_owned()), length)
        } else if first.is_alphabetic() || first == '_' {
            let length = span(rest, |c, _| c.is_alphanumeric() || c == '_');
            (Token::Word(rest[..length].to_owned()), length)
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (Token::Sign(sign), sign.len())
        } else {
            return Err(QueryInvalid(format!("Syntax error '{first}'")));
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn span(text: &str, belongs: impl Fn(char, usize) -> bool) -> usize {
    text.char_indices().find(|(at, c)| !belongs(*c, *at)).map_or(text.len(), |(at, _)| at)
}

/// A text in double quotes; a quote inside is doubled, and a backslash is a character like any other.
fn quoted(text: &str) -> Result<(Token, usize), QueryInvalid> {
    let mut content = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        match (character, characters.peek().map(|(_, next)| *next)) {
            ('"', Some('"')) => {
                content.push('"');
                characters.next();
            }
            ('"', _) => return Ok((Token::Text(content), at + 1)),
            _ => content.push(character),
        }
    }
    Err(QueryInvalid("Unterminated string literal".to_owned()))
}
