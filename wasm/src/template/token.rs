//! Splits what stands inside a tag, a value or a `do-*` attribute into words. Every word knows its place in the source.

use crate::error::{Result, code};
use crate::span::Span;
use crate::template::source::Sources;

/// A word of the expression language.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// What it is.
    pub kind: WordKind,
    /// Where it stands.
    pub span: Span,
}

/// Kinds of words.
#[derive(Debug, Clone, PartialEq)]
pub enum WordKind {
    /// `a`, `a.b.0`, `and`
    Name(String),
    /// `$value`, without the dollar.
    Contribution(String),
    /// `@clear`, without the at sign.
    Command(String),
    /// `3`, `-1`
    Int(i64),
    /// `2.5`
    Float(f64),
    /// A quoted string, escapes resolved.
    Text(String),
    /// `|`, `:`, `==`, `(`, …
    Sign(&'static str),
}

/// Longest first, so that `<=` is not read as `<`.
const SIGNS: &[&str] = &["==", "!=", "<=", ">=", "<", ">", "=", "|", ":", ",", "(", ")", ";"];

/// Splits `text`, which stands at `span` in the sources. `exact` says that it stands there byte by byte; otherwise (an
/// attribute with character references) every word is placed at the whole span.
///
/// # Errors
/// `template.syntax`
pub fn split(sources: &Sources<'_>, text: &str, span: Span, exact: bool) -> Result<Vec<Word>> {
    let mut words = Vec::new();
    let mut at = 0;
    let place = |from: usize, to: usize| {
        if exact { Span::new(span.source, span.from_byte() + from, span.from_byte() + to) } else { span }
    };
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let Some((kind, length)) = word(rest, first) else {
            let message = match first {
                '"' | '\'' => "the string is not closed".to_owned(),
                _ => format!("`{first}` cannot stand here"),
            };
            return Err(sources.error(code::TEMPLATE_SYNTAX, place(at, at + first.len_utf8()), message));
        };
        words.push(Word { kind, span: place(at, at + length) });
        at += length;
    }
    Ok(words)
}

/// The word at the start of `rest` and its length in bytes.
fn word(rest: &str, first: char) -> Option<(WordKind, usize)> {
    if first == '"' || first == '\'' {
        return string(rest, first);
    }
    if let Some(number) = number(rest) {
        return Some(number);
    }
    if first.is_alphabetic() || first == '_' {
        let length = path_length(rest);
        return Some((WordKind::Name(rest.get(..length)?.to_owned()), length));
    }
    if first == '$' || first == '@' {
        let length =
            rest.chars().skip(1).take_while(|c| c.is_alphanumeric() || *c == '_').map(char::len_utf8).sum::<usize>();
        let name = rest.get(1..=length).filter(|name| !name.is_empty())?.to_owned();
        let kind = if first == '$' { WordKind::Contribution(name) } else { WordKind::Command(name) };
        return Some((kind, length + 1));
    }
    SIGNS.iter().find(|sign| rest.starts_with(**sign)).map(|sign| (WordKind::Sign(sign), sign.len()))
}

/// Length of `a.b.0`: names joined by dots, with nothing between.
fn path_length(rest: &str) -> usize {
    let mut length = 0;
    let mut after_dot = false;
    for c in rest.chars() {
        if c.is_alphanumeric() || c == '_' {
            after_dot = false;
        } else if c == '.' && !after_dot {
            after_dot = true;
        } else {
            break;
        }
        length += c.len_utf8();
    }
    length
}

fn string(rest: &str, quote: char) -> Option<(WordKind, usize)> {
    let mut out = String::new();
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            c if escaped => {
                // As in Django: only quotes and backslashes are escaped, any other backslash is itself.
                if !matches!(c, '"' | '\'' | '\\') {
                    out.push('\\');
                }
                out.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            c if c == quote => return Some((WordKind::Text(out), at + 1)),
            c => out.push(c),
        }
    }
    None
}

fn number(rest: &str) -> Option<(WordKind, usize)> {
    let unsigned = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    let sign = rest.len() - unsigned.len();
    let digits = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return None;
    }
    let fraction = unsigned
        .get(digits..)
        .and_then(|tail| tail.strip_prefix('.'))
        .map_or(0, |tail| tail.bytes().take_while(u8::is_ascii_digit).count());
    let length = sign + digits + if fraction > 0 { fraction + 1 } else { 0 };
    let text = rest.get(..length)?;
    if fraction == 0
        && let Ok(int) = text.parse::<i64>()
        && int.unsigned_abs() < (1 << 53)
    {
        return Some((WordKind::Int(int), length));
    }
    text.parse::<f64>().ok().map(|float| (WordKind::Float(float), length))
}
