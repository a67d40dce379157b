//! Trusted markup: a tokenizer that checks that a parser makes of it just what it says, and counts its top-level nodes.
//! It follows the HTML standard's tokenization (13.2.5) closely enough to refuse whatever it is not sure of.

pub(crate) mod elements;

use crate::fault::{Fault, Outcome};
use crate::value::utf16::utf16_length;
use elements::{can_open, is_foreign_root, is_raw, is_void};

/// The nodes at the top of some markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Top {
    /// How many.
    pub(crate) nodes: u64,
    /// UTF-16 length of the last one, if it is text.
    pub(crate) last_text: u64,
    /// That text has no reference, CR or NUL, so its length in the browser is certain.
    pub(crate) is_last_text_plain: bool,
}

/// Deeper than this is not markup that anybody wrote.
const MAX_OPEN: usize = 256;

struct Scanner<'a> {
    rest: &'a [u8],
    open: Vec<Vec<u8>>,
    top: Top,
}

/// Checks and counts.
pub(crate) fn measure(markup: &[u8]) -> Outcome<Top> {
    let top = Top { nodes: 0, last_text: 0, is_last_text_plain: true };
    let mut scanner = Scanner { rest: markup, open: Vec::new(), top };
    while !scanner.rest.is_empty() {
        scanner.token()?;
    }
    if scanner.open.is_empty() { Ok(scanner.top) } else { Err(Fault::Unbalanced) }
}

