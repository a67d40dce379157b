//! The value of an attribute: quoted text with constructs in it. Without quotes nothing can be computed, since white space
//! in a value would begin another attribute.

use super::builder::Builder;
use super::cursor::{Cursor, Next};
use super::plain::Plain;
use super::tree::{Item, ItemKind};
use crate::error::{Error, Result, code};
use crate::span::Span;

impl<'s> Builder<'_, 's> {
    /// The value after an attribute's name; none: empty.
    pub(super) fn value_of_attribute(&mut self, cursor: &mut Cursor<'_, 's>) -> Result<Vec<Item>> {
        let Next::Text(rest) = cursor.peek() else { return Ok(Vec::new()) };
        let trimmed = rest.trim_start();
        let Some(after) = trimmed.strip_prefix('=') else { return Ok(Vec::new()) };
        let value = after.trim_start();
        cursor.advance(rest.len() - value.len());
        match cursor.peek() {
            Next::Text(value) if value.starts_with(['"', '\'']) => {
                let quote = if value.starts_with('"') { '"' } else { '\'' };
                let start = cursor.advance(1);
                self.quoted(cursor, quote, start)
            }
            Next::Text(value) => {
                let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
                let text = value.get(..end).unwrap_or_default();
                let span = cursor.advance(end);
                if text.is_empty() || text.contains(['"', '\'', '<', '=', '`']) {
                    return Err(self.html(span, "the attribute's value is missing or needs quotes"));
                }
                if let Some(node) = cursor.touches_node().filter(|_| end == value.len()) {
                    return Err(self.unquoted(node.span));
                }
                Ok(vec![Item { kind: ItemKind::Text(self.decode(text, span, true)?), span }])
            }
            Next::Node(node) => Err(self.unquoted(node.span)),
            Next::End => Err(self.html(cursor.place(1), "the attribute's value is missing")),
        }
    }

    fn unquoted(&self, span: Span) -> Error {
        let written = self.sources.slice(span);
        let error = self.sources.error(code::TEMPLATE_UNSAFE, span, "a computed value needs quotes around it");
        error.with_hint(format!("write \"{written}\""))
    }

    fn quoted(&mut self, cursor: &mut Cursor<'_, 's>, quote: char, start: Span) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        loop {
            match cursor.peek() {
                Next::End => {
                    let message = "the attribute's value is not closed in the same branch or loop";
                    return Err(self.html(start, message).with_hint(format!("add {quote}")));
                }
                Next::Node(node) => {
                    cursor.skip_node();
                    items.extend(self.plain_node(node, Plain::Attribute(quote))?);
                }
                Next::Text(rest) => {
                    let end = rest.find(quote);
                    let text = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                    let span = cursor.advance(text.len());
                    if !text.is_empty() {
                        items.push(Item { kind: ItemKind::Text(self.decode(text, span, true)?), span });
                    }
                    if end.is_some() {
                        cursor.advance(1);
                        return Ok(items);
                    }
                }
            }
        }
    }
}
