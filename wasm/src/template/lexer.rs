//! Splits a template into text, `{{ values }}` and `{% tags %}`. As in Django a tag ends on the line where it begins;
//! what looks like the start of one but is not closed there is text, and reported as a warning. Comments vanish here.
//! `{% verbatim %}` is handled here as well, since nothing inside it is a tag.

use crate::error::{Result, code};
use crate::span::Span;
use crate::template::source::Sources;

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// All of it, delimiters included.
    pub span: Span,
    /// What stands between the delimiters; for text, the text.
    pub inner: Span,
}

/// Kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Literal text.
    Text,
    /// `{{ … }}`
    Value,
    /// `{% … %}`
    Tag,
}

/// Splits a source.
///
/// # Errors
/// `template.syntax` for a verbatim that is not closed.
pub fn lex(sources: &Sources<'_>, source: u32, warnings: &mut Vec<String>) -> Result<Vec<Token>> {
    let text = sources.text(source);
    let mut tokens = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('{')).map(|offset| at + offset) {
        let Some((kind, close)) = opening(text, found) else {
            at = found + 1;
            continue;
        };
        let line_end = text.get(found..).and_then(|rest| rest.find('\n')).map_or(text.len(), |n| found + n);
        let Some(end) = text.get(found + 2..line_end).and_then(|line| line.find(close)).map(|n| found + 2 + n) else {
            let place = sources.place(Span::new(source, found, found + 2));
            warnings
                .push(format!("{place}: `{}` is not closed on its line and is taken as text", open_text(text, found)));
            at = found + 2;
            continue;
        };
        push_text(&mut tokens, source, from, found);
        at = end + 2;
        from = at;
        let token = Token {
            kind: kind.unwrap_or(TokenKind::Text),
            span: Span::new(source, found, at),
            inner: Span::new(source, found + 2, end),
        };
        if kind == Some(TokenKind::Tag) && sources.slice(token.inner).split_whitespace().next() == Some("verbatim") {
            let (inside, after) = verbatim(sources, token)?;
            push_text(&mut tokens, source, at, inside);
            at = after;
            from = at;
        } else if kind.is_some() {
            tokens.push(token);
        }
    }
    push_text(&mut tokens, source, from, text.len());
    Ok(tokens)
}

/// The kind of what opens at a brace (`None` inside: a comment), and how it closes.
fn opening(text: &str, at: usize) -> Option<(Option<TokenKind>, &'static str)> {
    match text.as_bytes().get(at + 1)? {
        b'{' => Some((Some(TokenKind::Value), "}}")),
        b'%' => Some((Some(TokenKind::Tag), "%}")),
        b'#' => Some((None, "#}")),
        _ => None,
    }
}

fn open_text(text: &str, at: usize) -> &str {
    text.get(at..at + 2).unwrap_or("{")
}

fn push_text(tokens: &mut Vec<Token>, source: u32, from: usize, to: usize) {
    if from < to {
        let span = Span::new(source, from, to);
        tokens.push(Token { kind: TokenKind::Text, span, inner: span });
    }
}

/// Where the text inside a verbatim ends, and where its end tag ends.
fn verbatim(sources: &Sources<'_>, open: Token) -> Result<(usize, usize)> {
    let text = sources.text(open.span.source);
    let wanted: Vec<&str> = sources.slice(open.inner).split_whitespace().skip(1).collect();
    let mut at = open.span.to_byte();
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("{%")).map(|n| at + n) {
        let Some(end) = text.get(found + 2..).and_then(|rest| rest.find("%}")).map(|n| found + 2 + n) else { break };
        let mut words = text.get(found + 2..end).unwrap_or_default().split_whitespace();
        if words.next() == Some("endverbatim") && words.eq(wanted.iter().copied()) {
            return Ok((found, end + 2));
        }
        at = found + 2;
    }
    Err(sources
        .error(code::TEMPLATE_SYNTAX, open.span, "`{% verbatim %}` is never closed")
        .with_hint("add `{% endverbatim %}`"))
}