impl Scanner<'_> {
    fn token(&mut self) -> Outcome<()> {
        match self.rest {
            [b'<', b'!', b'-', b'-', rest @ ..] => self.comment(rest),
            [b'<', b'/', b'a'..=b'z' | b'A'..=b'Z', ..] => self.end_tag(),
            [b'<', b'a'..=b'z' | b'A'..=b'Z', ..] => self.start_tag(),
            [b'<', b'!' | b'/' | b'?', ..] => Err(Fault::Unbalanced),
            _ => {
                self.text();
                Ok(())
            }
        }
    }

    /// Up to the next thing that may be a tag; a lone `<` is text.
    fn text(&mut self) {
        let at = self.rest.iter().skip(1).position(|byte| *byte == b'<').map_or(self.rest.len(), |at| at + 1);
        let (text, rest) = self.rest.split_at_checked(at).unwrap_or((self.rest, &[]));
        self.rest = rest;
        if !self.open.is_empty() {
            return;
        }
        let is_plain = !text.iter().any(|byte| matches!(byte, b'&' | b'\r' | 0));
        if self.top.last_text > 0 || !self.top.is_last_text_plain {
            // Goes on with the text before it: a lone `<` stood between.
            self.top.last_text += utf16_length(text);
            self.top.is_last_text_plain &= is_plain;
            return;
        }
        self.top.nodes += 1;
        self.top.last_text = utf16_length(text);
        self.top.is_last_text_plain = is_plain;
    }

    /// Another node than text begins.
    fn node(&mut self) {
        if self.open.is_empty() {
            self.top.nodes += 1;
            self.top.last_text = 0;
            self.top.is_last_text_plain = true;
        }
    }

    fn comment(&mut self, rest: &[u8]) -> Outcome<()> {
        if rest.starts_with(b">") || rest.starts_with(b"->") {
            return Err(Fault::Unbalanced);
        }
        let end = rest.windows(3).position(|part| part == b"-->").ok_or(Fault::Unbalanced)?;
        let inside = rest.get(..end).unwrap_or_default();
        if inside.windows(4).any(|part| part == b"--!>" || part == b"<!--") {
            return Err(Fault::Unbalanced);
        }
        self.skip(4 + end + 3);
        self.node();
        Ok(())
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn name(&mut self) -> Vec<u8> {
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let length = self.rest.iter().position(is_end).unwrap_or(self.rest.len());
        let name = self.rest.get(..length).unwrap_or_default().to_ascii_lowercase();
        self.skip(length);
        name
    }

    fn end_tag(&mut self) -> Outcome<()> {
        self.skip(2);
        let name = self.name();
        let end = self.rest.iter().position(|byte| !byte.is_ascii_whitespace()).ok_or(Fault::Unbalanced)?;
        if self.rest.get(end) != Some(&b'>') || self.open.pop() != Some(name) {
            return Err(Fault::Unbalanced);
        }
        self.skip(end + 1);
        Ok(())
    }

    fn start_tag(&mut self) -> Outcome<()> {
        self.skip(1);
        let name = self.name();
        let closes_itself = self.attributes()?;
        let is_foreign = self.open.iter().any(|element| is_foreign_root(element)) || is_foreign_root(&name);
        if !is_foreign && !can_open(&name, &self.open) {
            return Err(Fault::Unbalanced);
        }
        self.node();
        if (is_foreign && closes_itself) || (!is_foreign && is_void(&name)) {
            return Ok(());
        }
        if closes_itself || self.open.len() >= MAX_OPEN {
            return Err(Fault::Unbalanced);
        }
        if !is_foreign && is_raw(&name) {
            return self.raw(&name);
        }
        self.open.push(name);
        Ok(())
    }

    /// Reads past attributes and `>`; whether `/` stood before it.
    fn attributes(&mut self) -> Outcome<bool> {
        let mut slash = false;
        loop {
            match self.rest {
                [] => return Err(Fault::Unbalanced),
                [b'>', ..] => {
                    self.skip(1);
                    return Ok(slash);
                }
                [b'=', quote @ (b'"' | b'\''), rest @ ..] => {
                    let end = rest.iter().position(|byte| byte == quote).ok_or(Fault::Unbalanced)?;
                    self.skip(end + 3);
                    slash = false;
                }
                [b'=', space, ..] if space.is_ascii_whitespace() => {
                    // `name= "value"`: the space means nothing.
                    let spaces = self.rest.iter().skip(1).take_while(|byte| byte.is_ascii_whitespace()).count();
                    match self.rest.get(spaces + 1) {
                        Some(b'"' | b'\'') => {
                            let quote = self.rest.get(spaces + 1).copied();
                            let value = self.rest.get(spaces + 2..).unwrap_or_default();
                            let end = value.iter().position(|byte| Some(*byte) == quote).ok_or(Fault::Unbalanced)?;
                            self.skip(spaces + 2 + end + 1);
                        }
                        _ => return Err(Fault::Unbalanced),
                    }
                    slash = false;
                }
                [b'=', b'>', ..] | [b'<' | b'"' | b'\'', ..] => return Err(Fault::Unbalanced),
                [b'=', ..] => {
                    // An unquoted value: a slash in it belongs to it.
                    let length = self
                        .rest
                        .iter()
                        .position(|byte| byte.is_ascii_whitespace() || *byte == b'>')
                        .ok_or(Fault::Unbalanced)?;
                    let value = self.rest.get(..length).unwrap_or_default();
                    if value.iter().any(|byte| matches!(byte, b'"' | b'\'' | b'<' | b'`')) {
                        return Err(Fault::Unbalanced);
                    }
                    self.skip(length);
                    slash = false;
                }
                [byte, ..] => {
                    slash = *byte == b'/';
                    self.skip(1);
                }
            }
        }
    }

    /// Text up to the end tag of an element like `script`.
    fn raw(&mut self, name: &[u8]) -> Outcome<()> {
        let rest = self.rest;
        let is_end = |at: usize| {
            let tag = rest.get(at..).unwrap_or_default();
            let after = tag.get(2 + name.len());
            tag.starts_with(b"</")
                && tag.get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
                && after.is_some_and(|byte| *byte == b'>')
        };
        let end = (0..rest.len()).find(|at| is_end(*at)).ok_or(Fault::Unbalanced)?;
        if rest.get(..end).unwrap_or_default().windows(4).any(|part| part == b"<!--") {
            return Err(Fault::Unbalanced);
        }
        self.skip(end + name.len() + 3);
        Ok(())
    }
}
