//! Text contexts: attribute values, `textarea`, `title`, and whole templates of text mode. Constructs yield text there, and
//! what looks like a tag is text.

use super::builder::Builder;
use super::decode::collapse;
use super::tag::find_end;
use super::tree::{Call, Item, ItemKind, TreeArm, TreeChanged, TreeLoop};
use super::unit::Place;
use crate::error::{Result, code};
use crate::program::Filter;
use crate::span::Span;
use crate::template::ast::{CAPTURED, Formula, FormulaKind, Kind, Node};

/// Which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    /// Text mode: nothing is decoded.
    Raw,
    /// An attribute value between these quotes.
    Attribute(char),
    /// The content of this element.
    Rcdata(&'static str),
    /// The body of `{% filter %}` among elements.
    Filtered,
    /// An include in one of the latter three.
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
            Kind::Value(value) if matches!(value.kind, FormulaKind::Filter(Filter::JsonScript, _)) => {
                return self.plain_island(value, plain, node.span).map(Some);
            }
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
            Kind::Let(bindings) => ItemKind::Let(bindings.clone()),
            Kind::Changed(one) => {
                self.check_changed(one, node.span)?;
                let (body, otherwise) = (self.plain(&one.body, plain)?, self.plain(&one.otherwise, plain)?);
                ItemKind::Changed(Box::new(TreeChanged { values: one.values.clone(), body, otherwise }))
            }
            Kind::Cycle(cycle) => ItemKind::Cycle(cycle.clone()),
            Kind::ResetCycle(group) => {
                self.units.resets.insert(*group);
                ItemKind::ResetCycle(*group)
            }
            Kind::Filter(filters, body) => ItemKind::Filter(filters.clone(), self.plain(body, plain)?),
            Kind::Spaceless(body) => self.plain_spaceless(body, plain, node.span)?,
            Kind::Variants(all) => ItemKind::If(
                all.iter()
                    .map(|arm| Ok(TreeArm { when: arm.when.clone(), body: self.plain(&arm.body, plain)? }))
                    .collect::<Result<_>>()?,
            ),
            Kind::Include(include) => {
                let place = if plain == Plain::Raw { Place::Raw } else { Place::Plain };
                let unit = self.units.require(&include.name, include.span, place, self.unit)?;
                ItemKind::Call(Box::new(Call { unit, with: include.with.clone(), only: include.only }))
            }
            Kind::Block(..) | Kind::Super => return Ok(None),
        };
        Ok(Some(Item { kind, span: node.span }))
    }

    /// White space between tags matters in text mode only: elsewhere there are no tags.
    fn plain_spaceless(&mut self, body: &[Node], plain: Plain, span: Span) -> Result<ItemKind> {
        let body = self.plain(body, plain)?;
        if plain != Plain::Raw {
            return Ok(ItemKind::With(Vec::new(), body));
        }
        let input = Formula::new(FormulaKind::Path(vec![CAPTURED.to_owned()]), span);
        Ok(ItemKind::Filter(Box::new(Formula::new(FormulaKind::Filter(Filter::Spaceless, vec![input]), span)), body))
    }

    /// `json_script` in text mode: markup, as Django writes it.
    fn plain_island(&self, value: &Formula, plain: Plain, span: Span) -> Result<Item> {
        if plain != Plain::Raw {
            let message = "`json_script` makes an element, which cannot stand here";
            return Err(self.html(span, message).with_hint("put it beside the element that uses it"));
        }
        let item = |kind| Item { kind, span };
        let text = |text: &str| item(ItemKind::Text(text.to_owned()));
        let mut all = vec![text("<script")];
        if let FormulaKind::Filter(_, args) = &value.kind
            && let Some(id) = args.get(1)
        {
            let id = ItemKind::Value { value: id.clone(), trusted: false };
            all.extend([text(" id=\""), item(id), text("\"")]);
        }
        all.push(text(" type=\"application/json\">"));
        all.push(item(ItemKind::Value { value: super::special::only_input(value), trusted: true }));
        all.push(text("</script>"));
        Ok(item(ItemKind::With(Vec::new(), all)))
    }

    fn plain_text(&self, span: Span, plain: Plain) -> Result<String> {
        let text = self.sources.slice(span);
        match plain {
            Plain::Raw => Ok(text.to_owned()),
            Plain::Included => self.decode(text, span, true),
            Plain::Filtered => {
                let tag = text.match_indices('<').map(|(at, _)| at).find(|at| {
                    let next = text.get(at + 1..).and_then(|rest| rest.chars().next());
                    next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!'))
                });
                if let Some(at) = tag {
                    let at = Span::new(span.source, span.from_byte() + at, span.from_byte() + at + 1);
                    let error = self.sources.error(
                        code::TEMPLATE_UNSUPPORTED,
                        at,
                        "`{% filter %}` can hold text only, no elements",
                    );
                    return Err(error.with_hint("put the filter inside the element, around its text"));
                }
                self.decode(&collapse(text), span, false)
            }
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
