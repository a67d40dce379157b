//! Start and end tags, and elements whose content is not markup.

use super::builder::Builder;
use super::cursor::{Cursor, Next};
use super::foreign::{self, Namespace};
use super::knowledge::{self, is};
use super::plain::Plain;
use super::tree::{Element, ItemKind};
use crate::error::{Result, code};
use crate::span::Span;
use crate::template::ast::{Kind, Node};

impl<'s> Builder<'_, 's> {
    /// `<name …>`; `tag` is the text after the `<`.
    pub(super) fn start_tag(&mut self, cursor: &mut Cursor<'_, 's>, tag: &'s str) -> Result<()> {
        let length = name_length(tag);
        let written = tag.get(..length).unwrap_or_default();
        let span = cursor.advance(length + 1);
        if let Some(node) = cursor.touches_node().filter(|node| length == tag.len() && !self.begins_with_space(node)) {
            return Err(self
                .sources
                .error(code::TEMPLATE_UNSAFE, node.span, "the name of a tag cannot be computed")
                .with_hint("choose between tags by `{% if %}`, or put a space before the construct"));
        }
        let lower = written.to_ascii_lowercase();
        if !lower.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.')) {
            return Err(self.html(span, format!("`{written}` is not a name of an element")));
        }
        if let Some((_, hint)) = knowledge::FORBIDDEN.iter().find(|(name, _)| *name == lower) {
            return Err(self.html(span, format!("`<{lower}>` is not supported")).with_hint(*hint));
        }
        if is(&lower, &["html", "head", "body"]) && self.parent().1 == Namespace::Html {
            let mut start = self.attributes(cursor, &lower, Namespace::Html, span)?;
            if let Some((_, span)) = start.key {
                return Err(self.sources.error(
                    code::TEMPLATE_EVENT,
                    span,
                    "`do-key` belongs on the outermost element of a loop's body",
                ));
            }
            self.structure_tag(&lower, &mut start.attributes, span)?;
            return Ok(());
        }
        self.settle(Self::wants(&lower), span)?;
        let (parent, outer) = self.parent();
        let namespace = foreign::child_namespace(parent, outer, &lower);
        if namespace == Namespace::Html || outer == Namespace::Html {
            self.before_start(&lower, span)?;
        } else if outer == namespace && foreign::breaks_out(&lower) {
            let message = format!("`<{lower}>` cannot stand in `<{}>`: a parser would leave it", self.parent().0);
            return Err(self.html(span, message).with_hint("put HTML into `<foreignObject>`"));
        }
        let name = foreign::tag(namespace, &lower);
        let start = self.attributes(cursor, &name, namespace, span)?;
        let element =
            Element { name, namespace, attributes: start.attributes, key: start.key, children: Vec::new(), span };
        self.enter(cursor, element, start.self_closing)
    }

    fn enter(&mut self, cursor: &mut Cursor<'_, 's>, element: Element, self_closing: bool) -> Result<()> {
        let (span, name, namespace) = (element.span, element.name.clone(), element.namespace);
        let is_void = namespace == Namespace::Html && is(&name, knowledge::VOID);
        if is_void || (self_closing && namespace != Namespace::Html) {
            self.push_item(ItemKind::Element(Box::new(element)), span);
            return Ok(());
        }
        if self_closing {
            let message = format!("`<{name}/>` does not close itself: a parser ignores the slash");
            return Err(self.html(span, message).with_hint(format!("write `<{name}></{name}>`")));
        }
        self.open(element)?;
        if namespace == Namespace::Html && is(&name, knowledge::RAW) {
            self.raw(cursor, &name, span)?;
        } else if namespace == Namespace::Html && is(&name, knowledge::RCDATA) {
            let items = self.rcdata(cursor, &name, span)?;
            if let Some(open) = self.stack.last_mut() {
                open.items = items;
            }
            self.close();
        }
        Ok(())
    }

    /// `</name>`; `tag` is the text after the `<`.
    pub(super) fn end_tag(&mut self, cursor: &mut Cursor<'_, 's>, tag: &'s str) -> Result<()> {
        let rest = tag.get(1..).unwrap_or_default();
        let length = name_length(rest);
        let lower = rest.get(..length).unwrap_or_default().to_ascii_lowercase();
        let after = rest.get(length..).unwrap_or_default();
        let blank = after.len() - after.trim_start().len();
        let span = cursor.place(length + blank + 3);
        if !lower.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(self
                .html(cursor.place(2), "`</` is not followed by the name of an element")
                .with_hint("write `&lt;/` for the text"));
        }
        if !after.trim_start().starts_with('>') {
            return Err(self.html(span, format!("`</{lower}` must be followed by `>`")));
        }
        cursor.advance(length + blank + 3);
        if self.structure_end(&lower, span)? {
            return Ok(());
        }
        let (_, namespace) = self.parent();
        if namespace == Namespace::Html && (is(&lower, knowledge::VOID) || lower == "br") {
            return Err(self.html(span, format!("`<{lower}>` has no end tag")));
        }
        let name = foreign::tag(namespace, &lower);
        self.end(&name, span)
    }

    /// Whether a construct that touches a name begins with white space, whichever way it goes.
    pub(super) fn begins_with_space(&self, node: &Node) -> bool {
        let Kind::If(arms) = &node.kind else { return false };
        arms.iter().all(|arm| match arm.body.first() {
            None => true,
            Some(first) if matches!(first.kind, Kind::Text) => {
                self.sources.slice(first.span).starts_with(|c: char| c.is_ascii_whitespace() || c == '>')
            }
            Some(first) => self.begins_with_space(first),
        })
    }

    /// Content of `script`, `style` and the like: static, up to the end tag.
    fn raw(&mut self, cursor: &mut Cursor<'_, 's>, name: &str, start: Span) -> Result<()> {
        let mut content = String::new();
        loop {
            match cursor.peek() {
                Next::End => {
                    return Err(self
                        .html(start, format!("`<{name}>` is never closed"))
                        .with_hint(format!("add `</{name}>`")));
                }
                Next::Node(node) => {
                    let hint = match name {
                        "script" => {
                            "pass data in an attribute (`data-…=\"{{ value }}\"`), and let the script read it there"
                        }
                        "style" => "use a `style` attribute or a class",
                        _ => "its content is not parsed as HTML",
                    };
                    let message = format!("nothing can be computed inside `<{name}>`: no escaping is safe there");
                    return Err(self.sources.error(code::TEMPLATE_UNSAFE, node.span, message).with_hint(hint));
                }
                Next::Text(rest) => match find_end(rest, name) {
                    Some(at) => {
                        cursor.advance(at);
                        content.push_str(rest.get(..at).unwrap_or_default());
                        break;
                    }
                    None => {
                        cursor.advance(rest.len());
                        content.push_str(rest);
                    }
                },
            }
        }
        if !content.is_empty() {
            self.push_item(ItemKind::Text(content.replace("\r\n", "\n").replace(['\r', '\0'], "\n")), start);
        }
        if let Next::Text(rest) = cursor.peek() {
            return self.end_tag(cursor, rest.get(1..).unwrap_or_default());
        }
        Ok(())
    }

    /// Content of `textarea` and `title`: text, up to the end tag.
    fn rcdata(&mut self, cursor: &mut Cursor<'_, 's>, name: &str, start: Span) -> Result<Vec<super::tree::Item>> {
        let plain = Plain::Rcdata(if name == "title" { "title" } else { "textarea" });
        let mut items = Vec::new();
        loop {
            match cursor.peek() {
                Next::End => {
                    return Err(self
                        .html(start, format!("`<{name}>` is never closed"))
                        .with_hint(format!("add `</{name}>`")));
                }
                Next::Node(node) => {
                    cursor.skip_node();
                    items.extend(self.plain_node(node, plain)?);
                }
                Next::Text(rest) => {
                    let end = find_end(rest, name);
                    let span = cursor.advance(end.unwrap_or(rest.len()));
                    let mut text = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                    if items.is_empty() && is(name, knowledge::DROPS_LF) {
                        text = text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')).unwrap_or(text);
                    }
                    if !text.is_empty() {
                        items.push(super::tree::Item { kind: ItemKind::Text(self.decode(text, span, false)?), span });
                    }
                    if end.is_some() {
                        let close = rest.get(end.unwrap_or(0)..).and_then(|tail| tail.find('>'));
                        cursor.advance(close.map_or(name.len() + 2, |at| at + 1));
                        return Ok(items);
                    }
                }
            }
        }
    }
}

/// Length of a tag name at the start of the text.
fn name_length(text: &str) -> usize {
    text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '\u{c}')).unwrap_or(text.len())
}

/// Where `</name` stands, followed by something that ends the name.
pub(super) fn find_end(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|at| {
        let word = text.get(at + 2..at + 2 + name.len());
        let next = text.get(at + 2 + name.len()..).and_then(|rest| rest.chars().next());
        word.is_some_and(|word| word.eq_ignore_ascii_case(name))
            && next.is_none_or(|c| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
    })
}
