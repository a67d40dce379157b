//! Text contexts: attribute values, `textarea`, `title`, and whole templates of text mode. Constructs yield text there, and
//! what looks like a tag is text.

use super::builder::Builder;
use super::tag::find_end;
use super::tree::{Call, Item, ItemKind, TreeArm, TreeLoop};
use super::unit::Place;
use crate::error::Result;
use crate::span::Span;
use crate::template::ast::{Kind, Node};

/// Which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    /// Text mode: nothing is decoded.
    Raw,
    /// An attribute value between these quotes.
    Attribute(char),
    /// The content of this element.
    Rcdata(&'static str),
    /// An include in one of the latter two.
    Included,
}

impl Builder<'_, '_> {
    /// The tree of a unit that is text.
    ///
    /// # Errors
    /// `template.html`
    pub(super) fn plain_unit(mut self, nodes: &[Node], raw: bool) -> Result<Vec<Item>> {
        self.plain(nodes, if raw { Plain::Raw } else { Plain::Included })
    }

    /// Nodes as text.
    pub(super) fn plain(&mut self, nodes: &[Node], plain: Plain) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        for node in nodes {
            items.extend(self.plain_node(node, plain)?);
        }
        Ok(items)
    }

    /// One node as text.
    pub(super) fn plain_node(&mut self, node: &Node, plain: Plain) -> Result<Option<Item>> {
        self.units.count(node.span)?;
        let kind = match &node.kind {
            Kind::Text => ItemKind::Text(self.plain_text(node.span, plain)?),
            // In text mode the mark says "do not escape"; elsewhere the context escapes whatever it is.
            Kind::Value(value) => {
                ItemKind::Value { value: value.clone(), trusted: plain == Plain::Raw && value.is_safe() }
            }
            Kind::If(arms) => ItemKind::If(
                arms.iter()
                    .map(|arm| Ok(TreeArm { when: arm.when.clone(), body: self.plain(&arm.body, plain)? }))
                    .collect::<Result<_>>()?,
            ),
            Kind::For(one) => ItemKind::For(Box::new(TreeLoop {
                variables: one.variables.clone(),
                over: one.over.clone(),
                reversed: one.reversed,
                body: self.plain(&one.body, plain)?,
                empty: self.plain(&one.empty, plain)?,
            })),
            Kind::With(bindings, body) => ItemKind::With(bindings.clone(), self.plain(body, plain)?),
            Kind::Include(include) => {
                let place = if plain == Plain::Raw { Place::Raw } else { Place::Plain };
                let unit = self.units.require(&include.name, include.span, place, self.unit)?;
                ItemKind::Call(Box::new(Call { unit, with: include.with.clone(), only: include.only }))
            }
            Kind::Block(..) | Kind::Super => return Ok(None),
        };
        Ok(Some(Item { kind, span: node.span }))
    }

    fn plain_text(&self, span: Span, plain: Plain) -> Result<String> {
        let text = self.sources.slice(span);
        match plain {
            Plain::Raw => Ok(text.to_owned()),
            Plain::Included => self.decode(text, span, true),
            Plain::Attribute(quote) => match text.find(quote) {
                Some(at) => {
                    let at = span.from_byte() + at;
                    let message = format!("this {quote} ends the attribute's value inside of a branch or loop");
                    let error = self.html(Span::new(span.source, at, at + 1), message);
                    Err(error.with_hint("put the whole attribute inside, or use the other kind of quotes"))
                }
                None => self.decode(text, span, true),
            },
            Plain::Rcdata(name) => match find_end(text, name) {
                Some(at) => {
                    let at = span.from_byte() + at;
                    let message = format!("`</{name}>` closes an element that was opened outside of this body");
                    Err(self.html(Span::new(span.source, at, at + name.len() + 2), message))
                }
                None => self.decode(text, span, false),
            },
        }
    }
}
